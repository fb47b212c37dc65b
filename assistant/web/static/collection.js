// A press on a button in the list of articles becomes the event that corrects or removes its file.
"use strict";
(() => {
  const box = (selector) => document.querySelector(`${selector} textarea, ${selector} input`);

  // The form comes when the page has been told what to correct.
  function whenShown(selector, then, tries = 40) {
    const found = box(selector);
    if (found && found.offsetParent) then(found);
    else if (tries) setTimeout(() => whenShown(selector, then, tries - 1), 50);
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("#collection button[value]");
    if (!button || !/^(edit|remove):/.test(button.value)) return;
    const handle = box("#handle");
    handle.value = button.value;
    handle.dispatchEvent(new Event("input", { bubbles: true }));
    document.getElementById("handle-it").click();
    if (button.value.startsWith("edit:")) {
      whenShown("#correct-outlet", (field) => {
        field.scrollIntoView({ block: "center" });
        field.focus({ preventScroll: true });
      });
    }
  });
})();
