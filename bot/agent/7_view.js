// The calls that work on a view: it is read here and judged outside; what is to be set or pressed comes back by number.
(() => {
  const cj = window.__caljobs;
  if (!cj || cj.calls.view) return;

  const element = number => window.__caljobsView.element(number);
  const there = e => Boolean(e) && e.isConnected;

  const seen = (open, locators) => ({
    open,
    glance: cj.glance(),
    view: window.__caljobsView.read({values: true, locators, dialog: cj.topDialog()}),
  });

  // The control of some boxes, as it is set: an element, the ticks of a list, the parts of a number, or an editor.
  const controlOf = ({kind, boxes}) => {
    const elements = boxes.map(element), [el] = elements;
    if (!elements.every(there)) return null;
    if (kind === 'ticks') return {el, inputs: elements};
    if (kind === 'phone' || kind === 'three') return {el, boxes: elements};
    if (kind === 'richtext' && !el.matches('textarea, input')) return {el, frame: el.matches('iframe') ? el : null, editable: el};
    return {el};
  };
  const arrived = op => {
    const control = controlOf(op);
    const list = control && (window.__caljobsView.listOf(op.boxes[0]) || (control.el.matches('select') ? control.el : null));
    return !list || cj.options({el: list}, 'select').length > 0;
  };
  const words = e => cj.collapse(e.tagName === 'INPUT' ? (e.type === 'image' ? e.alt : e.value) : e.textContent);
  const still = (number, text) => there(element(number)) && cj.visible(element(number)) && words(element(number)) === text;

  Object.assign(cj.calls, {
    async view({limit, locators = []}) {
      return seen(await cj.settled(limit), locators);
    },
    // Waits until the lists of these boxes have something to offer, or for so long.
    async filled({lists, lateList}) {
      await cj.until(() => lists.every(number => arrived({kind: 'select', boxes: [number]})), lateList);
      return true;
    },
    async offered({number, lateList}) {
      return there(element(number)) ? cj.entriesOf(element(number), lateList) : [];
    },
    // Sets controls in their order as far as they still stand there: `done` tells how many were tried.
    async setAll({limit, ops}) {
      let open = await cj.settled(limit), done = 0;
      const problems = {};
      for (const op of ops) {
        if (open !== null) break;
        if ((op.kind === 'select' || op.kind === 'choose') && op.text !== '') await cj.until(() => arrived(op), op.lateList);
        const control = controlOf(op);
        if (!control) break;
        problems[op.key] = await cj.set(control, op, limit);
        done += 1;
        if (cj.pending() || op.postback) open = await cj.settled(limit);
      }
      if (open === null) open = await cj.settled(limit);
      return {open, done, problems};
    },
    // Settles, and waits until what is to be pressed is enabled: may be repeated as often as the document is replaced.
    async ready({limit, number = null, text = ''}) {
      const open = await cj.settled(limit);
      if (number !== null) await cj.enabled(() => (still(number, text) ? element(number) : null), limit);
      return {open};
    },
    // Presses what the last view numbered so, if it still is what it was; the person is compared in the same task.
    async pressNumber({number, text, act, anyway, guard = null}) {
      if (cj.unsettled(anyway)) return {problem: 'unsettled'};
      return still(number, text) ? cj.press(element(number), guard, act) : {problem: 'stale'};
    },
    async markNumber({number, mark}) {
      const e = element(number);
      if (!there(e)) return false;
      for (const other of document.querySelectorAll('[data-caljobs-mark]')) other.removeAttribute('data-caljobs-mark');
      e.setAttribute('data-caljobs-mark', mark);
      return true;
    },
    async tickNumber({number, on, act, anyway}) {
      if (cj.unsettled(anyway)) return {problem: 'unsettled'};
      const e = element(number);
      if (!there(e)) return {problem: 'stale'};
      cj.noteAct(act);
      if (e.checked !== on) e.click();
      return {problem: null};
    },
  });

  Object.freeze(cj.calls);
  Object.freeze(cj);                               // nothing of it can be replaced by the page
})();
