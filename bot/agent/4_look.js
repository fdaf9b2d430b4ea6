// What a view does not say, and the dialog on top.
(() => {
  const cj = window.__caljobs;
  if (!cj || cj.glance) return;

  const DIALOGS = '.ui-dialog, [role=dialog], [role=alertdialog], .modal.show, dialog[open]';
  const BUTTONS = 'button, input[type=submit], input[type=button], a[href], a[onclick], [role=button]';

  // What lies over the page by its looks alone: a cover takes every click beside it. A person could press nothing else.
  const at = (x, y) => document.elementFromPoint(x * (innerWidth - 1), y * (innerHeight - 1));
  const EDGES = [[0.01, 0.02], [0.5, 0.02], [0.99, 0.02], [0.01, 0.5], [0.99, 0.5], [0.01, 0.98], [0.5, 0.98], [0.99, 0.98]];
  const lies = element => /fixed|absolute/.test(getComputedStyle(element).position);
  const coverOf = () => {
    const cover = at(...EDGES[0]);
    if (!cover || !lies(cover) || !(Number(getComputedStyle(cover).zIndex) > 0)) return null;   // not raised: a frame of the page
    if (EDGES.filter(([x, y]) => at(x, y) === cover).length < EDGES.length - 1) return null;
    return cj.shown(`${BUTTONS}, input, select, textarea`, document).some(e => !cover.contains(e)) ? cover : null;
  };
  const overCover = () => {
    const cover = coverOf();
    if (!cover) return null;
    if (cover.querySelector(BUTTONS)) return cover;
    const found = new Map();
    for (let x = 0.05; x < 1; x += 0.1) {
      for (let y = 0.05; y < 1; y += 0.1) {
        let lying = null;
        for (let e = at(x, y); e && !e.contains(cover); e = e.parentElement) if (lies(e)) lying = e;
        if (lying && lying !== cover && lying.querySelector(BUTTONS)) found.set(lying, (found.get(lying) || 0) + 1);
      }
    }
    return [...found].reduce((most, one) => (!most || one[1] > most[1] ? one : most), null)?.[0] || null;
  };
  // A cover with nothing over it that could be pressed: the page keeps everybody waiting.
  cj.covered = () => coverOf() !== null && topDialog() === null;
  // A strip at an edge, or a box in a corner, that covers nothing and is no modal one: the page is worked with beside it.
  const isBanner = d => {
    if (!d.matches('[role=dialog]') || d.matches('.ui-dialog, .modal.show, :modal, [aria-modal=true]')) return false;
    const saysSo = d.getAttribute('aria-modal') === 'false';
    if (!saysSo && (!/fixed|absolute|sticky/.test(getComputedStyle(d).position) || d.innerText.includes('?'))) return false;
    const {left, top, right, bottom, width, height} = d.getBoundingClientRect();
    if (left < innerWidth / 2 && right > innerWidth / 2 && top < innerHeight / 2 && bottom > innerHeight / 2) return false;
    const atEdge = top <= 60 || bottom >= innerHeight - 60, atSide = left <= 60 || right >= innerWidth - 60;
    const isStrip = width >= innerWidth * 0.6 && height <= innerHeight * 0.45 && atEdge;
    const isBox = width <= innerWidth * 0.5 && height <= innerHeight * 0.6 && atEdge && atSide;
    return (isStrip || isBox || saysSo) && !isVeiled();
  };
  const isVeiled = () => {
    for (let e = at(0.5, 0.4); e; e = e.parentElement) {
      const {width, height} = e.getBoundingClientRect();
      const isWhole = width >= innerWidth * 0.9 && height >= innerHeight * 0.9;
      if (lies(e) && isWhole && Number(getComputedStyle(e).zIndex) > 0 && !e.querySelector(`${BUTTONS}, input, select, textarea`)) return true;
    }
    return false;
  };
  const topDialog = () => {
    const open = cj.shown(DIALOGS, document).filter(d => !d.querySelector(DIALOGS) && !isBanner(d));
    if (!open.length) return overCover();
    const height = d => Number(getComputedStyle(d).zIndex) || 0;
    return open.reduce((top, d) => (top === null || height(d) >= height(top) ? d : top), null);
  };
  cj.topDialog = topDialog;
  const bare = list => Object.setPrototypeOf(list, null);   // a page may have given lists a toJSON
  // The validators of the page: the id of the box that each looks at, and what it says.
  const checks = () => bare([...document.querySelectorAll('[controltovalidate]')]
    .map(v => bare([v.getAttribute('controltovalidate'), cj.collapse(v.textContent)])));
  // What a view does not say: where the page is, whose it is, and what kind of answer of the site it is.
  cj.glance = () => {
    const body = document.body ? document.body.innerText.slice(0, 4100) : '', foreign = cj.foreign(body);
    return {
      url: location.origin + location.pathname,
      title: document.title,
      person: cj.person(),
      checks: checks(),
      trouble: cj.trouble(),
      signIn: cj.shown('input[type=password]', document).length > 0,
      systemError: /You have encountered an error in the system/i.test(body),
      dangerous: /potentially dangerous Request\.Form/i.test(body),
      denied: Boolean(cj.state.denied) || /access denied/i.test(document.title) || /^\s*access denied/i.test(body) || foreign === 'refused',
      timedOut: /timeout\.aspx/i.test(location.pathname) || /exeeded the timeout|exceeded the timeout/i.test(body),
      unavailable: /^\s*(service unavailable|bad gateway|server is too busy)/i.test(body) || /\b(503|502|504)\b/.test(document.title) || cj.refusedWhole() || foreign === 'down',
      empty: location.protocol === 'chrome-error:' || !document.body || !body.trim(),
    };
  };
})();
