// The Easy Apply dialog. It is made on the press of the button; every step replaces the one before; ids are new each time.
(() => {
  const { fields, company } = Double.config;
  const classes = JSON.parse(document.querySelector("script[data-classes]").textContent);
  const values = {};
  const shown = {};
  let ember = 350;
  let step = 1;
  let overlay = null;
  const steps = [...new Set(fields.map((field) => field.page))];
  const last = steps.length;
  const titles = { 1: "Contact info", 2: "Resume", 3: "Additional Questions", 4: "Review your application" };
  const id = () => `ember${(ember += 1)}`;

  function make(tag, attributes = {}, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value === true) node.setAttribute(name, "");
      else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
    }
    node.append(...children);
    return node;
  }

  function labelled(field, forId) {
    const label = make("label", { for: forId, class: classes.label, "data-label": field.required });
    label.append(make("span", { "aria-hidden": "true" }, field.label), make("span", { class: "visually-hidden" }, field.label));
    return [label, ...(field.required ? [make("span", { class: "visually-hidden" }, " Required ")] : [])];
  }

  function control(field) {
    const own = `${field.options.length ? "text-entity-list" : "single-line-text"}-form-component-formElement-${field.name}`;
    const set = (value) => { values[field.name] = value; };
    if (field.source) return typeahead(field, own, set);
    if (field.kind === "file") return resume(field, set);
    if (field.kind === "consent") return follow(field, set);
    if (field.options.length && field.options.length <= 2 && field.options[0] === "Yes") return radios(field, own, set);
    if (field.options.length) {
      const select = make("select", { id: own, required: field.required, "aria-required": String(field.required), "aria-describedby": `${own}-error` });
      for (const option of ["Select an option", ...field.options]) select.append(make("option", { value: option, selected: option === values[field.name] }, option));
      select.addEventListener("change", () => set(select.value === "Select an option" ? "" : select.value));
      return [...labelled(field, own), select, make("div", { id: `${own}-error` })];
    }
    const input = make(field.kind === "textarea" ? "textarea" : "input", { id: own, class: classes.input, required: field.required, "aria-describedby": `${own}-error` });
    if (input.tagName === "INPUT") input.type = "text";
    input.value = values[field.name] || "";
    input.addEventListener("input", () => set(input.value));
    return [make("label", { for: own, class: "artdeco-text-input--label" }, field.label), input, make("div", { id: `${own}-error` })];
  }

  function radios(field, own, set) {
    const box = make("fieldset", { id: `radio-button-form-component-formElement-${field.name}` });
    const title = make("span", { "aria-hidden": "true" }, field.label);
    box.append(make("legend", {}, title, make("span", { class: "visually-hidden" }, field.label), make("span", { class: "visually-hidden" }, " Required ")));
    for (const [n, option] of field.options.entries()) {
      const input = make("input", { type: "radio", id: `${own}-${n}`, name: own, value: option, class: "fb-form-element__checkbox" });
      input.checked = values[field.name] === option;
      input.addEventListener("change", () => set(option));
      box.append(make("div", {}, input, make("label", { for: `${own}-${n}`, "data-test-text-selectable-option__label": option }, ` ${option}`)));
    }
    return [box];
  }

  function typeahead(field, own, set) {
    const input = make("input", { id: own, type: "text", role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", autocomplete: "off", class: classes.input });
    const list = make("div", { class: classes.list, role: "listbox", hidden: true });
    input.value = values[field.name] || "";
    let timer = 0;
    input.addEventListener("input", () => {
      set("");
      clearTimeout(timer);
      timer = setTimeout(async () => {
        const rows = await Double.places(input.value);
        list.replaceChildren(...rows.map((row) => {
          const hit = make("div", { role: "option", class: "hit" }, make("span", { class: "search-typeahead-v2__hit-text" }, row));
          hit.addEventListener("mousedown", (event) => { event.preventDefault(); set(row); input.value = row; list.hidden = true; });
          return hit;
        }));
        list.hidden = !rows.length;
        input.setAttribute("aria-expanded", String(!list.hidden));
      }, 200);
    });
    return [make("label", { for: own }, field.label), input, list, make("div", { id: `${own}-error` })];
  }

  function resume(field, set) {
    const input = make("input", { type: "file", id: `jobs-document-upload-file-input-upload-resume-${id()}`, class: "visually-hidden", accept: ".pdf,.doc,.docx,.txt" });
    const name = make("h3", {}, shown[field.name] || "");
    input.addEventListener("change", async () => {
      const kept = await Double.upload(input.files[0]);
      set(kept.token);
      name.textContent = shown[field.name] = kept.name;
    });
    const button = make("label", { role: "button", tabindex: "0", for: input.id, class: "artdeco-button" }, make("span", {}, "Upload resume"));
    return [make("span", {}, "Be sure to include an updated resume"), name, button, input, make("p", {}, "DOC, DOCX, PDF (2 MB)")];
  }

  // Ticked from the start, as the real one is: whoever does not want it has to see it.
  function follow(field, set) {
    if (values[field.name] === undefined) set("1");
    const input = make("input", { type: "checkbox", id: field.name });
    input.checked = values[field.name] === "1";
    input.addEventListener("change", () => set(input.checked ? "1" : ""));
    return [input, make("label", { for: field.name }, ` ${field.label}`)];
  }

  function button(label, text, press) {
    const node = make("button", { type: "button", id: id(), class: "artdeco-button artdeco-button--2 ember-view", "aria-label": label }, make("span", { class: "artdeco-button__text" }, text));
    node.addEventListener("click", press);
    return node;
  }

  function missing(field) {
    return field.required && !values[field.name];
  }

  function check() {
    const wrong = fields.filter((field) => field.page === steps[step - 1] && missing(field));
    draw(Object.fromEntries(wrong.map((field) => [field.name, field.options.length ? "Please make a selection" : "Please enter a valid answer"])));
    return !wrong.length;
  }

  function review() {
    return fields.filter((field) => field.page < 4).map((field) => make("p", {}, make("strong", {}, field.label), ` ${shown[field.name] || values[field.name] || "—"}`));
  }

  function draw(errors = {}, message = "") {
    const percent = Math.round(((step - 1) / last) * 100);
    const here = steps[step - 1];
    const form = make("form", {}, make("h3", {}, titles[here]), ...(step === last ? review() : []));
    for (const field of fields.filter((one) => one.page === here)) {
      const element = make("div", { class: classes.element, "data-test-form-element": true, tabindex: "-1" }, ...control(field));
      if (errors[field.name]) element.append(make("div", { class: classes.error, role: "alert" }, make("span", {}, errors[field.name])));
      form.append(element);
    }
    if (message) form.append(make("div", { role: "alert" }, message));
    const foot = make("footer", { role: "presentation" });
    if (step > 1) foot.append(button("Back to previous step", "Back", () => { step -= 1; draw(); }));
    if (step < last - 1) foot.append(button("Continue to next step", "Next", () => { if (check()) { step += 1; draw(); } }));
    else if (step < last) foot.append(button("Review your application", "Review", () => { if (check()) { step += 1; draw(); } }));
    else foot.append(button("Submit application", "Submit application", submit));
    form.append(foot);
    form.addEventListener("submit", (event) => event.preventDefault());
    const dialog = make("div", { role: "dialog", tabindex: "-1", "data-test-modal": "", class: classes.modal, "aria-labelledby": "jobs-apply-header" },
      make("span", { class: "a11y-text" }, "Dialog content start."), button("Dismiss", "✕", leave), make("h2", { id: "jobs-apply-header" }, ` Apply to ${company} `),
      make("progress", { max: "100", value: String(percent) }), make("span", { role: "note", "aria-label": `Your job application progress is at ${percent} percent.` }, ` ${percent}% `), form);
    if (overlay) overlay.remove();
    overlay = make("div", { class: classes.overlay }, dialog);
    document.body.append(overlay);
    dialog.focus();
  }

  function leave() {
    const dialog = make("div", { role: "alertdialog", class: classes.modal, "aria-labelledby": "save-header" }, make("h2", { id: "save-header" }, "Save this application?"),
      make("p", {}, "Save to return to this application later."),
      button("Discard", "Discard", () => { overlay.remove(); for (const name of Object.keys(values)) delete values[name]; step = 1; }),
      button("Save", "Save", async () => { await Double.keepDraft(values); overlay.remove(); }));
    overlay.replaceChildren(dialog);
  }

  async function submit() {
    const answer = await Double.send(Object.fromEntries(Object.entries(values).filter(([, value]) => value)));
    if (answer.redirect) return;
    const first = fields.find((field) => answer.errors[field.name]);
    if (first) step = steps.indexOf(first.page) + 1;
    draw(answer.errors, answer.message || "");
  }

  document.querySelector("[data-open]").addEventListener("click", async () => {
    Object.assign(values, await Double.draft());
    draw();
  });
})();
