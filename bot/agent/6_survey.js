// What stands on the page and never what is written there: every control with its label, kind, endings of name and id,
// required mark, room and options; buttons, links, tabs and the headings of grids. Texts of grid cells, of boxes and of
// texts that are only shown are not even looked at.
(() => {
  const cj = window.__caljobs;
  if (!cj || cj.calls.survey) return;

  const LINES = 'input:not([type]), input[type=text], input[type=tel], input[type=number], input[type=date], input[type=email]';
  const CONTROLS = `${LINES}, input[type=radio], input[type=checkbox], select, textarea`;
  const POSTS_BACK = /__doPostBack|WebForm_DoPostBack/;
  const OPENS_WINDOW = /window\.open|open\w*window|openwindow|showmodal|popup/i;
  const CALENDAR = /calendar|select date|pick a date/i;
  const SHOWN_TEXT = /^(lbl|ltr|lit)[A-Z]/;        // the endings of texts that ASP.NET pages only show
  const PERSON = ['name', 'user id'];              // the banner that says whose page it is

  const last = parts => parts.filter(part => part && part !== 'dateInput' && !/^\d+$/.test(part)).pop() || '';
  const nameEnd = e => last((e.getAttribute('name') || '').split('$'));
  const idEnd = e => last((e.id || '').split('_'));
  const inGrid = e => { const table = e.closest('table'); return Boolean(table) && [...table.querySelectorAll('th')].some(h => h.closest('table') === table); };
  const all = (selector, within) => [...within.querySelectorAll(selector)];
  const offered = e => cj.visible(e) || [...(e.labels || [])].some(cj.visible);
  const postsBack = elements => elements.some(e => ['onchange', 'onclick', 'onblur'].some(on => POSTS_BACK.test(e.getAttribute(on) || '')));
  const unnumbered = (e, kind) => (kind === 'phone' ? nameEnd(e).replace(/1$/, '') : nameEnd(e));

  // A text that stands before a control and points nowhere: only where it looks like a label, for it might be a value.
  const textBefore = e => {
    for (let box = e, up = 0; box && up < 3 && box !== cj.root(); box = box.parentElement, up += 1) {
      const before = box.previousElementSibling;
      if (!before) continue;
      if (before.querySelector('input:not([type=hidden]), select, textarea') || before.matches('input, select, textarea, table')) return '';
      const text = cj.collapse(before.textContent);
      const likeLabel = before.matches('label, legend, dt, td:first-child, .question, [class*=label i]') || /:\s*$/.test(text);
      return likeLabel && text.length <= 160 ? cj.bare(text) : '';
    }
    return '';
  };
  const near = e => {                              // links that belong to a box: its calendar, its look-up window
    const found = [];
    for (let next = e.nextElementSibling; next && !next.matches(CONTROLS); next = next.nextElementSibling) {
      if (next.matches('a, button, img, input[type=button], input[type=image]')) found.push(next);
    }
    return found;
  };
  const said = e => `${e.getAttribute('title') || ''} ${e.getAttribute('alt') || ''} ${cj.buttonText(e)} ${e.id || ''}`;
  const checksOf = e => all('[controltovalidate]', document).filter(v => [e.id, e.id.replace(/_\d+$/, '')].includes(v.getAttribute('controltovalidate')))
    .map(v => v.textContent).join(' ');

  const lineKind = e => {
    const beside = near(e);
    const window = beside.find(b => OPENS_WINDOW.test(`${b.getAttribute('onclick') || ''} ${b.getAttribute('href') || ''}`) && !CALENDAR.test(said(b)));
    if (window) return {kind: 'lookup', link: cj.buttonText(window)};
    if (e.readOnly) return {kind: 'readonly'};
    const checks = checksOf(e), marks = `${e.className} ${e.type}`;
    if (/date/i.test(marks) || /dateInput$/.test(e.id) || beside.some(b => CALENDAR.test(said(b))) || /must be a date|valid date/i.test(checks)) return {kind: 'date'};
    if (/phone|\btel\b/i.test(marks) || /phone number/i.test(checks)) return {kind: phoneParts(e).length === 3 ? 'phone' : 'text'};
    if (/money|currency/i.test(marks) || /amount/i.test(checks)) return {kind: 'money'};
    if (/number|numeric/i.test(marks) || /must be a number|numeric/i.test(checks)) return {kind: 'number'};
    return {kind: phoneParts(e).length === 3 ? 'phone' : 'text'};
  };
  const phoneParts = e => {                        // txtPhone1, txtPhone2, txtPhone3 beside each other
    const stem = (e.getAttribute('name') || '').replace(/1$/, '');
    if (stem === e.getAttribute('name')) return [e];
    return [1, 2, 3].map(n => all(LINES, e.parentElement).find(o => o.name === `${stem}${n}`)).filter(Boolean);
  };
  const editorOf = e => {                          // the hidden text area behind a rich-text editor
    for (let box = e.parentElement, up = 0; box && up < 3; box = box.parentElement, up += 1) if (all('iframe', box).length === 1) return true;
    return false;
  };

  // One control: its kind, the elements it is made of, and the box around them where it is a group.
  const control = e => {
    if (e.type === 'radio') {
      const inputs = all('input[type=radio]', e.form || document).filter(o => o.name === e.name && offered(o));
      const texts = inputs.map(cj.optionLabel);
      const yesno = inputs.length === 2 && texts.map(cj.fold).sort().join() === 'no,yes';
      return {kind: yesno ? 'yesno' : 'radio', inputs, group: true, options: texts};
    }
    if (e.type === 'checkbox') {
      const stem = (e.name || '').replace(/\$\d+$/, '');
      const inputs = stem !== e.name ? all('input[type=checkbox]', e.form || document).filter(o => o.name.replace(/\$\d+$/, '') === stem && offered(o)) : [e];
      return stem !== e.name ? {kind: 'checklist', inputs, group: true, options: inputs.map(cj.optionLabel)} : {kind: 'checkbox', inputs, options: null};
    }
    if (e.matches('select')) return {kind: 'select', inputs: [e], options: cj.options({el: e}, 'select')};
    if (e.matches('textarea')) return {kind: cj.visible(e) ? 'textarea' : 'richtext', inputs: [e], options: null};
    const {kind, link = ''} = lineKind(e);
    return {kind, link, inputs: kind === 'phone' ? phoneParts(e) : [e], options: null};
  };
  const boxOf = (e, group) => (group ? e.closest('[role=radiogroup], [role=group], fieldset, table') || e.parentElement : e);
  const described = (e, found) => {
    const box = boxOf(e, found.group);
    const label = cj.nameOf(e, box, Boolean(found.group)) || textBefore(box);
    const room = e.maxLength > 0 && !['date', 'phone', 'readonly', 'lookup'].includes(found.kind) ? e.maxLength : null;
    return {
      label, kind: found.kind, name: unnumbered(e, found.kind), id: found.kind === 'phone' ? idEnd(e).replace(/1$/, '') : idEnd(e),
      required: cj.isRequired(e, box, Boolean(found.group)), room, options: found.options, postsBack: postsBack(found.inputs), link: found.link || '',
    };
  };
  const shownText = e => {                         // a labelled text the site fills in by itself; never its text
    const label = textBefore(e);
    if (!label || PERSON.includes(cj.asLabel(label))) return null;
    return {label, kind: 'readonly', name: '', id: idEnd(e), required: false, room: null, options: null, postsBack: false, link: ''};
  };
  const boxes = root => {
    const seen = new Set(), found = [];
    for (const e of all(`${CONTROLS}, span[id]`, root)) {
      if (seen.has(e) || inGrid(e)) continue;
      if (e.matches('span')) {
        const text = SHOWN_TEXT.test(idEnd(e)) && e.checkVisibility({checkVisibilityCSS: true}) && !e.querySelector(CONTROLS) ? shownText(e) : null;
        if (text) found.push(text);
        continue;
      }
      if (!(e.matches('textarea') && !cj.visible(e) ? editorOf(e) && !e.closest('form:not(#aspnetForm)') : offered(e))) continue;
      const what = control(e);
      what.inputs.forEach(input => seen.add(input));
      found.push(described(e, what));
    }
    return found;
  };

  const STRIPS = '[role=tablist], ul:has(> li[aria-selected]), ul:has(> li.selected)';
  const chosen = item => item.matches('[aria-selected=true], .selected, .active');
  const strips = root => cj.shown(STRIPS, root).map(strip => {
    const items = all(':scope > li, :scope > [role=tab]', strip);
    return {
      tabs: items.map(item => cj.collapse(item.textContent)), selected: items.findIndex(chosen),
      links: items.map(item => Boolean(item.matches('a[href], button') || item.querySelector('a[href], a[onclick], button'))),
    };
  }).filter((strip, n, others) => others.findIndex(other => other.tabs.join('\n') === strip.tabs.join('\n')) === n);
  const pressable = (selector, root) => cj.shown(selector, root).filter(e => !inGrid(e) && !e.closest(STRIPS) && !e.closest('[id*="valSummary"]')
    && !e.closest('.ui-dialog, [role=dialog]') && /\p{L}/u.test(cj.buttonText(e)));
  const ofBoxes = e => CALENDAR.test(said(e)) || OPENS_WINDOW.test(e.getAttribute('onclick') || '');
  // What can be done with a row: the links under a heading such as Action, which are words of the site's own.
  const actions = table => {
    const [head, ...rest] = [...table.rows];
    const place = [...head.cells].findIndex(cell => /^actions?$/i.test(cj.collapse(cell.textContent)));
    const links = place < 0 ? [] : rest.filter(r => r.cells.length === head.cells.length).flatMap(r => all('a, button, input[type=submit]', r.cells[place]));
    return [...new Set(links.filter(cj.visible).map(cj.buttonText))];
  };
  // A table may be headed by rows: then what stands beside a heading, and be it in the first row, is a value.
  const columns = table => [...table.rows[0].cells].filter(cell => cell.matches('th:not([scope=row])')).map(cell => cj.collapse(cell.innerText));
  const texts = elements => elements.map(cj.buttonText);

  // Every value that stands on the page, for taking them out of the texts of dialogs. None of them leaves the page.
  const values = root => {
    const texts = [
      ...all(`${LINES}, textarea`, root).map(e => e.value),
      ...all('select', root).filter(e => e.selectedIndex > 0).map(e => e.selectedOptions[0].textContent),
      ...all('td, span[id]', root).filter(e => !e.querySelector('td, input, select, a')).map(e => e.textContent),
    ];
    return [...new Set(texts.map(cj.collapse))].filter(text => text.length > 3).sort((a, b) => b.length - a.length);
  };
  const escaped = text => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  cj.calls.unvalued = async ({texts}) => {
    const found = values(cj.root());
    const pattern = found.length ? new RegExp(`(?<!\\p{L})(${found.map(escaped).join('|')})(?!\\p{L})`, 'giu') : null;
    return texts.map(text => (pattern ? cj.collapse(text).replace(pattern, '\u2026') : text));
  };

  const waitedFor = new Set();                     // lists that did not come: not waited for a second time
  const onTheirWay = () => cj.shown('select', cj.root()).filter(e => !waitedFor.has(e.name)
    && (e.disabled || e.getAttribute('aria-busy') === 'true') && cj.options({el: e}, 'select').length === 0);

  cj.calls.survey = async ({limit, lateList}) => {
    const open = await cj.settled(limit);
    await cj.until(() => onTheirWay().length === 0, onTheirWay().length ? lateList : 0);
    onTheirWay().forEach(e => waitedFor.add(e.name));
    const root = cj.root();
    return {
      open,
      boxes: boxes(root),
      strips: strips(root),
      sections: texts(pressable('h3, h4, legend, [role=heading]', root)),
      buttons: texts(pressable('button, input[type=submit], input[type=button]', root)),
      links: texts(pressable('a[href], a[onclick], [role=button]', root).filter(e => !ofBoxes(e))),
      grids: cj.grids().map(({heading}, n) => ({heading, columns: columns(cj.tables()[n]), actions: actions(cj.tables()[n])})),
    };
  };
})();
