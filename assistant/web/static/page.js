// Gradio draws the page. This turns a click on a mark into the event that opens its article, and
// brings the marked words into view. Loaded from this origin: the page's policy allows no other.
"use strict";
(() => {
  const PICK = /^(t\d+[nc]\d+|a[0-9a-f]{24}(:\d+-\d+)?|shelf)$/;
  const wide = window.matchMedia("(min-width: 900px)");
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");
  let current = "";
  let origin = null;
  let asked = null;
  let seen = { turns: 0, answers: 0 };

  const smooth = () => (still.matches ? "auto" : "smooth");
  const all = (selector) => [...document.querySelectorAll(selector)];

  function showCurrent(value) {
    current = value;
    for (const each of all("#transcript button[aria-current]")) each.removeAttribute("aria-current");
    for (const each of all("#transcript button")) {
      if (value && each.value === value) each.setAttribute("aria-current", "true");
    }
  }

  function reveal() {
    const panel = document.getElementById("reading");
    const target = document.getElementById("cited") || panel.querySelector(".reading, .notice");
    if (!target) return;
    if (wide.matches) {
      const room = panel.getBoundingClientRect();
      const at = target.getBoundingClientRect();
      const top = target.id === "cited" ? at.top - room.top - room.height / 3 : -panel.scrollTop;
      panel.scrollTo({ top: panel.scrollTop + top, behavior: "auto" });
    } else if (origin) {
      target.scrollIntoView({ block: "center", behavior: smooth() });
    }
    if (asked === "keyboard") {
      target.tabIndex = -1;
      target.focus({ preventScroll: true });
    }
    asked = null;
  }

  function type(id, value) {
    const box = document.querySelector(`#${id} textarea, #${id} input`);
    box.value = value;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function ask(question) {
    document.getElementById("tab-ask-button")?.click();
    type("question", question);
    document.getElementById("ask").click();
  }

  function open(button, how) {
    origin = button;
    asked = how;
    if (button.value === current && document.getElementById("cited")) return reveal();
    showCurrent(button.value);
    type("pick", button.value);
    document.getElementById("open").click();
  }

  function back() {
    const mark = origin?.isConnected ? origin : all(".turn:last-of-type button")[0];
    mark?.focus({ preventScroll: true });
    mark?.scrollIntoView({ block: wide.matches ? "nearest" : "center", behavior: smooth() });
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("#desk .prose button[value]");
    if (!button) return;
    if (button.value === "back") back();
    else if (button.value.startsWith("ask:")) ask(button.value.slice(4));
    else if (PICK.test(button.value)) open(button, event.detail ? "pointer" : "keyboard");
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.closest("#reading")) back();
  });

  function answered(transcript) {
    const turns = all("#transcript .turn");
    const before = { ...seen };
    seen = { turns: turns.length, answers: all("#transcript .answer").length };
    const last = turns.at(-1);
    const first = last?.querySelector("button.n");
    showCurrent(first && seen.answers > before.answers ? first.value : current);
    if (seen.turns <= before.turns && seen.answers <= before.answers) return;
    origin = null;
    if (wide.matches) {
      const shift = last.getBoundingClientRect().top - transcript.getBoundingClientRect().top;
      transcript.scrollTo({ top: transcript.scrollTop + shift, behavior: smooth() });
    } else {
      last.scrollIntoView({ block: "start", behavior: smooth() });
    }
  }

  function describe(id, role, label, extra = {}) {
    const node = document.getElementById(id);
    node.setAttribute("role", role);
    node.setAttribute("aria-label", label);
    for (const [name, value] of Object.entries(extra)) node.setAttribute(name, value);
    return node;
  }

  function begin() {
    const reading = describe("reading", "region", "Article", { tabindex: "0" });
    const transcript = describe("transcript", "log", "Questions and answers", { tabindex: "0" });
    describe("notice", "status", "Message");
    shown(reading, ".reading, .notice", reveal);
    shown(transcript, ".turn", () => answered(transcript));
  }

  // Gradio also changes its own elements around what it shows: only what it shows counts.
  function shown(node, selector, then) {
    const added = (record) => [...record.addedNodes].some((each) => each.matches?.(selector));
    const watch = (records) => records.some(added) && then();
    new MutationObserver(watch).observe(node, { childList: true, subtree: true });
  }

  const waiting = new MutationObserver(() => {
    const ready = ["reading", "transcript", "notice"].every((id) => document.getElementById(id));
    if (ready && document.querySelector("#pick textarea, #pick input")) {
      waiting.disconnect();
      begin();
    }
  });
  waiting.observe(document.documentElement, { childList: true, subtree: true });
})();
