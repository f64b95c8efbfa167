// The desk of the reviewer: name and role, the file, decisions for many lines, the list of all decisions.
function say(text, undoable = false) {
  const status = byId("said");
  status.replaceChildren(
    text,
    ...(undoable
      ? [
          " ",
          el(
            "button",
            {
              type: "button",
              class: "link",
              onclick: () => {
                undo();
                say(t("undone"));
              },
            },
            t("undo"),
          ),
        ]
      : []),
  );
}
function countDecided() {
  const open = [...book.made.values()].filter((each) => !complete(each)).length;
  const count = book.made.size;
  byId("decided-count").textContent = count
    ? t("decided_count", { count: number(count) }) + (open ? ` ${t("decided_open", { count: number(open) })}` : "")
    : t("decided_none");
  const kept = !count ? "" : book.saved ? t("kept_saved") : book.stored ? t("kept_here") : t("kept_nowhere");
  byId("kept").textContent = kept;
  byId("kept").classList.toggle("alarm", Boolean(count) && !book.saved && !book.stored);
}
function save() {
  if (!book.reviewer.trim()) {
    say(t("name_first"));
    byId("reviewer").focus();
    return;
  }
  const count = saveFile();
  const open = book.made.size - count;
  say(t("saved", { count: number(count) }) + (open ? ` ${t("saved_open", { count: number(open) })}` : ""));
  countDecided();
}
async function open(event) {
  const [file] = event.target.files;
  event.target.value = "";
  if (file) say(openText(await file.text()), Boolean(book.undo));
}
function decideShown() {
  const action = byId("bulk-action").value;
  const rows = lineTable.state.rows;
  if (!action || !rows.length) return;
  decideAll(
    rows.map((line) => ({ target: targetOf(line, "line"), quantity: lines.quantity[line] })),
    action,
  );
  byId("bulk-action").value = "";
  say(t("bulk_done", { action: t(`action_${action}`), count: number(rows.length) }), true);
}
function printLines() {
  const who = [book.reviewer, book.role].filter(Boolean).join(", ");
  byId("print-head").textContent = [
    who,
    byId("line-count").textContent,
    today().split("-").reverse().join("/"),
    t("plan_code", { code: data.plan.slice(0, 12) }),
  ]
    .filter(Boolean)
    .join(" · ");
  root.classList.add("only-lines");
  print();
}
addEventListener("afterprint", () => root.classList.remove("only-lines"));

// The list of all decisions, those for more than one line first.
let listed = [];
function target(each) {
  if (each.line_id) {
    const line = lineIds.get(each.line_id);
    const cell = cellOf(line);
    return [
      named(fullName(placeOf(line))),
      `: `,
      named(items.name[itemOf(line)]),
      `, ${ageName(cell)} ${periodName(cell)}, `,
      named(donors.name[donorOf(line)]),
    ];
  }
  const parts = [
    each.lot_id &&
      t("gift_called", { lot: each.lot_id, donor: donors.name[lots.donor[lots.id.indexOf(each.lot_id)]] ?? "" }),
    each.place_id && fullName(places.id.indexOf(each.place_id)),
    each.item_id && items.name[items.id.indexOf(each.item_id)],
    each.age_group_id && ages.name[ages.id.indexOf(each.age_group_id)],
    each.period_id && periods.name[periods.id.indexOf(each.period_id)],
  ].filter(Boolean);
  return [t("all_lines_of"), " ", named(parts.join(" · "))];
}
const decisionTable =
  lines &&
  makeTable(byId("decisions"), {
    columns: [
      { key: "target", head: () => t("what"), cell: (at) => target(listed[at]) },
      { key: "decision", head: () => t("decision"), cell: (at) => badge({ ...listed[at], comment: "" }) },
      { key: "comment", head: () => t("comment"), cell: (at) => named(listed[at].comment) },
      {
        key: "off",
        head: () => t("withdraw"),
        hidden: true,
        cell: (at) =>
          el(
            "button",
            {
              type: "button",
              class: "link",
              "aria-label": t("withdraw_one"),
              onclick: () => {
                withdraw(keyOf(listed[at]));
                say(t("said_withdrawn"), true);
              },
            },
            t("withdraw"),
          ),
      },
    ],
  });
function drawDecisions() {
  listed = [...book.made.values()].sort((a, b) => Number(Boolean(a.line_id)) - Number(Boolean(b.line_id)));
  decisionTable.show(indexes(listed.length));
  byId("no-decisions").hidden = listed.length > 0;
}

function redecided(keys) {
  if (keys?.length === 0) {
    countDecided();
    return;
  }
  const own = keys?.length === 1 && lineIds.has(keys[0]) ? lineIds.get(keys[0]) : -1;
  if (own >= 0) {
    decided[own] = book.made.get(keys[0]) ?? null;
    if (!decided[own]) work();
    lineTable.refresh(own);
  } else {
    work();
    filterLines();
    if (keys === null && current >= 0 && !panel.contains(document.activeElement)) drawPanel();
  }
  if (byId("decision-list").open) drawDecisions();
  for (const field of ["reviewer", "role"]) if (byId(field) !== document.activeElement) byId(field).value = book[field];
  countDecided();
}

if (lines) {
  restore();
  work();
  for (const field of ["reviewer", "role"]) {
    byId(field).value = book[field];
    byId(field).addEventListener("input", () => {
      book[field] = byId(field).value;
      touched([]);
    });
  }
  for (const [key, id] of Object.entries(FIELDS)) {
    byId(id).addEventListener("input", () => {
      filters[key] = byId(id).value;
      filterLines();
    });
  }
  byId("clear").addEventListener("click", () => reviewOnly({}));
  byId("save").addEventListener("click", save);
  byId("open").addEventListener("change", open);
  byId("bulk").addEventListener("click", decideShown);
  byId("print-lines").addEventListener("click", printLines);
  byId("lines").addEventListener("keydown", rowKeys);
  panel.addEventListener("keydown", (event) => event.key === "Escape" && leavePanel());
  byId("decision-list").addEventListener("toggle", () => byId("decision-list").open && drawDecisions());
  changed.push(redecided);
  whenShown(() => {
    drawFilters();
    filterLines();
    drawPanel();
    if (byId("decision-list").open) drawDecisions();
  });
}
