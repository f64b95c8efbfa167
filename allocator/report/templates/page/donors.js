// The donors: what each gave, where it went, what is left and why.
const lotsOf = indexes(donors.id.length).map(() => []);
lots.donor.forEach((donor, at) => donor >= 0 && lotsOf[donor].push(at));
const linesOfDonor = indexes(donors.id.length).map(() => []);
if (lines) lines.lot.forEach((lot, at) => linesOfDonor[lots.donor[lot]].push(at));
const kindOf = (lot) => lots.kinds[root.lang][lots.kind[lot]];
const unitOfLot = (lot) => (lots.item[lot] < 0 ? data.currency : items.unit[lots.item[lot]]);
const inLot = (quantity, lot) => `${number(quantity)} ${unitOfLot(lot)}`;
const groupOf = (place) =>
  data.groups.length ? places.up[units.place[places.unit[place]]] : units.place[places.unit[place]];
const MOST_WENT = 15;

function summed(ofDonor, key, label) {
  const sums = new Map();
  for (const line of ofDonor) {
    const cell = lines.cell[line];
    const at = key(cell);
    const sum = sums.get(at) ?? { at, cell, value: 0, units: new Set() };
    sum.value += lines.quantity[line] * items.value[cells.item[cell]];
    sum.units.add(places.unit[cells.place[cell]]);
    sums.set(at, sum);
  }
  const all = [...sums.values()].sort((a, b) => b.value - a.value);
  const rows = all.slice(0, MOST_WENT).map((sum) => [named(label(sum)), number(sum.units.size), money(sum.value)]);
  if (all.length > MOST_WENT) {
    const rest = all.slice(MOST_WENT);
    rows.push([
      t("others", { count: number(rest.length) }),
      "",
      money(rest.reduce((total, sum) => total + sum.value, 0)),
    ]);
  }
  return rows;
}

function detailOfDonor(donor) {
  const gifts = table(
    [t("gift"), t("what"), t("conditions"), t("quantity"), t("used"), t("unused"), t("why_unused")],
    lotsOf[donor].map((lot) => [
      lots.id[lot],
      lots.item[lot] < 0 ? kindOf(lot) : [named(items.name[lots.item[lot]]), " ", small(kindOf(lot))],
      named(lots.conditions[root.lang][lot]),
      inLot(lots.quantity[lot], lot),
      inLot(lots.used[lot], lot),
      inLot(lots.unused[lot], lot),
      lots.why[lot] < 0 ? "" : lots.whys[root.lang][lots.why[lot]],
    ]),
    [3, 4, 5],
  );
  const made = [el("h4", {}, t("gifts_of")), gifts];
  const own = linesOfDonor[donor];
  if (own.length) {
    const heads = (first) => [first, t("units_served"), t("value")];
    made.push(
      el("h4", {}, t("went_to")),
      table(
        heads(t("place")),
        summed(
          own,
          (cell) => groupOf(cells.place[cell]),
          (sum) => places.name[groupOf(cells.place[sum.cell])],
        ),
        [1, 2],
      ),
      el("h4", {}, t("went_for")),
      table(
        heads(t("item")),
        summed(
          own,
          (cell) => cells.item[cell],
          (sum) => items.name[cells.item[sum.cell]],
        ),
        [1, 2],
      ),
      el(
        "button",
        { type: "button", class: "link screen", onclick: () => reviewOnly({ donor: String(donor) }) },
        t("review_lines"),
      ),
    );
  }
  return made;
}

const donorTable = makeTable(byId("donor-table"), {
  columns: [
    {
      key: "name",
      head: () => t("donor"),
      sort: (donor) => donors.name[donor],
      cell: (donor) => [named(donors.name[donor]), " ", small(named(donors.class[donor]))],
    },
    {
      key: "gifts",
      less: true,
      head: () => t("gifts"),
      number: true,
      sort: (donor) => lotsOf[donor].length,
      cell: (donor) => number(lotsOf[donor].length),
    },
    ...["given", "direct", "used", "unused"].map((key) => ({
      key,
      less: key === "direct" || key === "used",
      head: () => t(key),
      number: true,
      sort: (donor) => donors[key][donor],
      cell: (donor) => money(donors[key][donor]),
    })),
    {
      key: "units",
      less: true,
      head: () => t("units_served"),
      number: true,
      sort: (donor) => donors.units[donor],
      cell: (donor) => number(donors.units[donor]),
    },
  ],
  order: "given",
  down: true,
  detail: detailOfDonor,
});
const donorTexts = donors.name.map((name, at) =>
  bare(`${name} ${donors.class[at]} ${donors.id[at]} ${lotsOf[at].map((lot) => lots.id[lot]).join(" ")}`),
);
function findDonors() {
  const words = bare(byId("find-donor").value.trim()).split(/\s+/);
  donorTable.show(indexes(donors.id.length).filter((donor) => words.every((word) => donorTexts[donor].includes(word))));
}
byId("find-donor").addEventListener("input", findDonors);
whenShown(findDonors);

const unusedTable = makeTable(byId("unused-table"), {
  columns: [
    { key: "gift", head: () => t("gift"), sort: (lot) => lots.id[lot], cell: (lot) => lots.id[lot] },
    {
      key: "donor",
      head: () => t("donor"),
      sort: (lot) => donors.name[lots.donor[lot]],
      cell: (lot) => named(donors.name[lots.donor[lot]]),
    },
    {
      key: "what",
      head: () => t("what"),
      sort: (lot) => (lots.item[lot] < 0 ? kindOf(lot) : items.name[lots.item[lot]]),
      cell: (lot) => (lots.item[lot] < 0 ? kindOf(lot) : named(items.name[lots.item[lot]])),
    },
    {
      key: "left",
      head: () => t("left"),
      number: true,
      sort: (lot) => lots.unused[lot],
      cell: (lot) => inLot(lots.unused[lot], lot),
    },
    {
      key: "value",
      head: () => t("value"),
      number: true,
      sort: (lot) => lots.unused[lot] * lots.worth[lot],
      cell: (lot) => money(lots.unused[lot] * lots.worth[lot]),
    },
    {
      key: "why",
      head: () => t("why_unused"),
      sort: (lot) => lots.whys[root.lang][lots.why[lot]],
      cell: (lot) => lots.whys[root.lang][lots.why[lot]],
    },
  ],
  order: "value",
  down: true,
});
const direct = (lot) => lots.why_ids[lots.why[lot]] === "direct";
whenShown(() => unusedTable.show(indexes(lots.id.length).filter((lot) => lots.why[lot] >= 0 && !direct(lot))));
