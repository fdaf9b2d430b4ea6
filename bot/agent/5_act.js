// The calls the program makes. Each settles first and gives back what it saw, so that one round trip does.
(() => {
  const cj = window.__caljobs;
  if (!cj || cj.calls) return;

  const BUTTONS = 'button, input[type=submit], input[type=button], a, [role=button]';
  const REQUIRED = /required/i;

  const report = (spec, index) => {
    const control = cj.find(spec, index);
    if (control.problem) return {problem: control.problem};
    const room = control.boxes ? 0 : control.el.maxLength;   // each phone box has its own
    return {
      raw: cj.read(control, spec.kind),
      options: cj.options(control, spec.kind),
      room: room > 0 ? room : null,
      disabled: Boolean(control.el.disabled),
    };
  };

  // Boxes on the screen that no field of ours claims: what the site asks here beyond what we know.
  const strangers = (specs, index) => {
    const claimed = new Set();
    for (const spec of specs) {
      const c = cj.find(spec, index);
      if (c.problem) continue;
      for (const e of [c.el, ...(c.inputs || []), ...(c.boxes || [])]) claimed.add(e);
    }
    const seen = new Set(), found = [];
    const inputs = cj.shown('input:not([type=hidden]):not([type=submit]):not([type=button]):not([type=image]), select, textarea', index.root);
    for (const e of inputs) {
      if (claimed.has(e) || e.readOnly && e.tagName === 'INPUT') continue;
      const grouped = e.type === 'radio' || (e.type === 'checkbox' && e.closest('[role=group]'));
      const box = grouped ? e.closest('[role=radiogroup], [role=group], fieldset, table') || e.parentElement : e;
      if (seen.has(box)) continue;
      seen.add(box);
      if (grouped && [...box.querySelectorAll('input')].some(i => claimed.has(i))) continue;
      const label = nameOf(e, box, grouped);
      const kind = e.type === 'radio' ? 'radio' : grouped ? 'checklist' : e.type === 'checkbox' ? 'checkbox' : e.tagName === 'SELECT' ? 'select' : e.tagName === 'TEXTAREA' ? 'textarea' : 'text';
      const control = grouped ? {el: e, inputs: [...box.querySelectorAll('input')]} : {el: e};
      found.push({label, kind, name: e.name || '', required: isRequired(e, box, grouped), raw: cj.read(control, kind), options: cj.options(control, kind)});
    }
    return found;
  };
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

  const readAll = specs => {
    const index = cj.index();
    return Object.fromEntries(specs.map(spec => [spec.key, report(spec, index)]));
  };
  const whole = (open, specs, extras) => ({
    open,
    look: cj.look(),
    fields: specs.length ? readAll(specs) : {},
    strangers: extras.strangers ? strangers(specs, cj.index()) : [],
    grids: extras.grids ? cj.grids() : [],
  });

  const buttons = (text, scope) => {
    const wanted = cj.fold(text);
    return [...scope.querySelectorAll(BUTTONS)].filter(e => cj.visible(e) && cj.fold(cj.buttonText(e)) === wanted);
  };
  // A row form's Cancel stands beside its Save; the wizard has another Cancel. The smallest box that holds both words.
  const neighbourhood = (beside, text) => {
    const [anchor] = buttons(beside, cj.root());
    for (let box = anchor?.parentElement; box; box = box.parentElement) if (buttons(text, box).length) return box;
    return null;
  };
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
  const press = (found, guard) => {
    if (found.length !== 1) return {problem: found.length ? 'several' : 'missing'};
    const [button] = found;
    if (saidBy(button).some(words => FORBIDDEN.test(cj.fold(words)))) return {problem: 'forbidden'};
    if (button.disabled) return {problem: 'disabled'};
    // A worker that slept between asking and acting may have been replaced: what it asked for has lapsed.
    if (guard && guard.notAfter && Date.now() > guard.notAfter) return {problem: 'late'};
    if (guard) {
      const wrong = guardProblems(guard);
      if (wrong.length) return {problem: 'person', wrong};
    }
    button.click();
    return {problem: null};
  };
  const ENABLE_LIMIT = 15000;                      // H4: Next is disabled while a request runs
  const pressWhenReady = async (candidates, guard, limit) => {
    const patience = candidates().length ? Math.min(limit, ENABLE_LIMIT) : 0;
    await cj.until(() => { const f = candidates(); return f.length && f.every(b => !b.disabled); }, patience);
    return press(narrow(candidates()), guard);
  };
  cj.pressOne = async (find, guard, limit) => {
    await cj.until(() => { const b = find(); return !b || !b.disabled; }, Math.min(limit, ENABLE_LIMIT));
    const found = find();
    return found ? press([found], guard) : {problem: 'stale'};
  };
  // The same button or tab above and below a wizard is one; others of that text are told apart by nobody.
  const narrow = found => {
    const strips = new Set(found.map(b => b.closest('[role=tablist], ul:has(> li[aria-selected], > li.selected)')));
    const repeated = strips.size === found.length && !strips.has(null) && new Set([...strips].map(s => cj.fold(s.textContent))).size === 1;
    if (repeated) return found.slice(0, 1);
    const leadsTo = b => { const href = b.getAttribute('href') || ''; return /^(#|javascript:(void|;|$))/.test(href) ? '' : href; };
    const names = new Set(found.map(b => b.name || leadsTo(b) || b.id));
    return found.length > 1 && names.size === 1 && !names.has('') ? found.slice(0, 1) : found;
  };

  cj.calls = {
    async read({limit, specs = [], strangers = false, grids = false, awaited = [], lateList = 0}) {
      const open = await cj.settled(limit);
      const lists = specs.filter(spec => awaited.includes(spec.key));
      const arrived = spec => { const c = cj.find(spec, cj.index()); return !c.problem && cj.options(c, 'select').length > 0; };
      if (lists.length) await cj.until(() => lists.every(arrived), lateList);
      return whole(open, specs, {strangers, grids});
    },
    async apply({limit, ops, specs}) {
      let open = await cj.settled(limit);
      const problems = {};
      for (const op of ops) {
        if (open !== null) break;
        let control = cj.find(op, cj.index());
        if (!control.problem && op.kind === 'select' && op.text !== '' && cj.options(control, 'select').length === 0) {
          await cj.until(() => { control = cj.find(op, cj.index()); return control.problem || cj.options(control, 'select').length; }, op.lateList);
        }
        problems[op.key] = control.problem || await cj.set(control, op, limit);
        if (cj.pending()) open = await cj.settled(limit);
        else if (op.postback) open = await cj.settled(limit);
      }
      if (open === null) open = await cj.settled(limit);
      return {...whole(open, specs, {strangers: true}), problems};
    },
    // Presses the one button or link with this text; the person is compared in the same task as the click.
    async press({limit, text, guard = null, inDialog = false, beside = null, anywhere = false}) {
      const open = await cj.settled(limit);
      if (open !== null && !inDialog) return {open, problem: 'busy'};
      const scope = () => (inDialog ? cj.topDialog() : beside ? neighbourhood(beside, text) : anywhere ? document.body : cj.root());
      if (!scope()) return {problem: 'missing'};
      return {open: null, ...await pressWhenReady(() => (scope() ? buttons(text, scope()) : []), guard, limit)};
    },
    async pressInRow({limit, row, text, guard = null}) {
      const open = await cj.settled(limit);
      if (open !== null) return {open, problem: 'busy'};
      const found = cj.row(row);
      return {open: null, ...(found ? press(buttons(text, found), guard) : {problem: 'missing'})};
    },
    async linksInRow({row}) {
      const found = cj.row(row);
      return found ? [...found.querySelectorAll(BUTTONS)].filter(cj.visible).map(cj.buttonText) : [];
    },
    async pressElement({limit, selector}) {        // for the few documented ids outside the content area
      await cj.settled(limit);
      const found = cj.shown(selector, document);
      return press(found.slice(0, 1), null);
    },
    // A section is folded when a + stands by its title: press it. Already open sections are left alone.
    async unfold({limit, title}) {
      await cj.settled(limit);
      const wanted = cj.fold(title);
      const texts = [...cj.root().querySelectorAll('h2, h3, h4, legend, span, a, button, td, strong, div')]
        .filter(e => cj.visible(e) && cj.fold(e.textContent.replace(/^[+\u2212-]\s*|\s*[+\u2212-]$/, '')) === wanted);
      for (const text of texts) {
        for (let box = text, up = 0; box && up < 4; box = box.parentElement, up += 1) {
          const folder = [box, ...box.querySelectorAll('a, button, [aria-expanded], img')].find(e => e.matches('[aria-expanded], a, button') && cj.visible(e)
            && (e.hasAttribute('aria-expanded') || /^\s*[+\u2212-]/.test(e.textContent)));
          if (!folder) continue;
          if (folder.getAttribute('aria-expanded') === 'true' || /^\s*[\u2212-]/.test(folder.textContent)) return {problem: 'open'};
          return press([folder], null);
        }
      }
      return {problem: 'missing'};
    },
    async offers({text}) { return buttons(text, cj.root()).length > 0; },
    async guard({guard}) { return guardProblems(guard); },
    async mark({spec, mark}) {                     // so that Playwright's own typing can find what we found
      const control = cj.find(spec, cj.index());
      if (control.problem) return false;
      for (const e of document.querySelectorAll('[data-caljobs-mark]')) e.removeAttribute('data-caljobs-mark');
      control.el.setAttribute('data-caljobs-mark', mark);
      return true;
    },
    async tick({row, on}) {                        // the check box of one grid row
      const found = cj.row(row), boxes = found ? [...found.querySelectorAll('input[type=checkbox]')] : [];
      if (boxes.length !== 1) return {problem: boxes.length ? 'several' : 'missing'};
      if (boxes[0].checked !== on) boxes[0].click();
      return {problem: null};
    },
    async ticks({limit}) {                         // which rows of which grids are ticked
      const open = await cj.settled(limit);
      const rows = cj.tables().flatMap(t => [...t.rows]).filter(r => cj.visible(r) && r.querySelectorAll('input[type=checkbox]').length === 1);
      return {open, rows: rows.map(r => ({cells: [...r.cells].map(c => cj.collapse(c.innerText)), on: r.querySelector('input[type=checkbox]').checked}))};
    },
    async stay() { cj.stay(); return true; },
  };
})();
