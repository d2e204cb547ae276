/* What every page does with JavaScript, and does without it too: filters that apply at once, long selects that can be searched,
   menus that close, selection of rows, files dropped, wide tables reached by the keyboard, keys on buttons (data-key).  Chromium 86. */
(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.add("hj-js");

  function all(selector, within) { return Array.prototype.slice.call((within || document).querySelectorAll(selector)); }

  function closeMenus(except) {
    all("details.hj-menu[open]").forEach(function (menu) { if (menu !== except) menu.removeAttribute("open"); });
  }

  document.addEventListener("click", function (event) {
    closeMenus(event.target.closest("details.hj-menu"));
  });

  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") {
      var open = document.querySelector("details.hj-menu[open]");
      if (open) { open.removeAttribute("open"); open.querySelector("summary").focus(); }
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    var button = all("[data-key]").filter(function (one) { return one.dataset.key.toLowerCase() === event.key.toLowerCase() && !one.disabled; })[0];
    if (button) { event.preventDefault(); button.click(); }
  });

  function typing(element) {
    return element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName) || element.closest("[role=grid]");
  }

  function filters(form) {
    form.addEventListener("change", function (event) { if (event.target.name) submit(form); });
  }

  function submit(form) {
    all("input,select", form).forEach(function (field) { if (field.value === "" && !field.multiple) field.disabled = true; });
    form.requestSubmit ? form.requestSubmit() : form.submit();
  }

  function searchable(select) {
    if (!window.TomSelect) return;
    var label = select.labels && select.labels[0];
    if (label && !select.hasAttribute("aria-label")) select.setAttribute("aria-label", label.textContent);
    new window.TomSelect(select, {
      allowEmptyOption: false,
      maxOptions: null,
      placeholder: select.dataset.placeholder || "",
      hidePlaceholder: true,
      controlInput: '<input type="text" autocomplete="off" size="1">',
      plugins: select.multiple ? ["remove_button"] : [],
      render: { no_results: function () { return '<div class="no-results">没有这样的选项</div>'; } }
    });
  }

  function selection(form) {
    var boxes = all('input[name="selected"][form="' + form.id + '"]');
    var every = document.querySelector("[data-all]");
    var said = form.querySelector("[data-chosen]");
    function show() {
      var n = boxes.filter(function (box) { return box.checked; }).length;
      boxes.forEach(function (box) { box.closest("tr").classList.toggle("is-sel", box.checked); });
      said.textContent = n ? "已选 " + n + " 个" : "选中的：";
      all("button", form).forEach(function (button) { button.disabled = !n; });
      if (every) { every.checked = n > 0 && n === boxes.length; every.indeterminate = n > 0 && n < boxes.length; }
    }
    boxes.forEach(function (box) { box.addEventListener("change", show); });
    if (every) every.addEventListener("change", function () { boxes.forEach(function (box) { box.checked = every.checked; }); show(); });
    show();
  }

  function drop(box) {
    var input = box.querySelector("input[type=file]");
    var said = box.querySelector(".hj-drop-t");
    function names() {
      box.classList.toggle("has-files", input.files.length > 0);
      said.textContent = Array.prototype.map.call(input.files, function (file) { return file.name; }).join("、") || "把文件拖到这里，或点击选择";
    }
    ["dragover", "dragenter"].forEach(function (name) {
      box.addEventListener(name, function (event) { event.preventDefault(); box.classList.add("is-over"); });
    });
    ["dragleave", "drop"].forEach(function (name) { box.addEventListener(name, function () { box.classList.remove("is-over"); }); });
    box.addEventListener("drop", function (event) {
      event.preventDefault();
      if (event.dataTransfer.files.length) { input.files = event.dataTransfer.files; input.dispatchEvent(new Event("change", { bubbles: true })); }
    });
    input.addEventListener("change", names);
  }

  function reachable() {
    all(".hj-wrap").forEach(function (box) {
      var wide = box.scrollWidth > box.clientWidth;
      if (wide === (box.tabIndex === 0)) return;
      if (!wide) { box.removeAttribute("tabindex"); return; }
      var panel = box.closest(".hj-panel"), head = panel && panel.querySelector("h2");
      box.tabIndex = 0;
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", (head ? head.textContent : "表") + "（可左右滚动）");
    });
  }

  document.addEventListener("DOMContentLoaded", function () {
    reachable();
    window.addEventListener("resize", reachable);
    all("[data-filters]").forEach(filters);
    all("select[data-search]").forEach(searchable);
    all("form[data-selected]").forEach(selection);
    all("[data-drop]").forEach(drop);
    all("[data-print]").forEach(function (button) { button.addEventListener("click", function () { window.print(); }); });
    all("[data-choose-all]").forEach(function (every) {
      every.addEventListener("change", function () {
        all("tbody input[type=checkbox]", every.closest("table")).forEach(function (box) { box.checked = every.checked; });
      });
    });
    all("form").forEach(function (form) {
      form.addEventListener("submit", function () { if (form.method === "post") all("button", form).forEach(function (b) { setTimeout(function () { b.disabled = true; }, 0); }); });
    });
    var wrong = document.querySelector("[aria-invalid=true]");
    if (wrong) wrong.focus();
  });
})();
