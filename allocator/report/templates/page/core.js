// What all parts of the page share: the data, words and numbers in the reader's language, and building elements.
const root = document.documentElement;
const data = JSON.parse(document.getElementById("data").textContent);
const byId = (id) => document.getElementById(id);

// Columns come in the forms that report/pack.py writes.
function column(packed) {
  if (Array.isArray(packed)) return packed;
  if ("c" in packed) return new Array(packed.n).fill(packed.c);
  if ("d" in packed) {
    let sum = 0;
    return packed.d.map((step) => (sum += step));
  }
  if ("r" in packed) {
    const all = [];
    for (let at = 0; at < packed.r.length; at += 2) for (let n = packed.r[at + 1]; n > 0; n--) all.push(packed.r[at]);
    return all;
  }
  const all = [];
  for (let at = 0; at < packed.t.length; at += packed.w) all.push(packed.t.slice(at, at + packed.w));
  return all;
}

function unpack(table) {
  const isColumn = (value) => Array.isArray(value) || ["n", "d", "r", "w"].some((form) => form in value);
  return Object.fromEntries(
    Object.entries(table).map(([key, value]) => [key, isColumn(value) ? column(value) : value]),
  );
}
for (const key of [
  "places",
  "units",
  "items",
  "categories",
  "ages",
  "periods",
  "donors",
  "providers",
  "lots",
  "cells",
  "lines",
]) {
  if (data[key]) data[key] = unpack(data[key]);
}
data.groups = column(data.groups);
const { places, units, items, categories, ages, periods, donors, providers, lots, cells, lines, whys } = data;
const indexes = (count) => Array.from({ length: count }, (_, at) => at);

// Words and numbers. Shares are rounded down towards the whole: 99.96 % is never shown as 100 %.
const t = (key, values = {}) =>
  data.words[root.lang][key].replace(/\{(\w+)\}/g, (whole, name) => (name in values ? isolated(values[name]) : whole));

// A name written from the right, or with signs that turn the direction, stays by itself.
const RISKY = /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc]/;
const isolated = (text) => (RISKY.test(text) ? `\u2068${text}\u2069` : text);
const formats = { vi: new Map(), en: new Map() };
function number(value, most = 2) {
  const made = formats[root.lang];
  if (!made.has(most))
    made.set(most, new Intl.NumberFormat(root.lang === "vi" ? "vi-VN" : "en-US", { maximumFractionDigits: most }));
  return made.get(most).format(Math.abs(value) < 1e-9 ? 0 : value);
}
function percent(share) {
  if (share === null || Number.isNaN(share)) return "–";
  const shown = (Math.floor(share * 1000 + 1e-9) / 10).toFixed(1);
  return root.lang === "vi" ? `${shown.replace(".", ",")}%` : `${shown}\u00a0%`;
}
function money(value) {
  const one = (amount) => {
    const shown = new Intl.NumberFormat(root.lang === "vi" ? "vi-VN" : "en-US", {
      minimumFractionDigits: 1,
      maximumFractionDigits: 1,
    });
    return shown.format(amount);
  };
  if (Math.abs(value) >= 1e9) return t("billion", { amount: one(value / 1e9), currency: data.currency });
  if (Math.abs(value) >= 1e6) return t("million", { amount: one(value / 1e6), currency: data.currency });
  return `${number(value, 0)} ${data.currency}`;
}
const amount = (quantity, item) => `${number(quantity)} ${item < 0 ? data.currency : items.unit[item]}`.trim();

// Names are found with or without their accents, and sorted as in a Vietnamese dictionary.
const bare = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/g, "d").replace(/Đ/g, "D").toLowerCase();
const collator = new Intl.Collator("vi", { numeric: true });
function ranks(names) {
  const rank = new Array(names.length);
  indexes(names.length)
    .sort((a, b) => collator.compare(names[a], names[b]))
    .forEach((at, place) => (rank[at] = place));
  return rank;
}

// Elements are made from text, never from markup, so that no name can do anything.
function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}
const named = (text) => el("bdi", {}, text);
const small = (...children) => el("small", {}, ...children);

// Places: the unit a place belongs to, and the names above it, the one root of all left out.
const roots = places.up.filter((up) => up < 0).length;
function above(place) {
  const names = [];
  for (let up = places.up[place]; up >= 0; up = places.up[up])
    if (places.up[up] >= 0 || roots > 1) names.push(places.name[up]);
  return names.join(", ");
}
const fullName = (place) => [places.name[place], above(place)].filter(Boolean).join(", ");
const share = (unit) => (units.need[unit] ? units.met[unit] / units.need[unit] : 1);
const COLOURS = ["#440154", "#3b528b", "#21918c", "#5ec962", "#fde725"];
const step = (value) =>
  Math.min(
    4,
    data.scale.ends.findIndex((end) => value < end - 1e-9 || end >= 1),
  );
function bar(value, ideal) {
  const made = el(
    "span",
    { class: "meter", "aria-hidden": "true" },
    el("span", { style: `width:${Math.min(value, 1) * 100}%;background:${COLOURS[step(value)]}` }),
  );
  if (ideal !== null && ideal !== undefined) made.append(el("i", { style: `left:${Math.min(ideal, 1) * 100}%` }));
  return made;
}

// Parts that are drawn by script are drawn again when the language changes.
const drawn = [];
function whenShown(draw) {
  drawn.push(draw);
  draw();
}

// Numbers of static tables are written once; the other language only swaps their signs.
function speak(language) {
  const swap = { ".": ",", ",": "." };
  root.lang = language;
  if (language !== root.dataset.made) {
    for (const cell of document.querySelectorAll("td.n[data-v]")) {
      if (cell.childElementCount) continue;
      const text = cell.textContent.replace(/[.,]/g, (sign) => swap[sign]);
      cell.textContent = language === "vi" ? text.replace(" %", "%") : text.replace("%", " %");
    }
    root.dataset.made = language;
  }
  for (const each of document.querySelectorAll("[data-label-key]"))
    each.setAttribute("aria-label", t(each.dataset.labelKey));
  for (const draw of drawn) draw();
}
byId("language").addEventListener("click", () => speak(root.lang === "vi" ? "en" : "vi"));

// What is wider than the screen can be scrolled by keyboard.
function reachable() {
  for (const box of document.querySelectorAll(".scroll")) {
    if (box.scrollWidth > box.clientWidth) box.setAttribute("tabindex", "0");
    else box.removeAttribute("tabindex");
  }
}
addEventListener("resize", reachable);
