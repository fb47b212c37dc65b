// The card that shows, beside a mark, the words that it stands for: on hover and on focus.
// It can be pointed at, and Escape takes it away (WCAG 1.4.13).

const LATER = 120;
let shown = null;
let node = null;
let timer = 0;

function made() {
  if (node) return node;
  node = document.createElement("div");
  node.id = "card";
  node.setAttribute("role", "tooltip");
  node.hidden = true;
  node.addEventListener("pointerenter", () => window.clearTimeout(timer));
  node.addEventListener("pointerleave", () => later(hide));
  document.querySelector(".gradio-container").append(node);
  return node;
}

function line(css, text) {
  const made = document.createElement("p");
  made.className = css;
  made.textContent = text;
  return made;
}

function show(mark) {
  const turn = mark.closest(".turn");
  const source = [...turn.querySelectorAll(".sources button.title")].find(
    (each) => each.value === mark.value,
  );
  const quote = source?.parentElement.querySelector(".quote")?.textContent;
  if (!quote) return;
  const about = ["outlet", "where"].map((css) => source.querySelector(`.${css}`)?.textContent);
  made().replaceChildren(line("from", about.filter(Boolean).join(" · ")), line("quote", quote));
  node.hidden = false;
  place(mark);
  shown?.removeAttribute("aria-describedby");
  shown = mark;
  mark.setAttribute("aria-describedby", "card");
}

function place(mark) {
  const at = mark.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = node;
  const room = document.getElementById("conversation").getBoundingClientRect();
  const left = Math.max(8, Math.min(at.left - 24, room.right - width));
  const above = at.top - height - 6;
  node.style.left = `${left}px`;
  node.style.top = `${above > 8 ? above : at.bottom + 6}px`;
}

function hide() {
  window.clearTimeout(timer);
  if (!shown) return false;
  shown.removeAttribute("aria-describedby");
  shown = null;
  node.hidden = true;
  return true;
}

function later(then) {
  window.clearTimeout(timer);
  timer = window.setTimeout(then, LATER);
}

function begin(transcript) {
  const mark = (event) => event.target.closest?.("button.n");
  transcript.addEventListener("pointerover", (event) => {
    if (mark(event) && event.pointerType !== "touch") later(() => show(mark(event)));
  });
  transcript.addEventListener("pointerout", (event) => mark(event) && later(hide));
  transcript.addEventListener("focusin", (event) => {
    if (mark(event)?.matches(":focus-visible")) show(mark(event));
  });
  transcript.addEventListener("focusout", (event) => mark(event) && hide());
  // Pressed, its words are shown in the article.
  transcript.addEventListener("click", (event) => mark(event) && hide());
  document.getElementById("conversation").addEventListener("scroll", hide, { passive: true });
}

export const card = { begin, hide };
