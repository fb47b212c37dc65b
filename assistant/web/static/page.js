// Gradio draws the page. This turns a press on what the server wrote into the event behind it, and
// brings the cited words into view. Loaded from this origin: the page's policy allows no other.
import { card } from "./card.js";
import { confirmed, remarked, typed } from "./dialog.js";
import { keys, switched } from "./keys.js";

const PICK = /^(t\d+[nc]\d+|a[0-9a-f]{24}(:\d+-\d+)?|shelf)$/;
const FACT = "What the articles say, in their words (optional)";
const wide = window.matchMedia("(min-width: 900px)");
const roomy = window.matchMedia("(min-width: 1200px)");
const still = window.matchMedia("(prefers-reduced-motion: reduce)");
let current = "";
let origin = null;
let asked = null;
let seen = { turns: 0, answers: 0 };

const byId = (id) => document.getElementById(id);
const all = (selector) => [...document.querySelectorAll(selector)];
const smooth = () => (still.matches ? "auto" : "smooth");
const box = (id) => document.querySelector(`#${id} textarea, #${id} input`);

function type(id, value) {
  box(id).value = value;
  box(id).dispatchEvent(new Event("input", { bubbles: true }));
}

function press(id, boxId, value) {
  type(boxId, value);
  byId(id).click();
}

// -- the article beside ---------------------------------------------------------------------

function showCurrent(value) {
  current = value;
  for (const each of all("#desk button[aria-current=true]")) each.removeAttribute("aria-current");
  for (const each of all("#transcript button[value], #compare button[value]")) {
    if (value && each.value === value) each.setAttribute("aria-current", "true");
  }
}

// What comes into view is laid out only then and may be taller than reckoned: so again, in the
// frames that follow. Not every browser keeps the place by itself.
function bring(panel, target, times = 3) {
  const room = panel.getBoundingClientRect();
  const at = target.getBoundingClientRect();
  const top = target.id === "cited" ? at.top - room.top - room.height / 3 : -panel.scrollTop;
  panel.scrollTo({ top: panel.scrollTop + top, behavior: "auto" });
  if (times && target.isConnected) {
    window.requestAnimationFrame(() => bring(panel, target, times - 1));
  }
}

function reveal() {
  const panel = byId("reading");
  const target = byId("cited") || panel.querySelector(".reading, .notice");
  if (!target) return;
  bring(panel, target);
  if (asked === "keyboard") {
    target.tabIndex = -1;
    target.focus({ preventScroll: true });
  } else if (asked && !wide.matches) panel.focus({ preventScroll: true });
  asked = null;
}

function open(value, how, from) {
  if (!from?.closest("#reading")) origin = from ?? null;
  asked = how;
  document.body.classList.add("reading-open");
  if (value === current && byId("cited")) return reveal();
  showCurrent(value);
  press("open", "pick", value);
}

function back() {
  document.body.classList.remove("reading-open");
  const mark = origin?.isConnected
    ? origin
    : all(`#transcript button[value="${CSS.escape(current)}"]`)[0];
  mark?.focus({ preventScroll: true });
  mark?.scrollIntoView({ block: "nearest", behavior: smooth() });
}

function step(css) {
  const onwards = document.querySelector(`#reading .ways .${css}`);
  if (onwards) return open(onwards.value, "pointer", null);
  const first = all("#transcript .turn:last-of-type button.n")[0];
  if (first) open(first.value, "pointer", first);
}

function close() {
  if (wide.matches && byId("cited")) press("open", "pick", "shelf");
  showCurrent("");
  back();
}

// -- asking ---------------------------------------------------------------------------------

function ask(question) {
  byId("tab-ask-button").click();
  type("question", question);
  byId("ask").click();
}

function again(edit) {
  const last = all("#transcript .turn .question").at(-1);
  const question = [...last.childNodes].filter((n) => n.nodeType === Node.TEXT_NODE);
  editing(edit ? "yes" : "same");
  type("question", question.map((n) => n.data).join(""));
  if (!edit) return byId("ask").click();
  press("do", "command", "edit");
  box("question").focus();
}

// "yes": the question takes the last one's place. "same": under the same filters, too.
function editing(how) {
  type("instead", how);
  document.body.classList.toggle("editing", how === "yes");
}

function leaveEdit() {
  if (!document.body.classList.contains("editing")) return false;
  editing("");
  type("question", "");
  return true;
}

async function copy(button, text) {
  let done = "Copied";
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    done = "Could not copy: the browser does not allow it";
  }
  const label = button.textContent;
  button.textContent = done;
  window.setTimeout(() => (button.textContent = label), 2000);
}

async function judge(value, button) {
  const right = value.startsWith("judge:right");
  const said = await remarked(
    right ? "A good answer" : "A bad answer",
    right ? ["What makes it good (optional)"] : ["What is wrong with it (optional)", FACT],
  );
  if (!said) return;
  press("do", "command", [value, ...said].join("\n"));
  for (const each of button.parentElement.querySelectorAll("[value^=judge]")) {
    each.setAttribute("aria-pressed", String(each === button));
  }
}

function save(value) {
  const [name, coded] = value.slice("save:".length).split("\n");
  const bytes = Uint8Array.from(window.atob(coded), (c) => c.charCodeAt(0));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes]));
  link.download = name;
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

