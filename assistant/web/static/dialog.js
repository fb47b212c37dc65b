// Small questions to the reader, in the browser's own dialog: it keeps the focus, Escape closes it.

export async function confirmed(title, text, yes) {
  return (await asked(title, [element("p", text)], yes)) !== null;
}

export async function typed(title, label, value) {
  const field = made(label, "input");
  field.lastChild.value = value;
  field.lastChild.maxLength = 60;
  const said = await asked(title, [field], "Save");
  return said ? said[0] : "";
}

// One line for each label, or null when it was cancelled.
export const remarked = (title, labels) =>
  asked(
    title,
    labels.map((label) => made(label, "input")),
    "Keep",
  );

function asked(title, contents, yes) {
  const dialog = element("dialog", "");
  const form = element("form", "");
  form.method = "dialog";
  const heading = element("h2", title);
  heading.id = "dialog-title";
  dialog.setAttribute("aria-labelledby", heading.id);
  const buttons = element("p", "");
  buttons.className = "buttons";
  buttons.append(button("yes", yes, "submit"), button("no", "Cancel", "button"));
  form.append(heading, ...contents, buttons);
  dialog.append(form);
  buttons.lastChild.addEventListener("click", () => dialog.close("no"));
  document.querySelector(".gradio-container").append(dialog);
  dialog.showModal();
  const fields = [...form.querySelectorAll("input")];
  (fields[0] ?? buttons.lastChild).focus();
  fields[0]?.select();
  return new Promise((answer) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      const said = fields.map((field) => field.value.replaceAll(/\s+/g, " ").trim());
      answer(dialog.returnValue === "yes" ? said : null);
    });
  });
}

function made(label, tag) {
  const around = element("label", label);
  const field = element(tag, "");
  field.maxLength = 2000;
  around.append(field);
  return around;
}

function button(value, text, type) {
  const made = element("button", text);
  made.value = value;
  made.className = value;
  made.type = type;
  return made;
}

function element(tag, text) {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}
