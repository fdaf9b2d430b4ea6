// What the site's pages do by themselves: wait layers, cloned buttons, late lists, windows, menu, poll.
'use strict';

(function () {
  var manager = Sys.WebForms.PageRequestManager.getInstance();
  var windows = [];
  var settings = {};

  function each(selector, act, root) {
    Array.prototype.forEach.call((root || document).querySelectorAll(selector), act);
  }

  // ---- waiting
  function show(id, shown) {
    var layer = document.getElementById(id);
    if (layer) layer.style.display = shown ? 'block' : 'none';
  }
  function busy(shown) {
    if (vos.way('wait') !== 'plain') {
      vos.showWait(shown, settings.wait_layer);
      return;
    }
    if (settings.wait_layer) show('modalGSIPleaseWait', shown);
    show('divPleaseWait', shown);
    show('loadingDIV', shown);
  }
  function disableButtons(disabled) {
    if (settings.disabled_next) each('.wizardButtons input, .wizardButtons button', function (button) { button.disabled = disabled; });
  }

  // The layer fades away step by step; until it is gone the buttons stay disabled.
  var fading = 0;
  function fade() {
    var left = settings.fade_ms;
    clearInterval(fading);
    fading = setInterval(function () {
      left -= 20;
      if (left > 0) return;
      clearInterval(fading);
      busy(false);
      disableButtons(false);
    }, 20);
  }
  // What lies over the page swallows the clicks meant for what is under it: wait layer, pop-up, modal dialog.
  document.addEventListener('click', function (event) {
    var layer = document.querySelector('#modalGSIPleaseWait, .blockOverlay, [id$="pnlPleaseWaitModal"]');
    var waiting = layer && getComputedStyle(layer).display !== 'none';
    var dialogs = '.popup, .ui-dialog, #gsiDialog, .modalPopup, .RadWindow, dialog[open]';
    var above = Array.prototype.filter.call(document.querySelectorAll(dialogs), function (box) {
      return getComputedStyle(box).display !== 'none';
    });
    var top = above[above.length - 1];
    if (!waiting && (!top || top.contains(event.target))) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);

  // ---- submit buttons are replaced by clones in four spans, again and again
  function cloneButtons() {
    if (!settings.cloned_buttons) return;
    each('#aspnetForm input[type="submit"]', function (button) {
      var clone = button.cloneNode(true);
      var outer = button.closest('.cloned1');
      if (!outer) {
        outer = document.createElement('span');
        outer.className = 'cloned1';
        outer.innerHTML = '<span class="cloned2"><span class="cloned3"><span class="cloned4"></span></span></span>';
        button.replaceWith(outer);
      }
      outer.querySelector('.cloned4').replaceChildren(clone);
    });
  }

  // An invisible layer over the wizard's buttons. A hand that comes near it wipes it away.
  function coverButtons() {
    if (!settings.invisible_cover) return;
    each('.wizardButtons', function (bar) {
      if (bar.querySelector('.invisible-cover')) return;
      var cover = document.createElement('div');
      cover.className = 'invisible-cover';
      cover.addEventListener('mousemove', function () { setTimeout(function () { cover.remove(); }, 200); });
      bar.appendChild(cover);
    });
  }

  // ---- lists that come by a request of their own
  function fetchLists() {
    each('select[data-late]', function (select) {
      var address = select.getAttribute('data-late');
      select.removeAttribute('data-late');
      select.setAttribute('aria-busy', 'true');
      fetch(address, {headers: {Accept: 'application/json'}}).then(function (answer) { return answer.json(); })
        .then(function (options) {
          options.forEach(function (option) { select.add(new Option(option[1], option[0])); });
          select.value = select.getAttribute('data-selected');
          select.removeAttribute('aria-busy');
          select.disabled = false;
          select.dispatchEvent(new CustomEvent('vos:filled'));
        });
    });
  }

  // ---- windows; those that the page opened are closed when it posts back
  vos.openWindow = function (address) {
    windows.push(window.open(address, '_blank', 'width=640,height=560,scrollbars=yes'));
    return false;
  };
  vos.openPrint = function (address) {
    window.open(address, '_blank');
  };
  function closeWindows() {
    windows.forEach(function (opened) { if (opened && !opened.closed) opened.close(); });
    windows = [];
  }
  vos.choose = function (ids, code, text) {
    var page = window.opener && window.opener.document;
    if (page) {
      if (ids.code) page.getElementById(ids.code).value = code;
      page.getElementById(ids.text).value = text;
    }
    window.close();
    return false;
  };

  // ---- menu and sections with a plus
  function toggle(link, holder, name, on) {
    holder.classList.toggle(name, on);
    link.setAttribute('aria-expanded', String(holder.classList.contains('open') ||
      (name === 'collapsed' && !holder.classList.contains('collapsed'))));
  }
  function startMenu() {
    each('#menu a[aria-expanded]', function (link) {
      link.addEventListener('click', function (event) {
        event.preventDefault();
        toggle(link, link.parentNode, 'open');
      });
    });
    each('.fa-bars', function (bars) {
      bars.addEventListener('click', function (event) {
        event.preventDefault();
        document.getElementById('menu').classList.toggle('collapsed');
      });
    });
    each('a.expand', function (link) {
      link.addEventListener('click', function (event) {
        event.preventDefault();
        var section = link.closest('.section');
        toggle(link, section, 'collapsed');
        link.textContent = section.classList.contains('collapsed') ? '+' : '-';
      });
    });
    each('#btnPopupclose', function (button) {
      button.addEventListener('click', function () { button.closest('.popup').remove(); });
    });
  }

  // ---- the password box tidies itself after each key, and loses a character when keys come too fast
  function startPassword() {
    var box = document.getElementById('txtPassword');
    if (!box || !settings.password_onkeyup) return;
    var last = 0;
    box.addEventListener('keyup', function () {
      var now = performance.now();
      if (now - last < 8 && box.value.length % 5 === 0) box.value = box.value.slice(0, -1);
      last = now;
    });
  }

  function copyPerson() {
    var person = document.getElementById('gui_assisted_userid');
    if (person && person.value) document.cookie = 'assisted_userid=' + encodeURIComponent(person.value) + '; path=/';
  }

  // ---- never idle
  function startPoll() {
    if (!settings.poll) return;
    setInterval(function () { fetch('/vosnet/api/poll.ashx').catch(function () {}); }, 3000);
    (function listen() {
      fetch('/vosnet/signalr/connect').then(function (answer) { if (answer.ok) setTimeout(listen, 50); })
        .catch(function () {});
    })();
  }

  function afterDrawing() {
    cloneButtons();
    coverButtons();
    fetchLists();
    vos.startEditors();
    vos.startDates();
    if (vos.startDialects) vos.startDialects();
  }

  vos.start = function (given) {
    settings = vos.settings = given;
    startMenu();
    startPassword();
    copyPerson();
    if (given.wizard) document.addEventListener('click', vos.guardLeaving, true);
    document.addEventListener('vos:submit', function () {
      closeWindows();
      busy(true);
    });
    window.addEventListener('pageshow', function (event) { if (event.persisted) busy(false); });
    manager.add_beginRequest(function () {
      clearInterval(fading);
      closeWindows();
      busy(true);
      disableButtons(true);
    });
    manager.add_endRequest(function (sender, args) {
      if (settings.fade_ms) {
        disableButtons(true);
        fade();
      } else {
        busy(false);
        disableButtons(false);
      }
      copyPerson();
      afterDrawing();
      if (args.get_error()) vos.showError(args.get_error());
    });
    afterDrawing();
    startPoll();
  };

  vos.showError = function (error) {
    var box = document.createElement('div');
    box.className = 'error';
    box.setAttribute('role', 'alert');
    box.textContent = 'You have encountered an error in the system. ' + error.message;
    (document.getElementById('Main_content') || document.getElementById('aspnetForm')).prepend(box);
  };
})();
