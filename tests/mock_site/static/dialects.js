// What the other ways of drawing do by themselves; loaded only by a site that has one.
'use strict';

var vos = window.vos || {settings: {}};
window.vos = vos;

// Shows or hides what comes after the link, or after what the link stands in.
vos.unfold = function (link) {
  var inside = link.nextElementSibling || link.parentNode.nextElementSibling;
  var hidden = getComputedStyle(inside).display === 'none';
  vos.closeMenus(link);
  inside.style.display = hidden ? '' : 'none';
  if (link.hasAttribute('aria-expanded')) link.setAttribute('aria-expanded', String(hidden));
  return false;
};

// Of the menus of rows only one is open at a time, until somebody presses elsewhere.
vos.closeMenus = function (pressed) {
  document.querySelectorAll('.rowmenu').forEach(function (menu) {
    if (menu.contains(pressed)) return;
    menu.querySelector('ul').style.display = 'none';
    menu.querySelector('button').setAttribute('aria-expanded', 'false');
  });
};
document.addEventListener('click', function (event) { vos.closeMenus(event.target); });

// ---- ticks made of roles: the real box is inside
vos.pick = function (mark) {
  var box = mark.querySelector('input');
  if (document.activeElement !== mark) mark.focus();
  box.onclick = null;
  box.checked = box.type === 'radio' || !box.checked;
  document.getElementsByName(box.name).forEach(function (other) {
    var its = other.closest('.pick');
    if (its) its.setAttribute('aria-checked', String(other.checked));
  });
  var act = box.getAttribute('onclick');
  if (act) (0, eval)(act.replace(/^javascript:/, ''));
};

document.addEventListener('keydown', function (event) {
  if (event.key !== ' ' || !event.target.classList.contains('pick')) return;
  event.preventDefault();
  vos.pick(event.target);
});

// ---- a list that opens elsewhere in the page (RadComboBox)
vos.openList = function (part) {
  var holder = part.closest('.RadComboBox');
  var input = holder.querySelector('.rcbInput');
  var slide = holder.querySelector('.rcbSlide');
  if (!slide) return;  // it is open already, and then it hangs on the body
  var list = slide.querySelector('ul');
  document.body.appendChild(slide);
  var place = input.getBoundingClientRect();
  slide.style.cssText = 'display:block;position:absolute;z-index:6000;min-width:' + place.width + 'px;left:' +
    (place.left + scrollX) + 'px;top:' + (place.bottom + scrollY) + 'px';
  function close() {
    document.removeEventListener('mousedown', outside, true);
    slide.style.cssText = 'display:none';
    if (holder.isConnected) holder.appendChild(slide);
    else slide.remove();
  }
  function outside(event) {
    if (!slide.contains(event.target)) close();
  }
  document.addEventListener('mousedown', outside, true);
  slide.onclick = function (event) {
    var item = event.target.closest('.rcbItem');
    if (!item) return;
    var text = item === list.firstElementChild ? '' : item.textContent;
    var changed = text !== input.value;
    close();
    input.value = text;
    if (changed) input.dispatchEvent(new Event('change', {bubbles: true}));
  };
  var late = list.getAttribute('data-late-items');
  if (!late) return;
  list.removeAttribute('data-late-items');
  list.innerHTML = '<li class="rcbLoading">Loading...</li>';
  fetch(late, {headers: {Accept: 'application/json'}}).then(function (answer) { return answer.json(); })
    .then(function (options) {
      list.innerHTML = '';
      [['', input.placeholder]].concat(options).forEach(function (option) {
        var item = document.createElement('li');
        item.className = 'rcbItem';
        item.textContent = option[1];
        list.appendChild(item);
      });
    });
};

