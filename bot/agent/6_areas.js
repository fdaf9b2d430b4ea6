// Where texts stand on the page that are another one each time: dates, times, long numbers. For comparing pictures.
(() => {
  const cj = window.__caljobs;
  if (!cj || cj.calls.changingAreas) return;

  const CHANGING = /\d{1,2}\/\d{1,2}\/\d{2,4}|\d{1,2}:\d{2}(:\d{2})?(\s*[AP]M)?|\d{3,}/gi;

  // An image that is under way shows its text: that would be another picture. One without an address yet is not fetched
  // at all: images are off, or it comes when somebody scrolls there.
  const isPainted = () => document.fonts.status === 'loaded'
    && [...document.images].every(image => image.complete || !image.currentSrc);

  cj.calls.changingAreas = async ({limit}) => {
    await cj.settled(limit);
    await cj.until(isPainted, limit);
    const areas = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (!node.parentElement || node.parentElement.closest('script, style, option, textarea')) continue;
      for (const match of node.data.matchAll(CHANGING)) {
        const range = document.createRange();
        range.setStart(node, match.index);
        range.setEnd(node, match.index + match[0].length);
        for (const box of range.getClientRects()) {
          const left = box.left + scrollX, top = box.top + scrollY;
          areas.push([Math.floor(left), Math.floor(top), Math.ceil(left + box.width), Math.ceil(top + box.height)]);
        }
      }
    }
    return areas;
  };
})();
