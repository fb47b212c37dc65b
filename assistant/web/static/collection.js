// Sends files that are dropped or chosen to this page's own server, a few at once, and turns a
// press on a button in the list of articles into the event that corrects or removes its file.
"use strict";
(() => {
  const box = (selector) => document.querySelector(`${selector} textarea, ${selector} input`);
  let sending = false;

  function press(field, value, button) {
    const into = box(field);
    into.value = value;
    into.dispatchEvent(new Event("input", { bubbles: true }));
    document.querySelector(button).click();
  }

  // The form comes when the page has been told what to correct.
  function whenShown(selector, then, tries = 60) {
    const found = box(selector);
    if (found && found.offsetParent) then(found);
    else if (tries) setTimeout(() => whenShown(selector, then, tries - 1), 50);
  }

  function say(words, refused = []) {
    const place = document.getElementById("sending");
    place.textContent = words;
    const list = document.createElement("ul");
    for (const each of refused) {
      list.append(Object.assign(document.createElement("li"), { textContent: each }));
    }
    if (refused.length) place.append(list);
  }

  async function send(files) {
    if (sending || !files.length) return;
    sending = true;
    const batch = [...crypto.getRandomValues(new Uint8Array(16))]
      .map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const refused = [];
    try {
      const left = [...files];
      const line = async () => {
        for (let file = left.shift(); file; file = left.shift()) {
          say(`Sending ${files.length - left.length} of ${files.length} files`, refused);
          const why = await sendOne(batch, file);
          if (why) refused.push(`${file.name}: ${why}`);
        }
      };
      await Promise.all([line(), line(), line(), line()]);
      say("", refused);
      if (refused.length < files.length) press("#batch", batch, "#take");
    } finally {
      sending = false;
    }
  }

  async function sendOne(batch, file) {
    if (file.size > 10_000_000) return "not added, since it is larger than 10 MB.";
    const query = new URLSearchParams({ batch, name: file.name });
    try {
      const headers = { "X-Dateline": "add" };
      const answer = await fetch(`arriving/?${query}`, { method: "POST", body: file, headers });
      return answer.ok ? "" : `not added: ${await answer.text()}.`;
    } catch {
      return "not added, since it could not be read or sent.";
    }
  }

  async function inside(entry) {
    if (entry.isFile) return [await new Promise((done, fail) => entry.file(done, fail))];
    const reader = entry.createReader();
    const found = [];
    for (;;) {  // a reader gives at most a hundred entries at a time
      const some = await new Promise((done, fail) => reader.readEntries(done, fail));
      if (!some.length) return found;
      for (const each of some) found.push(...(await inside(each)));
    }
  }

  async function dropped(transfer) {
    const entries = [...transfer.items].map((item) => item.webkitGetAsEntry()).filter(Boolean);
    const files = [];
    if (!entries.length) files.push(...transfer.files);  // what is no entry of a disk
    for (const entry of entries) files.push(...(await inside(entry)));
    await send(files.filter((file) => !file.name.startsWith(".")));
  }

  function chooser(id, label, folder) {
    const input = document.createElement("input");
    Object.assign(input, { type: "file", id, multiple: true, webkitdirectory: folder, tabIndex: -1 });
    input.className = "sr";
    input.setAttribute("aria-label", label);
    input.addEventListener("change", () => {
      const files = [...input.files].filter((file) => !file.name.startsWith("."));
      input.value = "";
      send(files);
    });
    return input;
  }

  function begin(adding) {
    adding.append(
      chooser("add-files", "Files to add", false),
      chooser("add-folder", "Folder to add", true),
    );
    const status = document.createElement("div");
    status.id = "sending";
    status.setAttribute("role", "status");
    document.getElementById("add").after(status);
    const over = (on) => (event) => {
      event.preventDefault();
      adding.classList.toggle("over", on);
    };
    adding.addEventListener("dragover", over(true));
    adding.addEventListener("dragleave", over(false));
    adding.addEventListener("drop", (event) => {
      over(false)(event);
      dropped(event.dataTransfer);
    });
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("#add button[value], #collection button[value]");
    const [action, what] = button ? button.value.split(":") : [];
    if (action === "choose") document.getElementById(`add-${what}`).click();
    if (action !== "edit" && action !== "remove") return;
    press("#handle", button.value, "#handle-it");
    if (action === "remove") return;
    whenShown("#correct-outlet", (field) => {
      field.scrollIntoView({ block: "center" });
      field.focus({ preventScroll: true });
    });
  });

  // Gradio draws a tab when it is first opened.
  function whenDrawn() {
    const adding = document.getElementById("adding");
    if (!adding || !document.getElementById("add") || document.getElementById("sending")) return;
    begin(adding);
  }
  new MutationObserver(whenDrawn).observe(document.documentElement, { childList: true, subtree: true });
  whenDrawn();
})();
