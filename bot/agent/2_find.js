// Finds a control by the profile's correction, its label, the ending of its name, the ending of its id: in that order,
// inside the content area, exactly one visible match. Never by position or full id.
(() => {
  const cj = window.__caljobs;
  if (!cj || cj.find) return;

  const TEXT_INPUTS = 'input:not([type]), input[type=text], input[type=tel], input[type=number], input[type=date], input[type=email], input[type=password]';
  const MARKS = {'‐': '-', '‑': '-', '‒': '-', '–': '-', '—': '-', '‘': "'", '’': "'", '“': '"', '”': '"'};
  cj.collapse = text => (text || '').normalize('NFC').replace(/\s+/g, ' ').trim();
  cj.fold = text => cj.collapse(text).replace(/[‐‑‒–—‘’“”]/g, mark => MARKS[mark]).replace(/\s*([-/&])\s*/g, '$1').toLowerCase();
  const bare = text => cj.collapse(text).replace(/^[*\s]+/, '').replace(/[\s*:]+$/, '');
  cj.asLabel = text => cj.fold(bare(text));
  cj.bare = bare;

  cj.root = () => {
    const chosen = cj.state.content && document.querySelector(cj.state.content);
    return chosen || document.querySelector('[role=main], main, #mstContent, #contentregion, #VOS_page-content-wrapper, #Main_content, #MainContent')
      || document.querySelector('form#aspnetForm') || document.body;
  };
  const all = (selector, within) => [...within.querySelectorAll(selector)];
  const shown = (selector, within) => all(selector, within).filter(cj.visible);
  cj.shown = shown;

  const radioBox = element => element.closest('[role=radiogroup], fieldset') || element.closest('table, ul, span, div');
  const offered = input => cj.visible(input) || [...(input.labels || [])].some(cj.visible);    // some are drawn by their label
  const choice = inputs => (inputs.some(offered) ? {el: inputs.find(offered), inputs: inputs.filter(offered)} : null);
  // The radio buttons of one question share their name, wherever they stand.
  const radios = found => {
    const names = new Set(found.filter(offered).map(e => e.name));
    if (names.size !== 1) return null;
    const [name] = names;
    return choice(name ? all('input[type=radio]', found[0].form || document).filter(e => e.name === name) : found);
  };
  const radioGroup = e => radios(e.matches('input') && e.name ? [e] : all('input[type=radio]', e.matches('input') ? radioBox(e) : e));
  const phoneBoxes = first => {
    for (let box = first.parentElement; box; box = box.parentElement) {
      const boxes = shown(TEXT_INPUTS, box);
      if (boxes.length === 3) return boxes;
      if (boxes.length > 3) break;
    }
    return [first];
  };
  const editorNear = element => {
    for (let box = element.parentElement; box && box !== document.body; box = box.parentElement) {
      const frames = all('iframe', box);
      if (frames.length === 1) return frames[0];
      if (frames.length > 1) return null;
    }
    return null;
  };
  // What an element must be, to be (or to hold) a control of a kind; null when it is something else.
  const suits = {
    text: e => e.matches(TEXT_INPUTS) && cj.visible(e) ? {el: e} : null,
    textarea: e => e.matches('textarea') && cj.visible(e) ? {el: e} : suits.text(e),
    select: e => e.matches('select') && cj.visible(e) ? {el: e} : null,
    checkbox: e => e.matches('input[type=checkbox]') && offered(e) ? {el: e} : null,
    radio: e => e.matches('input[type=radio]') || !e.matches('select, textarea, input') ? radioGroup(e) : null,
    checklist: e => e.matches('input') ? null : choice(all('input[type=checkbox]', e)),
    phone: e => e.matches(TEXT_INPUTS) && cj.visible(e) ? {el: e, boxes: phoneBoxes(e)} : null,
    richtext: e => {
      const frame = e.matches('iframe') ? e : e.matches('textarea') && !cj.visible(e) ? editorNear(e) : null;
      return frame ? {el: frame, frame} : suits.textarea(e);
    },
    readonly: e => cj.visible(e) && !e.matches('select, label') ? {el: e} : null,
  };
  for (const kind of ['date', 'number', 'money', 'lookup']) suits[kind] = suits.text;
  suits.yesno = suits.radio;
  const HOLDS = {
    text: TEXT_INPUTS, textarea: `textarea, ${TEXT_INPUTS}`, select: 'select', checkbox: 'input[type=checkbox]', phone: TEXT_INPUTS,
    radio: 'input[type=radio]', richtext: 'iframe, textarea', readonly: 'span, input[readonly], td, strong',
  };
  for (const kind of ['date', 'number', 'money', 'lookup']) HOLDS[kind] = TEXT_INPUTS;
  HOLDS.yesno = HOLDS.radio;

  // The texts of the content area by their folded label form, made again only when the document has changed. A text that
  // holds a label or a control is no label: what stands beside it is the next question's.
  const CONTROLS = 'label, input:not([type=hidden]), select, textarea, iframe';
  let cached = null;
  const changes = new MutationObserver(() => { cached = null; });
  cj.index = () => {
    if (changes.takeRecords().length) cached = null;
    if (!cached) {
      changes.observe(document, {subtree: true, childList: true, characterData: true, attributes: true,
        attributeFilter: ['class', 'style', 'hidden', 'id', 'for', 'aria-label']});
      cached = freshIndex();
    }
    return cached;
  };
  const freshIndex = () => {
    const root = cj.root();
    const labels = new Map(), texts = new Map();
    const put = (map, text, element) => {
      const key = cj.asLabel(text);
      if (key) (map.get(key) || map.set(key, []).get(key)).push(element);
    };
    for (const e of all('label, legend', root)) if (cj.visible(e)) put(labels, e.textContent, e);
    for (const e of all('[aria-label]', root)) put(labels, e.getAttribute('aria-label'), e);
    for (const e of all('[aria-labelledby]', root)) {
      put(labels, e.getAttribute('aria-labelledby').split(/\s+/).map(id => document.getElementById(id)?.textContent || '').join(' '), e);
    }
    for (const e of all('span, td, strong, b, dt, p, div', root)) {
      if (e.childElementCount > 2 || e.textContent.length > 160 || e.closest('label') || e.querySelector(CONTROLS)) continue;
      if (cj.visible(e)) put(texts, e.textContent, e);
    }
    return {root, labels, texts};
  };

  const pointedAt = (label, root) => {
    if (label.matches('legend')) return [label.closest('fieldset') || label];
    if (!label.matches('label')) return [label];
    const id = label.htmlFor;
    const targets = id ? all(`[id="${CSS.escape(id)}"]`, root) : all('input, select, textarea', label);
    return targets;
  };
  const pointsElsewhere = (label, root) => label.matches('label') && pointedAt(label, root).some(e => e.matches('input, select, textarea') && cj.visible(e));
  const isAnothers = (control, key) => {           // a control with a label of its own belongs to no other text
    if (!control.inputs) {
      const own = [...(control.el.labels || [])].filter(cj.visible);
      return own.length > 0 && !own.some(label => cj.asLabel(label.textContent) === key);
    }
    const holder = control.el.closest('[role=radiogroup], [role=group], fieldset');
    const own = holder && (holder.getAttribute('aria-label') || holder.querySelector('legend')?.textContent);
    return Boolean(own) && cj.asLabel(own) !== key;
  };
  const beside = (text, kind, key) => {            // for labels that point nowhere: the next thing of that kind
    const places = [];
    for (let next = text.nextElementSibling; next && !next.matches('label'); next = next.nextElementSibling) places.push(next);
    const cell = text.closest('td, dt') || text.parentElement;
    if (cell?.nextElementSibling) places.push(cell.nextElementSibling);
    for (const place of places) {
      const holders = [place, ...all(HOLDS[kind] || '*', place)];
      const found = distinct(holders.map(e => (kind === 'checklist' ? suits.checklist(place) : suits[kind](e))).filter(c => c && !isAnothers(c, key)));
      if (found.length === 1 || (kind === 'readonly' && found.length)) return [found[0]];
      if (kind === 'phone' && found.length === 3) return [found[0]];
      if (found.length) return [];
    }
    return [];
  };
  const distinct = controls => {
    const seen = new Set();
    return controls.filter(c => !seen.has(c.el) && seen.add(c.el));
  };
  const byLabel = (spec, index) => {
    const key = cj.asLabel(spec.label);
    const named = index.labels.get(key) || [];
    const direct = named.flatMap(e => pointedAt(e, index.root)).map(e => suits[spec.kind](e)).filter(Boolean);
    if (direct.length) return distinct(direct);
    const near = [...named.filter(e => !pointsElsewhere(e, index.root)), ...(index.texts.get(key) || [])]
      .filter(e => !e.matches('input, select, textarea')).flatMap(e => beside(e, spec.kind, key));
    return distinct(near);
  };
  const endsSo = (name, endings) => {              // ctl00$Main_content$ucX$txtCity, also ...$txtDay$dateInput and ...$chkShifts$0
    const parts = name.split('$').filter(part => part !== 'dateInput' && !/^\d+$/.test(part));
    return endings.includes(parts[parts.length - 1]);
  };
  const byName = (spec, index) => {
    const endings = spec.kind === 'phone' ? spec.names.flatMap(n => [n, `${n}1`]) : spec.names;
    const hits = all('[name]', index.root).filter(e => endsSo(e.getAttribute('name'), endings));
    return ofHits(hits, spec);
  };
  const byId = (spec, index) => {
    const ends = id => spec.names.some(n => id === n || id.endsWith(`_${n}`) || id === `${n}_dateInput` || id.endsWith(`_${n}_dateInput`));
    return ofHits(all('[id]', index.root).filter(e => ends(e.id)), spec);
  };
  const ofHits = (hits, spec) => {
    const ticks = spec.kind === 'checklist' ? hits.filter(e => e.matches('input[type=checkbox]')) : [];
    if (ticks.length) {                            // the boxes of one list: ...$chkShifts$0, ...$chkShifts$1
      const lists = Map.groupBy(ticks, e => e.name.replace(/\$\d+$/, ''));
      return [...lists.values()].map(choice).filter(Boolean);
    }
    return distinct(hits.map(e => suits[spec.kind](e)).filter(Boolean));
  };
  const byLocator = (spec, index) => ofHits(all(spec.locator, index.root), spec);

  cj.find = (spec, index) => {
    const ways = spec.locator ? [byLocator] : [byLabel, byName, byId];
    for (const way of ways) {
      const found = way(spec, index);
      if (found.length === 1) return found[0];
      if (found.length > 1) return {problem: 'several'};
    }
    return {problem: 'missing'};
  };
  cj.optionLabel = input => {
    const label = input.labels?.[0];
    if (label) return cj.collapse(label.textContent);
    if (input.getAttribute('aria-label')) return cj.collapse(input.getAttribute('aria-label'));
    return cj.collapse(input.nextSibling?.textContent || input.value);
  };
})();
