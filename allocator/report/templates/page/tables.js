// Tables that sort, filter, and grow as one reads on: only the rows that are looked at are made.
const CHUNK = 60;
const tables = [];

// `columns`: {key, head(), sort(row), cell(row), number, wide, less, hidden}. `detail(row)` makes what opens below a row.
function makeTable(table, { columns, detail, order = null, down = false, rowClass, most = Infinity, after }) {
  const head = el("thead");
  const body = el("tbody");
  const more = el("button", { type: "button", class: "more screen", onclick: () => grow(true) });
  const state = { rows: [], shown: 0, order, down };
  table.append(head, body);
  table.closest(".scroll").after(more);

  const look = (each) =>
    [each.number && "n", each.wide && "wide", each.less && "less"].filter(Boolean).join(" ") || null;

  function drawHead() {
    const row = el("tr");
    for (const each of columns) {
      const cell = el("th", { scope: "col", class: look(each) });
      if (each.sort)
        cell.append(el("button", { type: "button", class: "sort", onclick: () => sortBy(each) }, each.head()));
      else cell.append(el("span", { class: each.hidden ? "off" : null }, each.head()));
      if (state.order === each.key) cell.setAttribute("aria-sort", state.down ? "descending" : "ascending");
      row.append(cell);
    }
    head.replaceChildren(row);
  }

  function sortBy(each) {
    state.down = state.order === each.key ? !state.down : Boolean(each.number);
    state.order = each.key;
    redraw();
    head.querySelectorAll("th")[columns.indexOf(each)].querySelector("button").focus();
  }

  function sorted() {
    const by = columns.find((each) => each.key === state.order);
    if (!by) return;
    const keys = new Map(state.rows.map((row) => [row, by.sort(row)]));
    const sign = state.down ? -1 : 1;
    const text = typeof keys.values().next().value === "string";
    const compare = text ? collator.compare : (a, b) => a - b;
    state.rows.sort((a, b) => compare(keys.get(a), keys.get(b)) * sign || a - b);
  }

  function makeRow(row) {
    const made = el("tr", { "data-row": row, class: rowClass ? rowClass(row) : null });
    for (const [at, each] of columns.entries()) {
      const label = each.hidden ? null : each.head();
      const cell = el(at === 0 ? "th" : "td", {
        scope: at === 0 ? "row" : null,
        class: look(each),
        "data-head": label,
      });
      const inside = each.cell(row);
      if (at === 0 && detail) {
        const open = el("button", {
          type: "button",
          class: "open",
          "aria-expanded": "false",
          onclick: () => toggle(made, open, row),
        });
        open.append(...[inside].flat());
        cell.append(open);
      } else cell.append(...[inside].flat());
      made.append(cell);
    }
    return made;
  }

  function toggle(made, open, row) {
    const opened = open.getAttribute("aria-expanded") === "true";
    open.setAttribute("aria-expanded", String(!opened));
    if (opened) made.nextElementSibling.remove();
    else made.after(el("tr", { class: "detail" }, el("td", { colspan: columns.length }, ...detail(row))));
  }

  function grow(further) {
    const until = Math.min(state.rows.length, state.shown + CHUNK);
    const made = document.createDocumentFragment();
    for (; state.shown < until; state.shown++) made.append(makeRow(state.rows[state.shown]));
    body.append(made);
    const left = state.rows.length - state.shown;
    const focused = document.activeElement === more;
    more.hidden = left === 0;
    more.textContent = t("more", { count: number(Math.min(left, CHUNK)), left: number(left) });
    if (further && focused && left === 0) body.lastElementChild?.querySelector("button")?.focus();
    if (after) after();
  }

  function redraw() {
    sorted();
    drawHead();
    state.shown = 0;
    body.replaceChildren();
    table.setAttribute("aria-rowcount", state.rows.length + 1);
    grow(false);
  }

  function show(rows) {
    state.rows = rows;
    redraw();
  }

  // The row as it is now, after what it shows has changed.
  function refresh(row) {
    const old = body.querySelector(`tr[data-row="${row}"]`);
    if (!old) return;
    const focused = old.contains(document.activeElement);
    const made = makeRow(row);
    old.replaceWith(made);
    if (focused) made.querySelector("button")?.focus();
  }

  function openRow(row) {
    while (!body.querySelector(`tr[data-row="${row}"]`) && state.shown < state.rows.length) grow(false);
    const made = body.querySelector(`tr[data-row="${row}"]`);
    const open = made?.querySelector("button.open");
    if (open && open.getAttribute("aria-expanded") === "false") toggle(made, open, row);
    return open;
  }

  function print() {
    while (state.shown < Math.min(state.rows.length, most)) grow(false);
  }

  new IntersectionObserver(
    (seen) => {
      if (seen.some((each) => each.isIntersecting) && !more.hidden && state.shown < state.rows.length) grow(false);
    },
    { rootMargin: "400px" },
  ).observe(more);
  const made = { table, body, state, show, redraw, refresh, openRow, print, grow };
  tables.push(made);
  return made;
}

addEventListener("beforeprint", () => tables.forEach((each) => each.print()));

// The static tables sort too.
for (const table of document.querySelectorAll("table.sortable")) {
  for (const head of table.tHead.rows[0].cells) {
    if (head.classList.contains("wide")) continue;
    const button = el(
      "button",
      { type: "button", class: "sort", onclick: () => sortStatic(table, head) },
      ...head.childNodes,
    );
    head.append(button);
  }
}
function sortStatic(table, head) {
  const at = head.cellIndex;
  const key = (row) => row.cells[at].dataset.v ?? row.cells[at].textContent;
  const numeric = head.classList.contains("n");
  const down = head.getAttribute("aria-sort") === "ascending" || (numeric && !head.hasAttribute("aria-sort"));
  const rows = [...table.tBodies[0].rows];
  rows.sort((a, b) => (numeric ? key(a) - key(b) : collator.compare(key(a), key(b))) * (down ? -1 : 1));
  table.tBodies[0].append(...rows);
  for (const other of head.parentElement.cells) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
}
