// The calls the program makes. Each settles first and gives back what it saw, so that one round trip does.
(() => {
  const cj = window.__caljobs;
  if (!cj || cj.calls) return;

  const REQUIRED = /required/i;

  const labelOf = (e, box, grouped) => (grouped
    ? box.labels?.[0] || document.querySelector(`label[for="${CSS.escape(box.id || ' ')}"]`) || box.previousElementSibling || box.parentElement?.previousElementSibling
    : e.labels?.[0]);
  const nameOf = (e, box, grouped) => {
    const aria = (grouped ? box : e).getAttribute('aria-label');
    return cj.bare(aria || labelOf(e, box, grouped)?.textContent || '');
  };
  const isRequired = (e, box, grouped) => {
    const label = labelOf(e, box, grouped);
    if (e.required || [e, box].some(x => x.getAttribute('aria-required') === 'true')) return true;
    if (label && (REQUIRED.test(label.className) || /^\s*\*|\*\s*:?\s*$/.test(label.textContent))) return true;
    const ids = [e.id, box.id, (e.id || '').replace(/_\d+$/, '')].filter(Boolean);
    return [...document.querySelectorAll('[controltovalidate]')].some(v => ids.includes(v.getAttribute('controltovalidate')) && REQUIRED.test(v.textContent));
  };

  cj.nameOf = nameOf;
  cj.isRequired = isRequired;

  const same = (a, b) => cj.fold(a || '') === cj.fold(b || '');
  // Which of the person's signs on this page contradict the record; an empty list means: it is the record's person.
  const guardProblems = guard => {
    const {hidden, cookie, shownId, shownName} = cj.signs(), wrong = [];
    const other = id => id !== guard.userId;
    if (!hidden.length && !shownId.length) wrong.push('nobody');
    if (hidden.some(other)) wrong.push('page');
    if (cookie.some(other)) wrong.push('session');
    if (shownId.some(other)) wrong.push('banner');
    if (shownName.some(name => !same(name, guard.name))) wrong.push('name');
    return wrong;
  };
  // Never pressed, whatever asks for it: deleting is a formal request, signing is for people.
  const FORBIDDEN = /^\W*(delete|remove)\b|signature|yes-create/;

  // A button may be called one thing and say another in its title.
  const saidBy = e => [cj.buttonText(e), e.getAttribute('aria-label'), e.getAttribute('title'), e.getAttribute('alt')].filter(Boolean);
  // An act leaves its number with the window: a document that goes away under the call takes the answer along, and the
  // next one is asked whether the act came to pass.
  const ACT = 'caljobs.act';
  const noteAct = act => { try { sessionStorage.setItem(ACT, act); } catch { /* a page without an address keeps nothing */ } };
  // Acting takes one task: whatever began since `ready` is waited for in a call of its own first.
  const unsettled = anyway => !anyway && cj.pending() !== null;

  const press = (found, guard, act) => {
    if (found.length !== 1) return {problem: found.length ? 'several' : 'missing'};
    const [button] = found;
    if (saidBy(button).some(words => FORBIDDEN.test(cj.fold(words)))) return {problem: 'forbidden'};
    if (button.disabled || button.getAttribute('aria-disabled') === 'true') return {problem: 'disabled'};
    // A worker that slept between asking and acting may have been replaced: what it asked for has lapsed.
    if (guard && guard.notAfter && Date.now() > guard.notAfter) return {problem: 'late'};
    if (guard) {
      const wrong = guardProblems(guard);
      if (wrong.length) return {problem: 'person', wrong};
    }
    noteAct(act);
    button.click();
    return {problem: null};
  };
  const ENABLE_LIMIT = 15000;                      // H4: Next is disabled while a request runs
  cj.enabled = (find, limit) => cj.until(() => { const e = find(); return !e || !e.disabled; }, Math.min(limit, ENABLE_LIMIT));
  cj.press = press;
  cj.noteAct = noteAct;
  cj.unsettled = unsettled;

  cj.calls = {
    async acted({act}) {                           // null: this document can't tell
      try { return sessionStorage.getItem(ACT) === act; } catch { return null; }
    },
    async pressElement({selector, act, anyway}) {  // for the few documented ids outside the content area
      if (unsettled(anyway)) return {problem: 'unsettled'};
      const found = cj.shown(selector, document);
      return press(found.slice(0, 1), null, act);
    },
    // A section is folded when a + stands by its title: press it. Already open sections are left alone.
    async unfold({title, act, anyway}) {
      if (unsettled(anyway)) return {problem: 'unsettled'};
      const wanted = cj.fold(title);
      const texts = [...cj.root().querySelectorAll('h2, h3, h4, legend, span, a, button, td, strong, div')]
        .filter(e => cj.visible(e) && cj.fold(e.textContent.replace(/^[+\u2212-]\s*|\s*[+\u2212-]$/, '')) === wanted);
      for (const text of texts) {
        for (let box = text, up = 0; box && up < 4; box = box.parentElement, up += 1) {
          const folder = [box, ...box.querySelectorAll('a, button, [aria-expanded], img')].find(e => e.matches('[aria-expanded], a, button') && cj.visible(e)
            && (e.hasAttribute('aria-expanded') || /^\s*[+\u2212-]/.test(e.textContent)));
          if (!folder) continue;
          if (folder.getAttribute('aria-expanded') === 'true' || /^\s*[\u2212-]/.test(folder.textContent)) return {problem: 'open'};
          return press([folder], null, act);
        }
      }
      return {problem: 'missing'};
    },
    async guard({guard}) { return guardProblems(guard); },
    async stay() { cj.stay(); return true; },
    async trouble() { return cj.trouble(); },
  };
})();
