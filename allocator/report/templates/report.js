"use strict";
const root = document.documentElement;

// Numbers of tables are written once; the other language only swaps their signs.
function show(language) {
  const swap = { ".": ",", ",": "." };
  if (language !== root.dataset.made) {
    for (const cell of document.querySelectorAll("td.n[data-v]")) {
      if (cell.childElementCount) continue;
      const text = cell.textContent.replace(/[.,]/g, (sign) => swap[sign]);
      cell.textContent = language === "vi" ? text.replace(" %", "%") : text.replace("%", " %");
    }
    root.dataset.made = language;
  }
  root.lang = language;
}

document.getElementById("language").addEventListener("click", () => show(root.lang === "vi" ? "en" : "vi"));

const collator = new Intl.Collator("vi", { numeric: true });
const key = (row, at) => row.cells[at].dataset.v ?? row.cells[at].textContent;

function sort(table, head) {
  const at = head.cellIndex;
  const numeric = head.classList.contains("n");
  const down = head.getAttribute("aria-sort") === "ascending" || (numeric && !head.hasAttribute("aria-sort"));
  const rows = [...table.tBodies[0].rows];
  rows.sort((a, b) => (numeric ? key(a, at) - key(b, at) : collator.compare(key(a, at), key(b, at))) * (down ? -1 : 1));
  table.tBodies[0].append(...rows);
  for (const other of head.parentElement.cells) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
}

for (const table of document.querySelectorAll("table.sortable")) {
  for (const head of table.tHead.rows[0].cells) {
    if (head.classList.contains("wide")) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.addEventListener("click", () => sort(table, head));
    head.append(button);
  }
}

// Names are found with or without their accents.
const bare = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/g, "d").replace(/Đ/g, "D").toLowerCase();
document.getElementById("find").addEventListener("input", (event) => {
  const wanted = bare(event.target.value.trim());
  for (const row of document.querySelector("#units tbody").rows) row.hidden = !bare(row.textContent).includes(wanted);
});
