// Gradio draws the page. This turns a click on a mark into the event that opens its article, and
// brings the marked words into view. Loaded from this origin: the page's policy allows no other.
"use strict";
(() => {
  const PICK = /^(t\d+[nc]\d+|a\d+|shelf)$/;
  const wide = window.matchMedia("(min-width: 900px)");
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");
  let current = "";
  let origin = null;
  let asked = null;

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

  function open(button, how) {
    origin = button;
    asked = how;
    if (button.value === current && document.getElementById("cited")) return reveal();
    showCurrent(button.value);
    const box = document.querySelector("#pick textarea, #pick input");
    box.value = button.value;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    document.getElementById("open").click();
  }

  function back() {
    const mark = origin?.isConnected ? origin : all(".turn:last-of-type button")[0];
    mark?.focus({ preventScroll: true });
    mark?.scrollIntoView({ block: wide.matches ? "nearest" : "center", behavior: smooth() });
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("#transcript button[value], #reading button[value]");
    if (!button) return;
    if (button.value === "back") back();
    else if (PICK.test(button.value)) open(button, event.detail ? "pointer" : "keyboard");
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.closest("#reading")) back();
  });

  function answered(transcript) {
    const last = transcript.querySelector(".turn:last-of-type");
    if (!last) return;
    const first = last.querySelector(".answer button.n");
    if (first) showCurrent(first.value);
    origin = null;
    const top = last.getBoundingClientRect().top;
    if (wide.matches) {
      const shift = top - transcript.getBoundingClientRect().top;
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
    settled(reading, reveal);
    settled(transcript, () => answered(transcript));
  }

  // Gradio replaces a part of the page in several steps; what it still replaces cannot be focused.
  function settled(node, then) {
    let timer = 0;
    const watch = () => {
      clearTimeout(timer);
      timer = setTimeout(then, 40);
    };
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
