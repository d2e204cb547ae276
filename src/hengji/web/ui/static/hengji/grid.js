/* The form grid: a table filled like a spreadsheet.  Server side and JSON contract: hengji/web/ui/grid.py; markup: ui/grid.html.
   Text and clipboard: grid-text.js; autosave: grid-save.js.  No framework; nothing newer than Chromium 86; no style attributes in markup.

   Keys: arrows, Tab, Shift+Tab, Enter, Shift+Enter, Home, End, Ctrl+Home, Ctrl+End, PageUp, PageDown move; Shift with arrows (or the mouse)
   selects; typing replaces; F2 or double click edits; Alt+Enter breaks a line; Esc takes back; Delete empties; Ctrl+C, Ctrl+X, Ctrl+V with
   Excel; Ctrl+D fills down; Ctrl+Z, Ctrl+Y; Ctrl+Enter inserts a row below, Ctrl+Delete deletes the selected rows, Alt+↑/↓ moves them;
   the letter shown beside an option chooses it (of several: ticks it); F4 takes over what stood there last time; space follows a link;
   F8 goes to the next finding; Ctrl+S saves at once; Ctrl+/ shows the keys.  Changes of lines: grid-cells.js, findings: grid-findings.js.

   The focus is always in one textarea inside the current cell, so that input methods can begin a word by typing on the cell. */

import { parseBlock, formatBlock } from "./grid-text.js";
import { Saver } from "./grid-save.js";
import { make, fills, said, read, spread, holder, headOf } from "./grid-cells.js";
import { WORD, clashBar, findingBox, times } from "./grid-findings.js";

const UNDO_MOST = 100;
const LONG = 60;        // characters from which a long text may be cut in its cell (6 lines of a narrow column)
const HIGHEST = 320;    // px an editor grows to
const KEYS = [
  ["方向键 Tab 回车", "走格"], ["Shift＋方向键", "选多格"], ["直接打字", "替换"], ["F2", "修改"], ["Esc", "放弃"], ["Delete", "清空"],
  ["Alt＋回车", "格内换行"], ["Ctrl＋C X V", "与 Excel 互贴整块"], ["Ctrl＋D", "向下填充"], ["Ctrl＋Z Y", "撤销、重做"],
  ["Ctrl＋回车", "下面插入一行"], ["Ctrl＋Delete", "删除选中的行"], ["Alt＋↑ ↓", "行上移、下移"], ["选项前的数字", "选它、勾它"], ["F4", "取上轮的内容"], ["F8", "下一处问题"], ["Ctrl＋S", "立即保存"]
];
const OF_ROWS = ["Ctrl＋回车", "Ctrl＋Delete", "Alt＋↑ ↓"];

const copyRow = (row) => ({ ...row, cells: { ...row.cells } });
const letter = (index) => (index < 26 ? "" : String.fromCharCode(64 + Math.floor(index / 26))) + String.fromCharCode(65 + (index % 26));
const clamp = (n, low, high) => Math.max(low, Math.min(high, n));

export class Grid {
  constructor(box) {
    this.box = box;
    const state = JSON.parse(box.querySelector("script[type='application/json']").textContent);
    Object.assign(this, { key: state.key, caption: state.caption, columns: state.columns, readonly: state.readonly, rowsChange: state.rowsChange, part: state.part, answerUrl: state.answerUrl });
    this.rows = state.rows.map(copyRow);
    this.findings = state.findings;
    this.folded = new Set(state.folded);
    this.undone = []; this.redo = [];
    this.at = { row: 0, column: 0 }; this.from = { row: 0, column: 0 };
    this.editing = false; this.made = 0; this.conflicts = [];
    this.saver = new Saver({ ...state, csrf: box.dataset.csrf }, {
      status: (kind, text) => dock.status(this, kind, text),
      answered: (answer) => this.answered(answer),
      conflict: (answer, waiting, order) => this.merge(answer, waiting, order),
      named: (row, column) => this.named(row, column)
    });
    this.build();
    this.takeUp();
    dock.add(this);
  }

  /* ---- what is where ---- */
  get shown() { return this.columns.map((c, i) => i).filter((i) => !this.folded.has(this.columns[i].fold)); }
  value(row, column) { return this.rows[row].cells[this.columns[column].key] || ""; }
  open(row, column) {
    const sealed = this.rows[row].sealed;
    return !this.readonly && fills(this.columns[column]) && !sealed.includes("*") && !sealed.includes(this.columns[column].key);
  }
  range() {
    const order = this.shown, a = order.indexOf(this.at.column), b = order.indexOf(this.from.column);
    return {
      top: Math.min(this.at.row, this.from.row), bottom: Math.max(this.at.row, this.from.row),
      columns: order.slice(Math.min(a, b), Math.max(a, b) + 1)
    };
  }
  indexOf(id) { return this.rows.findIndex((row) => row.id === id); }

  /* ---- drawing ---- */
  build() {
    const wrap = this.box.querySelector(".hj-wrap");
    this.table = make("table", { class: "hj-t is-fixed hj-grid", role: "grid", "aria-label": this.caption, "aria-readonly": this.readonly ? "true" : "false" });
    this.above = make("div", { class: "hj-grid-above" });
    this.live = make("div", { class: "hj-sr", role: "status" });
    this.editor = make("textarea", { class: "hj-grid-ed", rows: "1", autocomplete: "off", spellcheck: "false" });
    this.list = make("ul", { class: "hj-grid-list", role: "listbox", id: "hj-grid-list-" + this.key.replace(/\W/g, "-") });
    wrap.replaceChildren ? wrap.replaceChildren(this.table) : (wrap.textContent = "", wrap.append(this.table));
    const head = this.part && this.box.closest(".hj-panel").querySelector(".hj-panel-h");
    if (head) head.append(this.tools()); else wrap.before(this.tools());
    wrap.before(this.above);
    this.box.append(this.live);
    this.drawAll();
    this.table.addEventListener("mousedown", (event) => this.mouse(event));
    this.table.addEventListener("mouseover", (event) => { if (event.buttons === 1 && this.dragging) this.drag(event); });
    document.addEventListener("mouseup", () => { this.dragging = false; });
    this.box.addEventListener("focusout", (event) => { if (this.later && event.target.matches(".hj-answer-in")) setTimeout(() => this.drawFindings(), 0); });
    this.table.addEventListener("dblclick", (event) => { if (this.cellOf(event.target)) this.edit(false); });
    this.editor.addEventListener("keydown", (event) => this.keydown(event));
    this.editor.addEventListener("compositionstart", () => { if (!this.editing) this.edit(true); });
    this.editor.addEventListener("input", () => this.typed());
    this.editor.addEventListener("blur", () => { if (this.editing) this.commit(); });
    this.editor.addEventListener("focus", () => { dock.active = this; dock.show(); if (!this.editing) this.editor.select(); });
    for (const name of ["copy", "cut", "paste"]) this.editor.addEventListener(name, (event) => this[name](event));
  }

