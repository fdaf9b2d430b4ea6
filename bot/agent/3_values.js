// Sets one control the way a person's hand would: focus, the new value, the events typing fires, blur.
(() => {
  const cj = window.__caljobs;
  if (!cj || cj.set) return;

  const isPlaceholder = option => !option || option.value === '' || /^(-+|select|none selected|please select)$/i.test(cj.collapse(option.textContent)) && option.index === 0;
  cj.options = (control, kind) => {
    if (kind === 'select') return [...control.el.options].filter(o => !isPlaceholder(o)).map(o => cj.collapse(o.textContent));
    return control.inputs ? control.inputs.map(cj.optionLabel) : null;
  };

  const fire = (element, ...types) => {
    for (const type of types) {
      const event = type === 'input' ? new InputEvent('input', {bubbles: true}) : type.startsWith('key') ? new KeyboardEvent(type, {bubbles: true}) : new Event(type, {bubbles: true});
      element.dispatchEvent(event);
    }
  };
  const type = (element, text) => {
    element.focus();
    const proto = element.tagName === 'TEXTAREA' ? HTMLTextAreaElement.prototype : HTMLInputElement.prototype;
    Object.getOwnPropertyDescriptor(proto, 'value').set.call(element, text);
    fire(element, 'keydown', 'input', 'keyup', 'change');
    element.blur();
  };
  const pick = (option, control) => {
    control.el.focus();
    control.el.selectedIndex = option.index;
    fire(control.el, 'input', 'change');
    control.el.blur();
  };
  const matching = (texts, wanted) => texts.findIndex(text => wanted.some(w => cj.fold(w) === cj.fold(text)));
  const clickIfNot = (input, on) => { if (input.checked !== on) { input.focus(); input.click(); input.blur(); return true; } return false; };

  const write = (c, text) => { type(c.el, text); return null; };
  const isoDate = text => text.replace(/^(\d\d)\/(\d\d)\/(\d{4})$/, '$3-$1-$2');
  const setters = {
    text: write, textarea: write, number: write, money: write,
    date: (c, text) => write(c, c.el.type === 'date' ? isoDate(text) : text),
    select: (c, text, wanted) => {
      if (text === '') {
        const none = [...c.el.options].find(isPlaceholder);
        if (!none) return 'no-option';
        pick(none, c);
        return null;
      }
      const at = matching([...c.el.options].map(o => o.textContent), wanted);
      if (at < 0) return 'no-option';
      pick(c.el.options[at], c);
      return null;
    },
    checkbox: (c, text) => { clickIfNot(c.el, text === 'Yes'); return null; },
    radio: (c, text, wanted) => {
      if (text === '') return c.inputs.some(i => i.checked) ? 'not-clearable' : null;
      const at = matching(c.inputs.map(cj.optionLabel), wanted);
      if (at < 0) return 'no-option';
      clickIfNot(c.inputs[at], true);
      return null;
    },
    phone: (c, text) => {
      const parts = c.boxes.length === 3 ? (text ? text.split('-') : ['', '', '']) : [text];
      c.boxes.forEach((box, n) => { if (box.value !== parts[n]) type(box, parts[n]); });
      return null;
    },
    richtext: (c, text) => {
      if (!c.frame && !c.editable) return write(c, text);
      const body = c.frame ? c.frame.contentDocument?.body : c.editable;
      if (!body) return 'missing';
      body.focus();
      body.replaceChildren(...text.split('\n').map(line => {
        const paragraph = body.ownerDocument.createElement('p');
        paragraph.append(line || '\u00a0');
        return paragraph;
      }));
      fire(body, 'input', 'keyup', 'change', 'blur', 'focusout');
      c.frame?.contentWindow.dispatchEvent(new Event('blur'));
      return null;
    },
    lookup: () => 'by-hand',
    readonly: () => 'read-only',
  };
  setters.yesno = setters.radio;

  // Sets one control; settles after each click that started something. Gives a problem's name, or null.
  cj.set = async (control, op, limit) => {
    if (control.el.disabled) return 'disabled';
    if (op.kind !== 'checklist') return setters[op.kind](control, op.text, [op.text, ...(op.aliases || [])]);
    const wanted = op.text.map(text => [text, ...(op.aliases?.[text] || [])]);
    const labels = control.inputs.map(cj.optionLabel);
    if (wanted.some(words => matching(labels, words) < 0)) return 'no-option';
    const on = labels.map(label => wanted.some(words => words.some(w => cj.fold(w) === cj.fold(label))));
    for (let n = 0; n < control.inputs.length; n += 1) {
      if (!clickIfNot(control.inputs[n], on[n])) continue;
      if (cj.pending()) return await cj.settled(limit), 'again';
    }
    return null;
  };
})();
