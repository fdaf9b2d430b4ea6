// The part of WebForms that every page has: __doPostBack, submit options, validators.
'use strict';

var theForm = document.getElementById('aspnetForm') || document.forms['aspnetForm'];
var Page_IsValid = true;
var Page_BlockSubmit = false;

function __doPostBack(eventTarget, eventArgument) {
  theForm = document.getElementById('aspnetForm');
  if (!theForm.onsubmit || theForm.onsubmit() !== false) {
    theForm.__EVENTTARGET.value = eventTarget;
    theForm.__EVENTARGUMENT.value = eventArgument;
    theForm.submit();
  }
}

function WebForm_PostBackOptions(eventTarget, eventArgument, validation, validationGroup, actionUrl, trackFocus,
                                 clientSubmit) {
  this.eventTarget = eventTarget;
  this.eventArgument = eventArgument;
  this.validation = validation;
  this.validationGroup = validationGroup;
  this.clientSubmit = clientSubmit;
}

function WebForm_DoPostBackWithOptions(options) {
  var valid = true;
  if (options.validation && vosSetting('client_validation', true)) {
    valid = Page_ClientValidate(options.validationGroup);
  }
  if (options.clientSubmit) {
    Page_BlockSubmit = false;  // no submit event is going to ask
    if (valid) __doPostBack(options.eventTarget, options.eventArgument);
  }
}

// The submit button's own click decides; the submit event only asks whether it was held back.
function WebForm_OnSubmit() {
  var blocked = Page_BlockSubmit;
  Page_BlockSubmit = false;
  return !blocked;
}

function vosSetting(name, otherwise) {
  return window.vos && window.vos.settings && name in window.vos.settings ? window.vos.settings[name] : otherwise;
}

// ---- validators

var ValidatorPatterns = {
  number: /^\d{1,7}(\.\d{1,4})?$/,
  money: /^\d{1,7}(\.\d{1,2})?$/,
  phone: /^\d{3}-\d{3}-\d{4}$/
};

function ValidatorIsDate(text) {
  var parts = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text);
  if (!parts) return false;
  var made = new Date(+parts[3], parts[1] - 1, +parts[2]);
  return made.getMonth() === parts[1] - 1 && made.getDate() === +parts[2];
}

function ValidatorGetValue(id, kind) {
  var control = document.getElementById(id);
  if (!control) return '';
  if (kind === 'phone') {
    var stem = id.replace(/1$/, '');
    if (!document.getElementById(stem + 2)) return control.value.trim();
    var parts = [1, 2, 3].map(function (n) { return document.getElementById(stem + n).value.trim(); });
    return parts.some(Boolean) ? parts.join('-') : '';
  }
  if (kind === 'date' && control.parentNode.className === 'dateselect') {
    var chosen = Array.prototype.map.call(control.parentNode.children, function (part) { return part.value; });
    return chosen.some(Boolean) ? chosen.join('/') : '';
  }
  if (control.type === 'date') return control.value.replace(/^(\d+)-(\d+)-(\d+)$/, '$2/$3/$1');
  if (!/^(INPUT|SELECT|TEXTAREA)$/.test(control.tagName)) {
    return control.querySelector('input:checked') ? 'chosen' : '';
  }
  if (control.type === 'checkbox') return control.checked ? 'on' : '';
  if (control.tagName === 'SELECT' && control.disabled) return 'late';
  return control.value.trim();
}

function ValidatorIsValid(span) {
  var kind = span.getAttribute('data-kind');
  var value = ValidatorGetValue(span.getAttribute('controltovalidate'), kind);
  var check = span.getAttribute('data-check');
  if (check === 'server') return true;
  if (check === 'required') {
    return (kind === 'richtext' ? value.replace(/<[^>]*>|&nbsp;/g, '').trim() : value) !== '';
  }
  if (value === '') return true;
  return check === 'date' ? ValidatorIsDate(value) : ValidatorPatterns[check].test(value);
}

function Page_Validators(group) {
  return Array.prototype.filter.call(document.querySelectorAll('span[controltovalidate]'), function (span) {
    return !group || span.getAttribute('validationgroup') === group;
  });
}

function Page_ClientValidate(group) {
  if (window.vos && window.vos.copyEditors) window.vos.copyEditors();
  var failed = Page_Validators(group).filter(function (span) {
    var valid = ValidatorIsValid(span);
    if (span.style.display !== 'none') {
      span.style.visibility = valid ? 'hidden' : 'visible';
      if (span.className === 'validatoralert' && !valid) span.style.display = 'inline';
    }
    return !valid;
  });
  ValidationSummaryShow(failed, group);
  Page_IsValid = failed.length === 0;
  Page_BlockSubmit = !Page_IsValid;
  return Page_IsValid;
}

function ValidationSummaryShow(failed, group) {
  if (window.vos && window.vos.way && window.vos.way('message') !== 'plain') {
    window.vos.showRefused(failed, group);
    return;
  }
  document.querySelectorAll('[id*="valSummary"]').forEach(function (summary) {
    if (group && summary.getAttribute('validationgroup') !== group) return;
    summary.textContent = '';
    summary.style.display = failed.length ? '' : 'none';
    if (!failed.length) return;
    var list = document.createElement('ul');
    failed.forEach(function (span) {
      var item = document.createElement('li');
      var link = document.createElement('a');
      link.href = '#' + span.getAttribute('controltovalidate');
      link.textContent = span.textContent;
      item.appendChild(link);
      list.appendChild(item);
    });
    summary.appendChild(list);
    if (summary.scrollIntoView) summary.scrollIntoView({block: 'nearest'});
  });
}