  tools() {
    const button = (text, act, title) => {
      const made = make("button", { type: "button", class: "btn btn-line btn-sm", title: title }, text);
      made.addEventListener("click", () => { act(); this.focus(); });
      return made;
    };
    const bar = make("div", { class: "hj-grid-tools hj-noprint", role: "toolbar", "aria-label": this.caption + "　表格操作" });
    if (this.rowsChange) {
      bar.append(button("插入行", () => this.insert(), "Ctrl＋回车"), button("删除行", () => this.remove(), "Ctrl＋Delete"),
        button("上移", () => this.move(-1), "Alt＋↑"), button("下移", () => this.move(1), "Alt＋↓"));
    }
    if (!this.readonly) bar.append(button("撤销", () => this.back(), "Ctrl＋Z"));
    const help = make("details", { class: "hj-grid-keys" }, make("summary", {}, "按键"));
    help.append(make("dl", {}, ...KEYS.filter(([keys]) => this.rowsChange || !OF_ROWS.includes(keys)).map(([keys, what]) => make("div", {}, make("dt", {}, make("kbd", {}, keys)), make("dd", {}, what)))));
    bar.append(help);
    this.help = help;
    return bar;
  }

  drawAll() {
    this.table.textContent = "";
    const group = make("colgroup", {}), head = make("tr", { role: "row", "aria-rowindex": "1" });
    let wide = 0, index = 0;
    const col = (width, min) => { const c = make("col", {}); if (width) c.style.width = width + "px"; group.append(c); wide += width || min; };
    col(36, 36);
    head.append(make("th", { scope: "col", role: "columnheader", "aria-colindex": String(++index) }, make("span", { class: "hj-sr" }, "行号")));
    const folds = new Set();
    this.columns.forEach((column, i) => {
      if (column.fold && !folds.has(column.fold)) { folds.add(column.fold); col(100, 100); head.append(this.foldHead(column.fold, ++index)); }
      if (this.folded.has(column.fold)) return;
      col(column.width, column.least);
      const th = make("th", { scope: "col", role: "columnheader", "aria-colindex": String(++index), class: column.editor === "number" || column.right ? "n" : "", title: column.help || false });
      th.append(...headOf(column));
      head.append(th);
      column.index = index;
    });
    this.table.style.minWidth = wide + "px";
    this.body = make("tbody", {});
    this.table.append(make("caption", { class: "hj-sr" }, this.caption), group, make("thead", {}, head), this.body);
    this.table.setAttribute("aria-colcount", String(index));
    this.wide = String(index);
    this.drawRows();
  }

  foldHead(fold, index) {
    const open = !this.folded.has(fold);
    const button = make("button", { type: "button", class: "hj-grid-fold", "aria-expanded": open ? "true" : "false" }, fold);
    button.addEventListener("click", () => this.fold(fold));
    return make("th", { scope: "col", role: "columnheader", "aria-colindex": String(index), class: "c" }, button);
  }

  fold(fold) {
    this.commit();
    if (this.folded.has(fold)) this.folded.delete(fold); else this.folded.add(fold);
    if (this.folded.has(this.columns[this.at.column].fold)) this.at.column = this.from.column = this.shown[0];
    this.drawAll();
    const button = [...this.table.querySelectorAll(".hj-grid-fold")].find((b) => b.textContent === fold);
    if (button) button.focus();
  }

  drawRows() {
    this.body.textContent = "";
    this.lines = [];
    for (const place of [this.at, this.from]) place.row = clamp(place.row, 0, Math.max(0, this.rows.length - 1));
    this.rows.forEach((row, i) => {
      if (row.heading) this.body.append(this.headingRow(row.heading));
      const tr = make("tr", { role: "row", "aria-rowindex": String(i + 2), "data-row": row.id, class: row.total ? "is-sum" : false });
      tr.append(make("th", { scope: "row", class: "hj-grid-no", role: "rowheader", "aria-colindex": "1" }, String(i + 1)));
      const folds = new Set();
      this.columns.forEach((column, j) => {
        if (column.fold && !folds.has(column.fold)) { folds.add(column.fold); tr.append(make("td", { class: "hj-grid-sum", role: "gridcell", "data-fold": column.fold })); }
        if (!this.folded.has(column.fold)) tr.append(make("td", { role: "gridcell", "data-column": String(j), "aria-colindex": String(column.index) }));
      });
      this.body.append(tr);
      this.lines.push(tr);
      this.drawRow(i);
    });
    this.table.setAttribute("aria-rowcount", String(this.rows.length + 1));
    if (!this.rows.length) this.body.append(make("tr", { role: "row" }, make("td", { role: "gridcell", class: "hj-empty", colspan: this.wide }, "还没有行。按“插入行”，或从 Excel 复制整块后粘贴。")));
    this.drawFindings();
    this.place();
  }

  headingRow(text) {
    return make("tr", { role: "row", class: "is-group" }, make("th", { colspan: this.wide, role: "gridcell" }, text));
  }

  drawRow(i) {
    for (const td of this.lines[i].querySelectorAll("td[data-column]")) this.drawCell(td, i, Number(td.dataset.column));
    for (const td of this.lines[i].querySelectorAll("td[data-fold]")) {
      const columns = this.columns.filter((c) => c.fold === td.dataset.fold);
      const filled = columns.filter((c) => this.rows[i].cells[c.key]).length;
      td.textContent = filled ? "已填 " + filled + "／" + columns.length : "—";
    }
  }

