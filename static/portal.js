/* portal.js: comfort. Everything works without it. */
(function () {
'use strict';
var d = document;
function one(s) { return d.querySelector(s); }
function id(x) { return d.getElementById(x); }

/* Focus, where autofocus on a box is not honoured. */
var start = one('[tabindex="-1"][autofocus]');
if (start && d.activeElement !== start && !location.hash) start.focus();

d.addEventListener('click', function (ev) {
  var t = ev.target, b;
  /* A line of the error summary: show the label, too. */
  if ((b = t.closest('.err-sum a'))) {
    var field = id(decodeURIComponent(b.hash.slice(1)));
    if (!field) return;
    ev.preventDefault();
    (field.closest('.fld') || field).scrollIntoView();
    field.focus({preventScroll: true});
  } else if ((b = t.closest('[data-pw]'))) {
    var box = id(b.getAttribute('aria-controls')), shown = box.type === 'text';
    box.type = shown ? 'password' : 'text';
    b.textContent = shown ? 'パスワードを表示する' : 'パスワードを隠す';
  } else if ((b = t.closest('[data-zip]')) && self.fetch && !b.dataset.raw) {
    ev.preventDefault();
    zip(b);
  } else if (t.closest('[data-yomi]')) {
    on ? stop() : read();
  } else if (t.closest('[data-more]')) more();
});

d.addEventListener('submit', function (ev) {
  var b = ev.submitter, undo;
  ev.target.querySelectorAll('[data-pw]').forEach(function (x) {
    id(x.getAttribute('aria-controls')).type = 'password';
  });
  /* A second click sends nothing; the server has its own guard. */
  if (!b || !b.hasAttribute('data-once')) return;
  if (b.getAttribute('aria-disabled')) { ev.preventDefault(); return; }
  b.setAttribute('aria-disabled', 'true');
  undo = function () { b.removeAttribute('aria-disabled'); };
  setTimeout(undo, 8000);
  addEventListener('pageshow', function (e) { if (e.persisted) undo(); });
});

/* Postal code to address. What fails is left to the button's own submit. */
function zip(b) {
  var box = id(b.dataset.zip), said = id(b.dataset.zip + '-s');
  var n = box.value.normalize('NFKC').replace(/\D/g, '');
  function part(auto, value) {
    var x = box.form.querySelector('[autocomplete$="' + auto + '"]');
    if (x && value) x.value = value;
    return x;
  }
  if (n.length !== 7) {
    said.textContent = '郵便番号は、7つの数字で入力してください。';
    box.focus();
    return;
  }
  fetch('/postcode?zip=' + n).then(function (r) {
    if (!r.ok) throw r;
    return r.json();
  }).then(function (l) {
    var a = l[0], rest;
    if (l.length > 1) throw l;
    if (!a) { said.textContent = 'この郵便番号の住所が見つかりません。住所を入力してください。'; return; }
    rest = part('address-level1', a.pref) ? a.city + a.town : a.prefecture + a.city + a.town;
    box = part('address-line1', rest) || part('street-address', rest) || box;
    said.textContent = '住所を入れました。番地を続けて入力してください。';
    box.focus();
  }).catch(function () { b.dataset.raw = 1; b.click(); });
}

/* Before the login ends: offer more time. */
var soon = one('[data-left]'), was = '', end, from;
function tick(left) {
  if (left) end = Date.now() + left * 1e3;
  left = end - Date.now();
  var n = left > 3e5 ? '' : left > 0 ? 'soon' : 'late';
  if (n !== was) soon.replaceChildren(n && id(n).content.cloneNode(true));
  was = n;
}
function more() {
  fetch('/my/alive').then(function (r) {
    if (r.redirected) tick(-1);
    else if (r.ok) r.text().then(function (t) {
      t = t.split(' ');
      tick(t[0]);
      was = 1;
      soon.textContent = (one('.limit .num').textContent = t[1]) + 'まで使えます。';
      if (from) from.focus();
    });
  });
}
if (soon) {
  soon.addEventListener('focusin', function (e) { from = e.relatedTarget; });
  tick(soon.dataset.left);
  setInterval(tick, 5e3);
}

/* Reading aloud with the browser's own voice, part by part. */
var voice = self.speechSynthesis, button = one('[data-yomi]'), on = false;
if (button && !(voice && self.SpeechSynthesisUtterance)) button.remove();
function mark(x) {
  var old = one('.yomi');
  if (old) old.classList.remove('yomi');
  if (x) { x.classList.add('yomi'); x.scrollIntoView({block: 'nearest'}); }
}
function stop() {
  on = false;
  voice.cancel();
  mark();
  button.textContent = '読みあげる';
}
function read() {
  var q = 'h1,h2,h3,p,li,dt,dd,legend,label,th,td,caption', parts = [], i = 0;
  d.querySelectorAll('main :is(' + q + ')').forEach(function (n) {
    if (n.querySelector(q) || !n.getClientRects().length) return;
    var c = n.cloneNode(true), t;
    c.querySelectorAll('rt,rp,svg,select,textarea').forEach(function (x) { x.remove(); });
    t = c.textContent.replace(/\s+/g, ' ').trim();
    if (t) parts.push([n, t]);
  });
  on = true;
  button.textContent = '止める';
  (function next() {
    if (!on || i >= parts.length) return stop();
    var p = parts[i++], u = new SpeechSynthesisUtterance(p[1]);
    u.lang = 'ja-JP';
    u.onend = next;
    u.onerror = stop;
    mark(p[0]);
    voice.speak(u);
  })();
}
addEventListener('pagehide', function () { if (on) stop(); });
})();
