// The review: every line of the plan, found, sorted, and decided on; what is asked of a line stands beside it.
const filters = { search: "", place: "", item: "", donor: "", period: "", state: "" };
const FIELDS = {
  search: "find-line",
  place: "by-place",
  item: "by-item",
  donor: "by-donor",
  period: "by-period",
  state: "by-state",
};
const MOST_PRINTED = 1500;
const cellOf = (line) => lines.cell[line];
const itemOf = (line) => cells.item[lines.cell[line]];
const placeOf = (line) => cells.place[lines.cell[line]];
const lotOf = (line) => lines.lot[line];
const donorOf = (line) => lots.donor[lines.lot[line]];
const valueOf = (line) => lines.quantity[line] * items.value[itemOf(line)];
const metOf = (cell) => (cells.net[cell] > 0 ? (cells.net[cell] - cells.unmet[cell]) / cells.net[cell] : 1);
const patternOf = (line) => ({
  lot_id: lots.id[lotOf(line)],
  place_id: places.id[placeOf(line)],
  item_id: items.id[itemOf(line)],
  age_group_id: ages.id[cells.age[cellOf(line)]],
  period_id: periods.id[cells.period[cellOf(line)]],
});

// The wider targets a decision may have, by the ids they keep of the line's.
const SCOPES = { line: null, lot_place: ["lot_id", "place_id"], place_item: ["place_id", "item_id"], lot: ["lot_id"] };
function targetOf(line, scope) {
  if (scope === "line") return { line_id: lines.id[line] };
  const own = patternOf(line);
  return Object.fromEntries(IDS.map((id) => [id, SCOPES[scope].includes(id) ? own[id] : ""]));
}
const unitless = (line, scope) => scope !== "line" && !SCOPES[scope].includes("item_id") && lots.item[lotOf(line)] < 0;

// The decision that holds for each line: its own, else the first pattern that covers it.
let decided = [];
function work() {
  const patterns = [...book.made.values()].filter((each) => !each.line_id);
  decided = lines.id.map((id, line) => {
    const own = book.made.get(id);
    if (own || !patterns.length) return own ?? null;
    const ids = patternOf(line);
    return patterns.find((each) => IDS.every((name) => !each[name] || each[name] === ids[name])) ?? null;
  });
}
function stateText(each) {
  if (!each) return "";
  if (!each.action) return t("state_comment");
  const word = t(`action_${each.action}`);
  return complete(each) ? word : t("state_incomplete", { action: word });
}

// Finding: each word is looked for among the names once, then lines are looked up by number.
function nameTexts() {
  return {
    place: places.name.map((name, at) => bare(`${fullName(at)} ${places.id[at]}`)),
    item: items.name.map((name, at) =>
      bare(
        `${name} ${items.id[at]} ${data.categories.vi[items.category[at]]} ${data.categories.en[items.category[at]]}`,
      ),
    ),
    age: ages.name.map(bare),
    period: periods.name.map(bare),
    lot: lots.id.map((id, at) => bare(`${id} ${donors.name[lots.donor[at]] ?? ""}`)),
    provider: providers.name.map(bare),
  };
}
const texts = nameTexts();
function wordTest(word) {
  const has = Object.fromEntries(
    Object.entries(texts).map(([key, all]) => [key, all.map((text) => text.includes(word))]),
  );
  const id = word.toUpperCase();
  return (line) => {
    const cell = lines.cell[line];
    return (
      has.place[cells.place[cell]] ||
      has.item[cells.item[cell]] ||
      has.age[cells.age[cell]] ||
      has.period[cells.period[cell]] ||
      has.lot[lines.lot[line]] ||
      has.provider[lines.provider[line]] ||
      (id.length > 3 && lines.id[line].toUpperCase().startsWith(id))
    );
  };
}
function inside(place) {
  const within = places.id.map((id, at) => {
    for (let up = at; up >= 0; up = places.up[up]) if (up === place) return true;
    return false;
  });
  return (line) => within[placeOf(line)];
}
const STATES = {
  none: (each) => !each,
  any: (each) => Boolean(each),
  open: (each) => Boolean(each) && !complete(each),
  ...Object.fromEntries(ACTIONS.map((action) => [action, (each) => each?.action === action])),
};
function tests() {
  const made = bare(filters.search.trim()).split(/\s+/).filter(Boolean).map(wordTest);
  if (filters.place) made.push(inside(Number(filters.place)));
  if (filters.item.startsWith("c")) made.push((line) => items.category[itemOf(line)] === Number(filters.item.slice(1)));
  else if (filters.item) made.push((line) => itemOf(line) === Number(filters.item));
  if (filters.donor) made.push((line) => donorOf(line) === Number(filters.donor));
  if (filters.period) made.push((line) => cells.period[cellOf(line)] === Number(filters.period));
  if (filters.state) made.push((line) => STATES[filters.state](decided[line]));
  return made;
}
const everyLine = lines ? indexes(lines.id.length) : [];
function filterLines() {
  const all = tests();
  const found = all.length ? everyLine.filter((line) => all.every((test) => test(line))) : [...everyLine];
  lineTable.show(found);
  const value = found.reduce((total, line) => total + valueOf(line), 0);
  byId("line-count").textContent = t("lines_shown", {
    count: number(found.length),
    all: number(everyLine.length),
    value: money(value),
  });
  byId("print-lines").disabled = found.length === 0 || found.length > MOST_PRINTED;
  byId("print-note").textContent =
    found.length > MOST_PRINTED ? t("print_too_many", { most: number(MOST_PRINTED) }) : "";
  countDecided();
}
function reviewOnly(wanted) {
  for (const key of Object.keys(filters)) setFilter(key, wanted[key] ?? "");
  filterLines();
  byId("review").scrollIntoView();
  byId("find-line").focus();
}
function setFilter(key, value) {
  filters[key] = value;
  byId(FIELDS[key]).value = value;
}

