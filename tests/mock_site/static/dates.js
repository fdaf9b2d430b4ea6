// The RadDatePicker's three boxes: what is typed into the shown one reaches the others only on blur.
'use strict';

vos.startDates = function () {
  document.querySelectorAll('.RadPicker').forEach(function (picker) {
    if (picker.getAttribute('data-started')) return;
    picker.setAttribute('data-started', 'true');
    picker.querySelector('.riTextBox').addEventListener('blur', function () { vos.copyDate(picker); });
  });
};

vos.copyDate = function (picker) {
  var shown = picker.querySelector('.riTextBox');
  var hidden = picker.querySelector('.rdfd_');
  var state = picker.querySelector('input[type="hidden"]');
  var text = shown.value.trim();
  var parts = /^(\d{1,2})[\/.-](\d{1,2})[\/.-](\d{2}|\d{4})$/.exec(text);
  var iso = '';
  if (parts) {
    var year = parts[3].length === 2 ? '20' + parts[3] : parts[3];
    var month = ('0' + parts[1]).slice(-2);
    var day = ('0' + parts[2]).slice(-2);
    if (ValidatorIsDate(month + '/' + day + '/' + year)) {
      iso = year + '-' + month + '-' + day;
      shown.value = month + '/' + day + '/' + year;
    }
  }
  shown.classList.toggle('riError', text !== '' && iso === '');
  var kept = JSON.parse(state.value);
  kept.valueAsString = kept.validationText = iso ? iso + '-00-00-00' : '';
  kept.lastSetTextBoxValue = shown.value;
  state.value = JSON.stringify(kept);
  hidden.value = iso;
};
