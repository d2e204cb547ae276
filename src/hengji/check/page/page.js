(function () {
  'use strict';
  var all = function (selector, from) { return Array.prototype.slice.call((from || document).querySelectorAll(selector)); };

  // Problem table: severity, department, unit and words narrow the rows; empty groups go with them.
  var rows = all('tr[data-s]'), buttons = all('.filters button[data-s]'), words = document.getElementById('words');
  var department = document.getElementById('department'), unit = document.getElementById('unit'), shown = document.getElementById('shown');
  var severity = '', texts = null;
  function wanted(row, index, needles) {
    return (!severity || row.getAttribute('data-s') === severity) && (!department.value || row.getAttribute('data-d') === department.value) &&
      (!unit.value || row.cells[1].textContent === unit.value) && needles.every(function (word) { return texts[index].indexOf(word) >= 0; });
  }
  function apply() {
    var needles = words.value.trim().toLowerCase().split(/\s+/).filter(Boolean), count = 0;
    if (needles.length && !texts) texts = rows.map(function (row) { return row.textContent.toLowerCase(); });
    rows.forEach(function (row, index) { row.hidden = !wanted(row, index, needles); if (!row.hidden) count += 1; });
    all('.problems tbody').forEach(function (group) { group.hidden = !group.querySelector('tr[data-s]:not([hidden])'); });
    all('details.notices').forEach(function (part) { if (severity === 'notice' || needles.length) part.open = true; });
    [words, department, unit].forEach(function (control) { control.classList.toggle('set', !!control.value); });
    shown.textContent = count === rows.length ? '' : '显示 ' + count + ' 条';
  }
  buttons.forEach(function (button) {
    button.addEventListener('click', function () {
      severity = button.getAttribute('data-s');
      buttons.forEach(function (other) { other.setAttribute('aria-pressed', String(other === button)); });
      apply();
    });
  });
  if (words) { words.addEventListener('input', apply); department.addEventListener('change', apply); unit.addEventListener('change', apply); }

  // Consolidated table: a head sorts its column within its kind; "—" stands last either way.
  var lights = { '红灯': 0, '黄灯': 1, '蓝灯': 2, '绿灯': 3, '灰灯': 4 };
  function key(text, numeric) {
    if (text in lights) return lights[text];
    if (!numeric) return text;
    var number = parseFloat(text.replace(/,/g, '').replace('\u2212', '-'));
    return isNaN(number) ? null : number;
  }
  all('.sortable').forEach(function (table) {
    all('thead th', table).forEach(function (head, column) {
      head.querySelector('button').addEventListener('click', function () {
        var numeric = head.classList.contains('n'), up = head.getAttribute('aria-sort') !== 'ascending';
        all('thead th', table).forEach(function (other) { other.removeAttribute('aria-sort'); });
        head.setAttribute('aria-sort', up ? 'ascending' : 'descending');
        var body = table.tBodies[0], keyed = all('tr', body).map(function (row) { return { row: row, key: key(row.cells[column].textContent.trim(), numeric) }; });
        keyed.sort(function (a, b) {
          if (a.key === null || b.key === null) return (a.key === null) - (b.key === null);
          return (typeof a.key === 'string' ? a.key.localeCompare(b.key, 'zh') : a.key - b.key) * (up ? 1 : -1);
        });
        keyed.forEach(function (pair) { body.appendChild(pair.row); });
      });
    });
  });
  // What is folded would not be printed: notices and departments are, the list of rules stays in its fold.
  window.addEventListener('beforeprint', function () { all('details:not(.rules)').forEach(function (part) { part.open = true; }); });
})();
