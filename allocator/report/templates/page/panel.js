// Beside the lines: what is needed and given there, where it is, and the decision, kept as it is typed.
const panel = byId("panel");
let scope = "line";

function choose(line, into) {
  const before = current;
  current = line;
  const own = decided[line];
  scope =
    own && !own.line_id
      ? (Object.keys(SCOPES).find((each) => each !== "line" && keyOf(targetOf(line, each)) === keyOf(own)) ?? "line")
      : "line";
  for (const each of [before, line]) if (each >= 0) markRow(each);
  drawPanel();
  panel.classList.toggle("opened", into || panel.classList.contains("opened"));
  if (into) panel.querySelector("input:checked, input[type=radio]").focus();
}
function markRow(line) {
  const row = lineTable.body.querySelector(`tr[data-row="${line}"]`);
  row?.classList.toggle("current", line === current);
  const button = row?.querySelector("button.pick");
  if (line === current) button?.setAttribute("aria-current", "true");
  else button?.removeAttribute("aria-current");
}
function leavePanel() {
  panel.classList.remove("opened");
  lineTable.body.querySelector(`tr[data-row="${current}"] button.pick`)?.focus();
}

function fact(name, ...value) {
  return [el("dt", {}, name), el("dd", {}, ...value)];
}
function facts(line) {
  const cell = cellOf(line);
  const item = itemOf(line);
  const unit = places.unit[placeOf(line)];
  const others = linesOf[cell].filter((each) => each !== line);
  const need = cells.had[cell] + cells.net[cell];
  const after = cells.had[cell] + cells.net[cell] - cells.unmet[cell];
  const rows = [
    ...fact(t("need_assessed"), amount(need, item)),
    ...fact(t("had"), amount(cells.had[cell], item)),
    ...fact(t("this_line"), el("b", {}, amount(lines.quantity[line], item)), " ", small(money(valueOf(line)))),
    ...fact(t("conditions_of", { lot: lots.id[lotOf(line)] }), named(lots.conditions[root.lang][lotOf(line)])),
    ...fact(
      t("other_lines"),
      others.length
        ? el(
            "ul",
            {},
            ...others.map((each) =>
              el(
                "li",
                {},
                named(donors.name[donorOf(each)]),
                ` (${lots.id[lotOf(each)]}): ${amount(lines.quantity[each], item)}`,
              ),
            ),
          )
        : t("nobody"),
    ),
    ...fact(t("unmet"), amount(cells.unmet[cell], item), " ", cells.unmet[cell] > 0 ? small(why(cells.why[cell])) : ""),
    ...fact(
      t("before_after"),
      t("from_to", { before: percent(need ? cells.had[cell] / need : 1), after: percent(need ? after / need : 1) }),
    ),
  ];
  if (unit >= 0) {
    const lost = Math.max(0, Math.min(valueOf(line), (cells.net[cell] - cells.unmet[cell]) * items.value[item]));
    const without = units.need[unit] ? (units.met[unit] - lost) / units.need[unit] : 1;
    rows.push(
      ...fact(
        t("place_share", { name: places.name[units.place[unit]] }),
        t("with_without", { share: percent(share(unit)), without: percent(without) }),
        bar(share(unit), units.fair[unit]),
      ),
    );
  }
  return el("dl", {}, ...rows);
}
function smallMap(unit) {
  const drawing = byId("map")?.querySelector("svg");
  const shape = unit >= 0 && byId(`u${unit}`);
  if (!drawing || !shape) return null;
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", drawing.getAttribute("viewBox"));
  svg.setAttribute("class", "locator");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", t("where", { name: fullName(units.place[unit]) }));
  for (const id of ["shapes", shape.id]) {
    const use = document.createElementNS(space, "use");
    use.setAttribute("href", `#${id}`);
    if (id !== "shapes") use.setAttribute("class", "here");
    svg.append(use);
  }
  return svg;
}

