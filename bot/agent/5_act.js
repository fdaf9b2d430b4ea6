// The calls the program makes. Each settles first and gives back what it saw, so that one round trip does.
(() => {
  const cj = window.__caljobs;
  if (!cj || cj.calls) return;

  // Acting takes one task: whatever began since `ready` is waited for in a call of its own first.
  const unsettled = anyway => !anyway && cj.pending() !== null;

  const ENABLE_LIMIT = 15000;                      // H4: Next is disabled while a request runs
  cj.enabled = (find, limit) => cj.until(() => { const e = find(); return !e || !cj.isDisabled(e); }, Math.min(limit, ENABLE_LIMIT));
  cj.unsettled = unsettled;

  cj.calls = {
    async acted({act}) {                           // null: this document can't tell
      const last = cj.lastAct();
      return last === undefined ? null : last === act;
    },
    async pressElement({selector, act, anyway}) {  // for the few documented ids outside the content area
      if (unsettled(anyway)) return {problem: 'unsettled'};
      const found = cj.shown(selector, document);
      return found.length ? cj.press(found[0], null, act) : {problem: 'missing'};
    },
    async guard({guard}) { return cj.guardProblems(guard); },
    async stay() { cj.stay(); return true; },
    async trouble() { return cj.trouble(); },
  };
})();