// ---- jQuery UI's combobox: takes the place of a list, suggests as one types
vos.startCombos = function () {
  document.querySelectorAll('select[data-role="combobox"]').forEach(function (select) {
    if (select.nextElementSibling && select.nextElementSibling.classList.contains('custom-combobox')) return;
    var wrapper = document.createElement('span');
    wrapper.className = 'custom-combobox';
    var input = document.createElement('input');
    input.type = 'text';
    input.className = 'custom-combobox-input ui-widget ui-autocomplete-input';
    input.autocomplete = 'off';
    var button = document.createElement('a');
    button.className = 'ui-button custom-combobox-toggle';
    button.title = 'Show All Items';
    button.tabIndex = -1;
    button.textContent = '\u25be';
    wrapper.append(input, button);
    select.after(wrapper);
    var menu = null;
    function show() {
      var option = select.options[select.selectedIndex];
      input.value = option ? option.text : '';
      input.disabled = select.disabled;
    }
    function close() {
      if (menu) menu.remove();
      menu = null;
    }
    function take(option) {
      close();
      var changed = select.value !== option.value;
      select.value = option.value;
      show();
      if (changed) select.dispatchEvent(new Event('change', {bubbles: true}));
    }
    function open(typed) {
      close();
      if (select.disabled) return;
      var place = input.getBoundingClientRect();
      menu = document.createElement('ul');
      menu.className = 'ui-menu ui-widget ui-autocomplete';
      menu.style.cssText = 'left:' + (place.left + scrollX) + 'px;top:' + (place.bottom + scrollY) + 'px';
      Array.prototype.forEach.call(select.options, function (option) {
        if (typed && option.text.toLowerCase().indexOf(typed.toLowerCase()) < 0) return;
        var item = document.createElement('li');
        item.className = 'ui-menu-item';
        var inside = document.createElement('div');
        inside.className = 'ui-menu-item-wrapper';
        inside.textContent = option.text;
        item.appendChild(inside);
        item.addEventListener('mousedown', function (event) { event.preventDefault(); });
        item.addEventListener('click', function () { take(option); });
        menu.appendChild(item);
      });
      document.body.appendChild(menu);
    }
    button.addEventListener('mousedown', function (event) { event.preventDefault(); });
    button.addEventListener('click', function () {
      if (menu) close();
      else {
        input.focus();
        open('');
      }
    });
    input.addEventListener('input', function () { open(input.value); });
    input.addEventListener('blur', function () {
      close();
      // As the original: what is no item is thrown away.
      var typed = input.value.toLowerCase();
      var fits = Array.prototype.filter.call(select.options, function (option) {
        return option.text.toLowerCase() === typed;
      });
      if (fits.length) take(fits[0]);
      else show();
    });
    select.addEventListener('vos:filled', show);
    show();
  });
};

// ---- the days of a month under a date box (jQuery UI's datepicker)
vos.openDays = function (input) {
  var shown = document.getElementById('ui-datepicker-div');
  if (shown) {
    shown.remove();
    if (shown.vosFor === input) return;
  }
  var box = document.createElement('div');
  box.id = 'ui-datepicker-div';
  box.className = 'ui-datepicker ui-widget ui-widget-content';
  box.vosFor = input;
  var place = input.getBoundingClientRect();
  box.style.cssText = 'left:' + (place.left + scrollX) + 'px;top:' + (place.bottom + scrollY) + 'px';
  var given = /^(\d\d?)\/(\d\d?)\/(\d{4})$/.exec(input.value);
  var month = given ? new Date(+given[3], given[1] - 1, 1) : new Date();
  month.setDate(1);
  function draw() {
    var last = new Date(month.getFullYear(), month.getMonth() + 1, 0).getDate();
    var cells = '';
    for (var empty = 0; empty < month.getDay(); empty++) cells += '<td></td>';
    for (var day = 1; day <= last; day++) {
      cells += '<td><a href="#">' + day + '</a></td>' + ((month.getDay() + day) % 7 ? '' : '</tr><tr>');
    }
    box.innerHTML = '<div class="ui-datepicker-header"><a class="ui-datepicker-prev" title="Prev">&lt;</a> ' +
      '<span class="ui-datepicker-title">' + month.toLocaleString('en-US', {month: 'long', year: 'numeric'}) +
      '</span> <a class="ui-datepicker-next" title="Next">&gt;</a></div><table class="ui-datepicker-calendar"><tr>' +
      cells + '</tr></table>';
  }
  box.addEventListener('mousedown', function (event) { event.preventDefault(); });
  box.addEventListener('click', function (event) {
    event.preventDefault();
    if (event.target.className.indexOf('ui-datepicker-') === 0 && event.target.title) {
      month.setMonth(month.getMonth() + (event.target.title === 'Next' ? 1 : -1));
      draw();
    } else if (event.target.tagName === 'A') {
      var two = function (number) { return ('0' + number).slice(-2); };
      input.value = two(month.getMonth() + 1) + '/' + two(+event.target.textContent) + '/' + month.getFullYear();
      box.remove();
      input.dispatchEvent(new Event('change', {bubbles: true}));
    }
  });
  draw();
  document.body.appendChild(box);
};