// -- conversations --------------------------------------------------------------------------

async function conversation(verb, value, button) {
  const title = button.closest("li")?.querySelector(".title")?.textContent ?? "";
  if (verb === "rename") {
    const name = await typed("Rename the conversation", "Name", title);
    if (name) press("do", "command", `${value}\n${name}`);
  } else if (verb === "delete") {
    const sure = await confirmed(`Delete “${title}”?`, "It cannot be brought back.", "Delete");
    if (sure) press("do", "command", value);
  } else {
    byId("tab-ask-button").click();
    seen = { turns: 0, answers: 0 };  // all of it is new to the reader
    if (!roomy.matches) document.body.classList.remove("with-sidebar");
    press("do", "command", value);
  }
}

function toggleSidebar() {
  const shown = roomy.matches ? "without-sidebar" : "with-sidebar";
  document.body.classList.toggle(shown);
  expanded();
}

function expanded() {
  const toggle = document.querySelector("#masthead .toggle");
  const has = (name) => document.body.classList.contains(name);
  const open = roomy.matches ? !has("without-sidebar") : has("with-sidebar");
  toggle.setAttribute("aria-expanded", String(open));
  toggle.setAttribute("aria-controls", "sidebar");
}

// -- what was pressed -----------------------------------------------------------------------

document.addEventListener("click", (event) => {
  const button = event.target.closest(".prose button[value]");
  if (!button) return;
  const value = button.value;
  const [verb] = value.split(":", 1);
  const about = value.slice(verb.length + 1);
  if (value === "back") back();
  else if (value === "sidebar") toggleSidebar();
  else if (value === "keys") switched(button);
  else if (value === "articles") byId("tab-articles-button").click();
  else if (value === "retry" || value === "edit") again(value === "edit");
  else if (verb === "ask") ask(about);
  else if (verb === "copy") copy(button, decodeURIComponent(about));
  else if (verb === "export") press("do", "command", value);
  else if (verb === "judge") judge(value, button);
  else if (["open", "rename", "delete"].includes(verb)) conversation(verb, value, button);
  else if (PICK.test(value)) open(value, event.detail ? "pointer" : "keyboard", button);
});

keys({
  box: () => box("question"),
  step,
  escape: (target) => {
    if (card.hide() || leaveEdit()) return;
    if (document.body.classList.contains("with-sidebar")) return toggleSidebar();
    if (byId("cited") || target.closest("#reading")) close();
  },
});

// -- what Gradio has drawn ------------------------------------------------------------------

function answered() {
  const turns = all("#transcript .turn");
  const before = { ...seen };
  seen = { turns: turns.length, answers: all("#transcript .answer").length };
  const last = turns.at(-1);
  const first = last?.querySelector("button.n");
  document.body.classList.toggle("asked", turns.length > 0);
  showCurrent(first && seen.answers > before.answers ? first.value : current);
  if (!last || (seen.turns <= before.turns && seen.answers <= before.answers)) return;
  editing("");
  origin = null;
  // In a narrow window it is the page that scrolls, and not the conversation.
  const [room, edge] = wide.matches
    ? [byId("conversation"), byId("conversation").getBoundingClientRect().top]
    : [document.scrollingElement, 0];
  const shift = last.getBoundingClientRect().top - edge;
  room.scrollTo({ top: room.scrollTop + shift - 8, behavior: smooth() });
}

function describe(id, role, label, extra = {}) {
  const node = byId(id);
  node.setAttribute("role", role);
  node.setAttribute("aria-label", label);
  for (const [name, value] of Object.entries(extra)) node.setAttribute(name, value);
  return node;
}

function begin() {
  const reading = describe("reading", "region", "Article", { tabindex: "0" });
  const transcript = describe("transcript", "log", "Questions and answers");
  byId("conversation").tabIndex = 0;
  describe("conversation", "region", "Conversation");
  describe("sidebar", "navigation", "Conversations");
  describe("notice", "status", "Message");
  describe("in-use", "status", "Writer and filters in use");
  describe("tries", "group", "Questions to ask");
  card.begin(transcript);
  roomy.addEventListener("change", expanded);
  expanded();
  shown(byId("masthead"), ".toggle", expanded);
  shown(reading, ".reading, .notice", reveal);
  shown(transcript, ".turn", answered);
  const saved = byId("saved");
  shown(saved, "button", () => saved.querySelector("button") && save(saved.querySelector("button").value));
}

// Gradio also changes its own elements around what it shows: only what it shows counts.
function shown(node, selector, then) {
  const counts = (each) => each.matches?.(selector) || each.querySelector?.(selector);
  const changed = (record) => [...record.addedNodes, ...record.removedNodes].some(counts);
  const watch = (records) => records.some(changed) && then();
  new MutationObserver(watch).observe(node, { childList: true, subtree: true });
}

const parts = ["reading", "transcript", "notice", "sidebar", "conversation", "in-use", "tries"];
const waiting = new MutationObserver(whenDrawn);
waiting.observe(document.documentElement, { childList: true, subtree: true });
whenDrawn();  // it may have been drawn before this was loaded

function whenDrawn() {
  if (!parts.every(byId) || !box("pick") || !document.querySelector("#masthead .toggle")) return;
  waiting.disconnect();
  begin();
}
