// The map: one stop for the keyboard, arrows go on from place to place, and words say what is missing there.
const shapes = [...document.querySelectorAll("#map [data-unit]")];
const beside = byId("map-words");
let onMap = null;

function tell(shape) {
  onMap?.setAttribute("aria-selected", "false");
  onMap = shape;
  shape.setAttribute("aria-selected", "true");
  for (const each of shapes) each.setAttribute("tabindex", each === shape ? "0" : "-1");
  byId("map-chosen").setAttribute("href", `#${shape.id}`);
  beside.replaceChildren(
    ...wordsOf(Number(shape.dataset.unit)),
    el(
      "button",
      { type: "button", class: "link screen", onclick: () => openUnit(Number(shape.dataset.unit)) },
      t("open_place"),
    ),
  );
}
function openUnit(unit) {
  byId("find").value = "";
  findUnits();
  const open = unitTable.openRow(unit);
  open?.scrollIntoView({ block: "center" });
  open?.focus();
}
function middle(shape) {
  const box = shape.getBBox();
  return [box.x + box.width / 2, box.y + box.height / 2];
}
// The nearest place in the direction of the arrow; what lies aside counts double.
function towards(shape, dx, dy) {
  const [x, y] = middle(shape);
  let best = null;
  let least = Infinity;
  for (const each of shapes) {
    const [a, b] = middle(each);
    const along = (a - x) * dx + (b - y) * dy;
    const aside = Math.abs((a - x) * dy) + Math.abs((b - y) * dx);
    if (each !== shape && along > 0 && along + 2 * aside < least) [best, least] = [each, along + 2 * aside];
  }
  return best;
}
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
if (shapes.length) {
  const svg = byId("map").querySelector("svg");
  const of = (event) => event.target.closest("[data-unit]");
  svg.addEventListener("pointerover", (event) => of(event) && tell(of(event)));
  svg.addEventListener("focusin", (event) => of(event) && tell(of(event)));
  svg.addEventListener("click", (event) => of(event) && of(event).focus());
  svg.addEventListener("keydown", (event) => {
    const shape = of(event);
    if (!shape) return;
    const byShare = () => [...shapes].sort((a, b) => a.dataset.unit - b.dataset.unit);
    const next =
      event.key in ARROWS
        ? towards(shape, ...ARROWS[event.key])
        : event.key === "Home"
          ? byShare()[0]
          : event.key === "End"
            ? byShare().at(-1)
            : null;
    if (event.key === "Enter" || event.key === " ") openUnit(Number(shape.dataset.unit));
    else if (!next) return;
    next?.focus();
    event.preventDefault();
  });
  whenShown(() => {
    for (const each of shapes) {
      const unit = Number(each.dataset.unit);
      each.setAttribute("aria-label", `${isolated(fullName(units.place[unit]))}: ${percent(share(unit))}`);
    }
  });
  whenShown(() => tell(onMap ?? shapes.reduce((a, b) => (Number(a.dataset.unit) <= Number(b.dataset.unit) ? a : b))));
}