function options(select, rows) {
  const chosen = select.value;
  select.replaceChildren(...rows);
  select.value = chosen;
}
const option = (value, text) => el("option", { value }, text);
function drawFilters() {
  const byName = (rows, names) => [...rows].sort((a, b) => collator.compare(names[a], names[b]));
  const used = [...new Set(lines.cell.map((cell) => cells.place[cell]))]
    .map((place) => places.unit[place])
    .filter((unit) => unit >= 0);
  const areas = data.groups.length ? data.groups : [...new Set(used)].map((unit) => units.place[unit]);
  options(byId("by-place"), [
    option("", t("all_places")),
    ...byName(areas, places.name).map((at) => option(at, places.name[at])),
  ]);
  const inUse = new Set(lines.cell.map((cell) => cells.item[cell]));
  const groups = indexes(categories.id.length).map((group) => {
    const own = indexes(items.id.length).filter((item) => items.category[item] === group && inUse.has(item));
    const name = categories[root.lang][group];
    return own.length
      ? el(
          "optgroup",
          { label: name },
          option(`c${group}`, t("all_of", { name })),
          ...own.map((item) => option(item, items.name[item])),
        )
      : null;
  });
  options(byId("by-item"), [option("", t("all_items")), ...groups.filter(Boolean)]);
  const givers = [...new Set(lines.lot.map((lot) => lots.donor[lot]))];
  options(byId("by-donor"), [
    option("", t("all_donors")),
    ...byName(givers, donors.name).map((at) => option(at, donors.name[at])),
  ]);
  const times = [...new Set(lines.cell.map((cell) => cells.period[cell]))].sort((a, b) => a - b);
  options(byId("by-period"), [
    option("", t("all_periods")),
    ...times.map((at) => option(at, periods.name[at] || t("any_time"))),
  ]);
  options(byId("by-state"), [
    option("", t("all_states")),
    option("none", t("state_none")),
    option("any", t("state_any")),
    option("open", t("state_open")),
    ...ACTIONS.map((each) => option(each, t(`action_${each}`))),
  ]);
  options(byId("bulk-action"), [
    option("", t("bulk_choose")),
    ...ACTIONS.filter((each) => each !== "cap" && each !== "floor").map((each) => option(each, t(`action_${each}`))),
  ]);
}

function badge(each) {
  if (!each) return el("span", { class: "none" }, t("state_none_short"));
  const quantity = COUNTED.includes(each.action) && each.quantity !== null ? ` ${number(each.quantity)}` : "";
  const own = el("span", { class: `badge ${complete(each) ? each.action : "open"}` }, stateText(each) + quantity);
  return each.comment ? [own, el("span", { class: "comment" }, each.comment)] : own;
}
let current = -1;
const placeRanks = lines ? ranks(places.name.map((name, at) => fullName(at))) : [];
const donorRanks = ranks(donors.name);
const lineTable =
  lines &&
  makeTable(byId("lines"), {
    columns: [
      { key: "place", head: () => t("place"), sort: (line) => placeRanks[placeOf(line)], cell: pick },
      {
        key: "what",
        head: () => t("what"),
        sort: (line) => itemOf(line) * 1000 + cells.age[cellOf(line)],
        cell: (line) => [named(items.name[itemOf(line)]), " ", small(named(ageName(cellOf(line)))), givenAs(line)],
      },
      {
        key: "period",
        head: () => t("period"),
        sort: (line) => cells.period[cellOf(line)],
        cell: (line) => named(periodName(cellOf(line))),
      },
      {
        key: "quantity",
        head: () => t("quantity"),
        number: true,
        sort: (line) => lines.quantity[line],
        cell: (line) => amount(lines.quantity[line], itemOf(line)),
      },
      {
        key: "of",
        head: () => t("of_need"),
        number: true,
        sort: (line) => cells.net[cellOf(line)],
        cell: (line) => amount(cells.net[cellOf(line)], itemOf(line)),
      },
      {
        key: "met",
        head: () => t("need_met"),
        number: true,
        sort: (line) => metOf(cellOf(line)),
        cell: (line) => percent(metOf(cellOf(line))),
      },
      {
        key: "donor",
        head: () => t("donor"),
        sort: (line) => donorRanks[donorOf(line)] ?? -1,
        cell: (line) => [named(donors.name[donorOf(line)]), " ", small(lots.id[lotOf(line)]), ...provider(line)],
      },
      {
        key: "decision",
        head: () => t("decision"),
        sort: (line) => ACTIONS.indexOf(decided[line]?.action) + (decided[line] ? 1 : 0),
        cell: (line) => badge(decided[line]),
      },
    ],
    order: "place",
    most: MOST_PRINTED,
    rowClass: (line) => (line === current ? "current" : null),
  });
function givenAs(line) {
  return lines.given[line] < 0 ? "" : small(t("given_as", { item: items.name[lines.given[line]] }));
}
function pick(line) {
  const place = placeOf(line);
  return el(
    "button",
    {
      type: "button",
      class: "pick",
      "aria-current": line === current ? "true" : null,
      onclick: () => choose(line, true),
    },
    named(places.name[place]),
    " ",
    small(named(above(place))),
  );
}
