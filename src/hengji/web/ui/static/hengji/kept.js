/* What was typed into a form is not lost when the form is refused.  Every form that is posted leaves its fields in this tab
   (sessionStorage; no passwords, no files, nothing hidden); the page one is sent back to with a refusal ([data-refused]), or comes
   back to by an address that ends in #typed, puts them into the same form again.  Loaded before pages.js.  Chromium 86. */
(function () {
  "use strict";
  var KEY = "hengji-typed";
  var SKIPPED = ["hidden", "password", "file", "submit", "button", "reset", "image"];

  function here() { return location.pathname + location.search; }

  function fields(form) {
    return Array.prototype.filter.call(form.elements, function (one) { return one.name && SKIPPED.indexOf(one.type) < 0; });
  }

  function alike(action) {
    return Array.prototype.filter.call(document.forms, function (one) { return one.method === "post" && one.getAttribute("action") === action; });
  }

  function values(one) {
    if (one.type === "checkbox" || one.type === "radio") { return one.checked ? [one.value] : []; }
    if (one.options) { return Array.prototype.filter.call(one.options, function (o) { return o.selected; }).map(function (o) { return o.value; }); }
    return [one.value];
  }

  function keep(form) {
    var action = form.getAttribute("action");
    var held = fields(form).map(function (one) { return { name: one.name, mark: mark(one), values: values(one) }; });
    try {
      if (held.length) { sessionStorage.setItem(KEY, JSON.stringify({ page: here(), action: action, place: alike(action).indexOf(form), fields: held })); }
      else { sessionStorage.removeItem(KEY); }
    } catch (error) { /* no room: as it was before */ }
  }

  function mark(one) { return one.type === "checkbox" || one.type === "radio" ? one.value : ""; }

  function put(one, kept) {
    if (one.type === "checkbox" || one.type === "radio") { one.checked = kept.length > 0; return; }
    if (one.options) {
      Array.prototype.forEach.call(one.options, function (o) { o.selected = kept.indexOf(o.value) >= 0; });
      return;
    }
    one.value = kept[0] || "";
  }

  function restore(kept) {
    var form = alike(kept.action)[kept.place], left = kept.fields.slice(), any = false;
    if (!form) { return; }
    fields(form).forEach(function (one) {
      for (var n = 0; n < left.length; n += 1) {
        if (left[n].name === one.name && left[n].mark === mark(one)) {
          any = any || values(one).join("\n") !== left[n].values.join("\n");
          put(one, left.splice(n, 1)[0].values);
          return;
        }
      }
    });
    var fold = form.closest("details");
    if (fold) { fold.open = true; }
    if (any) { tell(); }
  }

  function tell() {
    var said = document.createElement("div"), before = document.querySelector(".hj-says") || document.querySelector(".hj-head");
    said.className = "hj-say is-notice";
    said.setAttribute("role", "status");
    said.textContent = "刚才填写的内容已放回原处，还没有提交。";
    if (before) { before.insertAdjacentElement("afterend", said); }
  }

  function taken() {
    var kept = null;
    try { kept = JSON.parse(sessionStorage.getItem(KEY) || "null"); sessionStorage.removeItem(KEY); } catch (error) { kept = null; }
    return kept;
  }

  var kept = taken(), asked = location.hash === "#typed";
  if (kept && kept.page === here() && (asked || document.querySelector("[data-refused]"))) { restore(kept); }
  if (asked) { history.replaceState(null, "", here()); }
  document.addEventListener("submit", function (event) { if (event.target.method === "post") { keep(event.target); } });
})();
