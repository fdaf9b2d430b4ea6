// Texts as they are compared, and the page's content area.
(() => {
  const cj = window.__caljobs;
  if (!cj || cj.collapse) return;

  const MARKS = {'‐': '-', '‑': '-', '‒': '-', '–': '-', '—': '-', '‘': "'", '’': "'", '“': '"', '”': '"'};
  const UNSEEN = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;
  cj.collapse = text => (text || '').replace(UNSEEN, '').normalize('NFC').replace(/\s+/g, ' ').trim();
  cj.fold = text => cj.collapse(text).replace(/[‐‑‒–—‘’“”]/g, mark => MARKS[mark]).replace(/\s*([-/&])\s*/g, '$1').toLowerCase();

  cj.root = () => {
    const chosen = cj.state.content && document.querySelector(cj.state.content);
    return chosen || document.querySelector('[role=main], main, #mstContent, #contentregion, #VOS_page-content-wrapper, #Main_content, #MainContent')
      || document.querySelector('form#aspnetForm') || document.body;
  };
  const all = (selector, within) => [...within.querySelectorAll(selector)];
  const shown = (selector, within) => all(selector, within).filter(cj.visible);
  cj.shown = shown;

  cj.optionLabel = input => {
    const label = input.labels?.[0];
    if (label) return cj.collapse(label.textContent);
    if (input.getAttribute('aria-label')) return cj.collapse(input.getAttribute('aria-label'));
    return cj.collapse(input.nextSibling?.textContent || input.value);
  };
})();
