// What the other ways of drawing do by themselves; loaded only by a site that has one.
'use strict';

var vos = window.vos || {settings: {}};
window.vos = vos;

// Shows or hides what comes after the link, or after what the link stands in.
vos.unfold = function (link) {
  var inside = link.nextElementSibling || link.parentNode.nextElementSibling;
  var hidden = getComputedStyle(inside).display === 'none';
  inside.style.display = hidden ? '' : 'none';
  if (link.hasAttribute('aria-expanded')) link.setAttribute('aria-expanded', String(hidden));
  return false;
};
