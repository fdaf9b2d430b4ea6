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
        else if (!DELTA.test(text)) {
          if (cj.refuses(text.replace(/<(script|style)[^>]*>[^]*?<\/\1>|<[^>]*>/gi, ' '), text)) cj.state.denied = true;
          failed(request, 'was answered with something else');
        }
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
  // Pages of what stands before the site: how firewalls say no, and sites that they are down. A page of the site itself
  // may well speak of either: these are no page of ASP.NET, say of nobody whose they are, and have next to nothing to
  // fill in or to press.
  const REFUSAL = new RegExp([
    'access (was |is |has been |to this \\w+ (was |is |has been ))?(denied|blocked|forbidden|restricted)',
    'request(ed url)? (was |is |has been |could not be )?(rejected|blocked|denied|satisfied|unsuccessful)',
    '(you have|you.ve|your (ip|access|request|computer|network|session)( address)?)( has| have)? (been )?(temporarily )?(blocked|banned|denied|restricted)',
    'permission to (access|view|see) .{0,200}(server|page|directory|resource)', '(was|been|is) blocked by', '(page|site) (is |was |has been )?blocked',
    '\\b(403|error).{0,20}forbidden', 'forbidden.{0,60}(access|permission)', 'unauthori[sz]ed activity', 'unusual (traffic|activity)',
    'are you (a )?(human|robot)', 'verify (that )?you are (a )?human', 'not a robot', 'checking (your browser|if the site connection is secure)',
    'attention required! ?\\|', 'security check', 'captcha', 'mod_security', 'web application firewall', 'incapsula', 'imperva',
  ].join('|'), 'i');
  const NUMBERED = /(support|incident|attack|ray|event|reference)( (id|no\.?|number)|:? ?#)/i;
  const NUMBERED_NO = /denied|block|reject|security|permission|unsuccessful|not allowed|administrator/i;
  const REFUSES_BY_ITSELF = /_Incapsula_Resource|incapsula incident|cf-error-details|cf-chl-|\/_sec\/cp_challenge|px-captcha/i;
  const DOWN = new RegExp([
    '(scheduled|planned|routine|system|site|website|server|emergency|regular|ongoing|nightly|weekly|under|for|undergoing|perform(ing)?|database) (\\w+ )?maintenance',
    'maintenance (window|mode|page|break|work|period|in progress|is |has )', 'temporar(y|ily) (un|off|out|down|closed|interrupt)',
    '(currently|presently|momentarily) (un(available|reachable)|offline|off-line|down|not available|out of (service|order)|closed)',
    '(site|system|service|server|website|application|portal|caljobs)( \\w+)? (is|are|will be) (\\w+ )?(un(available|reachable)|offline|off-line|down|not available|out of (service|order)|closed)',
    '(un(available|reachable)|offline|down) (at (this|the) (time|moment)|right now|until)', '(be|right) back (soon|shortly|online|up|in|at|on)',
    'being (updated|upgraded|serviced|worked on)', '(system|software|scheduled|service|planned) (upgrade|update|outage|interruption)',
    'too many (requests|users|connections)', '(too|very) busy', 'over ?capacity', '(high|heavy|unusually high) (volume|traffic|demand|load)',
    '(try|come|check|visit)( us)? (again|back)( \\w+)? ?(later|soon|shortly|in )', 'technical (difficult|problem|issue)',
    'service (is )?unavailable', 'bad gateway', 'gateway time-?out',
  ].join('|'), 'i');
  const OURS = 'form#aspnetForm, input[name=__VIEWSTATE]';
  const OWN_WORDS = /encountered an error in the system|ex(c?)eeded the timeout|potentially dangerous request/i;
  const ABOUT_SOMEBODY = /\b(user|state|plan|application) id\b/i;
  const isForeign = text => {
    if (text.length > 4000 || document.links.length > 8 || document.querySelector(OURS) || ABOUT_SOMEBODY.test(text) || OWN_WORDS.test(text)) return false;
    return ![...document.querySelectorAll('input, select, textarea')].some(e => !/^(hidden|submit|button|image)$/.test(e.type) && cj.visible(e));
  };
  cj.refuses = (words, source) => {
    if (/__VIEWSTATE/.test(source)) return false;
    return REFUSAL.test(words.slice(0, 4000)) || (NUMBERED.test(words) && NUMBERED_NO.test(words)) || REFUSES_BY_ITSELF.test(source.slice(0, 20000));
  };
  // What kind of answer of somebody else's the page is: refused, down, or neither.
  cj.foreign = text => {
    if ([401, 403, 451].includes(status())) return 'refused';
    if (!isForeign(text)) return null;
    const words = `${document.title} ${text}`;
    if (cj.refuses(words, document.documentElement.innerHTML)) return 'refused';
    return DOWN.test(words) ? 'down' : null;
  };
  // In words, without any value; null when all that was asked for came.
  cj.trouble = () => {
    if (location.protocol === 'chrome-error:') return 'the site did not answer';
    if (cj.refusedWhole()) return `the page was answered with HTTP ${status()}`;
    return failures.find(counts)?.how || null;
  };
})();
