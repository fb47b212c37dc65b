// Single keys, where nothing is being typed. They can be turned off (WCAG 2.1.4).

const OFF = "dateline-single-keys-off";

export function keys({ box, step, escape }) {
  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.querySelector("dialog[open]")) return;
    if (key === "Escape") return escape(target);
    if (off() || target.closest("input, textarea, select, [contenteditable=true]")) return;
    if (key === "/") {
      document.getElementById("tab-ask-button").click();
      whenSeen(box);
    } else if (key === "n") step("next");
    else if (key === "p") step("previous");
    else return;
    event.preventDefault();
  });
}

// Another tab is drawn a few frames after it is chosen, and what is not drawn takes no focus.
function whenSeen(box, frames = 60) {
  if (box()?.offsetParent) box().focus();
  else if (frames) window.requestAnimationFrame(() => whenSeen(box, frames - 1));
}

export function switched(button) {
  if (off()) window.localStorage.removeItem(OFF);
  else window.localStorage.setItem(OFF, "yes");
  button.textContent = off() ? "Turn single keys on" : "Turn single keys off";
}

function off() {
  return window.localStorage.getItem(OFF) !== null;
}
