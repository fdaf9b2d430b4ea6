// Whose page it is, and the one press that asks for it: compared and pressed in one task.
// The page must not be able to answer for itself: everything used here is taken before its scripts run, functions as
// bound copies, and lists and texts are gone through by their places, for a page may replace methods and iterators.
(() => {
  const cj = window.__caljobs;
  if (!cj || cj.press) return;

  const {getOwnPropertyDescriptor, setPrototypeOf} = Object;
  const unbound = Function.prototype.bind.bind(Function.prototype.call);
  const method = (type, name) => unbound(type.prototype[name]);
  const getter = (type, name) => unbound(getOwnPropertyDescriptor(type.prototype, name).get);
  const all = method(Document, 'querySelectorAll'), one = method(Document, 'querySelector');
  const within = method(Element, 'querySelectorAll'), firstWithin = method(Element, 'querySelector');
  const closest = method(Element, 'closest'), matches = method(Element, 'matches'), attribute = method(Element, 'getAttribute');
  const item = method(NodeList, 'item'), count = getter(NodeList, 'length');
  const textContent = getter(Node, 'textContent'), tagName = getter(Element, 'localName');
  const next = getter(Element, 'nextElementSibling'), children = getter(Element, 'childElementCount');
  const visible = method(Element, 'checkVisibility'), rectOf = method(Element, 'getBoundingClientRect');
  const width = getter(DOMRectReadOnly, 'width'), height = getter(DOMRectReadOnly, 'height');
  const inputValue = getter(HTMLInputElement, 'value'), inputDisabled = getter(HTMLInputElement, 'disabled');
  const buttonDisabled = getter(HTMLButtonElement, 'disabled'), click = method(HTMLElement, 'click');
  const cookieOf = getter(Document, 'cookie'), decode = window.decodeURIComponent, now = Date.now;
  const lower = method(String, 'toLowerCase'), slice = method(String, 'slice'), indexOf = method(String, 'indexOf');
  const normalize = method(String, 'normalize');
  const keep = method(Storage, 'setItem'), kept = method(Storage, 'getItem');
  const storage = (() => { try { return window.sessionStorage; } catch { return null; } })();

  const list = () => setPrototypeOf([], null);
  const push = (to, what) => { to[to.length] = what; };
  const SAME = {
    __proto__: null, '\u2010': '-', '\u2011': '-', '\u2012': '-', '\u2013': '-', '\u2014': '-',
    '\u2018': "'", '\u2019': "'", '\u201c': '"', '\u201d': '"',
  };
  const SPACES = {__proto__: null, ' ': 1, '\n': 1, '\t': 1, '\r': 1, '\f': 1, '\v': 1, '\u00a0': 1, '\u202f': 1, '\u2003': 1, '\u2009': 1, '\u3000': 1, '\ufeff': 1};
  const JOINS = {__proto__: null, '-': 1, '/': 1, '&': 1};
  // One line, lower case, without what people type differently: spaces, kinds of dashes and quotes.
  const plain = (text, keepCase) => {
    const from = normalize(text || '', 'NFC');
    let out = '', space = false;
    for (let i = 0; i < from.length; i += 1) {
      const mark = SAME[from[i]] || from[i];
      if (SPACES[mark]) { space = true; continue; }
      if (space && out !== '' && !(JOINS[mark] && !keepCase) && !(JOINS[out[out.length - 1]] && !keepCase)) out += ' ';
      space = false;
      out += mark;
    }
    return keepCase ? out : lower(out);
  };
  const isMark = mark => mark === '*' || mark === ':' || mark === ' ';
  const bare = text => {
    let from = 0, to = text.length;
    while (from < to && isMark(text[from])) from += 1;
    while (to > from && isMark(text[to - 1])) to -= 1;
    return slice(text, from, to);
  };
  const seen = e => {
    if (!visible(e, {checkVisibilityCSS: true})) return false;
    const place = rectOf(e);
    return width(place) > 0 && height(place) > 0;
  };

  const IDS = {__proto__: null, 'user id': 1, userid: 1};
  const NAMES = {__proto__: null, name: 1, 'individual name': 1, 'participant name': 1};
  const content = () => {
    const chosen = cj.state.content && one(document, cj.state.content);
    return chosen || one(document, '[role=main], main, #mstContent, #contentregion, #VOS_page-content-wrapper, #Main_content, #MainContent')
      || one(document, 'form#aspnetForm') || one(document, 'body');
  };
  const COLON = ':';
  // The texts that stand behind a label such as "User ID:", in the next element or in the same one.
  const behind = (labels, root) => {
    const found = list(), places = within(root, 'span, td, dt, strong, b, label, th, p, li, div, h2, h3');
    for (let i = 0; i < count(places); i += 1) {
      const e = item(places, i), few = children(e);
      if (few > 3) continue;
      const text = plain(textContent(e), true), at = indexOf(text, COLON);
      if (text.length > 120) continue;
      if (few === 0 && at > 0 && at < text.length - 1 && labels[lower(bare(slice(text, 0, at)))]) {
        if (seen(e)) push(found, bare(slice(text, at + 1)));
        continue;
      }
      if (!labels[lower(bare(text))]) continue;
      const table = closest(e, 'table');
      if (table && firstWithin(table, 'thead, th')) continue;
      const value = next(e);
      if (!value || !seen(value) || matches(value, 'input, select') || firstWithin(value, 'input, select')) continue;
      const said = plain(textContent(value), true);
      if (said) push(found, said);
    }
    return found;
  };
  const cookies = () => {
    const found = list(), text = cookieOf(document) + ';', name = 'assisted_userid=';
    let from = 0;
    for (let i = 0; i < text.length; i += 1) {
      if (text[i] !== ';') continue;
      const pair = plain(slice(text, from, i), true);
      from = i + 1;
      if (slice(pair, 0, name.length) !== name) continue;
      let value = slice(pair, name.length);
      try { value = decode(value); } catch { /* not encoded: as it stands */ }
      push(found, plain(value, true));
    }
    return found;
  };
  // Every place where the page says whom it is about. A page made of parts, or a cookie set for another path, may say
  // it twice, and then all of one kind have to agree: whoever compares looks at each.
  const signs = () => {
    const hidden = list(), places = all(document, 'input[name$="gui_assisted_userid"], input#gui_assisted_userid');
    for (let i = 0; i < count(places); i += 1) push(hidden, plain(inputValue(item(places, i)), true));
    const root = content(), shownName = list(), names = behind(NAMES, root);
    if (names.length) push(shownName, names[0]);     // further names are those of employers and providers
    return {__proto__: null, hidden, cookie: cookies(), shownId: behind(IDS, root), shownName};
  };
  const first = texts => (texts.length ? texts[0] : null);
  cj.person = () => {
    const {hidden, cookie, shownId, shownName} = signs();
    return {hidden: first(hidden), cookie: first(cookie), shownId: first(shownId), shownName: first(shownName)};
  };

  const unlike = (texts, test) => {
    for (let i = 0; i < texts.length; i += 1) if (test(texts[i])) return true;
    return false;
  };
  // Which of the person's signs on this page contradict the record; an empty list means: it is the record's person.
  cj.guardProblems = guard => {
    const {hidden, cookie, shownId, shownName} = signs(), wrong = list();
    const other = id => id !== guard.userId;
    if (!hidden.length && !shownId.length) push(wrong, 'nobody');
    if (unlike(hidden, other)) push(wrong, 'page');
    if (unlike(cookie, other)) push(wrong, 'session');
    if (unlike(shownId, other)) push(wrong, 'banner');
    if (unlike(shownName, name => plain(name) !== plain(guard.name))) push(wrong, 'name');
    return wrong;
  };

  // Never pressed, whatever asks for it: deleting is a formal request, signing is for people. A button may be called one
  // thing and say another in its title.
  const begins = (text, word) => {
    let from = 0;
    while (from < text.length && !(text[from] >= 'a' && text[from] <= 'z') && !(text[from] >= '0' && text[from] <= '9')) from += 1;
    const after = text[from + word.length];
    return slice(text, from, from + word.length) === word && !(after >= 'a' && after <= 'z') && !(after >= '0' && after <= '9') && after !== '_';
  };
  const isForbidden = words => {
    const text = plain(words);
    return begins(text, 'delete') || begins(text, 'remove') || indexOf(text, 'signature') >= 0 || indexOf(text, 'yes-create') >= 0;
  };
  const says = e => {
    const said = list();
    push(said, tagName(e) === 'input' ? inputValue(e) : textContent(e));
    push(said, attribute(e, 'aria-label')); push(said, attribute(e, 'title')); push(said, attribute(e, 'alt'));
    return said;
  };
  const isDisabled = e => {
    const name = tagName(e), off = name === 'input' ? inputDisabled(e) : name === 'button' ? buttonDisabled(e) : false;
    return off || attribute(e, 'aria-disabled') === 'true';
  };
  cj.isDisabled = isDisabled;

  // An act leaves its number with the window: a document that goes away under the call takes the answer along, and the
  // next one is asked whether the act came to pass.
  const ACT = 'caljobs.act';
  cj.noteAct = act => { try { keep(storage, ACT, act); } catch { /* a page without an address keeps nothing */ } };
  cj.lastAct = () => { try { return kept(storage, ACT); } catch { return undefined; } };

  cj.press = (button, guard, act) => {
    if (unlike(says(button), isForbidden)) return {__proto__: null, problem: 'forbidden'};
    if (isDisabled(button)) return {__proto__: null, problem: 'disabled'};
    // A worker that slept between asking and acting may have been replaced: what it asked for has lapsed.
    if (guard && guard.notAfter && now() > guard.notAfter) return {__proto__: null, problem: 'late'};
    if (guard) {
      const wrong = cj.guardProblems(guard);
      if (wrong.length) return {__proto__: null, problem: 'person', wrong};
    }
    cj.noteAct(act);
    click(button);
    return {__proto__: null, problem: null};
  };
})();
