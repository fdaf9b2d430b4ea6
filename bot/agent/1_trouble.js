// Which requests of this document failed: refused by the server (5xx), without an answer, or answered with something
// else. Whatever is then not as expected may come of that, and says nothing of the site's shape.
//
// Requests of the page's own origin only, and no polls: those are known by their names, or by being asked again and
// again without anybody having done something. What the page gives up by itself (abort) has not failed.
(() => {
  const cj = window.__caljobs;
  if (!cj || cj.trouble) return;

  const POLLS = /poll|signalr|hub\b|heart-?beat|keep-?alive|negotiate|\bping\b|telemetry|analytics|beacon/i;
  const DELTA = /^\d+\|/;
  const REFUSED = /^(?:\d+\|#\|\|\d+\|)?\d+\|error\|5\d\d\|/;      // a server error in the manner of partial postbacks: status 200
  const failures = [];
  const asked = new Map();
  const inTrouble = status => status >= 500 || status === 408 || status === 429;
  const place = address => {
    try { return new URL(address, document.baseURI); } catch { return null; }
  };
  const begin = address => {
    const url = place(address);
    if (!url || url.origin !== location.origin || POLLS.test(url.pathname)) return null;
    const request = {document, path: url.pathname, caused: cj.caused()};
    if (!request.caused) asked.set(request.path, (asked.get(request.path) || 0) + 1);
    return request;
  };
  const failed = (request, how) => {
    if (request && !cj.leaves()) failures.push({...request, how: `a request of the page ${how}`});
  };
  const judge = (request, status) => inTrouble(status) && failed(request, `was answered with HTTP ${status}`);

  const Followed = window.XMLHttpRequest;
  window.XMLHttpRequest = class extends Followed {
    open(method, address, ...rest) {
      this.asksFor = address;
      this.isPartial = false;
      return super.open(method, address, ...rest);
    }
    setRequestHeader(name, value) {
      if (/^x-microsoftajax$/i.test(name)) this.isPartial = true;
      return super.setRequestHeader(name, value);
    }
    send(...args) {
      const request = begin(this.asksFor);
      for (const end of ['error', 'timeout']) this.addEventListener(end, () => failed(request, 'got no answer'), {once: true});
      this.addEventListener('load', () => {
        judge(request, this.status);
        if (this.status !== 200 || !this.isPartial) return;
        const text = this.responseText.slice(0, 2000);
        if (REFUSED.test(text)) { if (!/potentially dangerous/i.test(text)) failed(request, 'was answered with an error of the site'); }
        else if (!DELTA.test(text)) failed(request, 'was answered with something else');
      }, {once: true});
      return super.send(...args);
    }
  };
  const followedFetch = window.fetch;
  window.fetch = function (...args) {
    const request = begin(args[0]?.url || args[0]);
    const answer = followedFetch.apply(window, args);
    answer.then(response => judge(request, response.status), error => {
      if (error?.name !== 'AbortError') failed(request, 'got no answer');
    });
    return answer;
  };
  // Scripts and style sheets: only a file that is not there (404) is the site's own shape.
  window.addEventListener('error', event => {
    const file = event.target;
    const address = file instanceof HTMLScriptElement ? file.src : file instanceof HTMLLinkElement && file.rel === 'stylesheet' ? file.href : '';
    if (address && place(address)?.origin === location.origin) failures.push({document, caused: true, file: address, how: 'a file of the page did not come'});
  }, true);

  const status = () => performance.getEntriesByType('navigation')[0]?.responseStatus || 0;
  const answered = file => performance.getEntriesByName(file).at(-1)?.responseStatus || 0;
  const counts = failure => failure.document === document
    && (failure.caused || asked.get(failure.path) < 2)
    && (!failure.file || answered(failure.file) === 0 || inTrouble(answered(failure.file)));
  cj.refusedWhole = () => inTrouble(status());
  // In words, without any value; null when all that was asked for came.
  cj.trouble = () => {
    if (location.protocol === 'chrome-error:') return 'the site did not answer';
    if (cj.refusedWhole()) return `the page was answered with HTTP ${status()}`;
    return failures.find(counts)?.how || null;
  };
})();
