// What a person sees at a glance: which screen, which tab, who, which dialogs, which complaints.
(() => {
  const cj = window.__caljobs;
  if (!cj || cj.look) return;

  const texts = elements => [...new Set(elements.map(e => cj.collapse(e.textContent)).filter(Boolean))];
  const DIALOGS = '.ui-dialog, [role=dialog], [role=alertdialog], .modal.show';
  const TABS = '[role=tab][aria-selected=true], li[aria-selected=true], li.selected, [role=tablist] .active';
  const COMPLAINTS = '.validator, [controltovalidate], [id*="valSummary"] li, [role=alert], .field-validation-error, [id*="lblError"], [id*="lblMessage"]';
  const BUTTONS = 'button, input[type=submit], input[type=button], a[href], a[onclick], [role=button]';
  cj.buttonText = e => cj.collapse(e.tagName === 'INPUT' ? e.value : e.textContent);

  const topDialog = () => {
    const open = cj.shown(DIALOGS, document).filter(d => !d.querySelector(DIALOGS));
    const height = d => Number(getComputedStyle(d).zIndex) || 0;
    return open.reduce((top, d) => (top === null || height(d) >= height(top) ? d : top), null);
  };
  cj.topDialog = topDialog;
  const dialog = d => ({
    title: cj.collapse((d.querySelector('.ui-dialog-title, .modal-title, h1, h2, h3') || {}).textContent),
    text: cj.collapse((d.querySelector('.ui-dialog-content, .modal-body') || d).textContent),
    buttons: texts(cj.shown(BUTTONS, d)).concat(cj.shown('input[type=submit], input[type=button]', d).map(e => e.value)),
  });

  const allAfter = (label, root) => {              // the texts that stand behind a label such as "User ID:"
    const found = [];
    for (const e of root.querySelectorAll('span, td, dt, strong, b, label, th')) {
      if (cj.asLabel(e.textContent) !== label || e.closest('table')?.querySelector('thead, th')) continue;
      const next = e.nextElementSibling;
      if (next && cj.visible(next) && !next.querySelector('input, select') && !next.matches('input, select')) found.push(cj.collapse(next.textContent));
    }
    return found.filter(Boolean);
  };
  // Every place where the page says whom it is about. A page made of parts, or a cookie set for another path, may say
  // it twice, and then all of one kind have to agree: whoever compares looks at each.
  cj.signs = () => {
    const root = cj.root();
    const cookies = document.cookie.split('; ').filter(pair => pair.startsWith('assisted_userid='));
    return {
      hidden: [...document.querySelectorAll('input[name$="gui_assisted_userid"], #gui_assisted_userid')].map(e => e.value.trim()),
      cookie: cookies.map(pair => decodeURIComponent(pair.slice(pair.indexOf('=') + 1)).trim()),
      shownId: allAfter('user id', root),
      shownName: allAfter('name', root).slice(0, 1),      // further names are those of employers and providers
    };
  };
  cj.person = () => {
    const {hidden, cookie, shownId, shownName} = cj.signs();
    return {hidden: hidden[0] ?? null, cookie: cookie[0] ?? null, shownId: shownId[0] ?? null, shownName: shownName[0] ?? null};
  };
  // The boxes, by id, that a validator of the page asks to be filled.
  const required = () => [...document.querySelectorAll('[controltovalidate]')].filter(v => /required|^\s*\*\s*$/i.test(v.textContent))
    .map(v => v.getAttribute('controltovalidate'));
  // What a view does not say: where the page is, whose it is, and what kind of answer of the site it is.
  cj.glance = () => {
    const body = document.body ? document.body.innerText.slice(0, 4000) : '';
    return {
      url: location.origin + location.pathname,
      title: document.title,
      person: cj.person(),
      required: required(),
      trouble: cj.trouble(),
      signIn: cj.shown('input[type=password]', document).length > 0,
      systemError: /You have encountered an error in the system/i.test(body),
      dangerous: /potentially dangerous Request\.Form/i.test(body),
      denied: Boolean(cj.denied) || /access denied/i.test(document.title) || /^\s*access denied/i.test(body),
      timedOut: /timeout\.aspx/i.test(location.pathname) || /exeeded the timeout|exceeded the timeout/i.test(body),
      unavailable: /^\s*(service unavailable|bad gateway|server is too busy)/i.test(body) || /\b(503|502|504)\b/.test(document.title),
      empty: location.protocol === 'chrome-error:' || !document.body || !body.trim(),
    };
  };
  cj.look = () => {
    const root = cj.root();
    const body = document.body ? document.body.innerText.slice(0, 4000) : '';
    const notDialog = e => !e.closest(DIALOGS);
    const top = topDialog();
    return {
      url: location.origin + location.pathname,
      title: document.title,
      headings: texts(cj.shown('h1, h2', root).filter(notDialog)),
      subheadings: texts(cj.shown('h3, h4', root).filter(notDialog)),
      tabs: texts(cj.shown(TABS, root)),
      dialogs: top ? [dialog(top)] : [],
      complaints: texts(cj.shown(COMPLAINTS, root)).filter(t => t !== '*'),
      person: cj.person(),
      signIn: cj.shown('input[type=password]', document).length > 0,
      systemError: /You have encountered an error in the system/i.test(body),
      dangerous: /potentially dangerous Request\.Form/i.test(body),
      denied: Boolean(cj.denied) || /access denied/i.test(document.title) || /^\s*access denied/i.test(body),
      timedOut: /timeout\.aspx/i.test(location.pathname) || /exeeded the timeout|exceeded the timeout/i.test(body),
      unavailable: /^\s*(service unavailable|bad gateway|server is too busy)/i.test(body) || /\b(503|502|504)\b/.test(document.title) || cj.refusedWhole(),
      empty: location.protocol === 'chrome-error:' || !document.body || !body.trim(),
      trouble: cj.trouble(),
    };
  };

  // Tables with headings, as texts: [{heading, headers, rows: [[cell, ...], ...]}].
  const headingOf = table => {
    const caption = table.querySelector('caption');
    if (caption) return cj.collapse(caption.textContent);
    const before = [...cj.root().querySelectorAll('h3, h4, h5, legend')].filter(h => cj.visible(h) && h.compareDocumentPosition(table) & Node.DOCUMENT_POSITION_FOLLOWING);
    return before.length ? cj.collapse(before[before.length - 1].textContent) : '';
  };
  const ownRows = table => [...table.rows];
  const cells = row => [...row.cells].map(cell => cj.collapse(cell.innerText));
  cj.tables = () => cj.shown('table', cj.root()).filter(t => [...t.querySelectorAll('th')].some(h => h.closest('table') === t));
  cj.grids = () => cj.tables().map(table => {
    const [head, ...rest] = ownRows(table);
    return {
      heading: headingOf(table),
      headers: cells(head),
      rows: rest.filter(r => cj.visible(r) && r.cells.length === head.cells.length).map(cells),
    };
  });
  // The one row with exactly these cells; null for none or several. Of several that look alike, `alike` names which.
  cj.row = ({heading, cells: wanted, alike = null}) => {
    const rows = cj.tables().filter(t => heading === null || headingOf(t) === heading).flatMap(ownRows)
      .filter(r => cj.visible(r) && JSON.stringify(cells(r)) === JSON.stringify(wanted));
    const [nth, of] = alike || [0, 1];
    return rows.length === of ? rows[nth] : null;
  };
})();
