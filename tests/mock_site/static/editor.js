// The rich-text editor: an iframe whose body is edited; its mark-up is copied into the hidden box on blur and
// before any post.
'use strict';

vos.startEditors = function () {
  document.querySelectorAll('div.cke[data-frame]').forEach(function (place) {
    var frame = place.getAttribute('data-frame');
    place.removeAttribute('data-frame');
    window.setTimeout(function () {
      place.innerHTML = frame;
      vos.startEditors();
    }, vos.settings.late_editor_ms);
  });
  document.querySelectorAll('iframe.cke_wysiwyg_frame').forEach(function (frame) {
    if (frame.getAttribute('data-started')) return;
    frame.setAttribute('data-started', 'true');
    var box = document.getElementById(frame.getAttribute('data-for'));
    var page = frame.contentDocument;
    page.open();
    page.write('<!DOCTYPE html><html><head><title>' + frame.title + '</title></head>' +
      '<body contenteditable="true" class="cke_editable" style="font: 15px sans-serif"></body></html>');
    page.close();
    page.body.innerHTML = box.value || '<p><br></p>';
    page.body.addEventListener('blur', function () { vos.copyEditor(frame); });
  });
};

vos.copyEditor = function (frame) {
  var box = document.getElementById(frame.getAttribute('data-for'));
  if (!box || !frame.contentDocument || !frame.contentDocument.body) return;
  var markup = frame.contentDocument.body.innerHTML;
  box.value = /^(<p>)?(<br>|&nbsp;|\s)*(<\/p>)?$/.test(markup) ? '' : markup;
};

vos.copyEditors = function () {
  document.querySelectorAll('iframe.cke_wysiwyg_frame[data-started]').forEach(vos.copyEditor);
  if (vos.copyPart) document.querySelectorAll('div.cke_editable').forEach(vos.copyPart);
};

document.addEventListener('vos:submit', vos.copyEditors);
