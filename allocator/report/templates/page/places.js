// The places: what each needs, gets, from whom and when; the map says the same in words.
const cellsOf = indexes(units.place.length).map(() => []);
const linesOf = indexes(cells ? cells.place.length : 0).map(() => []);
if (cells) cells.place.forEach((place, at) => places.unit[place] >= 0 && cellsOf[places.unit[place]].push(at));
if (lines) lines.cell.forEach((cell, at) => linesOf[cell].push(at));
const unmetValue = (cell) => cells.unmet[cell] * items.value[cells.item[cell]];

// Needs of a unit put together by item; the largest gap first.
function byItem(unit) {
  const sums = new Map();
  for (const cell of cellsOf[unit]) {
    const item = cells.item[cell];
    const sum = sums.get(item) ?? { item, had: 0, net: 0, unmet: 0, value: 0, whys: new Map() };
    sum.had += cells.had[cell];
    sum.net += cells.net[cell];
    sum.unmet += cells.unmet[cell];
    sum.value += unmetValue(cell);
    if (cells.unmet[cell] > 0) sum.whys.set(cells.why[cell], (sum.whys.get(cells.why[cell]) ?? 0) + unmetValue(cell));
    sums.set(item, sum);
  }
  return [...sums.values()].sort((a, b) => b.value - a.value || b.net - a.net);
}
const mainWhy = (sum) => [...sum.whys].sort((a, b) => b[1] - a[1])[0]?.[0] ?? -1;
const why = (at) => (at < 0 ? "" : whys[root.lang][at]);

// The words beside the map.
const LACKS = 4;
function wordsOf(unit) {
  const said = [
    el("h3", {}, named(places.name[units.place[unit]]), " ", small(named(above(units.place[unit])))),
    el(
      "p",
      {},
      el("b", {}, percent(share(unit))),
      " ",
      t("met_of", { need: money(units.need[unit]) }),
      bar(share(unit), units.fair[unit]),
    ),
  ];
  if (units.fair[unit] !== null)
    said.push(el("p", { class: "about" }, t("ideal_is", { share: percent(units.fair[unit]) })));
  const missing = cells ? byItem(unit).filter((sum) => sum.unmet > 0) : [];
  if (cells && !missing.length) said.push(el("p", {}, t("lacks_nothing")));
  if (missing.length) {
    const list = el("ul");
    for (const sum of missing.slice(0, LACKS)) {
      const text = t("lacks", { quantity: amount(sum.unmet, sum.item), net: amount(sum.net, sum.item) });
      list.append(el("li", {}, el("b", {}, named(items.name[sum.item])), ": ", text, " ", small(why(mainWhy(sum)))));
    }
    said.push(el("p", {}, t("lacks_head", { value: money(units.need[unit] - units.met[unit]) })), list);
    if (missing.length > LACKS)
      said.push(el("p", { class: "about" }, t("lacks_more", { count: number(missing.length - LACKS) })));
  }
  return said;
}

function detailOfUnit(unit) {
  if (!cells) return [el("p", {}, t("too_many"))];
  const needs = table(
    [t("item"), t("had"), t("net"), t("gets"), t("unmet"), t("why")],
    byItem(unit).map((sum) => [
      named(items.name[sum.item]),
      amount(sum.had, sum.item),
      amount(sum.net, sum.item),
      amount(sum.net - sum.unmet, sum.item),
      amount(sum.unmet, sum.item),
      why(mainWhy(sum)),
    ]),
    [1, 2, 3, 4],
  );
  const given = new Map();
  for (const cell of cellsOf[unit]) {
    for (const line of linesOf[cell]) {
      const key = `${lots.donor[lines.lot[line]]} ${cells.item[cell]} ${cells.period[cell]}`;
      const sum = given.get(key) ?? { lots: new Set(), line, cell, quantity: 0 };
      sum.quantity += lines.quantity[line];
      sum.lots.add(lots.id[lines.lot[line]]);
      given.set(key, sum);
    }
  }
  const rows = [...given.values()].sort(
    (a, b) => cells.period[a.cell] - cells.period[b.cell] || cells.item[a.cell] - cells.item[b.cell],
  );
  const gets = table(
    [t("period"), t("item"), t("quantity"), t("donor"), t("gift")],
    rows.map((sum) => [
      named(periodName(sum.cell)),
      named(items.name[cells.item[sum.cell]]),
      amount(sum.quantity, cells.item[sum.cell]),
      [named(donors.name[lots.donor[lines.lot[sum.line]]]), ...provider(sum.line)],
      [...sum.lots].join(", "),
    ]),
    [2],
  );
  const button = el(
    "button",
    { type: "button", class: "link screen", onclick: () => reviewOnly({ search: places.id[units.place[unit]] }) },
    t("review_lines"),
  );
  return [
    el("h4", {}, t("needs_of", { name: places.name[units.place[unit]] })),
    needs,
    el("h4", {}, t("gets_of")),
    rows.length ? gets : el("p", {}, t("gets_nothing")),
    lines ? button : null,
  ].filter(Boolean);
}
const periodName = (cell) => periods.name[cells.period[cell]] || t("any_time");
const ageName = (cell) => ages.name[cells.age[cell]];
function provider(line) {
  const name = providers.name[lines.provider[line]];
  return name === donors.name[lots.donor[lines.lot[line]]] ? [] : [" ", small(t("by"), " ", named(name))];
}

// A small table of ready cells; `numeric` are the columns of numbers.
function table(heads, rows, numeric) {
  const head = el(
    "tr",
    {},
    ...heads.map((text, at) => el("th", { scope: "col", class: numeric.includes(at) ? "n" : null }, text)),
  );
  const body = rows.map((row) =>
    el(
      "tr",
      {},
      ...row.map((cell, at) =>
        el("td", { class: numeric.includes(at) ? "n" : null, "data-head": heads[at] }, ...[cell].flat()),
      ),
    ),
  );
  return el("table", { class: "cards" }, el("thead", {}, head), el("tbody", {}, ...body));
}

const unitTable = makeTable(byId("units"), {
  order: "share",
  columns: [
    {
      key: "name",
      head: () => t("place"),
      sort: (unit) => places.name[units.place[unit]],
      cell: (unit) => [named(places.name[units.place[unit]]), " ", small(named(above(units.place[unit])))],
    },
    {
      key: "bar",
      head: () => t("share"),
      hidden: true,
      wide: true,
      cell: (unit) => bar(share(unit), units.fair[unit]),
    },
    { key: "share", head: () => t("share"), number: true, sort: share, cell: (unit) => percent(share(unit)) },
    {
      key: "fair",
      less: true,
      head: () => t("ideal"),
      number: true,
      sort: (unit) => units.fair[unit] ?? -1,
      cell: (unit) => percent(units.fair[unit]),
    },
    {
      key: "need",
      less: true,
      head: () => t("need"),
      number: true,
      sort: (unit) => units.need[unit],
      cell: (unit) => money(units.need[unit]),
    },
    {
      key: "unmet",
      head: () => t("unmet"),
      number: true,
      sort: (unit) => units.need[unit] - units.met[unit],
      cell: (unit) => money(units.need[unit] - units.met[unit]),
    },
  ],
  detail: detailOfUnit,
});
const unitTexts = units.place.map((place) => bare(`${fullName(place)} ${places.id[place]}`));
function findUnits() {
  const words = bare(byId("find").value.trim()).split(/\s+/);
  unitTable.show(indexes(units.place.length).filter((unit) => words.every((word) => unitTexts[unit].includes(word))));
}
byId("find").addEventListener("input", findUnits);
whenShown(findUnits);
