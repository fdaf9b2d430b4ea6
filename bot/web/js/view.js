// Reads a page into plain data: every box one can fill, every text with its place, and the elements above both.
// It judges nothing: which text labels which box is decided outside, on the data.
// Loaded before the page's own scripts. Everything it uses is taken here, for a page may replace it later: functions
// as bound copies, lists and records without a prototype, no iterators, no Array methods.
(() => {
  if (window.__caljobsView) return;

  const {defineProperty, freeze, getOwnPropertyDescriptor, setPrototypeOf} = Object;
  const unbound = Function.prototype.bind.bind(Function.prototype.call);
  const method = (type, name) => unbound(type.prototype[name]);
  const getter = (type, name) => unbound(getOwnPropertyDescriptor(type.prototype, name).get);
  const stringify = JSON.stringify;
  const styleOf = window.getComputedStyle.bind(window);
  const lower = method(String, 'toLowerCase'), indexOf = method(String, 'indexOf'), slice = method(String, 'slice');
  const round = Math.round, parse = Number.parseFloat, TheMap = Map;
  const mapGet = method(Map, 'get'), mapSet = method(Map, 'set'), mapHas = method(Map, 'has');

  const nodeType = getter(Node, 'nodeType'), firstChild = getter(Node, 'firstChild'), nextSibling = getter(Node, 'nextSibling');
  const parentNode = getter(Node, 'parentNode'), data = getter(CharacterData, 'data'), textContent = getter(Node, 'textContent');
  const localName = getter(Element, 'localName'), attribute = method(Element, 'getAttribute');
  const shadowRoot = getter(Element, 'shadowRoot'), hostOf = getter(ShadowRoot, 'host'), assigned = method(HTMLSlotElement, 'assignedNodes');
  const rectOf = method(Element, 'getBoundingClientRect'), checkVisibility = method(Element, 'checkVisibility');
  const select = method(Range, 'selectNodeContents'), rangeRect = method(Range, 'getBoundingClientRect');
  const left = getter(DOMRectReadOnly, 'left'), top = getter(DOMRectReadOnly, 'top');
  const width = getter(DOMRectReadOnly, 'width'), height = getter(DOMRectReadOnly, 'height');
  const property = method(CSSStyleDeclaration, 'getPropertyValue');
  const byId = method(Document, 'getElementById'), createRange = method(Document, 'createRange'), bodyOf = getter(Document, 'body');
  const item = method(NodeList, 'item'), count = getter(NodeList, 'length');
  const scrollX = getOwnPropertyDescriptor(window, 'scrollX').get.bind(window), scrollY = getOwnPropertyDescriptor(window, 'scrollY').get.bind(window);
  const buttonType = getter(HTMLButtonElement, 'type');
  const inputType = getter(HTMLInputElement, 'type'), inputLabels = getter(HTMLInputElement, 'labels'), checked = getter(HTMLInputElement, 'checked');
  const contentEditable = getter(HTMLElement, 'isContentEditable'), frameDocument = getter(HTMLIFrameElement, 'contentDocument');
  const designMode = getter(Document, 'designMode'), options = getter(HTMLSelectElement, 'options'), multiple = getter(HTMLSelectElement, 'multiple');
  const optionCount = getter(HTMLOptionsCollection, 'length'), optionAt = method(HTMLCollection, 'item');
  const optionText = getter(HTMLOptionElement, 'text');
  const optionValue = getter(HTMLOptionElement, 'value'), selectedIndex = getter(HTMLSelectElement, 'selectedIndex');
  const innerText = getter(HTMLElement, 'innerText'), all = method(Document, 'querySelectorAll'), fromPoint = method(Document, 'elementFromPoint');
  const within = method(Element, 'querySelectorAll'), previous = getter(Element, 'previousElementSibling'), following = getter(Element, 'nextElementSibling'), contains = method(Node, 'contains'), connected = getter(Node, 'isConnected');
  const NATIVE = {__proto__: null, input: HTMLInputElement, select: HTMLSelectElement, textarea: HTMLTextAreaElement};
  const LABELS = {__proto__: null}, VALUE = {__proto__: null}, DISABLED = {__proto__: null}, REQUIRED = {__proto__: null}, FORM = {__proto__: null};
  for (const name of ['input', 'select', 'textarea']) {
    LABELS[name] = getter(NATIVE[name], 'labels');
    VALUE[name] = getter(NATIVE[name], 'value');
    REQUIRED[name] = getter(NATIVE[name], 'required');
    FORM[name] = getter(NATIVE[name], 'form');
  }
  const READONLY = {__proto__: null, input: getter(HTMLInputElement, 'readOnly'), textarea: getter(HTMLTextAreaElement, 'readOnly')};
  const ROOM = {__proto__: null, input: getter(HTMLInputElement, 'maxLength'), textarea: getter(HTMLTextAreaElement, 'maxLength')};
  const matches = method(Element, 'matches');

  const list = () => setPrototypeOf([], null);
  const push = (to, what) => { to[to.length] = what; };
  const among = words => { const found = {__proto__: null}; for (let i = 0; i < words.length; i++) found[words[i]] = true; return found; };
  const SILENT = among(['script', 'style', 'noscript', 'template', 'head', 'datalist', 'svg', 'math', 'object', 'video', 'audio', 'canvas', 'map']);
  const NO_BOX = among(['hidden', 'submit', 'button', 'image', 'reset']);
  const ROLES = among(['combobox', 'listbox', 'checkbox', 'radio', 'switch', 'textbox', 'searchbox', 'spinbutton']);
  const OWN_TEXT = among(['label', 'legend', 'caption', 'button', 'th', 'td', 'dt', 'dd']);
  const SPACES = among([' ', '\n', '\t', '\r', '\f', '\v', '\u00a0', '\u2002', '\u2003', '\u2009', '\u202f', '\u3000']);
  const UNSEEN = among(['\u00ad', '\u200b', '\u200c', '\u200d', '\u200e', '\u200f', '\u202a', '\u202b', '\u202c', '\u202d', '\u202e', '\u2060', '\u2066', '\u2067', '\u2068', '\u2069', '\ufeff']);
  const spaced = text => {                         // regular expressions work through methods that a page can replace
    let out = '', space = false;
    for (let i = 0; i < text.length; i++) {
      if (UNSEEN[text[i]]) continue;
      if (SPACES[text[i]]) space = true;
      else { out += space ? ' ' + text[i] : text[i]; space = false; }
    }
    return space ? out + ' ' : out;
  };
  const collapse = text => {
    const out = spaced(text), from = out[0] === ' ' ? 1 : 0;
    return slice(out, from, out.length > from && out[out.length - 1] === ' ' ? -1 : out.length);
  };

  let elements = list();                           // what the numbers of the last view stand for
  let range, nodes, known, boxes, texts, actions, tables, lists, behinds, current, softly, withValues, pointer;

  const placeOf = rect => {
    const place = list();
    push(place, round(left(rect) + scrollX())); push(place, round(top(rect) + scrollY()));
    push(place, round(width(rect))); push(place, round(height(rect)));
    return place;
  };
  const nodeOf = element => {                      // the number of an element, and of those above it
    if (!element || nodeType(element) !== 1) return -1;
    if (mapHas(known, element)) return mapGet(known, element);
    const above = parentNode(element);
    const parent = nodeOf(above && nodeType(above) === 11 ? hostOf(above) : above);
    const name = localName(element), role = attribute(element, 'role') || '';
    const node = list(), number = nodes.length;
    push(node, parent); push(node, name); push(node, role);
    push(node, named(element));
    push(node, name === 'label' ? starred(element) : false);
    push(node, attribute(element, 'id') || '');
    push(node, marksOf(element));
    push(nodes, node);
    mapSet(known, element, number);
    return number;
  };
  const isChosen = element => {
    const current = attribute(element, 'aria-current');
    return attribute(element, 'aria-selected') === 'true' || (current !== null && current !== 'false' && current !== '');
  };
  // What an element is dressed in: it tells the chosen one of a strip, and messages.
  const marksOf = element => {
    const style = attribute(element, 'style'), validates = attribute(element, 'controltovalidate');
    return collapse((attribute(element, 'class') || '') + (style ? ' style:' + style : '') + (validates === null ? '' : ' @validator')
      + (attribute(element, 'aria-required') === 'true' ? ' @required' : '') + (isChosen(element) ? ' @chosen' : '')
      + (attribute(element, 'aria-busy') === 'true' ? ' @busy' : '') + (attribute(element, 'scope') === 'row' ? ' @rowhead' : ''));
  };
  const starred = element => indexOf(property(styleOf(element, '::before'), 'content') + property(styleOf(element, '::after'), 'content'), '*') >= 0;
  const wordsOf = element => {                     // an element's own words, without those of boxes in it
    let words = '';
    for (let node = firstChild(element); node; node = nextSibling(node)) {
      const type = nodeType(node);
      if (type === 3) words += data(node);
      else if (type === 1 && !SILENT[localName(node)] && !NATIVE[localName(node)] && localName(node) !== 'button') words += wordsOf(node);
    }
    return words;
  };
  const seenWordsOf = (element, links = true) => { // as wordsOf, of what is to be seen and no message of a validator
    let words = '';
    for (let node = firstChild(element); node; node = nextSibling(node)) {
      const type = nodeType(node);
      if (type === 3) words += data(node);
      else if (type === 1 && !SILENT[localName(node)] && !NATIVE[localName(node)] && localName(node) !== 'button'
        && (links || localName(node) !== 'a' || attribute(node, 'href') === null)
        && attribute(node, 'controltovalidate') === null && checkVisibility(node, {visibilityProperty: true})) words += seenWordsOf(node, links);
    }
    return words;
  };
  // A label may have links in it that do something with its box; it may as well be all link.
  const labelWords = label => collapse(seenWordsOf(label, false)) || collapse(seenWordsOf(label));
  const pointedAt = ids => {
    let words = '', id = '';
    const text = collapse(ids) + ' ';
    for (let i = 0; i < text.length; i++) {
      if (text[i] !== ' ') { id += text[i]; continue; }
      const element = id && byId(document, id);
      if (element) words += ' ' + wordsOf(element);
      id = '';
    }
    return collapse(words);
  };
  const named = element => {
    const by = attribute(element, 'aria-labelledby');
    return (by && pointedAt(by)) || collapse(attribute(element, 'aria-label') || '');
  };

  const flush = () => { if (current && current.length) push(texts, current); current = null; softly = false; };
  const addText = (node, parent) => {
    const words = spaced(data(node));
    if (words === ' ' || words === '') { if (current && current.length) { const last = current[current.length - 1]; if (slice(last[0], -1) !== ' ') last[0] += ' '; } return; }
    select(range, node);
    const place = placeOf(rangeRect(range));
    if (place[2] <= 0 || place[3] <= 0 || !checkVisibility(parent, {visibilityProperty: true})) return;
    if (softly && current && current.length) {
      const before = current[current.length - 1][1], gap = place[0] - before[0] - before[2];
      if (gap > 12 || gap < -4 || place[1] > before[1] + before[3] || place[1] + place[3] < before[1]) flush();
    }
    softly = false;
    if (!current) current = list();
    const style = styleOf(parent), part = list();
    push(part, words); push(part, place); push(part, nodeOf(parent));
    push(part, round(parse(property(style, 'font-size')))); push(part, parse(property(style, 'font-weight')) || 400);
    push(current, part);
  };

  const kindOf = (element, name) => {
    if (name === 'input') {
      const type = inputType(element), role = attribute(element, 'role');
      if (NO_BOX[type]) return '';
      if (role === 'switch') return 'checkbox';
      return type;
    }
    if (name === 'select' || name === 'textarea') return name;
    if (name === 'iframe') return editorIn(element) ? 'richtext' : '';
    const role = lower(attribute(element, 'role') || '');
    if (contentEditable(element) && attribute(element, 'aria-multiline') === 'true') return 'richtext';
    if (ROLES[role]) return holdsBox(element) ? '' : role === 'switch' ? 'checkbox' : role === 'textbox' || role === 'searchbox' || role === 'spinbutton' ? 'text' : role;
    if (contentEditable(element)) return 'richtext';
    return '';
  };
  const holdsBox = element => {
    for (let node = firstChild(element); node; node = nextSibling(node)) {
      if (nodeType(node) !== 1) continue;
      const name = localName(node);
      if ((NATIVE[name] && !(name === 'input' && NO_BOX[inputType(node)]) && checkVisibility(node)) || holdsBox(node)) return true;
    }
    return false;
  };
  const editorIn = frame => {
    const inner = frameDocument(frame);            // null for another origin's
    const body = inner && bodyOf(inner);
    return Boolean(body) && (designMode(inner) === 'on' || attribute(body, 'contenteditable') === 'true' || attribute(body, 'contenteditable') === '');
  };
  const drawnBy = (element, name) => {             // the label that is seen in place of a hidden tick
    const labels = name === 'input' && LABELS.input(element);
    for (let i = 0; labels && i < count(labels); i++) if (checkVisibility(item(labels, i), {visibilityProperty: true})) return item(labels, i);
    return null;
  };
  const offered = element => {
    const found = list();
    if (localName(element) === 'select') {
      const all = options(element), most = optionCount(all), first = new TheMap();
      for (let i = 0; i < most; i++) {
        const one = list(), option = optionAt(all, i), value = optionValue(option), disabled = matches(option, ':disabled');
        const words = collapse(optionText(option)), key = lower(words);
        push(one, words); push(one, disabled); push(one, value === ''); push(one, value === '-1' || value === '0'); push(one, false);
        if (!disabled && mapHas(first, key)) {     // two that say the same and mean something else
          const other = mapGet(first, key);
          if (optionValue(optionAt(all, other)) !== value) one[4] = found[other][4] = true;
        } else if (!disabled) mapSet(first, key, i);
        push(found, one);
      }
    }
    return found;
  };
  // The hidden box that an editor writes into: it has the name, and what labels the editor may point at it.
  const behindEditor = element => {
    let holder = parentNode(element);
    for (let up = 0; holder && up < 6 && nodeType(holder) === 1; up++, holder = parentNode(holder)) {
      const areas = within(holder, 'textarea, input[type=hidden]');
      if (count(within(holder, 'iframe')) > 1 || count(within(holder, 'textarea')) > 1) return null;
      for (let i = 0; i < count(areas); i++) if (localName(item(areas, i)) === 'textarea' && !checkVisibility(item(areas, i), {visibilityProperty: true})) return item(areas, i);
    }
    return null;
  };
  const tiesOf = (element, name, behind) => {
    const ties = list();
    const tie = (how, text, node) => {
      const one = list(), words = collapse(text || '');
      if (!words) return;
      push(one, how); push(one, words); push(one, node);
      push(ties, one);
    };
    const labels = LABELS[name] && LABELS[name](element), area = NATIVE[name] ? null : behindEditor(element);
    const pointing = area ? LABELS.textarea(area) : behind ? LABELS.select(behind) : labels;
    for (let i = 0; pointing && i < count(pointing); i++) {
      const label = item(pointing, i);
      if (checkVisibility(label, {visibilityProperty: true})) tie('label', labelWords(label), nodeOf(label));
    }
    const by = attribute(element, 'aria-labelledby');
    if (by) tie('labelledby', pointedAt(by), -1);
    tie('aria-label', attribute(element, 'aria-label'), -1);
    tie('placeholder', attribute(element, 'placeholder'), -1);
    tie('title', attribute(element, 'title'), -1);
    return ties;
  };
  const valueOf = (element, name, kind) => {
    if (kind === 'radio' || kind === 'checkbox') return name === 'input' ? checked(element) : attribute(element, 'aria-checked') === 'true';
    return VALUE[name] ? VALUE[name](element) : name === 'iframe' ? innerText(bodyOf(frameDocument(element))) : textContent(element);
  };
  const says = (element, on, word) => indexOf(lower(attribute(element, on) || ''), word) >= 0;
  const postsBack = element => says(element, 'onchange', 'dopostback') || says(element, 'onclick', 'dopostback') || says(element, 'onblur', 'dopostback');
  const opensWindow = (element, on) => says(element, on, 'showmodal') || says(element, on, 'popup') || (says(element, on, 'open') && says(element, on, 'window'));
  // The hidden list that a box of the page's own making stands for: it is the next element before or behind it.
  const listBehind = element => {
    let at = element;
    for (let up = 0; at && up < 3 && nodeType(at) === 1; up++, at = parentNode(at)) {
      const before = previous(at), after = following(at);
      if (before && localName(before) === 'select' && !checkVisibility(before)) return before;
      if (after && localName(after) === 'select' && !checkVisibility(after)) return after;
    }
    return null;
  };
  const addBox = (element, name, kind, stand) => {
    const place = placeOf(rectOf(stand));
    if (kind !== 'radio' && kind !== 'checkbox' && (place[2] <= 0 || place[3] <= 0)) return;
    const form = FORM[name] ? FORM[name](element) : null, area = kind === 'richtext' ? behindEditor(element) : null, of = area || element;
    const behind = name === 'input' && kind === 'text' ? listBehind(element) : null;
    const box = {
      __proto__: null, number: elements.length, kind: behind ? 'combobox' : kind, place, node: nodeOf(element), after: texts.length,
      form: form ? nodeOf(form) : -1, drawn: stand !== element,
      name: attribute(behind || of, 'name') || '', id: attribute(behind || of, 'id') || '',
      disabled: matches(element, ':disabled') || attribute(element, 'aria-disabled') === 'true',
      readonly: (READONLY[name] ? READONLY[name](element) : false) || attribute(element, 'aria-readonly') === 'true',
      required: (REQUIRED[name] ? REQUIRED[name](element) : false) || attribute(element, 'aria-required') === 'true',
      room: ROOM[name] && ROOM[name](element) > 0 ? ROOM[name](element) : 0,
      several: name === 'select' && multiple(element), options: offered(behind || element), ties: tiesOf(element, name, behind),
      posts: postsBack(element) || (behind !== null && postsBack(behind)),
    };
    if (withValues) box.value = valueOf(element, name, kind);
    if (withValues && (behind || name === 'select')) box.chosen = selectedIndex(behind || element);
    if (behind) mapSet(lists, element, behind);
    if (behind || area) mapSet(behinds, element, behind || area);
    push(elements, element);
    push(boxes, box);
  };

  const ACTION_ROLES = among(['button', 'tab', 'link', 'menuitem', 'menuitemradio', 'treeitem']);
  const PRESSED = among(['submit', 'button', 'image', 'reset']);
  const isAction = (element, name, cursor, above) => {
    if (name === 'button' || name === 'summary') return true;
    if (name === 'input') return PRESSED[inputType(element)] === true;
    if (ACTION_ROLES[lower(attribute(element, 'role') || '')]) return true;
    if (name === 'a' && attribute(element, 'href') !== null) return true;
    if (name === 'label' || name === 'body' || name === 'form' || NATIVE[name]) return false;
    return attribute(element, 'onclick') !== null || (cursor === 'pointer' && above !== 'pointer');
  };
  const pictureIn = element => {                   // the words of the pictures in something that has no words
    let words = '';
    for (let node = firstChild(element); node; node = nextSibling(node)) {
      if (nodeType(node) !== 1) continue;
      words += ' ' + (localName(node) === 'img' ? attribute(node, 'alt') || attribute(node, 'title') || '' : pictureIn(node));
    }
    return collapse(words);
  };
  const addAction = (element, name) => {
    const place = placeOf(rectOf(element));
    if (place[2] <= 0 || place[3] <= 0) return;
    let words = name === 'input' ? (inputType(element) === 'image' ? attribute(element, 'alt') : VALUE.input(element)) || '' : wordsOf(element);
    words = collapse(words) || (name === 'img' ? attribute(element, 'alt') || '' : name === 'input' ? '' : pictureIn(element));
    const action = {
      __proto__: null, number: elements.length, node: nodeOf(element), place, after: texts.length, words,
      name: named(element) || collapse(attribute(element, 'title') || ''),
      kind: name === 'input' ? inputType(element) : name === 'button' ? buttonType(element) : name,
      disabled: matches(element, ':disabled') || attribute(element, 'aria-disabled') === 'true',
      selected: attribute(element, 'aria-selected') || attribute(element, 'aria-current') || '',
      expanded: attribute(element, 'aria-expanded') || (name === 'summary' ? attribute(parentNode(element), 'open') === null ? 'false' : 'true' : ''),
      own: collapse(name === 'input' ? words : textContent(element)), leads: attribute(element, 'name') || attribute(element, 'href') || '',
      opens: opensWindow(element, 'onclick') || opensWindow(element, 'href'),
    };
    push(elements, element);
    push(actions, action);
  };

  // Tables and what says by its role that it is one: their rows and cells, also the empty ones.
  const GRIDS = among(['grid', 'treegrid', 'table']);
  const CELLS = among(['cell', 'gridcell', 'columnheader', 'rowheader']);
  const cellsOf = row => {
    const cells = list();
    const find = element => {
      for (let node = firstChild(element); node; node = nextSibling(node)) {
        if (nodeType(node) !== 1) continue;
        const name = localName(node), role = attribute(node, 'role') || '';
        if (name !== 'td' && name !== 'th' && !CELLS[role]) { if (name !== 'table') find(node); continue; }
        if (!checkVisibility(node)) continue;
        const cell = list();
        push(cell, nodeOf(node)); push(cell, name === 'th' || role === 'columnheader'); push(cell, +(attribute(node, 'colspan') || 1));
        push(cells, cell);
      }
    };
    find(row);
    return cells;
  };
  const addTable = table => {
    const rows = list();
    const find = element => {
      for (let node = firstChild(element); node; node = nextSibling(node)) {
        if (nodeType(node) !== 1) continue;
        const name = localName(node);
        if (name === 'table' || GRIDS[attribute(node, 'role') || '']) continue;
        if (name !== 'tr' && attribute(node, 'role') !== 'row') { find(node); continue; }
        if (!checkVisibility(node)) continue;
        const row = list();
        push(row, nodeOf(node)); push(row, cellsOf(node));
        push(rows, row);
      }
    };
    find(table);
    if (rows.length < 1) return;
    const one = list();
    push(one, nodeOf(table)); push(one, texts.length); push(one, rows);
    push(tables, one);
  };

  const walkChildren = element => {
    const shadow = shadowRoot(element);
    if (localName(element) === 'slot') {
      const nodesOfSlot = setPrototypeOf(assigned(element), null);
      if (nodesOfSlot.length) { for (let i = 0; i < nodesOfSlot.length; i++) walk(nodesOfSlot[i], element); return; }
    }
    for (let node = firstChild(shadow || element); node; node = nextSibling(node)) walk(node, element);
  };
  const walk = (node, parent) => {
    const type = nodeType(node);
    if (type === 3) { addText(node, parent); return; }
    if (type !== 1) return;
    const name = localName(node);
    if (SILENT[name]) return;
    if (name === 'br' || name === 'hr') { flush(); return; }
    if (!checkVisibility(node)) {                  // display: contents has no box of its own, but what it holds has
      if (property(styleOf(node), 'display') === 'contents') { walkChildren(node); return; }
      const kind = name === 'input' ? inputType(node) : '';
      const stand = kind === 'radio' || kind === 'checkbox' ? drawnBy(node, name) : null;
      if (stand) { flush(); addBox(node, name, kind, stand); }
      return;
    }
    const kind = NATIVE[name] || name === 'iframe' || attribute(node, 'role') || attribute(node, 'contenteditable') !== null ? kindOf(node, name) : '';
    if (kind) {
      flush();
      const seen = checkVisibility(node, {visibilityProperty: true});
      const stand = seen ? node : kind === 'radio' || kind === 'checkbox' ? drawnBy(node, name) : null;
      if (stand) addBox(node, name, kind, stand);
      if (NATIVE[name] || name === 'iframe' || kind === 'richtext' || kind === 'text' || kind === 'combobox' || kind === 'listbox') return;
    }
    if (NATIVE[name] || name === 'iframe') {
      if (name === 'input' && inputType(node) !== 'hidden') { flush(); if (isAction(node, name, '', '')) addAction(node, name); }
      return;
    }
    if (name === 'span' && firstChild(node) === null && attribute(node, 'id')) nodeOf(node);   // a text that is empty now
    const style = styleOf(node), display = property(style, 'display'), cursor = property(style, 'cursor'), above = pointer;
    if (isAction(node, name, cursor, above)) addAction(node, name);
    pointer = cursor;
    if (name === 'table' || GRIDS[attribute(node, 'role') || '']) { flush(); addTable(node); }
    const apart = OWN_TEXT[name] || !(display === 'inline' || display === 'contents' || display === 'inline-block' || display === 'inline-flex' || display === 'ruby');
    if (apart) flush(); else if (display !== 'inline') softly = true;
    walkChildren(node);
    pointer = above;
    if (apart) flush(); else if (display !== 'inline') softly = true;
  };

  // The boxes and elements that a profile's own locator means: numbers of boxes, and words of what holds none.
  const locatedBy = selector => {
    const hits = all(document, selector), found = list();
    for (let i = 0; i < count(hits); i++) {
      const hit = item(hits, i), numbers = list(), one = list();
      for (let n = 0; n < elements.length; n++) if (contains(hit, elements[n]) || (mapHas(behinds, elements[n]) && contains(hit, mapGet(behinds, elements[n])))) push(numbers, n);
      push(one, numbers); push(one, collapse(wordsOf(hit))); push(one, nodeOf(hit));
      if (checkVisibility(hit) || numbers.length) push(found, one);
    }
    return found;
  };
  // The view as one text: Playwright looks at every value of an object on both sides, and a text has no toJSON.
  const read = (asked = {}) => {
    withValues = asked.values === true;
    range = createRange(document); known = new TheMap(); nodes = list(); boxes = list(); texts = list(); actions = list(); tables = list(); elements = list(); lists = new TheMap(); behinds = new TheMap();
    current = null; softly = false; pointer = '';
    const body = bodyOf(document), located = list(), over = list();
    for (let node = body && firstChild(parentNode(body)); node; node = nextSibling(node)) walk(node, body);
    flush();
    for (let i = 0; asked.locators && i < asked.locators.length; i++) push(located, locatedBy(asked.locators[i]));
    if (asked.dialog) push(over, nodeOf(asked.dialog));
    return stringify({__proto__: null, boxes, texts, nodes, actions, tables, located, over});
  };
  defineProperty(window, '__caljobsView', {value: freeze({__proto__: null, read, element: number => elements[number], listOf: number => mapGet(lists, elements[number])})});
})();
