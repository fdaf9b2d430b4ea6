// What a view does not say, and the dialog on top.
(() => {
  const cj = window.__caljobs;
  if (!cj || cj.glance) return;

  const DIALOGS = '.ui-dialog, [role=dialog], [role=alertdialog], .modal.show';

  const topDialog = () => {
    const open = cj.shown(DIALOGS, document).filter(d => !d.querySelector(DIALOGS));
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
    const body = document.body ? document.body.innerText.slice(0, 4000) : '';
    return {
      url: location.origin + location.pathname,
      title: document.title,
      person: cj.person(),
      checks: checks(),
      trouble: cj.trouble(),
      signIn: cj.shown('input[type=password]', document).length > 0,
      systemError: /You have encountered an error in the system/i.test(body),
      dangerous: /potentially dangerous Request\.Form/i.test(body),
      denied: Boolean(cj.state.denied) || /access denied/i.test(document.title) || /^\s*access denied/i.test(body),
      timedOut: /timeout\.aspx/i.test(location.pathname) || /exeeded the timeout|exceeded the timeout/i.test(body),
      unavailable: /^\s*(service unavailable|bad gateway|server is too busy)/i.test(body) || /\b(503|502|504)\b/.test(document.title) || cj.refusedWhole(),
      empty: location.protocol === 'chrome-error:' || !document.body || !body.trim(),
    };
  };
})();
