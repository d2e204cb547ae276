/* What one cell of a grid holds, how it is drawn and what a text typed or pasted into it means. */

import { plainNumber } from "./grid-text.js";

const SIGNS = { red: "红灯", yellow: "黄灯", green: "绿灯", blue: "蓝灯", grey: "未到期", unknown: "不能判断" };
const TICK = /^[√✓✔☑■●1是vV]$/;

export function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const name of Object.keys(attributes || {})) {
    if (attributes[name] === false || attributes[name] === null || attributes[name] === undefined) continue;
    element.setAttribute(name, attributes[name] === true ? "" : attributes[name]);
  }
  element.append(...children);
  return element;
}

/* Whether a column is ever filled by hand. */
export const fills = (column) => column.editor !== "shown" && column.editor !== "light";

/* The text people read for a value. */
export function said(column, text) {
  if (column.editor === "light") return SIGNS[text] || "";
  if (column.editor === "multi") return column.options.filter((o) => text.split(",").includes(o[0])).map((o) => o[1]).join("、");
  const option = column.options.find((o) => o[0] === text);
  return option ? option[1] : text;
}

function sign(light) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg"), use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", "hj-sign");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", "#sg-" + light);
  svg.append(use);
  return make("span", { class: "hj-light is-" + light }, svg, SIGNS[light]);
}

const tick = (on, option, words) => make("span", { class: "hj-tick" + (on ? " is-on" : ""), "data-option": option || false, title: words || false }, on ? "✓" : "");

/* What stands in a cell. */
export function holder(column, text, row) {
  const link = row.links[column.key], sub = row.subs[column.key];
  const below = sub ? [make("span", { class: "sub" }, sub)] : [];
  if (link) return [make("a", { href: link, tabindex: "-1" }, text || "打开"), ...below];
  if (column.editor === "check") return [tick(text), make("span", { class: "hj-sr" }, text ? "是" : "否")];
  if (column.editor === "light") return [text ? sign(text) : "—"];
  if (column.editor !== "multi") return [said(column, text), ...below];
  const held = text.split(",");
  return [make("span", { class: "hj-ticks" }, ...column.options.map((o) => tick(held.includes(o[0]), o[0], o[1]))), make("span", { class: "hj-sr" }, said(column, text))];
}

/* The head of a column. */
export function headOf(column) {
  const head = [column.required ? make("b", {}, column.caption) : column.caption];
  if (column.unit) head.push(make("br", {}), make("span", { class: "u" }, column.unit));
  if (column.editor === "multi") head.push(make("span", { class: "hj-ticks", "aria-hidden": "true" }, ...column.options.map((o) => make("span", {}, o[1].slice(0, 2)))));
  return head;
}

/* The value a text typed or pasted means in a column; null: none it has. */
export function read(column, text) {
  if (column.editor === "select") return match(column, text);
  if (column.editor === "multi") return many(column, text);
  if (column.editor === "number") return plainNumber(text);
  if (column.editor === "long") return text.replace(/\s+$/, "");
  if (column.editor === "check") return /^(|0|否|×|false|no)$/i.test(text.trim()) ? "" : "1";
  return text.replace(/\s*\n\s*/g, " ").trim();
}

function match(column, text) {
  const bare = text.normalize("NFKC").trim().toLowerCase();
  if (bare === "") return "";
  const found = column.options.find((o) => [o[0], o[1], o[2]].some((word) => word && word.normalize("NFKC").toLowerCase() === bare));
  return found ? found[0] : null;
}

function many(column, text) {
  const found = text.split(/[,，、;；\s]+/).filter(Boolean).map((word) => match(column, word) || near(column, word));
  return found.includes(null) ? null : column.options.filter((o) => found.includes(o[0])).map((o) => o[0]).join(",");
}

function near(column, word) {
  const found = column.options.find((o) => o[1].startsWith(word) || word.startsWith(o[1]));
  return found ? found[0] : null;
}

/* A block from the official Excel form, where each option is a column of its own that is ticked: such columns become one cell. */
export function spread(block, columns) {
  let out = block, at = 0;
  for (const column of columns) {
    const n = column.options.length;
    if (n && (column.editor === "multi" || column.editor === "select") && ticked(out, at, n)) {
      out = out.map((row) => [...row.slice(0, at), column.options.filter((o, i) => (row[at + i] || "").trim()).map((o) => o[0]).slice(0, column.editor === "multi" ? n : 1).join(","), ...row.slice(at + n)]);
    }
    at++;
  }
  return out;
}

function ticked(block, at, n) {
  const cells = block.map((row) => row.slice(at, at + n).map((cell) => cell.trim()));
  return cells.every((row) => row.every((cell) => !cell || TICK.test(cell))) && cells.some((row) => row.length === n && row.some(Boolean)) && n > 1;
}