document.addEventListener('focusin', function (event) {
  if (event.target.classList.contains('hasDatepicker')) vos.openDays(event.target);
});
document.addEventListener('focusout', function (event) {
  var shown = document.getElementById('ui-datepicker-div');
  if (shown && shown.vosFor === event.target) shown.remove();
});

// ---- grids
// The rows of a grid come by a request of their own; this one is answered from the page itself.
vos.startJsonGrids = function () {
  document.querySelectorAll('.jsongrid[data-source]').forEach(function (grid) {
    var rows = JSON.parse(grid.getAttribute('data-source'));
    var body = grid.querySelector('tbody');
    grid.removeAttribute('data-source');
    body.innerHTML = '<tr><td>Loading...</td></tr>';
    setTimeout(function () {
      body.innerHTML = '';
      var late = [];
      rows.forEach(function (cells) {
        var row = body.insertRow();
        cells.forEach(function (html) {
          var cell = row.insertCell();
          cell.innerHTML = html;
          var walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) late.push([walker.currentNode, walker.currentNode.data]);
        });
      });
      late.forEach(function (text) { text[0].data = ''; });
      setTimeout(function () { late.forEach(function (text) { text[0].data = text[1]; }); }, 120);
    }, 120);
  });
};

vos.startPagedGrids = function () {
  document.querySelectorAll('table.dataTable:not(.started)').forEach(function (table) {
    table.classList.add('started');
    var all = Array.prototype.slice.call(table.tBodies[0].rows);
    var length = 2;
    var page = 0;
    var top = document.createElement('div');
    top.className = 'dataTables_bar';
    top.innerHTML = '<label>Show <select><option>2</option><option>25</option></select> entries</label>' +
      '<label>Search: <input type="search"></label>';
    var foot = document.createElement('div');
    foot.className = 'dataTables_bar';
    foot.innerHTML = '<div role="status"></div><div><a class="paginate_button previous">Previous</a>' +
      '<span></span><a class="paginate_button next">Next</a></div>';
    table.before(top);
    table.after(foot);
    var ends = foot.querySelectorAll('.previous, .next');
    function draw() {
      var wanted = top.querySelector('input').value.toLowerCase();
      var fits = all.filter(function (row) { return row.textContent.toLowerCase().indexOf(wanted) >= 0; });
      var pages = Math.max(1, Math.ceil(fits.length / length));
      page = Math.min(page, pages - 1);
      table.tBodies[0].replaceChildren.apply(table.tBodies[0], fits.slice(page * length, (page + 1) * length));
      foot.firstChild.textContent = 'Showing ' + Math.min(page * length + 1, fits.length) + ' to ' +
        Math.min((page + 1) * length, fits.length) + ' of ' + fits.length + ' entries';
      ends[0].classList.toggle('disabled', page === 0);
      ends[1].classList.toggle('disabled', page === pages - 1);
      var numbers = foot.querySelector('span');
      numbers.textContent = '';
      for (var number = 0; number < pages; number++) {
        var button = document.createElement('a');
        button.className = 'paginate_button' + (number === page ? ' current' : '');
        button.textContent = number + 1;
        numbers.appendChild(button);
      }
    }
    foot.addEventListener('click', function (event) {
      var button = event.target.closest('.paginate_button');
      if (!button || button.classList.contains('disabled')) return;
      page = button === ends[0] ? page - 1 : button === ends[1] ? page + 1 : Number(button.textContent) - 1;
      draw();
    });
    top.addEventListener('input', function () {
      length = Number(top.querySelector('select').value);
      page = 0;
      draw();
    });
    draw();
  });
};

vos.sortRows = function (link) {
  var head = link.closest('th');
  var body = head.closest('table').tBodies[0];
  var rows = Array.prototype.slice.call(body.rows).sort(function (one, other) {
    return one.cells[head.cellIndex].textContent < other.cells[head.cellIndex].textContent ? -1 : 1;
  });
  body.append.apply(body, rows);
  return false;
};

// ---- folds
vos.foldSign = function (link) {
  vos.unfold(link);
  link.textContent = link.textContent === '(+)' ? '(-)' : '(+)';
  return false;
};

vos.foldRow = function (image) {
  var row = image.closest('tr').nextElementSibling;
  var hidden = row.style.display === 'none';
  row.style.display = hidden ? '' : 'none';
  image.alt = hidden ? 'Collapse' : 'Expand';
};

