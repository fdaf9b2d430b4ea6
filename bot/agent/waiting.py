"""Waiting in the page for it to change: what is not there yet may be put in by the page's script some time later."""

from __future__ import annotations

MARK = """() => {
  const own = '__caljobsChanges';
  if (!window[own]) {
    const counted = {count: 0, told: new Set()};
    const changed = () => { counted.count += 1; for (const tell of counted.told) tell(); };
    const isElement = node => node.nodeType === Node.ELEMENT_NODE;
    new MutationObserver(all => {
      if (all.some(one => one.type === 'attributes' || [...one.addedNodes].some(isElement))) changed();
    }).observe(document, {
      subtree: true, childList: true, attributes: true,
      attributeFilter: ['style', 'class', 'hidden', 'src', 'type', 'for'],
    });
    document.addEventListener('load', event => { if (event.target.tagName === 'IFRAME') changed(); }, true);
    Object.defineProperty(window, own, {value: counted});
  }
  return window[own].count;
}"""
"""How often the document has changed since this was called first in it: elements that came or were shown, frames that
loaded. A text that changes alone (a clock) does not count."""

CHANGED = """([mark, limit]) => new Promise(done => {
  const counted = window.__caljobsChanges;
  if (!counted || counted.count !== mark) return done();
  const end = () => { counted.told.delete(end); clearTimeout(late); done(); };
  const late = setTimeout(end, limit);
  counted.told.add(end);
})"""
"""Comes back when the count is no longer the one of `MARK`, or another document stands there; at the limit at last."""
