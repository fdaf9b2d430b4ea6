// Dialogs in the manner of jQuery UI: ids are repeated when they stack, and closed ones stay in the page.
'use strict';

var vos = window.vos || {settings: {}};

// How this site draws a construct.
vos.way = function (construct) {
  return (vos.settings.dialect || {})[construct] || 'plain';
};

// spec: {title, text, buttons: [{id, text, post}]}; `post` is an event target. `act` is called with the
// number of the button that was pressed.
vos.dialog = function (spec, act) {
  if (vos.way('dialog') !== 'plain' && vos.drawDialog(spec, act)) return;
  var overlay = document.createElement('div');
  overlay.className = 'ui-widget-overlay ui-front';
  var box = document.createElement('div');
  box.className = 'ui-dialog ui-widget ui-widget-content ui-front';
  box.setAttribute('role', 'dialog');
  box.setAttribute('aria-modal', 'true');
  box.setAttribute('aria-label', spec.title);
  var bar = document.createElement('div');
  bar.className = 'ui-dialog-titlebar ui-widget-header';
  var title = document.createElement('span');
  title.className = 'ui-dialog-title';
  title.textContent = spec.title;
  bar.appendChild(title);
  var content = document.createElement('div');
  content.className = 'ui-dialog-content';
  content.textContent = spec.text;
  var pane = document.createElement('div');
  pane.className = 'ui-dialog-buttonpane';
  var set = document.createElement('div');
  set.className = 'ui-dialog-buttonset';
  pane.appendChild(set);
  function close() {
    overlay.remove();
    if (vos.settings.stacked_dialogs) box.style.display = 'none';
    else box.remove();
  }
  spec.buttons.forEach(function (button, number) {
    var made = document.createElement('button');
    made.type = 'button';
    made.id = button.id;
    made.textContent = button.text;
    made.addEventListener('click', function () {
      close();
      if (button.post) __doPostBack(button.post, '');
      if (act) act(number);
    });
    set.appendChild(made);
  });
  box.appendChild(bar);
  box.appendChild(content);
  box.appendChild(pane);
  document.body.appendChild(overlay);
  document.body.appendChild(box);
  // Each further dialog lies on top of those before it.
  var depth = 2 * document.querySelectorAll('.ui-dialog').length;
  overlay.style.zIndex = 7000 + depth;
  box.style.zIndex = 7001 + depth;
  var first = set.querySelector('button');
  if (first) first.focus();
};

// Presses a button or follows a link again, past the guards that asked about it.
vos.again = function (element) {
  vos.passed = true;
  try {
    element.click();
  } finally {
    vos.passed = false;
  }
};

// Confirm before submit: the first click asks, OK clicks the button again. In this dialog the button with
// the id of "save" is the one that cancels.
vos.confirmFinish = function (button) {
  if (vos.passed) return true;
  if (vos.settings.asks_otherwise) return window.confirm('Complete this wizard now?');
  if (vos.way('dialog') === 'native') return window.confirm('Are you sure you want to finish?');
  vos.dialog({title: 'Confirmation', text: 'Are you sure you want to finish?', buttons: [
    {id: 'btn-dialog-ok', text: 'OK'}, {id: 'btn-dialog-save', text: 'Cancel'}
  ]}, function (number) {
    if (number === 0) vos.again(vos.sameButton(button));
  });
  return false;
};

// The clone that stands for a button by now.
vos.sameButton = function (button) {
  return button.isConnected ? button : document.getElementsByName(button.name)[0];
};

// Leaving a wizard by Cancel or by a link asks first.
vos.guardLeaving = function (event) {
  if (vos.passed || vos.settings.leave_confirm === 'none') return;
  var element = event.target.closest('a[href], button, input');
  if (!element || !vos.leaves(element)) return;
  var text = vos.leavingTexts[vos.way('leaving')];
  if (vos.settings.asks_otherwise) text = 'Any information you have not saved will be lost.';
  if (vos.settings.asks_otherwise || vos.settings.leave_confirm === 'native' || vos.way('leaving') === 'native' || vos.way('dialog') === 'native') {
    if (!window.confirm(text)) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  vos.dialog({title: vos.way('leaving') === 'exit' ? 'Please Confirm...' : 'Leave this page?', text: text, buttons: [
    {id: 'btn-dialog-ok', text: vos.way('leaving') === 'exit' ? 'OK' : 'Leave'},
    {id: 'btn-dialog-cancel', text: vos.way('leaving') === 'exit' ? 'Cancel' : 'Stay'}
  ]}, function (number) {
    if (number === 0) vos.again(element.tagName === 'INPUT' ? vos.sameButton(element) : element);
  });
};

vos.leavingTexts = {
  plain: 'You have unsaved changes. Do you want to leave this page?',
  native: 'Any information that has not been saved will be lost. Exit this wizard?',
  exit: 'Are you sure you want to exit?'
};

vos.leaves = function (element) {
  if (element.tagName !== 'A' || element.classList.contains('leaves')) return element.classList.contains('leaves');
  var address = element.getAttribute('href');
  return address !== '#' && address.indexOf('javascript:') !== 0 && address.charAt(0) !== '#' && !element.target;
};

window.vos = vos;