// ---- messages
vos.growl = function (texts) {
  var corner = document.getElementById('jGrowl');
  if (!corner) {
    corner = document.createElement('div');
    corner.id = 'jGrowl';
    corner.className = 'jGrowl top-right';
    document.body.appendChild(corner);
  }
  texts.forEach(function (text) {
    var note = document.createElement('div');
    note.className = 'jGrowl-notification';
    note.setAttribute('role', 'alert');
    note.textContent = text;
    corner.appendChild(note);
    setTimeout(function () { note.remove(); }, 8000);
  });
};

// What the page's own check refuses; the server's refusals are drawn by the server.
vos.showRefused = function (failed, group) {
  var way = vos.way('message');
  var texts = failed.map(function (span) { return span.textContent; });
  if (way === 'growl') vos.growl(texts);
  if (way === 'native' && texts.length) window.alert(texts.join('\n'));
  var box = document.querySelector('div[validationgroup="' + group + '"]');
  if (!box) return;
  box.hidden = !texts.length;
  box.style.display = texts.length ? '' : 'none';
  box.textContent = '';
  if (way === 'alert') {
    texts.forEach(function (text) { box.append(text, document.createElement('br')); });
    return;
  }
  box.innerHTML = '<h2 class="ADAValSum">Please correct the following:</h2><ul></ul>';
  failed.forEach(function (span) {
    var link = document.createElement('a');
    link.href = '#' + span.getAttribute('controltovalidate');
    link.textContent = span.textContent;
    box.lastChild.appendChild(document.createElement('li')).appendChild(link);
  });
};

// ---- waiting
vos.showWait = function (shown, covers) {
  var way = vos.way('wait');
  if (way === 'block') {
    document.querySelectorAll('.blockUI').forEach(function (part) { part.remove(); });
    if (shown && covers) {
      document.body.insertAdjacentHTML('beforeend', '<div class="blockUI blockOverlay"></div>' +
        '<div class="blockUI blockMsg blockPage"><h1>Please wait...</h1></div>');
    }
    return;
  }
  var ids = {loading: '#loadingDIV', progress: '#ctl00_UpdateProgress1'};
  var layer = document.querySelector(ids[way] || '#modalGSIPleaseWait, [id$="pnlPleaseWaitModal"]');
  if (!ids[way] && !covers) return;
  layer.style.display = shown ? 'block' : 'none';
  layer.classList.toggle('show', shown);
  layer.setAttribute('aria-hidden', String(!shown));
};

// ---- dialogs: answers whether it has drawn one
vos.drawDialog = function (spec, act) {
  var draw = vos.dialogWays[vos.way('dialog')];
  if (!draw) return false;
  var parts = [];
  function close() { parts.forEach(function (part) { part.remove(); }); }
  function button(html, spec, number) {
    var holder = document.createElement('div');
    holder.innerHTML = html;
    var made = holder.firstElementChild;
    (made.querySelector('.text') || made).textContent = spec.text;
    made.addEventListener('click', function (event) {
      event.preventDefault();
      close();
      if (spec.post) __doPostBack(spec.post, '');
      if (act) act(number);
    });
    return made;
  }
  parts = draw(spec, button);
  return true;
};

vos.fill = function (html, texts) {
  var holder = document.createElement('div');
  holder.innerHTML = html;
  Object.keys(texts).forEach(function (selector) { holder.querySelector(selector).textContent = texts[selector]; });
  return Array.prototype.slice.call(holder.children);
};

