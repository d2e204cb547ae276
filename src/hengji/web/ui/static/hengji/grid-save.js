/* Autosave of a grid: what was typed waits in the browser (localStorage) until the server has it, one request at a time.
   The messages stand in hengji/web/ui/grid.py.  A waiting change is {row, column, value, base}: ``base`` is what the server had.
   With a ``part`` every cell is sent with what was seen in it and is merged alone: cells that differ are held until the person chose. */

const DELAY = 400;          // ms after the last change
const RETRY = [2000, 4000, 8000, 15000, 30000];
const LONGEST = 4000;       // characters a cell may hold

const cellKey = (row, column) => row + "\t" + column;

export class Saver {
  /* hears: status(kind, text), answered(answer), conflict(answer, waiting, order), named(row, column) */
  constructor(settings, hears) {
    this.url = settings.url;
    this.store = "hengji-grid:" + settings.key;
    this.version = settings.version;
    this.part = settings.part || "";
    this.csrf = settings.csrf;
    this.hears = hears;
    this.waiting = new Map();
    this.held = new Set();
    this.long = new Set();                                      // of those held: what is too long to be sent
    this.order = null;
    this.known = new Set(settings.rows.map((row) => row.id));   // rows the server has
    this.savedAt = settings.savedAt;
    this.sending = null;
    this.again = 0;
    this.timer = 0;
    window.addEventListener("online", () => this.soon(0));
    window.addEventListener("focus", () => { if (this.waiting.size || this.order) this.soon(0); });
    window.addEventListener("beforeunload", (event) => {
      if (!this.clean && !this.keep()) { event.preventDefault(); event.returnValue = ""; }
    });
  }

  get clean() { return !this.waiting.size && !this.order; }
  get count() { return this.waiting.size + (this.order ? 1 : 0); }

  /* What the browser still holds from an earlier visit, or null. */
  left() {
    try { return JSON.parse(localStorage.getItem(this.store)); } catch (_) { return null; }
  }

  note(changes, order) {
    for (const change of changes) {
      const key = cellKey(change.row, change.column), earlier = this.waiting.get(key);
      const base = earlier ? earlier.base : change.base;
      if (change.value === base && !this.sending) this.waiting.delete(key);
      else this.waiting.set(key, { row: change.row, column: change.column, value: change.value, base: base });
    }
    if (order) this.order = order;
    if (this.order) {
      const there = new Set(this.order);
      for (const [key, change] of [...this.waiting]) if (!there.has(change.row)) this.waiting.delete(key);
    }
    this.sift();
    this.keep();
    if (this.clean) this.said("saved"); else { this.said("saving"); this.soon(DELAY); }
  }

  /* A text too long keeps itself back and nothing else. */
  sift() {
    for (const key of this.long) this.held.delete(key);
    this.long = new Set([...this.waiting].filter(([, change]) => change.value.length > LONGEST).map(([key]) => key));
    for (const key of this.long) this.held.add(key);
  }

  tooLong() {
    const [key] = this.long, change = this.waiting.get(key);
    return this.hears.named(change.row, change.column) + "写了 " + change.value.length + " 字，一格最多 " + LONGEST + " 字，这一格没有保存。请精简，其他格照常保存。";
  }

  keep() {
    try {
      if (this.clean) localStorage.removeItem(this.store);
      else localStorage.setItem(this.store, JSON.stringify({ version: this.version, changes: [...this.waiting.values()], rows: this.order }));
      return true;
    } catch (_) { return false; }
  }

  soon(delay) { clearTimeout(this.timer); this.timer = setTimeout(() => this.send(), delay); }

  /* Resolves when everything is with the server (true) or could not be (false). */
  async flush() {
    clearTimeout(this.timer);
    for (let turn = 0; turn < 4 && !this.clean; turn++) {
      if (!(await (this.sending || this.send()))) return false;
    }
    return this.clean;
  }

  send() {
    if (this.sending) return this.sending;
    const changes = [...this.waiting].filter(([key]) => !this.held.has(key)).map(([, change]) => change);
    if (!changes.length && !this.order) return Promise.resolve(!this.held.size);
    this.said("saving");
    this.sending = this.post(changes, this.order).finally(() => { this.sending = null; });
    return this.sending.then((done) => { if (done && this.count > this.held.size) this.soon(0); return done; });
  }