  drawCell(td, i, j) {
    const column = this.columns[j], text = this.value(i, j), editable = this.open(i, j);
    const marks = [...td.classList].filter((name) => name.startsWith("is-"));
    td.className = [...marks, editable ? "e" : fills(column) || column.sealed ? "s" : "o", column.editor === "number" || column.right ? "n" : "", column.editor === "long" ? "x" : "", column.editor === "multi" ? "m" : ""].join(" ").trim();
    td.setAttribute("aria-readonly", editable ? "false" : "true");
    if (column.required) td.setAttribute("aria-required", "true");
    const box = td.querySelector(".hj-cell") || td.appendChild(make("div", { class: "hj-cell" }));
    box.textContent = "";
    box.append(...holder(column, text, this.rows[i]));
    const cut = td.querySelector(".hj-cell + .sub");
    if (cut) cut.remove();
    if (text) td.classList.remove("is-todo");
    if (column.editor === "long" && text.length > LONG && !this.readonly) box.after(make("span", { class: "sub" }, "共 " + text.length + " 字，双击看全文"));
    const taken = editable && text !== "" && (this.rows[i].proposed || {})[column.key] === text;
    td.classList.toggle("is-pre", taken);
    if (taken) td.title = "预填，可改"; else td.removeAttribute("title");
  }

  /* What may be taken over: blank open cells with a proposal. */
  proposals() {
    const found = [];
    this.rows.forEach((row, i) => this.columns.forEach((column, j) => {
      const text = (row.proposed || {})[column.key];
      if (text && !this.value(i, j) && this.open(i, j)) found.push([i, j, text]);
    }));
    return found;
  }
  prefill() { this.put(this.proposals()); }

  /* A cell as people call it. */
  named(id, key) {
    const i = this.indexOf(id), column = this.columns.find((c) => c.key === key), name = i < 0 ? "" : this.rows[i].cells.name || "";
    return (i < 0 ? "" : "第 " + (i + 1) + " 行" + (name ? "“" + name + "”" : "")) + "的“" + (column ? column.caption : "") + "”";
  }

  /* Whether a finding only says that its cell is blank, and it still is. */
  todo(finding) {
    const i = this.indexOf(finding.row);
    return Boolean(finding.todo) && i >= 0 && !this.rows[i].cells[finding.column];
  }

  cellAt(row, column) { return this.lines[row] && this.lines[row].querySelector('td[data-column="' + column + '"]'); }
  cellOf(target) { return target.closest && target.closest("td[data-column]"); }

  drawFindings() {
    if (document.activeElement && document.activeElement.matches(".hj-answer-in") && this.box.contains(document.activeElement)) { this.later = true; dock.show(); return; }
    this.later = false;
    for (const old of [...this.body.querySelectorAll("tr.hj-f")]) old.remove();
    for (const td of [...this.body.querySelectorAll("td.is-error,td.is-warning,td.is-notice")]) { td.classList.remove("is-error", "is-warning", "is-notice"); td.removeAttribute("aria-invalid"); td.removeAttribute("aria-describedby"); }
    this.above.textContent = "";
    this.drawTodo(this.findings.filter((finding) => this.todo(finding)));
    const foot = new Map();
    this.findings.forEach((finding, n) => {
      if (this.todo(finding)) return;
      const row = this.indexOf(finding.row), id = "f-" + this.key.replace(/\W/g, "-") + "-" + n;
      const column = this.columns.findIndex((c) => c.key === finding.column);
      const place = finding.place || (row >= 0 && column >= 0 ? this.columns[column].caption + " " + this.address(row, column) : "");
      const words = findingBox(finding, id, place, this);
      if (row < 0) { this.above.append(make("div", { class: "hj-f is-" + finding.severity }, words)); return; }
      const tr = make("tr", { class: "hj-f is-" + finding.severity, role: "row" }, make("td", { colspan: this.wide, role: "gridcell" }, words));
      (foot.get(row) || this.lines[row]).after(tr);
      foot.set(row, tr);
      const td = column >= 0 && this.cellAt(row, column);
      if (td) {
        if (!td.classList.contains("is-error")) { td.classList.remove("is-warning", "is-notice"); td.classList.add("is-" + finding.severity); }
        if (finding.severity === "error") td.setAttribute("aria-invalid", "true");
        td.setAttribute("aria-describedby", [td.getAttribute("aria-describedby"), id].filter(Boolean).join(" "));
      }
    });
    dock.show();
  }

  /* What is still blank, in one calm line above the grid; each leads to its first cell. */
  drawTodo(findings) {
    for (const td of [...this.body.querySelectorAll("td.is-todo")]) td.classList.remove("is-todo");
    if (!findings.length) return;
    const line = make("div", { class: "hj-todo hj-noprint" }, make("span", { class: "hj-sev is-todo" }, "待填"));
    this.columns.forEach((column, j) => {
      const own = findings.filter((finding) => finding.column === column.key), many = own.reduce((sum, finding) => sum + times(finding), 0);
      if (!many || this.folded.has(column.fold)) return;
      const named = own.map((finding) => this.indexOf(finding.row)), all = many > own.length;
      const button = make("button", { type: "button", title: own[0].remedy }, column.caption + " " + many + " 格");
      button.addEventListener("click", () => this.go(Math.min(...named), j));
      line.append(button);
      this.rows.forEach((one, i) => { if ((all || named.includes(i)) && !this.value(i, j) && this.open(i, j)) this.cellAt(i, j).classList.add("is-todo"); });
    });
    this.above.append(line);
  }

  address(row, column) { return letter(this.shown.indexOf(column) < 0 ? column : this.shown.indexOf(column)) + (row + 1); }

  /* Puts the editor into the current cell and marks cell and selection. */
  place(focus) {
    for (const td of [...this.table.querySelectorAll("td.is-cur,td[aria-selected]")]) { td.classList.remove("is-cur", "is-in"); td.removeAttribute("aria-selected"); }
    if (!this.rows.length) { this.box.append(this.editor); this.editor.setAttribute("aria-label", this.caption + "　空表"); return; }
    this.at.row = clamp(this.at.row, 0, this.rows.length - 1); this.from.row = clamp(this.from.row, 0, this.rows.length - 1);
    const { top, bottom, columns } = this.range();
    for (let i = top; i <= bottom; i++) for (const j of columns) { const td = this.cellAt(i, j); if (td) { td.setAttribute("aria-selected", "true"); if (top !== bottom || columns.length > 1) td.classList.add("is-in"); } }
    const td = this.cellAt(this.at.row, this.at.column);
    td.classList.add("is-cur");
    const had = document.activeElement === this.editor;
    td.append(this.editor);
    this.editor.className = "hj-grid-ed" + (this.columns[this.at.column].editor === "number" ? " n" : "");
    const column = this.columns[this.at.column];
    const label = column.caption + "，第 " + (this.at.row + 1) + " 行：" + (said(column, this.value(this.at.row, this.at.column)) || "空") + (this.open(this.at.row, this.at.column) ? "" : "，不能填");
    this.editor.setAttribute("aria-label", label);
    const described = td.getAttribute("aria-describedby");
    if (described) this.editor.setAttribute("aria-describedby", described); else this.editor.removeAttribute("aria-describedby");
    if (had || focus) { this.editor.focus({ preventScroll: true }); this.reveal(td); }
    this.ready();
    dock.show();
  }