vos.dialogCount = 0;
vos.dialogWays = {
  documented: function (spec, button) {
    var id = 'ui-id-' + (++vos.dialogCount);
    var parts = vos.fill('<div class="ui-dialog ui-widget ui-widget-content ui-corner-all ui-front ui-dialog-buttons"' +
      ' tabindex="-1" role="dialog" aria-describedby="' + id + 'd" aria-labelledby="' + id + '">' +
      '<div class="ui-dialog-titlebar ui-widget-header ui-helper-clearfix"><span id="' + id + '" ' +
      'class="ui-dialog-title"></span></div><div class="ui-dialog-content ui-widget-content" id="' + id + 'd"></div>' +
      '<div class="ui-dialog-buttonpane"><div class="ui-dialog-buttonset"></div></div></div>' +
      '<div class="ui-widget-overlay ui-front"></div>', {'.ui-dialog-title': spec.title, '.ui-dialog-content': spec.text});
    spec.buttons.forEach(function (one, number) {
      parts[0].querySelector('.ui-dialog-buttonset').appendChild(button(
        '<button type="button" class="ui-button" id="' + one.id + '"><span class="ui-button-text text"></span></button>',
        one, number));
    });
    document.body.append(parts[1], parts[0]);
    return parts;
  },
  bootstrap: function (spec, button) {
    var parts = vos.fill('<div id="gsiDialog" class="modal show" role="alertdialog" aria-labelledby="gsiMessageTitle"' +
      ' aria-describedby="gsiMessage" tabindex="-1"><div class="modal-dialog"><div class="modal-content">' +
      '<div class="modal-header"><h4 class="modal-title" id="gsiMessageTitle"></h4></div><div class="modal-body">' +
      '<p id="gsiMessage"></p></div><div class="modal-footer"></div></div></div></div>' +
      '<div class="modal-backdrop show"></div>', {'#gsiMessageTitle': spec.title, '#gsiMessage': spec.text});
    spec.buttons.forEach(function (one, number) {
      parts[0].querySelector('.modal-footer').appendChild(button(
        '<button type="button" class="btn" id="btn' + one.text.replace(/\W/g, '') + '"></button>', one, number));
    });
    document.documentElement.append(parts[1], parts[0]);
    return parts;
  },
  popup: function (spec, button) {
    var parts = vos.fill('<div class="modalPopup"><div class="modalHeader"></div><div class="modalText"></div>' +
      '<div class="modalButtons"></div></div><div class="modalBackground"></div>',
      {'.modalHeader': spec.title, '.modalText': spec.text});
    spec.buttons.forEach(function (one, number) {
      var made = button('<input type="button">', one, number);
      made.value = one.text;
      parts[0].querySelector('.modalButtons').appendChild(made);
    });
    document.body.append(parts[1], parts[0]);
    return parts;
  },
  rad: function (spec, button) {
    var parts = vos.fill('<div class="RadWindow RadWindow_Default rwNormalWindow rwTransparentWindow" unselectable="on">' +
      '<table class="rwTable" cellspacing="0"><tr><td class="rwTitlebar"><em></em></td></tr><tr><td>' +
      '<div class="rwDialogPopup radconfirm"><div class="rwDialogText"></div><div class="rwDialogButtons"></div></div>' +
      '</td></tr></table></div><div class="TelerikModalOverlay"></div>', {em: spec.title, '.rwDialogText': spec.text});
    spec.buttons.forEach(function (one, number) {
      parts[0].querySelector('.rwDialogButtons').appendChild(button(
        '<a class="rwPopupButton" href="javascript:void(0);"><span class="rwOuterSpan"><span class="rwInnerSpan text">' +
        '</span></span></a>', one, number));
    });
    document.body.append(parts[1], parts[0]);
    return parts;
  },
  element: function (spec, button) {
    var parts = vos.fill('<dialog><h3></h3><p></p><menu></menu></dialog>', {h3: spec.title, p: spec.text});
    spec.buttons.forEach(function (one, number) {
      parts[0].querySelector('menu').appendChild(button('<button type="button"></button>', one, number));
    });
    document.body.append(parts[0]);
    parts[0].showModal();
    return parts;
  }
};

// ---- editors
vos.startOtherEditors = function () {
  document.querySelectorAll('.cke[data-late-for]').forEach(function (holder) {
    var html = document.createElement('iframe');
    html.className = 'cke_wysiwyg_frame';
    html.title = holder.getAttribute('data-title');
    html.setAttribute('data-for', holder.getAttribute('data-late-for'));
    html.src = 'about:blank';
    holder.removeAttribute('data-late-for');
    setTimeout(function () {
      holder.appendChild(html);
      vos.startEditors();
    }, 400);
  });
  document.querySelectorAll('div.cke_editable').forEach(function (part) {
    if (part.onblur) return;
    part.innerHTML = document.getElementById(part.getAttribute('data-for')).value || '<p><br></p>';
    part.onblur = function () { vos.copyPart(part); };
  });
};

vos.copyPart = function (part) {
  var box = document.getElementById(part.getAttribute('data-for'));
  if (box) box.value = part.textContent.trim() ? part.innerHTML : '';
};

// What has to be done again whenever a part of the page was drawn anew.
vos.startDialects = function () {
  vos.startCombos();
  vos.startOtherEditors();
  vos.startJsonGrids();
  vos.startPagedGrids();
};
