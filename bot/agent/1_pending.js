// What is still under way in this document. Loaded before the page's own scripts.
//
// Only work that our own acts (or the person's) set off is followed: timers and requests started while an event is
// handled, and what those start in turn. A site's poll, started by nobody, never keeps us waiting.
(() => {
  if (window.top !== window || window.__caljobs) return;
  const cj = {__proto__: null, state: {__proto__: null, content: null, denied: false}, parse: JSON.parse, stringify: JSON.stringify};
  Object.defineProperty(window, '__caljobs', {value: cj});

  const later = window.setTimeout.bind(window);
  const forget = window.clearTimeout.bind(window);
  const LONGEST_TIMER = 10000;
  const DEEPEST = 4;
  const POSTS_BACK = /__doPostBack|WebForm_DoPostBack/;
  const timers = new Set();
  let cause = 0;          // how many more links of a chain are followed; 0: what runs now was started by nobody
  let requests = 0;
  let leaving = false;
  let loaded = false;

  const inCause = (depth, run) => {
    const before = cause;
    cause = depth;
    try { return run(); } finally { cause = before; }
  };
  const causeUntilNextTask = depth => {
    cause = Math.max(cause, depth);
    later(() => { cause = 0; }, 0);
  };

  for (const type of ['click', 'change', 'input', 'blur', 'focusout', 'keyup', 'keydown', 'submit']) {
    window.addEventListener(type, () => causeUntilNextTask(DEEPEST), true);
  }

  // A clock that each act winds up: a timer that starts itself again and again, and asks the site for nothing. Once it
  // is known for one it is followed no more, in later documents of this tab either: else each act would wait for it.
  const CLOCKS = 'caljobs clocks', SLOW_CLOCK = 500, RENEWALS = 3, RENEWALS_OF_QUICK = 6;
  const kept = () => { try { return cj.parse(window.sessionStorage.getItem(CLOCKS) || '[]'); } catch { return []; } };
  const clocks = new Set(kept());
  const renewals = new Map();
  let running = null;                              // the timer whose task runs now
  const isClock = (key, delay) => {
    if (running !== key || clocks.has(key)) return clocks.has(key);
    const times = (renewals.get(key) || 0) + 1;
    renewals.set(key, times);
    if (times < (delay >= SLOW_CLOCK ? RENEWALS : RENEWALS_OF_QUICK)) return false;
    clocks.add(key);
    try { window.sessionStorage.setItem(CLOCKS, cj.stringify([...clocks])); } catch { return true; }   // a tab that keeps nothing
    return true;
  };
  const asks = () => { if (running !== null) renewals.set(running, -Infinity); };

  window.setTimeout = function (task, delay, ...rest) {
    const text = typeof task === 'string';
    const followed = cause || (text && POSTS_BACK.test(task)) ? Math.max(cause, 1) : 0;
    const key = `${delay || 0} ${String(task).slice(0, 300)}`;
    if (!followed || (delay || 0) > LONGEST_TIMER || isClock(key, delay || 0)) return later(task, delay, ...rest);
    let id;
    if (text) {                     // a text must run in the global scope: mark the moments before and after it
      later(() => { cause = followed - 1; running = key; }, delay);
      id = later(task, delay);
      later(() => { cause = 0; running = null; timers.delete(id); }, delay);
    } else {
      id = later(() => {
        const before = running;
        running = key;
        try { inCause(followed - 1, () => task.apply(window, rest)); } finally { running = before; timers.delete(id); }
      }, delay);
    }
    timers.add(id);
    return id;
  };
  window.clearTimeout = id => { timers.delete(id); forget(id); };

  const NativeXHR = window.XMLHttpRequest;
  window.XMLHttpRequest = class extends NativeXHR {
    constructor(...args) {
      super(...args);
      // Registered before any handler of the page, so that what those handlers start is followed too.
      this.addEventListener('readystatechange', () => { if (this.followed) causeUntilNextTask(this.followed); });
    }
    send(...args) {
      asks();
      if (cause) {
        this.followed = Math.max(cause - 1, 1);
        requests += 1;
        this.addEventListener('loadend', () => {
          if (this.status === 403) cj.state.denied = true;       // a part of the page that is refused is the whole site refusing
          later(() => { requests -= 1; }, 0);
        });
      }
      return super.send(...args);
    }
  };
  const nativeFetch = window.fetch;
  window.fetch = function (...args) {
    const answer = nativeFetch.apply(window, args);
    asks();
    if (!cause) return answer;
    const depth = Math.max(cause - 1, 1);
    requests += 1;
    const done = () => later(() => { requests -= 1; }, 0);
    return answer.then(response => {
      if (response.status === 403) cj.state.denied = true;
      response.clone().arrayBuffer().then(done, done);
      causeUntilNextTask(depth);
      return response;
    }, error => { done(); throw error; });
  };

  // While the browser waits for the answer to a navigation it holds back every call of ours (measured), so that nobody
  // outside can tell when the limit is over: the page itself has to give up.
  let answerLimit = 100000;
  let patience = 0;
  let gaveUp = false;
  const leave = () => {
    asks();
    if (leaving) return;
    leaving = true;
    patience = later(() => { gaveUp = true; window.stop(); }, answerLimit);
  };
  const remain = () => { leaving = gaveUp = false; forget(patience); };

  // A document about to be replaced still looks complete: these tell that it is.
  const own = target => !target || target === '_self' || target === window.name;
  const nativeSubmit = HTMLFormElement.prototype.submit;
  HTMLFormElement.prototype.submit = function () {
    if (own(this.target)) leave();
    return nativeSubmit.call(this);
  };
  window.addEventListener('submit', event => {
    const form = event.target;
    if (!event.defaultPrevented && own(event.submitter?.formTarget || form.target)) leave();
  });
  window.addEventListener('click', event => {
    const link = event.target.closest?.('a[href]');
    if (!link || event.defaultPrevented || !own(link.target) || link.hasAttribute('download')) return;
    const href = link.getAttribute('href');
    if (href.startsWith('#') || href.startsWith('javascript:')) return;
    leave();
  });
  window.addEventListener('beforeunload', leave);
  // A window opened by a page keeps its Window object, and so this script, from its empty document to the first real
  // one (measured): whatever was known of the old document is forgotten then.
  let known = null;
  const meetDocument = () => {
    if (known === document) return;
    known = document;
    remain();
    loaded = document.readyState === 'complete';
    document.addEventListener('readystatechange', () => {
      if (document.readyState === 'complete') later(() => { loaded = true; }, 0);   // after the page's own onload
    });
  };
  meetDocument();

  const WAIT_LAYERS = '#modalGSIPleaseWait, .blockUI, [id$="pnlPleaseWaitModal"]';    // documented; these cover the page
  cj.pending = () => {
    meetDocument();
    if (!loaded) return 'the page was still loading';
    if (leaving) return 'the site had not answered';
    const manager = window.Sys?.WebForms?.PageRequestManager?.getInstance?.();
    if (manager?.get_isInAsyncPostBack()) return 'a part of the page was being updated';
    if (timers.size) return 'the page had something scheduled';
    if (requests) return 'a request of the page was running';
    for (const layer of document.querySelectorAll(WAIT_LAYERS)) if (cj.visible(layer)) return 'a "please wait" cover was up';
    if (cj.covered?.()) return 'something lay over the page';
    return null;
  };
  cj.caused = () => cause > 0;
  cj.leaves = () => { meetDocument(); return leaving; };
  cj.stay = remain;     // after a download the old document simply stays
  cj.turn = () => new Promise(done => later(done, 0));
  cj.until = async (test, limit) => {       // polls within the page: costs no traffic and wakes at once
    const end = performance.now() + limit;
    for (;;) {
      const value = test();
      if (value || performance.now() > end) return value;
      await new Promise(done => later(done, 4));
    }
  };
  cj.settled = async limit => {
    answerLimit = limit;
    await cj.turn();      // a javascript: link or a zero timer starts its postback in the next task
    await cj.turn();
    let open = null;
    await cj.until(() => { open = cj.pending(); return open === null || gaveUp; }, limit);
    return open;
  };
  cj.visible = element => {
    if (!element.isConnected || !element.checkVisibility({checkVisibilityCSS: true})) return false;
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.height > 0;
  };
})();
