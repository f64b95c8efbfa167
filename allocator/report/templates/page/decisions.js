// The decisions: kept in this browser as they are made, and in a file that `allocator review import` reads.
const ACTIONS = ["approve", "lock", "cap", "floor", "ban", "prefer"];
const COUNTED = ["lock", "cap", "floor"];
const IDS = ["lot_id", "place_id", "item_id", "age_group_id", "period_id"];
const STORE = `allocator-decisions:${data.plan}`;
const MOST_LETTERS = 2000;

const book = { reviewer: "", role: "", made: new Map(), stored: false, saved: true, undo: null };
const changed = []; // called with the keys that changed, or null for all

// A decision is known by its line, or by the ids of its pattern (blank: any).
const keyOf = (each) => each.line_id ?? IDS.map((id) => each[id]).join("\u001f");
// A comment alone is complete: it goes into the file as a remark, with no action.
const complete = (each) =>
  !each.unread && (each.action ? !COUNTED.includes(each.action) || each.quantity !== null : Boolean(each.comment));

const today = () => {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
};
function stamp() {
  const now = new Date();
  const offset = -now.getTimezoneOffset();
  const two = (value) => String(value).padStart(2, "0");
  const zone = `${offset < 0 ? "-" : "+"}${two(Math.floor(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`;
  return `${today()}T${two(now.getHours())}:${two(now.getMinutes())}:${two(now.getSeconds())}${zone}`;
}

function keep() {
  try {
    const content = { reviewer: book.reviewer, role: book.role, saved: book.saved, made: [...book.made.values()] };
    localStorage.setItem(STORE, JSON.stringify(content));
    book.stored = true;
  } catch {
    book.stored = false; // private windows, full or forbidden storage: the file is then the only place
  }
}
function restore() {
  try {
    const text = localStorage.getItem(STORE);
    book.stored = true;
    if (!text) return;
    const content = JSON.parse(text);
    book.reviewer = String(content.reviewer ?? "");
    book.role = String(content.role ?? "");
    book.saved = content.saved === true;
    book.made = new Map(content.made.map((each) => [keyOf(each), each]));
  } catch {
    book.stored = false;
  }
}
let pending = 0;
function touched(keys) {
  book.saved = false;
  clearTimeout(pending);
  pending = setTimeout(keep, 250);
  for (const each of changed) each(keys);
}
function flush() {
  clearTimeout(pending);
  keep();
}
addEventListener("pagehide", flush);
addEventListener("visibilitychange", flush);
addEventListener("beforeunload", (event) => {
  flush();
  if (book.saved || book.stored || !book.made.size) return;
  event.preventDefault();
  event.returnValue = true; // what older browsers listen to
});
addEventListener("storage", (event) => {
  if (event.key !== STORE) return; // another tab has the same plan open
  restore();
  for (const each of changed) each(null);
});

// Decide, or take back where there is neither action nor comment.
function decide(target, action, quantity, comment, unread = "") {
  const each = {
    ...target,
    action,
    quantity: COUNTED.includes(action) ? quantity : null,
    comment: comment.slice(0, MOST_LETTERS),
    decided_on: today(),
  };
  if (unread && COUNTED.includes(action)) each.unread = unread;
  const key = keyOf(each);
  if (action || comment) book.made.set(key, each);
  else book.made.delete(key);
  touched([key]);
}
function decideAll(targets, action) {
  const before = new Map(book.made);
  for (const { target, quantity } of targets) {
    const old = book.made.get(keyOf(target));
    book.made.set(keyOf(target), {
      ...target,
      action,
      quantity: COUNTED.includes(action) ? quantity : null,
      comment: old?.comment ?? "",
      decided_on: today(),
    });
  }
  book.undo = before;
  touched(null);
}
function withdraw(key) {
  book.undo = new Map(book.made);
  book.made.delete(key);
  touched(null);
}
function undo() {
  if (!book.undo) return;
  [book.made, book.undo] = [book.undo, null];
  touched(null);
}

