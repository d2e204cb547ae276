/* A block of cells as text, as spreadsheets put it on the clipboard: tabs between cells, line ends between rows, quotes around cells that
   hold either, quotes doubled inside quotes. */

export function parseBlock(text) {
  const rows = [];
  let row = [], cell = "", quoted = false, at = 0;
  const source = text.replace(/\r\n?/g, "\n");
  while (at < source.length) {
    const c = source[at];
    if (quoted) {
      if (c === '"' && source[at + 1] === '"') { cell += '"'; at++; }
      else if (c === '"') quoted = false;
      else cell += c;
    } else if (c === '"' && cell === "" && closes(source, at)) quoted = true;
    else if (c === "\t") { row.push(cell); cell = ""; }
    else if (c === "\n") { row.push(cell); rows.push(row); row = []; cell = ""; }
    else cell += c;
    at++;
  }
  if (cell !== "" || row.length) { row.push(cell); rows.push(row); }
  return rows;
}

/* A quote opens a quoted cell only where another quote ends it before a tab, a line end or the end of the text. */
function closes(source, at) {
  for (let i = at + 1; i < source.length; i++) {
    if (source[i] !== '"') continue;
    if (source[i + 1] === '"') { i++; continue; }
    return i + 1 === source.length || source[i + 1] === "\t" || source[i + 1] === "\n";
  }
  return false;
}

export function formatBlock(rows) {
  const cell = (text) => (/["\t\n]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text);
  return rows.map((row) => row.map(cell).join("\t")).join("\n");
}

/* A number as people and spreadsheets write it: full-width digits, thousands commas and currency signs go; anything else stays. */
export function plainNumber(text) {
  const folded = text.normalize("NFKC").trim();
  const bare = folded.replace(/^[¥￥$]\s*/, "").replace(/,(?=\d{3}(\D|$))/g, "").replace("−", "-");
  return /^[-+]?\d+(\.\d+)?$/.test(bare) ? bare.replace(/^\+/, "") : folded;
}