  /* The cell's text, selected: what is typed replaces it, browsers let it be copied, screen readers read it. */
  ready() {
    this.editor.value = said(this.columns[this.at.column], this.value(this.at.row, this.at.column)) || " ";
    if (document.activeElement === this.editor) this.editor.select();
  }

  reveal(td) {
    td.scrollIntoView({ block: "nearest", inline: "nearest" });
    const low = td.getBoundingClientRect().bottom - (window.innerHeight - dock.height() - 6);
    if (low > 0) window.scrollBy(0, low);
  }

  focus() { this.place(true); }

  /* ---- moving ---- */
  go(row, column, extend) {
    this.at = { row: clamp(row, 0, Math.max(0, this.rows.length - 1)), column: column };
    if (!extend) this.from = { ...this.at };
    this.place(true);
  }
  step(down, right, extend) {
    const order = this.shown, here = order.indexOf(this.at.column);
    this.go(this.at.row + down, order[clamp(here + right, 0, order.length - 1)], extend);
  }
  tab(back) {
    const order = this.shown;
    let row = this.at.row, here = order.indexOf(this.at.column) + (back ? -1 : 1);
    if (here >= order.length) { row++; here = 0; } else if (here < 0) { row--; here = order.length - 1; }
    if (row < 0 || row >= this.rows.length) return false;
    this.go(row, order[here], false);
    return true;
  }
  mouse(event) {
    const td = this.cellOf(event.target);
    if (!td || event.button || event.target === this.editor && this.editing) return;
    if (event.target.closest("a")) return;
    if (event.target.closest(".hj-grid-list")) return;
    this.commit();
    event.preventDefault();
    const row = this.lines.indexOf(td.parentNode), column = Number(td.dataset.column);
    this.dragging = true;
    const again = row === this.at.row && column === this.at.column && document.activeElement === this.editor;
    this.go(row, column, event.shiftKey);
    const kind = this.columns[column].editor;
    const tick = event.target.closest("[data-option]");
    if (kind === "check" && this.open(row, column)) this.put([[row, column, this.value(row, column) ? "" : "1"]]);
    else if (kind === "multi" && tick) this.tick(tick.dataset.option);
    else if (again && kind === "select" && this.open(row, column)) this.edit(false);
  }
  drag(event) {
    const td = this.cellOf(event.target);
    if (td) this.go(this.lines.indexOf(td.parentNode), Number(td.dataset.column), true);
  }

  keydown(event) {
    if (event.isComposing || event.keyCode === 229) return;
    const ctrl = event.ctrlKey || event.metaKey;
    if (event.key === "F8") { event.preventDefault(); this.commit(); dock.next(); return; }
    if (ctrl && event.key.toLowerCase() === "s") { event.preventDefault(); this.commit(); this.saver.flush(); return; }
    if (ctrl && event.key === "/") { event.preventDefault(); this.help.open = !this.help.open; return; }
    if (this.editing) this.keyEditing(event, ctrl); else this.keyWalking(event, ctrl);
  }

  keyEditing(event, ctrl) {
    if (this.list.isConnected && this.keyList(event)) return;
    if (event.key === "Escape") { event.preventDefault(); this.cancel(); }
    else if (event.key === "Enter" && (event.altKey || ctrl)) {
      event.preventDefault();
      if (this.columns[this.at.column].editor === "long") { this.editor.setRangeText("\n", this.editor.selectionStart, this.editor.selectionEnd, "end"); this.fit(); }
    } else if (event.key === "Enter") { event.preventDefault(); this.commit(); this.step(event.shiftKey ? -1 : 1, 0); }
    else if (event.key === "Tab") { this.commit(); if (this.tab(event.shiftKey)) event.preventDefault(); }
    else if (this.replacing && /^Arrow/.test(event.key) && !event.shiftKey) { event.preventDefault(); this.commit(); this.arrow(event); }
  }