// Numbers are read in the reader's language; what can mean two things is refused.
function readNumber(text) {
  const plain = text.trim().replace(/\s/g, "");
  const [groups, mark] = root.lang === "vi" ? ["\\.", ","] : [",", "\\."];
  if (!new RegExp(`^(\\d+|\\d{1,3}(${groups}\\d{3})+)(${mark}\\d+)?$`).test(plain)) return null;
  return Number(plain.replace(new RegExp(groups, "g"), "").replace(",", "."));
}

function fileOf() {
  const decisions = [...book.made.values()].filter(complete).map(({ unread, ...each }) => each);
  return {
    format: "allocator-decisions",
    version: 1,
    plan: data.plan,
    name: data.name,
    reviewer: book.reviewer,
    role: book.role,
    saved_at: stamp(),
    decisions,
  };
}
const slug = (text) =>
  bare(text)
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 60) || "x";
function saveFile() {
  const content = fileOf();
  const link = el("a", {
    href: URL.createObjectURL(new Blob([JSON.stringify(content, null, 1)], { type: "application/json" })),
    download: `decisions-${slug(data.name)}-${slug(book.reviewer)}.json`,
  });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  book.saved = true;
  keep();
  return content.decisions.length;
}

// What a file says, checked: {error} or {made, wrong}.
const lineIds = new Map(lines ? lines.id.map((id, at) => [id, at]) : []);
const known = {
  lot_id: new Set(lots.id),
  place_id: new Set(places.id),
  item_id: new Set(items.id),
  age_group_id: new Set(ages.id),
  period_id: new Set(periods.id),
};
function readDecision(each) {
  const text = (value) => (typeof value === "string" ? value : "");
  if (!each || typeof each !== "object" || !["", ...ACTIONS].includes(each.action)) return null;
  const target = each.line_id ? { line_id: each.line_id } : Object.fromEntries(IDS.map((id) => [id, text(each[id])]));
  const there = each.line_id
    ? lineIds.has(each.line_id)
    : IDS.every((id) => !target[id] || known[id].has(target[id])) && IDS.some((id) => target[id]);
  const counted = COUNTED.includes(each.action);
  if (
    !there ||
    (!each.action && !text(each.comment)) ||
    (counted && !(Number.isFinite(each.quantity) && each.quantity >= 0))
  )
    return null;
  return {
    ...target,
    action: each.action,
    quantity: counted ? each.quantity : null,
    comment: text(each.comment).slice(0, MOST_LETTERS),
    decided_on: text(each.decided_on),
  };
}
function readFile(text) {
  let content;
  try {
    content = JSON.parse(text);
  } catch {
    return { error: t("open_not_json") };
  }
  if (content?.format !== "allocator-decisions" || !Array.isArray(content.decisions))
    return { error: t("open_not_ours") };
  if (content.version !== 1) return { error: t("open_version") };
  if (content.plan !== data.plan)
    return { error: t("open_other_plan", { name: String(content.name ?? "").slice(0, 200) }) };
  const made = content.decisions.map(readDecision);
  return { content, made: made.filter(Boolean), wrong: made.filter((each) => !each).length };
}
function openText(text) {
  const read = readFile(text);
  if (read.error) return read.error;
  book.undo = new Map(book.made);
  let replaced = 0;
  for (const each of read.made) {
    const old = book.made.get(keyOf(each));
    if (old && JSON.stringify(old) !== JSON.stringify(each)) replaced++;
    book.made.set(keyOf(each), each);
  }
  book.reviewer ||= String(read.content.reviewer ?? "");
  book.role ||= String(read.content.role ?? "");
  touched(null);
  const said = [t("opened", { count: number(read.made.length), reviewer: String(read.content.reviewer ?? "") || "–" })];
  if (replaced) said.push(t("opened_replaced", { count: number(replaced) }));
  if (read.wrong) said.push(t("opened_wrong", { count: number(read.wrong) }));
  return said.join(" ");
}
