// Asynchronous postbacks in the manner of MicrosoftAjaxWebForms: the public face and the wire format are its
// own; the inside is only as large as the mock needs.
'use strict';

var Sys = (function () {
  var loads = [];

  function Handlers() { this.list = []; }
  Handlers.prototype.add = function (handler) { this.list.push(handler); };
  Handlers.prototype.remove = function (handler) {
    this.list = this.list.filter(function (other) { return other !== handler; });
  };
  Handlers.prototype.raise = function (sender, args) {
    this.list.slice().forEach(function (handler) { handler(sender, args); });
  };

  function args(values) {
    var made = {};
    Object.keys(values).forEach(function (name) {
      made['get_' + name] = function () { return values[name]; };
      made['set_' + name] = function (value) { values[name] = value; };
    });
    return made;
  }

  function Manager() {
    var self = this;
    ['initializeRequest', 'beginRequest', 'pageLoading', 'pageLoaded', 'endRequest'].forEach(function (name) {
      var handlers = self['_' + name] = new Handlers();
      self['add_' + name] = function (handler) { handlers.add(handler); };
      self['remove_' + name] = function (handler) { handlers.remove(handler); };
    });
    this._request = null;
    this._settings = null;
    this._active = null;
    this._panels = [];
    this._async = [];
    this._sync = [];
    this._timeout = 90;
    this._dataItems = {};
  }

  Manager.prototype.get_isInAsyncPostBack = function () { return this._request !== null; };

  Manager.prototype.abortPostBack = function () {
    if (this._request) {
      var request = this._request;
      request.onload = request.onerror = request.ontimeout = null;
      request.abort();
      this._end(request, null, true);
    }
  };

  Manager.prototype._setup = function (scriptManager, form, panels, async, sync, timeout) {
    var self = this;
    this._scriptManager = scriptManager;
    this._form = document.getElementById(form);
    this._setTargets(panels, async, sync);
    this._timeout = timeout;
    this._original = window.__doPostBack;
    window.__doPostBack = function (target, argument) { self._doPostBack(target, argument); };
    this._form.addEventListener('click', function (event) { self._onClick(event); }, true);
    this._form.addEventListener('submit', function (event) { self._onSubmit(event); });
    this._pageLoaded.raise(this, args({panelsUpdated: [], panelsCreated: this._panelElements(), dataItems: {}}));
    loads.slice().forEach(function (handler) { handler(); });
  };

  Manager.prototype._setTargets = function (panels, async, sync) {
    this._panels = panels.filter(Boolean).map(function (name) { return name.slice(1); });
    this._async = async.filter(Boolean);
    this._sync = sync.filter(Boolean);
  };

  Manager.prototype._panelId = function (name) { return Sys._panelIds[name] || name.replace(/\$/g, '_'); };

  Manager.prototype._panelElements = function () {
    var self = this;
    return this._panels.map(function (name) { return document.getElementById(self._panelId(name)); })
      .filter(Boolean);
  };

  // Which panel an element posts back for, or null when the whole page is to be posted.
  Manager.prototype._panelOf = function (name, element) {
    if (this._sync.indexOf(name) >= 0) return null;
    var panels = this._panelElements();
    for (var node = element; node; node = node.parentNode) {
      var at = panels.indexOf(node);
      if (at >= 0) return this._panels[at];
    }
    return this._async.indexOf(name) >= 0 ? this._scriptManager : null;
  };

  Manager.prototype._elementOf = function (name) {
    var id = name.replace(/\$/g, '_');
    return document.getElementById(id) || this._form.querySelector('[name="' + CSS.escape(name) + '"]') ||
      this._form.querySelector('[href*="' + CSS.escape("'" + name + "'") + '"]') ||
      this._form.querySelector('[onclick*="' + CSS.escape("'" + name + "'") + '"]') ||
      this._form.querySelector('[name="' + CSS.escape(name.replace(/\$\d+$/, '')) + '"]');
  };

  Manager.prototype._doPostBack = function (target, argument) {
    var element = this._elementOf(target);
    var panel = this._panelOf(target, element);
    if (panel === null) {
      this._settings = null;
      vosFire('vos:submit');
      this._original(target, argument);
      return;
    }
    this._form.__EVENTTARGET.value = target;
    this._form.__EVENTARGUMENT.value = argument;
    this._send(panel, target, element, null);
  };

  Manager.prototype._onClick = function (event) {
    var element = event.target;
    if (element.tagName === 'INPUT' && (element.type === 'submit' || element.type === 'image')) {
      this._active = element;
    }
  };

  Manager.prototype._onSubmit = function (event) {
    var button = event.submitter || this._active;
    this._active = null;
    if (event.defaultPrevented) return;
    var panel = button ? this._panelOf(button.name, button) : null;
    if (panel === null) {
      vosFire('vos:submit');
      return;
    }
    event.preventDefault();
    this._form.__EVENTTARGET.value = '';
    this._form.__EVENTARGUMENT.value = '';
    this._send(panel, button.name, button, button);
  };

  Manager.prototype._send = function (panel, target, element, button) {
    if (window.vos && window.vos.copyEditors) window.vos.copyEditors();
    var start = args({cancel: false, postBackElement: element, request: null});
    this._initializeRequest.raise(this, start);
    if (start.get_cancel()) return;
    this.abortPostBack();
    var body = new URLSearchParams();
    body.append(this._scriptManager, panel + '|' + target);
    new FormData(this._form).forEach(function (value, name) { body.append(name, value); });
    body.append('__ASYNCPOST', 'true');
    if (button && button.type === 'image') {
      body.append(button.name + '.x', '5');
      body.append(button.name + '.y', '5');
    } else if (button) {
      body.append(button.name, button.value);
    }

    var self = this;
    var request = new XMLHttpRequest();
    request.open('POST', this._form.action, true);
    request.setRequestHeader('X-MicrosoftAjax', 'Delta=true');
    request.setRequestHeader('Content-Type', 'application/x-www-form-urlencoded; charset=utf-8');
    request.timeout = this._timeout * 1000;
    request.onload = function () { self._loaded(request); };
    request.onerror = function () { self._end(request, new Error('Sys.WebForms.PageRequestManagerServerErrorException: no answer')); };
    request.ontimeout = function () { self._end(request, new Error('Sys.WebForms.PageRequestManagerTimeoutException')); };
    this._request = request;
    this._beginRequest.raise(this, args({request: request, postBackElement: element}));
    request.send(body.toString());
  };

  Manager.prototype._loaded = function (request) {
    if (request.status !== 200) {
      this._end(request, new Error('Sys.WebForms.PageRequestManagerServerErrorException: ' + request.status));
      return;
    }
    var entries = this._parse(request.responseText);
    if (entries === null) {
      this._end(request, new Error('Sys.WebForms.PageRequestManagerParserErrorException'));
      return;
    }
    this._apply(request, entries);
  };

  // `length|type|id|content|` again and again; null when the text is not that.
  Manager.prototype._parse = function (text) {
    var entries = [];
    var at = 0;
    while (at < text.length) {
      var head = /^(\d+)\|([^|]*)\|([^|]*)\|/.exec(text.slice(at, at + 400));
      if (!head) return null;
      var begin = at + head[0].length;
      var end = begin + Number(head[1]);
      if (text.charAt(end) !== '|') return null;
      entries.push({type: head[2], id: head[3], content: text.slice(begin, end)});
      at = end + 1;
    }
    return entries;
  };

  Manager.prototype._apply = function (request, entries) {
    var self = this;
    var of = function (type) { return entries.filter(function (entry) { return entry.type === type; }); };
    var error = of('error')[0];
    if (error) {
      this._end(request, new Error('Sys.WebForms.PageRequestManagerServerErrorException: ' + error.content));
      return;
    }
    var redirect = of('pageRedirect')[0];
    if (redirect) {
      vosFire('vos:submit');
      window.location.href = redirect.content;
      return;  // as the original: the request counts as running until the new page comes
    }
    var updates = of('updatePanel');
    var dataItems = {};
    of('dataItem').forEach(function (entry) { dataItems[entry.id] = entry.content; });
    var elements = updates.map(function (entry) { return document.getElementById(entry.id); });
    this._pageLoading.raise(this, args({dataItems: dataItems, panelsUpdating: elements, panelsDeleting: []}));
    updates.forEach(function (entry) {
      var panel = document.getElementById(entry.id);
      if (panel) panel.innerHTML = entry.content;
    });
    of('hiddenField').forEach(function (entry) { self._hidden(entry.id, entry.content); });
    var list = function (type) { return (of(type)[0] || {content: ''}).content.split(','); };
    this._setTargets(list('updatePanelIDs'), list('asyncPostBackControlIDs'), list('postBackControlIDs'));
    of('formAction').forEach(function (entry) { self._form.action = entry.content; });
    of('pageTitle').forEach(function (entry) { document.title = entry.content; });
    this._pageLoaded.raise(this, args({dataItems: dataItems, panelsUpdated: elements, panelsCreated: []}));
    of('scriptStartupBlock').forEach(function (entry) { (0, eval)(entry.content); });
    loads.slice().forEach(function (handler) { handler(); });
    this._dataItems = dataItems;
    this._end(request, null);
  };

  Manager.prototype._hidden = function (id, value) {
    var input = document.getElementById(id);
    if (!input) {
      input = document.createElement('input');
      input.type = 'hidden';
      input.id = input.name = id;
      this._form.appendChild(input);
    }
    input.value = value;
  };

  Manager.prototype._end = function (request, error, aborted) {
    if (this._request === request) this._request = null;
    var end = args({
      error: error, errorHandled: false, response: request, aborted: Boolean(aborted), dataItems: this._dataItems
    });
    this._endRequest.raise(this, end);
    if (error && !end.get_errorHandled()) throw error;
  };

  var manager = new Manager();
  return {
    _panelIds: {},
    Application: {
      add_load: function (handler) { loads.push(handler); },
      remove_load: function (handler) { loads = loads.filter(function (other) { return other !== handler; }); },
      add_init: function (handler) { handler(); }
    },
    WebForms: {
      PageRequestManager: {
        getInstance: function () { return manager; },
        _initialize: function () { manager._setup.apply(manager, arguments); }
      }
    }
  };
})();

// Tells the page's own scripts that the whole page is about to be posted.
function vosFire(name) { document.dispatchEvent(new CustomEvent(name)); }