  keyList(event) {
    const column = this.columns[this.at.column];
    const options = column.options, here = options.findIndex((o) => o[0] === this.picked);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); this.pick(options[clamp(here + (event.key === "ArrowDown" ? 1 : -1), 0, options.length - 1)][0]); return true; }
    if (event.key === "Enter" || event.key === "Tab") { this.editor.value = this.picked; return false; }
    const chosen = !event.ctrlKey && options.find((o) => o[2] && o[2].toLowerCase() === event.key.toLowerCase());
    if (chosen) { event.preventDefault(); this.editor.value = chosen[0]; this.commit(); this.focus(); return true; }
    if (event.key.length === 1 && !event.ctrlKey && !event.metaKey) { event.preventDefault(); return true; }
    return false;
  }

  arrow(event) {
    const way = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (way) this.step(way[0], way[1], event.shiftKey);
    return Boolean(way);
  }

  keyWalking(event, ctrl) {
    const act = this.walk(event, ctrl);
    if (act) { event.preventDefault(); act(); }
  }

  /* What a key does while walking, or null: it types. */
  walk(event, ctrl) {
    const order = this.shown, last = this.rows.length - 1, key = event.key, low = key.toLowerCase();
    if (!this.rows.length) return ctrl && key === "Enter" ? () => this.insert() : ctrl && low === "z" ? () => this.back() : null;
    if (event.altKey && (key === "ArrowUp" || key === "ArrowDown")) return () => this.move(key === "ArrowUp" ? -1 : 1);
    if (ctrl) {
      if (low === "z" && !event.shiftKey) return () => this.back();
      if (low === "y" || (low === "z" && event.shiftKey)) return () => this.forth();
      if (low === "a") return () => { this.from = { row: 0, column: order[0] }; this.at = { row: last, column: order[order.length - 1] }; this.place(true); };
      if (low === "d") return () => this.fillDown();
      if (key === "Enter") return () => this.insert();
      if (key === "Delete") return () => this.remove();
      if (key === "Home") return () => this.go(0, order[0], event.shiftKey);
      if (key === "End") return () => this.go(last, order[order.length - 1], event.shiftKey);
      return null;
    }
    if (/^Arrow/.test(key)) return () => this.arrow(event);
    if (key === "Tab") return this.tabs(event.shiftKey) ? () => this.tab(event.shiftKey) : null;
    if (key === "Enter") return () => this.step(event.shiftKey ? -1 : 1, 0);
    if (key === "Home") return () => this.go(this.at.row, order[0], event.shiftKey);
    if (key === "End") return () => this.go(this.at.row, order[order.length - 1], event.shiftKey);
    if (key === "PageUp" || key === "PageDown") return () => this.step(key === "PageUp" ? -10 : 10, 0, event.shiftKey);
    if (key === "F2") return () => this.edit(false);
    if (key === "Delete" || key === "Backspace") return () => this.clear();
    if (key === "Escape") return () => { this.from = { ...this.at }; this.place(true); };
    if (key === "F4") return () => this.takeLast();
    const editor = this.columns[this.at.column].editor, option = editor === "multi" && this.columns[this.at.column].options.find((o) => o[2] === key);
    if (option) return () => this.tick(option[0]);
    if (key === " " && editor === "check") return () => this.toggle();
    const link = key === " " && this.cellAt(this.at.row, this.at.column).querySelector("a");
    return link ? () => link.click() : null;
  }

  tabs(back) {
    const order = this.shown, here = order.indexOf(this.at.column);
    return back ? this.at.row > 0 || here > 0 : this.at.row < this.rows.length - 1 || here < order.length - 1;
  }

  toggle() { if (this.open(this.at.row, this.at.column)) this.put([[this.at.row, this.at.column, this.value(this.at.row, this.at.column) ? "" : "1"]]); }

  /* One of several options, ticked or not. */
  tick(option) {
    const { row, column } = this.at, held = this.value(row, column).split(",").filter(Boolean);
    if (this.open(row, column)) this.put([[row, column, (held.includes(option) ? held.filter((one) => one !== option) : [...held, option]).join(",")]]);
  }

  /* What stood in the selected cells last time. */
  takeLast() {
    const { top, bottom, columns } = this.range(), cells = [];
    for (let i = top; i <= bottom; i++) for (const j of columns) if (this.rows[i].last[this.columns[j].key] && this.open(i, j)) cells.push([i, j, this.rows[i].last[this.columns[j].key]]);
    this.put(cells);
    this.say(cells.length ? "已取上轮的 " + cells.length + " 格" : "上轮没有可取的内容");
  }

  /* ---- editing one cell ---- */
  edit(replace) {
    if (!this.rows.length || this.editing || !this.open(this.at.row, this.at.column)) return;
    const column = this.columns[this.at.column];
    if (column.editor === "check" || column.editor === "multi") return;
    this.editing = true; this.replacing = replace;
    if (column.editor === "select") { this.editor.value = ""; this.openList(column); return; }
    this.editor.classList.add("is-on");
    if (!replace) { this.editor.value = this.value(this.at.row, this.at.column); this.editor.setSelectionRange(this.editor.value.length, this.editor.value.length); }
    this.fit();
  }

  fit() {
    this.editor.style.height = "auto";
    const high = Math.max(Math.min(this.editor.scrollHeight, HIGHEST), this.editor.parentNode.clientHeight);
    this.editor.style.overflowY = this.editor.scrollHeight > high ? "auto" : "";
    this.editor.style.height = high + "px";
  }

  openList(column) {
    this.picked = this.value(this.at.row, this.at.column);
    this.list.textContent = "";
    for (const option of column.options) {
      const li = make("li", { role: "option", id: this.list.id + "-" + option[0], "data-value": option[0] }, option[2] ? make("kbd", {}, option[2]) : "", option[1]);
      li.addEventListener("mousedown", (event) => { event.preventDefault(); event.stopPropagation(); this.editor.value = option[0]; this.commit(); this.focus(); });
      this.list.append(li);
    }
    const td = this.editor.parentNode, place = td.getBoundingClientRect();
    document.body.append(this.list);
    const up = place.bottom + this.list.offsetHeight > window.innerHeight - dock.height();
    this.list.style.left = place.left + window.pageXOffset + "px";
    this.list.style.top = (up ? place.top - this.list.offsetHeight : place.bottom) + window.pageYOffset + "px";
    this.editor.setAttribute("role", "combobox");
    this.editor.setAttribute("aria-expanded", "true");
    this.editor.setAttribute("aria-controls", this.list.id);
    this.pick(this.picked);
  }

  pick(value) {
    this.picked = value;
    for (const li of this.list.children) li.setAttribute("aria-selected", li.dataset.value === value ? "true" : "false");
    const on = this.list.querySelector("[aria-selected=true]");
    if (on) this.editor.setAttribute("aria-activedescendant", on.id); else this.editor.removeAttribute("aria-activedescendant");
  }

  closeEditor() {
    this.editing = false;
    this.editor.classList.remove("is-on");
    this.editor.style.height = this.editor.style.overflowY = "";
    this.list.remove();
    for (const name of ["role", "aria-expanded", "aria-controls", "aria-activedescendant"]) this.editor.removeAttribute(name);
  }

  typed() {
    const column = this.columns[this.at.column];
    if (this.editing) { if (column.editor === "select") this.editor.value = ""; else this.fit(); return; }
    if (!this.rows.length) { this.editor.value = ""; return; }
    const text = this.editor.value;
    if (!this.open(this.at.row, this.at.column)) { this.ready(); this.say("这一格不能填"); return; }
    if (column.editor === "check" || column.editor === "multi") { this.ready(); return; }
    if (column.editor !== "select") { this.edit(true); return; }
    const option = read(column, text);
    this.ready();
    if (option !== null) this.put([[this.at.row, this.at.column, option]]); else this.edit(true);
  }

  cancel() { this.closeEditor(); this.place(true); }

  commit() {
    if (!this.editing) return;
    const column = this.columns[this.at.column], text = this.editor.value;
    const chosen = column.editor === "select";
    const change = !chosen || text !== "" || this.picked === "";
    this.closeEditor();
    this.ready();
    if (change) this.put([[this.at.row, this.at.column, text]]);
  }

  /* ---- changes: every one goes through here, so that it can be undone and is saved ---- */
  put(cells) {
    const rows = this.rows.map(copyRow);
    let skipped = 0, odd = 0;
    for (const [i, j, text] of cells) {
      const column = this.columns[j];
      if (!rows[i] || !this.openIn(rows[i], column)) { skipped++; continue; }
      const value = read(column, text);
      if (value === null) { odd++; continue; }
      rows[i].cells[column.key] = value;
    }
    this.change(rows);
    return { skipped, odd };
  }

  openIn(row, column) { return !this.readonly && fills(column) && !row.sealed.includes("*") && !row.sealed.includes(column.key); }

  change(rows, keepRedo) {
    this.along(rows);
    const changes = this.difference(this.rows, rows);
    const order = this.reordered(rows);
    if (!changes.length && !order) return;
    this.undone.push(this.rows); if (this.undone.length > UNDO_MOST) this.undone.shift();
    if (!keepRedo) this.redo = [];
    this.adopt(rows, changes, order);
  }

  /* A first value in some columns says what stands beside it, where nobody has said otherwise. */
  along(rows) {
    for (const column of this.columns.filter((c) => c.along[0])) {
      const beside = this.columns.find((c) => c.key === column.along[0]);
      for (const row of rows) {
        const was = this.rows.find((one) => one.id === row.id);
        if (row.cells[column.key] && !(was && was.cells[column.key]) && !row.cells[beside.key] && this.openIn(row, beside)) row.cells[beside.key] = column.along[1];
      }
    }
  }

  adopt(rows, changes, order) {
    this.rows = rows;
    if (order) this.drawRows(); else { for (const i of new Set(changes.map((c) => this.indexOf(c.row)))) this.drawRow(i); this.place(); }
    this.saver.note(changes, order);
  }

  difference(before, after) {
    const old = new Map(before.map((row) => [row.id, row]));
    const changes = [];
    for (const row of after) for (const column of this.columns) {
      if (!fills(column)) continue;
      const was = (old.get(row.id) || { cells: {} }).cells[column.key] || "", now = row.cells[column.key] || "";
      if (was !== now) changes.push({ row: row.id, column: column.key, value: now, base: was });
    }
    return changes;
  }

  reordered(rows) {
    const ids = rows.map((row) => row.id);
    return ids.length === this.rows.length && ids.every((id, i) => id === this.rows[i].id) ? null : ids;
  }

  back() { this.turn(this.undone, this.redo, "已撤销"); }
  forth() { this.turn(this.redo, this.undone, "已重做"); }
  turn(from, to, word) {
    const rows = from.pop();
    if (!rows) { this.say("没有可" + word.slice(1) + "的了"); return; }
    to.push(this.rows);
    const known = new Map(this.rows.map((row) => [row.id, row]));
    const next = rows.map((row) => {
      const shown = {};
      for (const c of this.columns) if (!fills(c) && known.has(row.id)) shown[c.key] = known.get(row.id).cells[c.key];
      return { ...row, cells: { ...row.cells, ...shown } };
    });
    this.revive(next);
    this.adopt(next, this.difference(this.rows, next), this.reordered(next));
    this.focus();
    this.say(word);
  }

  /* A row that comes back after the server has lost it is a new one to the server. */
  revive(rows) {
    for (const row of rows) {
      if (row.id.startsWith("new-") || this.saver.known.has(row.id)) continue;
      const old = row.id;
      row.id = this.blank().id;
      for (const other of [...this.undone.flat(), ...this.redo.flat()]) if (other.id === old) other.id = row.id;
    }
  }

  clear() {
    const { top, bottom, columns } = this.range(), cells = [];
    for (let i = top; i <= bottom; i++) for (const j of columns) cells.push([i, j, ""]);
    this.put(cells);
  }

  fillDown() {
    const { top, bottom, columns } = this.range(), cells = [];
    for (let i = top + 1; i <= bottom; i++) for (const j of columns) cells.push([i, j, this.value(top, j)]);
    this.put(cells);
  }

  /* ---- rows ---- */
  blank() {
    const id = "new-" + Date.now().toString(36) + "-" + (++this.made).toString(36);
    return { id: id, cells: {}, sealed: [], links: {}, heading: "", subs: {}, last: {}, total: false };
  }
  insert() {
    if (!this.rowsChange) return;
    const rows = this.rows.map(copyRow), below = this.rows.length ? this.range().bottom + 1 : 0;
    rows.splice(below, 0, this.blank());
    this.change(rows);
    this.go(below, this.shown[0]);
    this.say("已插入第 " + (below + 1) + " 行");
  }
  remove() {
    if (!this.rowsChange || !this.rows.length) return;
    const { top, bottom } = this.range();
    const stays = (row, i) => i < top || i > bottom || row.sealed.includes("*");
    const rows = this.rows.filter(stays).map(copyRow);
    const gone = this.rows.length - rows.length;
    this.passHeading(rows, top, bottom);
    this.from = this.at = { row: Math.min(top, Math.max(0, rows.length - 1)), column: this.at.column };
    this.change(rows);
    this.focus();
    this.say("已删除 " + gone + " 行，Ctrl＋Z 可撤销");
  }
  /* The heading above a deleted row moves to the row that follows it. */
  passHeading(rows, top, bottom) {
    const next = this.rows[bottom + 1], lost = this.rows[top];
    const heir = next && rows.find((row) => row.id === next.id);
    if (heir && !heir.heading && lost.heading && !rows.some((row) => row.id === lost.id)) heir.heading = lost.heading;
  }
  move(way) {
    if (!this.rowsChange || !this.rows.length) return;
    const { top, bottom } = this.range();
    if (top + way < 0 || bottom + way >= this.rows.length) return;
    const rows = this.rows.map(copyRow), block = rows.splice(top, bottom - top + 1);
    rows.splice(top + way, 0, ...block);
    const headings = this.rows.map((row) => row.heading);
    rows.forEach((row, i) => { row.heading = headings[i]; });
    this.at = { ...this.at, row: this.at.row + way }; this.from = { ...this.from, row: this.from.row + way };
    this.change(rows);
    this.focus();
  }

  /* ---- clipboard ---- */
  block() {
    const { top, bottom, columns } = this.range(), rows = [];
    for (let i = top; i <= bottom; i++) rows.push(columns.map((j) => said(this.columns[j], this.value(i, j))));
    return rows;
  }
  copy(event) {
    if (this.editing || !this.rows.length) return;
    event.preventDefault();
    event.clipboardData.setData("text/plain", formatBlock(this.block()));
    const { top, bottom, columns } = this.range();
    this.say("已复制 " + (bottom - top + 1) + " 行 " + columns.length + " 列");
  }
  cut(event) { if (!this.editing) { this.copy(event); this.clear(); } }
  paste(event) {
    if (this.editing) return;
    event.preventDefault();
    const { top, bottom, columns } = this.range(), order = this.shown;
    const block = spread(parseBlock(event.clipboardData.getData("text/plain")), order.slice(Math.max(0, order.indexOf(columns[0]))).map((j) => this.columns[j]));
    if (!block.length || this.readonly) return;
    const single = block.length === 1 && block[0].length === 1;
    const high = single ? bottom - top + 1 : block.length;
    const rows = this.rows.map(copyRow);
    while (this.rowsChange && rows.length < top + high) rows.push(this.blank());
    const first = order.indexOf(columns[0] === undefined ? order[0] : columns[0]);
    let skipped = 0, odd = 0, done = 0;
    for (let y = 0; y < high; y++) for (let x = 0; x < (single ? columns.length : block[y].length); x++) {
      const row = rows[top + y], j = order[first + x], text = single ? block[0][0] : block[y][x];
      if (!row || j === undefined || !this.openIn(row, this.columns[j])) { skipped++; continue; }
      const value = read(this.columns[j], text);
      if (value === null) { odd++; continue; }
      row.cells[this.columns[j].key] = value; done++;
    }
    this.change(rows);
    const wide = single ? columns.length : Math.max(...block.map((r) => r.length));
    this.from = { row: top, column: order[first] };
    this.at = { row: Math.min(top + high, this.rows.length) - 1, column: order[Math.min(first + wide, order.length) - 1] };
    this.place(true);
    this.say("已粘贴 " + done + " 格" + (skipped ? "，跳过不能填的 " + skipped + " 格" : "") + (odd ? "，有 " + odd + " 格不在可选项里，没有粘贴" : ""));
  }

  /* ---- with the server ---- */
  /* What a save brought; ``told``: somebody else's of the same page. */
  answered(answer, told) {
    const ids = answer.ids || {};
    for (const row of [...this.rows, ...this.undone.flat(), ...this.redo.flat()]) if (ids[row.id]) row.id = ids[row.id];
    this.lines.forEach((tr, i) => { tr.dataset.row = this.rows[i].id; });
    const mine = (one) => !this.part || one.part === this.part;
    for (const cell of (answer.cells || []).filter(mine)) {
      const i = this.indexOf(cell.row);
      if (i < 0 || this.saver.waiting.has(cell.row + "\t" + cell.column)) continue;
      this.rows[i].cells[cell.column] = cell.value;
      this.drawRow(i);
    }
    if (!this.editing && this.rows.length) this.ready();
    this.findings = (answer.findings || []).filter(mine);
    this.clash((answer.conflicts || []).filter(mine));
    this.drawFindings();
    if (this.heard && !told) this.heard(answer);
  }

  /* Cells somebody else wrote first: both texts are shown, nothing is overwritten. */
  clash(conflicts) {
    for (const one of conflicts) {
      const change = this.saver.waiting.get(one.row + "\t" + one.column);
      if (!change) continue;
      this.conflicts = this.conflicts.filter((held) => held.change.row !== one.row || held.change.column !== one.column);
      this.conflicts.push({ change: change, theirs: one.text, why: one.why, who: [one.by || "别人", one.at].filter(Boolean).join(" ") });
    }
    if (conflicts.length) this.drawConflicts();
  }

  /* Changes left in the browser from an earlier visit. */
  takeUp() {
    const left = this.saver.left();
    if (this.readonly || !left || !Array.isArray(left.changes)) { this.saver.said("saved"); return; }
    const same = left.version === this.saver.version;
    if (same && left.rows) this.undone.push(this.rows);       // rows missing from that order were deleted here
    this.join(this.rows, left.changes, left.rows, "别人");
    this.say("已找回本机存着的 " + left.changes.length + " 处");
  }

  merge(answer, waiting, order) {
    const now = new Map(this.rows.map((row) => [row.id, row]));
    const theirs = answer.rows.map((row) => ({ sealed: [], links: {}, heading: "", subs: {}, last: {}, total: false, ...(now.get(row.id) || {}), id: row.id, cells: { ...row.cells } }));
    this.join(theirs, waiting, order, (answer.by || "别人") + " " + (answer.at || ""));
  }

  /* Rows as the server has them, with what waits here put on top; where both changed the same cell the person chooses. */
  join(theirs, waiting, order, who) {
    const rows = this.inOrder(theirs, order), by = new Map(rows.map((row) => [row.id, row]));
    const send = [], held = [];
    this.conflicts = [];
    for (const change of waiting) {
      const row = by.get(change.row), stands = row ? row.cells[change.column] || "" : null;
      if (stands === change.value) continue;
      if (row && (stands === change.base || change.row.startsWith("new-"))) { row.cells[change.column] = change.value; send.push({ ...change, base: stands }); }
      else if (row) { held.push({ ...change, base: stands }); row.cells[change.column] = change.value; this.conflicts.push({ change: { ...change, base: stands }, theirs: stands, who: who }); }
      else this.conflicts.push({ change: change, theirs: null, who: who });
    }
    this.rows = rows;
    this.undone = []; this.redo = [];
    const same = rows.length === theirs.length && rows.every((row, i) => row.id === theirs[i].id);
    this.drawRows();
    this.drawConflicts();
    this.saver.settle(send, held, same ? null : rows.map((row) => row.id));
  }

  /* Their rows, with rows made here after their neighbours and without those deleted here. */
  inOrder(theirs, order) {
    if (!order) return theirs.map(copyRow);
    const there = new Map(theirs.map((row) => [row.id, row])), mine = new Map(this.rows.map((row) => [row.id, row]));
    const kept = order.filter((id) => there.has(id) || id.startsWith("new-"));
    const rest = theirs.filter((row) => !order.includes(row.id) && !mine.has(row.id) && !this.known(row.id));
    return [...kept.map((id) => copyRow(there.get(id) || mine.get(id) || { ...this.blank(), id: id })), ...rest.map(copyRow)];
  }

  known(id) { return this.undone.some((rows) => rows.some((row) => row.id === id)); }

  drawConflicts() {
    for (const old of [...this.box.querySelectorAll(".hj-grid-conflict")]) old.remove();
    for (const conflict of this.conflicts) this.above.before(this.conflictBar(conflict));
  }

  conflictBar(conflict) {
    const { change, theirs, who, why } = conflict, row = this.indexOf(change.row), j = this.columns.findIndex((c) => c.key === change.column);
    const where = (j >= 0 ? this.columns[j].caption : "") + (row >= 0 ? "（第 " + (row + 1) + " 行）" : "");
    const shown = (text) => (j >= 0 ? said(this.columns[j], text) : text) || "空";
    const gone = () => { this.conflicts = this.conflicts.filter((c) => c !== conflict); this.focus(); };
    if (theirs === null) return clashBar(who, where, null, shown(change.value), () => { this.saver.choose(change, false); gone(); }, why);
    return clashBar(who, where, shown(theirs), shown(change.value), (mine) => {
      if (!mine) { this.rows[row].cells[change.column] = theirs; this.drawRow(row); }
      this.saver.choose(change, mine);
      gone();
    });
  }

  say(text) { this.live.textContent = text; }

  /* The current cell for the dock: address, caption, and what helps to fill it. */
  describe() {
    if (!this.rows.length) return null;
    const column = this.columns[this.at.column], row = this.rows[this.at.row];
    const name = this.columns.find((c) => c.key === "name") || this.columns.find((c) => c.editor === "long") || this.columns[0];
    const last = this.open(this.at.row, this.at.column) && row.last[column.key];
    const help = last ? "上轮：" + said(column, last) + "（按 F4 取用）" : column.help || (column.required ? "必填" : "");
    return [this.address(this.at.row, this.at.column), column.caption, (column.key === name.key ? "" : (row.cells[name.key] || "") + "　") + help];
  }

  /* Cells with findings, in reading order. */
  places() {
    return this.findings
      .map((finding) => ({ row: this.indexOf(finding.row), column: this.columns.findIndex((c) => c.key === finding.column) }))
      .filter((place) => place.row >= 0)
      .map((place) => ({ row: place.row, column: place.column < 0 ? this.shown[0] : place.column }))
      .sort((a, b) => a.row - b.row || a.column - b.column);
  }
  visit(place) {
    const fold = this.columns[place.column].fold;
    if (this.folded.has(fold)) { this.folded.delete(fold); this.drawAll(); }
    this.go(place.row, place.column);
  }
}

