/* A form saved as typed:  <form data-draft data-save-url="…">  with a hidden "version" and an element [data-draft-state].
   Posts the whole form a second after the last key, one request at a time; what could not be sent stays in the browser
   and is offered again when the page is opened.  Chromium 86. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-draft]");
  if (!form) { return; }
  var state = document.querySelector("[data-draft-state]");
  var key = "draft:" + location.pathname;
  var timer = 0, sending = false, again = false, closed = false, handing = false, pressed = null;

  function say(text, bad) {
    if (!state) { return; }
    state.textContent = text;
    state.classList.toggle("hj-bad", Boolean(bad));
  }

  function pairs() {
    var out = [];
    new FormData(form).forEach(function (value, name) {
      if (typeof value === "string" && name !== "csrfmiddlewaretoken" && name !== "version") { out.push([name, value]); }
    });
    return out;
  }

  function keep() {
    try { localStorage.setItem(key, JSON.stringify(pairs())); } catch (error) { /* no room: the server has the last saved text */ }
  }

  function forget() {
    try { localStorage.removeItem(key); } catch (error) { /* nothing was kept */ }
  }

  /* Fields the server did not save, each told beside it; returns how many. */
  function faults(told) {
    form.querySelectorAll("[data-fault]").forEach(function (old) { old.remove(); });
    form.querySelectorAll("[aria-invalid]").forEach(function (field) { field.removeAttribute("aria-invalid"); field.classList.remove("is-invalid"); });
    return Object.keys(told).filter(function (name) { return form.elements[name]; }).map(function (name) {
      var field = form.elements[name], line = document.createElement("p");
      field.setAttribute("aria-invalid", "true");
      field.classList.add("is-invalid");
      line.className = "hj-bad";
      line.dataset.fault = name;
      line.setAttribute("role", "alert");
      line.textContent = told[name];
      field.insertAdjacentElement("afterend", line);
      return name;
    }).length;
  }

  function send() {
    if (closed) { return; }
    if (sending) { again = true; return; }
    sending = true;
    say("正在保存…");
    fetch(form.dataset.saveUrl, {
      method: "POST", body: new URLSearchParams(new FormData(form)), credentials: "same-origin", headers: { Accept: "application/json" }
    }).then(function (answer) {
      return answer.json().then(function (said) {
        if (!answer.ok) { throw { sentence: said.sentence, final: answer.status === 409 && said.code !== "appraisal-text-long" }; }
        form.elements.version.value = said.version;
        var wrong = faults(said.faults || {});
        if (wrong) { keep(); say("已保存 " + said.at + "，有 " + wrong + " 格没有存上，见红字", true); return; }
        say("已保存 " + said.at);
        forget();
      });
    }).catch(function (trouble) {
      closed = Boolean(trouble.final);
      keep();
      say(trouble.sentence || "没有连上服务器，填写的内容留在本机，连上后自动保存。", true);
      if (!trouble.sentence) { timer = setTimeout(send, 5000); }
    }).then(function () {
      sending = false;
      if (handing) { handing = again = false; form.requestSubmit(pressed || undefined); return; }
      if (again) { again = false; send(); }
    });
  }

  function offer() {
    var kept = null;
    try { kept = JSON.parse(localStorage.getItem(key) || "null"); } catch (error) { kept = null; }
    if (!kept || JSON.stringify(kept) === JSON.stringify(pairs())) { forget(); return; }
    var button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-line btn-sm";
    button.textContent = "取回上次没有存上的内容";
    button.addEventListener("click", function () {
      kept.forEach(function (pair) {
        var field = form.elements[pair[0]];
        if (field && "value" in field) { field.value = pair[1]; }
      });
      button.remove();
      send();
    });
    state.parentNode.insertBefore(button, state);
  }

  function typed(field) {
    if (field.type === "file") { return; }
    keep();
    clearTimeout(timer);
    timer = setTimeout(send, 1000);
  }

  form.addEventListener("input", function (event) { typed(event.target); });
  form.addEventListener("submit", function (event) {
    clearTimeout(timer);
    if (sending) { /* the save under way changes the version: hand in after it */
      event.preventDefault();
      handing = true;
      pressed = event.submitter;
      return;
    }
    forget();
  });
  offer();
  var early = document.activeElement; /* typed in before this script ran */
  if (form.contains(early) && early.defaultValue !== undefined && early.value !== early.defaultValue) { typed(early); }
})();