  async post(changes, order) {
    const body = this.part
      ? { version: this.version, cells: changes.map((c) => [this.part, c.row, c.column, c.base, c.value]) }
      : { version: this.version, changes: changes.map((c) => ({ row: c.row, column: c.column, value: c.value })) };
    if (order) body.rows = order;
    let response, answer;
    try {
      response = await fetch(this.url, {
        method: "POST", credentials: "same-origin", redirect: "manual",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": this.token() },
        body: JSON.stringify(body)
      });
    } catch (_) { return this.lost(); }
    if (response.type === "opaqueredirect" || response.status === 401) { this.said("expired"); return false; }
    try { answer = await response.json(); } catch (_) { answer = null; }
    if (response.ok && answer) { this.took(changes, order, answer); return true; }
    if (response.status === 409 && answer && answer.rows) {
      this.version = answer.version;
      this.known = new Set(answer.rows.map((row) => row.id));
      this.hears.conflict(answer, [...this.waiting.values()], this.order);
      return true;
    }
    if (response.status >= 500) return this.lost();
    this.said("refused", (answer && answer.sentence) || "没有保存。请刷新页面后重试，填的内容存在本机。");
    return false;
  }

  lost() {
    this.said("offline");
    this.soon(RETRY[Math.min(this.again++, RETRY.length - 1)]);
    return false;
  }

  took(changes, order, answer) {
    this.version = answer.version;
    this.again = 0;
    const clashes = new Map((answer.conflicts || []).filter((c) => c.part === this.part).map((c) => [cellKey(c.row, c.column), c.text]));
    for (const sent of changes) {
      const key = cellKey(sent.row, sent.column), now = this.waiting.get(key);
      if (!now) continue;
      if (clashes.has(key)) {
        if (clashes.get(key) !== null) now.base = clashes.get(key);   // null: the cell is gone, its text waits here until it was copied
        this.held.add(key);
        continue;
      }
      if (now.value === sent.value) this.waiting.delete(key); else now.base = sent.value;
    }
    if (order && this.order === order) this.order = null;
    const ids = answer.ids || {};
    if (order) this.known = new Set(order.map((row) => ids[row] || row));
    this.rename(ids);
    this.savedAt = answer.at;
    this.keep();
    this.hears.answered(answer);
    if (this.clean) this.said("saved"); else if (this.held.size) this.said("conflict");
  }

  rename(ids) {
    for (const [key, change] of [...this.waiting]) {
      if (!ids[change.row]) continue;
      this.waiting.delete(key);
      change.row = ids[change.row];
      this.waiting.set(cellKey(change.row, change.column), change);
    }
    if (this.order) this.order = this.order.map((row) => ids[row] || row);
  }

  /* After a conflict: these wait and are sent, those are held until the person has chosen. */
  settle(waiting, held, order) {
    this.waiting = new Map([...waiting, ...held].map((change) => [cellKey(change.row, change.column), change]));
    this.held = new Set(held.map((change) => cellKey(change.row, change.column)));
    this.order = order;
    this.long.clear();
    this.sift();
    this.keep();
    this.said(held.length ? "conflict" : "saving");
    if (waiting.length || order) this.soon(0); else if (!held.length) this.said("saved");
  }

  choose(change, mine) {
    const key = cellKey(change.row, change.column);
    this.held.delete(key);
    if (!mine) this.waiting.delete(key);
    else this.waiting.set(key, change);
    this.keep();
    this.said(this.held.size ? "conflict" : this.clean ? "saved" : "saving");
    if (mine) this.soon(0);
  }

  token() {
    const found = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
    return found ? decodeURIComponent(found[1]) : this.csrf;
  }

  said(kind, text) {
    const n = this.count, kept = kind === "offline" || kind === "expired" ? this.keep() : true;
    const words = {
      saved: this.savedAt ? "已保存 " + this.savedAt : "",
      saving: "正在保存……",
      offline: kept ? "断线，已存本机 " + n + " 处，连上后自动上传" : "断线，" + n + " 处还没存上，请不要关闭本页",
      expired: "登录已过期，已存本机 " + n + " 处。请在新窗口登录，再回到这里",
      conflict: "有 " + (this.held.size - this.long.size) + " 处与别人的改动不同，请选一个",
    };
    const differ = this.held.size - this.long.size;
    if (kind !== "conflict" && differ) { kind = "conflict"; text = ""; }
    if (!differ && this.long.size && kind !== "offline" && kind !== "expired") { kind = "refused"; text = this.tooLong(); }
    this.hears.status(kind, text || words[kind]);
  }
}
