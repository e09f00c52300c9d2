// The application form: attachments, typed résumé, and a submit that answers with errors or moves on to the thank-you page.
(() => {
  const config = JSON.parse(document.querySelector("script[data-form]").textContent);
  const form = document.getElementById(config.form);
  const boxes = new Map();
  const files = new Map();
  const code = new SecurityCode(form, config);

  for (const [id, options] of Object.entries(config.options)) {
    const input = document.getElementById(id);
    boxes.set(id, new Combobox(input, options, config.classes));
  }

  for (const input of form.querySelectorAll("input[type=file]")) prepareUpload(input);

  function prepareUpload(input) {
    const buttons = input.parentElement;
    buttons.querySelector("button:not([data-typed])").addEventListener("click", () => input.click());
    input.addEventListener("change", () => {
      if (input.files.length) showFile(input, buttons);
    });
    const typed = buttons.querySelector("[data-typed]");
    if (typed) typed.addEventListener("click", () => showText(typed, buttons, input.id));
  }

  // As on the real pages the file control leaves the document once a file is chosen; only its name remains visible.
  function showFile(input, buttons) {
    files.set(input.id, input.files[0]);
    const shown = document.createElement("div");
    shown.className = config.classes["file-upload__filename"];
    const name = document.createElement("p");
    name.textContent = input.files[0].name;
    const remove = document.createElement("button");
    remove.type = "button";
    remove.className = config.classes["btn"];
    remove.setAttribute("aria-label", "Remove file");
    remove.textContent = "×";
    remove.addEventListener("click", () => {
      files.delete(input.id);
      input.value = "";
      shown.replaceWith(buttons);
    });
    shown.append(name, remove);
    buttons.replaceWith(shown);
    showError(input.id, null, shown);
  }

  function showText(typed, buttons, anchor) {
    const area = document.createElement("textarea");
    area.id = typed.dataset.typed;
    area.rows = 8;
    area.dataset.anchor = anchor;
    area.setAttribute("aria-label", "Enter manually");
    buttons.after(area);
    typed.remove();
    area.focus();
  }

  function collect() {
    const data = new FormData();
    for (const control of form.querySelectorAll("input[id], textarea[id]")) {
      if (control.type === "file" || code.owns(control)) continue;
      if (control.type === "checkbox") data.append(control.id, control.checked ? "1" : "0");
      else if (boxes.has(control.id)) data.append(control.id, boxes.get(control.id).value);
      else data.append(control.id, control.value);
    }
    for (const [id, file] of files) data.append(id, file, file.name);
    if (code.value) data.append(config.code.name, code.value);
    return data;
  }

  function showError(id, message) {
    const old = document.getElementById(`${id}-error`);
    if (old) old.remove();
    const control = document.getElementById(id);
    if (control) control.setAttribute("aria-invalid", String(Boolean(message)));
    if (!message) return;
    const place = document.getElementById(`${id}-label`) || document.getElementById(`upload-label-${id}`);
    const error = document.createElement("p");
    error.id = `${id}-error`;
    error.className = config.classes["helper-text--error"];
    error.textContent = message;
    place.parentElement.append(error);
  }

  function showRefusal(answer) {
    for (const old of form.querySelectorAll("[id$='-error'], [role=alert]")) if (old !== code.note) old.remove();
    for (const control of form.querySelectorAll("[aria-invalid=true]")) control.setAttribute("aria-invalid", "false");
    const errors = Object.entries(answer.errors || {});
    for (const [id, message] of errors) showError(id, message);
    if (answer.message) {
      const note = document.createElement("p");
      note.className = config.classes["form-error"];
      note.setAttribute("role", "alert");
      note.textContent = answer.message;
      form.append(note);
    }
    const first = errors.length && document.getElementById(errors[0][0]);
    if (first) first.focus();
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button[type=submit]");
    button.disabled = true;
    try {
      const response = await fetch(form.action, { method: "POST", body: collect() });
      const answer = await response.json();
      if (answer.redirect) window.location.assign(answer.redirect);
      else if (answer.code) code.ask(answer.code);
      else showRefusal(answer);
    } catch {
      showRefusal({ message: "The connection failed. Please try again." });
    } finally {
      button.disabled = !code.ready;
    }
  });
})();