function form(line) {
  const key = keyOf(targetOf(line, scope));
  const own = book.made.get(key) ?? { action: "", quantity: null, comment: "" };
  const radios = ACTIONS.map((action) => {
    const off = COUNTED.includes(action) && unitless(line, scope);
    const input = el("input", {
      type: "radio",
      name: "action",
      value: action,
      id: `do-${action}`,
      disabled: off,
      checked: own.action === action,
      onchange: record,
    });
    return el(
      "label",
      { for: `do-${action}`, title: t(`about_${action}`) },
      input,
      el("span", {}, t(`action_${action}`)),
    );
  });
  const quantity = el("input", {
    id: "quantity",
    type: "text",
    inputmode: "decimal",
    autocomplete: "off",
    "aria-describedby": "quantity-note",
    oninput: record,
  });
  quantity.value = own.unread ?? (own.quantity === null ? "" : number(own.quantity, 6));
  const comment = el("textarea", { id: "comment", rows: 2, maxlength: MOST_LETTERS, oninput: record });
  comment.value = own.comment;
  const scopes = el(
    "select",
    {
      id: "scope",
      onchange: () => {
        scope = byId("scope").value;
        drawPanel();
        byId("scope").focus();
      },
    },
    ...Object.keys(SCOPES).map((each) => option(each, t(`scope_${each}`))),
  );
  scopes.value = scope;
  return el(
    "form",
    {
      onsubmit: (event) => {
        event.preventDefault();
        nextLine();
      },
    },
    el("fieldset", { class: "actions" }, el("legend", {}, t("decision")), ...radios),
    el(
      "p",
      { class: "field", id: "quantity-field", hidden: !COUNTED.includes(own.action) },
      el("label", { for: "quantity" }, t("quantity_of", { unit: items.unit[itemOf(line)] })),
      quantity,
      el("span", { id: "quantity-note", class: "note", role: "status" }),
    ),
    el("p", { class: "field" }, el("label", { for: "comment" }, t("comment")), comment),
    el("p", { class: "field" }, el("label", { for: "scope" }, t("scope")), scopes),
    el("p", { class: "note", id: "about-action" }, own.action ? t(`about_${own.action}`) : t("about_none")),
    el(
      "p",
      { class: "buttons" },
      el("button", { type: "submit", class: "main" }, t("next_line")),
      el(
        "button",
        {
          type: "button",
          onclick: () => {
            decide(targetOf(current, scope), "", null, "");
            drawPanel();
            byId("do-approve").focus();
          },
        },
        t("withdraw"),
      ),
      el("button", { type: "button", class: "close", onclick: leavePanel }, t("close")),
    ),
  );
}
function record(event) {
  const action = panel.querySelector("input[name=action]:checked")?.value ?? "";
  const counted = COUNTED.includes(action);
  byId("quantity-field").hidden = !counted;
  if (counted && event.target.name === "action" && !byId("quantity").value && scope === "line")
    byId("quantity").value = number(lines.quantity[current], 6);
  const written = byId("quantity").value;
  const [quantity, note] = checked(written);
  byId("quantity-note").textContent = counted ? note : "";
  byId("about-action").textContent = action ? t(`about_${action}`) : t("about_none");
  decide(targetOf(current, scope), action, quantity, byId("comment").value, quantity === null ? written : "");
}
function checked(written) {
  if (!written.trim()) return [null, t("quantity_missing")];
  const quantity = readNumber(written);
  if (quantity === null) return [null, t("quantity_unread", { example: number(1234.5) })];
  if (items.whole[itemOf(current)] && quantity % 1) return [null, t("quantity_whole")];
  const pack = lots.item[lotOf(current)] === itemOf(current) ? lots.pack[lotOf(current)] : 0;
  const lock = scope === "line" && panel.querySelector("#do-lock").checked;
  if (lock && pack && Math.abs(quantity / pack - Math.round(quantity / pack)) > 1e-6)
    return [null, t("quantity_pack", { pack: amount(pack, itemOf(current)) })];
  return [quantity, ""];
}
function drawPanel() {
  if (current < 0) {
    panel.replaceChildren(el("p", { class: "about" }, t("panel_empty")));
    return;
  }
  const cell = cellOf(current);
  const place = placeOf(current);
  panel.replaceChildren(
    ...[
      el("h3", { tabindex: "-1" }, named(places.name[place]), " ", small(named(above(place)))),
      el(
        "p",
        { class: "of" },
        named(items.name[itemOf(current)]),
        ...(ageName(cell) ? [", ", named(ageName(cell))] : []),
        " · ",
        named(periodName(cell)),
        " · ",
        named(donors.name[donorOf(current)]),
      ),
      form(current),
      facts(current),
      smallMap(places.unit[place]),
      el("p", { class: "about" }, t("line_code", { id: lines.id[current] })),
    ].filter(Boolean),
  );
}

// On to the next line shown that has no decision yet.
function nextLine() {
  const rows = lineTable.state.rows;
  const from = rows.indexOf(current) + 1;
  const next = rows
    .slice(from)
    .concat(rows.slice(0, from))
    .find((line) => !decided[line]);
  if (next === undefined) {
    say(t("all_decided"));
    return;
  }
  while (!lineTable.body.querySelector(`tr[data-row="${next}"]`)) lineTable.grow(false);
  lineTable.body.querySelector(`tr[data-row="${next}"]`).scrollIntoView({ block: "nearest" });
  choose(next, true);
}

// In the lines: arrows go up and down, a letter decides, Enter goes to the form, Escape comes back.
const LETTERS = Object.fromEntries(ACTIONS.map((action) => [action[0], action]));
function rowKeys(event) {
  const button = event.target.closest("button.pick");
  if (!button || event.ctrlKey || event.metaKey || event.altKey) return;
  const row = button.closest("tr");
  const line = Number(row.dataset.row);
  const action = LETTERS[event.key.toLowerCase()];
  if (event.key === "ArrowDown" && !row.nextElementSibling) lineTable.grow(false);
  const to =
    event.key === "ArrowDown" ? row.nextElementSibling : event.key === "ArrowUp" ? row.previousElementSibling : null;
  if (to) {
    to.querySelector("button.pick").focus();
    choose(Number(to.dataset.row), false);
  } else if (action) {
    const own = book.made.get(lines.id[line]);
    const same = own?.action === action;
    decide(targetOf(line, "line"), same ? "" : action, lines.quantity[line], own?.comment ?? "");
    choose(line, false);
    say(same ? t("said_withdrawn") : t("said_decided", { action: t(`action_${action}`) }));
  } else return;
  event.preventDefault();
}