/* ---- the dock at the foot: current cell, findings, saved ---- */
const GRAVE = ["conflict", "refused", "expired", "offline", "saving", "saved"];
const dock = {
  grids: [], active: null, states: new Map(), drawn: false,
  add(grid) {
    if (!this.drawn) this.draw();
    this.grids.push(grid);
    if (!this.active) this.active = grid;
    this.show();
  },
  draw() {
    this.drawn = true;
    const within = document.querySelector("[data-grid-dock]");
    this.addr = make("span", { class: "hj-addr" });
    this.desc = make("span", { class: "hj-desc" });
    this.counts = make("span", { class: "hj-dock-counts" });
    this.saved = make("span", { class: "hj-save", role: "status" });
    this.where = within || make("div", { class: "hj-dock is-low", role: "region", "aria-label": "填报状态" });
    this.where.append(this.addr, this.desc, this.counts, this.saved);
    if (!within) { (document.querySelector("main") || document.body).append(this.where); }
    document.body.classList.add("has-dock");
    document.addEventListener("keydown", (event) => {
      if (event.key === "F8" && !event.defaultPrevented) { event.preventDefault(); this.next(); }
    });
    this.guard();
  },
  /* Forms and buttons that hand the paper on wait until everything is saved. */
  guard() {
    document.addEventListener("submit", (event) => {
      const form = event.target, grids = this.grids.filter((grid) => !grid.saver.clean || grid.editing);
      if (!grids.length || form.method !== "post") return;
      event.preventDefault(); event.stopImmediatePropagation();
      grids.forEach((grid) => grid.commit());
      Promise.all(grids.map((grid) => grid.saver.flush())).then((all) => { if (all.every(Boolean)) form.requestSubmit ? form.requestSubmit(event.submitter || undefined) : form.submit(); });
    }, true);
  },
  height() { const foot = this.where && this.where.closest(".hj-dock"); return foot ? foot.offsetHeight : 0; },
  status(grid, kind, text) { this.states.delete(grid); this.states.set(grid, [kind, text]); if (this.drawn) this.show(); },
  show() {
    if (!this.drawn) return;
    const here = this.active && this.active.describe();
    if (here) {
      this.addr.textContent = here[0];
      this.desc.textContent = "";
      this.desc.append(make("b", {}, here[1]), "　" + here[2]);
    }
    const all = [].concat(...this.grids.map((g) => g.findings.filter((f) => !g.todo(f))));
    const todo = [].concat(...this.grids.map((g) => g.findings.filter((f) => g.todo(f)))).reduce((sum, f) => sum + times(f), 0);
    const count = (severity) => all.filter((f) => f.severity === severity).length;
    const key = [todo, ...["error", "warning", "notice"].map(count)].join();
    if (this.shownCounts !== key) {
      this.shownCounts = key;
      this.counts.textContent = "";
      if (todo) this.counts.append(make("span", {}, make("span", { class: "hj-sev is-todo" }, "待填"), " ", make("b", {}, String(todo))));
      for (const severity of ["error", "warning", "notice"]) this.counts.append(make("span", {}, make("span", { class: "hj-sev is-" + severity }, WORD[severity]), " ", make("b", {}, String(count(severity)))));
      if (all.length || todo) { const button = make("button", { type: "button", class: "hj-dock-next" }, "下一处 ", make("kbd", {}, "F8")); button.addEventListener("click", () => this.next()); this.counts.append(button); }
    }
    const said = [...this.states.values()].reverse();         // the gravest, of equal ones the latest that says something
    const [kind, text] = said.sort((a, b) => GRAVE.indexOf(a[0]) - GRAVE.indexOf(b[0]) || Boolean(b[1]) - Boolean(a[1]))[0] || ["saved", ""];
    if (this.saved.textContent !== text) this.saved.textContent = text;
    this.saved.className = "hj-save is-" + kind;
  },
  next() {
    const all = [].concat(...this.grids.map((grid) => grid.places().map((place) => ({ grid, ...place }))));
    if (!all.length) return;
    const here = (p) => this.grids.indexOf(p.grid) * 1e6 + p.row * 1e3 + p.column;
    const now = this.active ? here({ grid: this.active, ...this.active.at }) : -1;
    const target = all.find((p) => here(p) > now) || all[0];
    this.active = target.grid;
    target.grid.visit(target);
  }
};

export { dock };
export const grids = [...document.querySelectorAll("[data-grid]")].map((box) => new Grid(box));
