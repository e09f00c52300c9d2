// A classic form in the page: third-party widgets by attribute, conditional questions, a submit that comes back with errors.
(() => {
  const form = document.querySelector("form[data-questions]");
  const { fields, language } = Double.config;
  const byName = new Map(fields.map((field) => [field.name, field]));
  const kept = new Map();
  const controls = (name) => [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
  const question = (name) => controls(name)[0]?.closest(form.dataset.questions) || document.getElementById(`q-${name}`);

  for (const select of form.querySelectorAll("select[data-searched]")) window.jQuery(select).select2({ width: "100%" }).on("change", refresh);
  for (const select of form.querySelectorAll("select[data-tom]")) new window.TomSelect(select, { maxOptions: null });
  for (const select of form.querySelectorAll("select[data-choices]")) new window.Choices(select, { searchResultLimit: 8, shouldSort: false, allowHTML: false });
  for (const input of form.querySelectorAll("input[data-flatpickr]")) {
    window.flatpickr(input, { locale: language === "en" ? "default" : language, dateFormat: input.dataset.flatpickr, allowInput: input.dataset.typed !== undefined });
  }
  const phones = new Map([...form.querySelectorAll("input[data-iti]")].map((input) => [
    input.name, window.intlTelInput(input, { initialCountry: input.dataset.iti, separateDialCode: true }),
  ]));
  for (const input of form.querySelectorAll("input[type=file]")) prepareFile(input);
  form.addEventListener("change", refresh);
  refresh();

  function prepareFile(input) {
    const button = input.parentElement.querySelector("[data-browse]");
    if (button) button.addEventListener("click", () => input.click());
    const take = async (file) => {
      if (!file) return;
      const answer = await Double.upload(file);
      kept.set(input.name, answer.token);
      for (const [name, value] of Object.entries(answer.values)) for (const control of controls(name)) if (!control.value) control.value = value;
      const shown = input.parentElement.querySelector("[data-shown]");
      shown.textContent = answer.name;
      if (input.dataset.vanish !== undefined) input.remove();
    };
    input.addEventListener("change", () => take(input.files[0]));
    input.parentElement.addEventListener("dragover", (event) => event.preventDefault());
    input.parentElement.addEventListener("drop", (event) => { event.preventDefault(); take(event.dataTransfer.files[0]); });
  }

  function value(name) {
    if (kept.has(name)) return kept.get(name);
    const iti = phones.get(name);
    if (iti) return controls(name)[0].value && `+${iti.getSelectedCountry().dialCode} ${controls(name)[0].value}`;
    const found = [];
    for (const control of controls(name)) {
      if (control.type === "file") continue;
      if (control.type === "checkbox" || control.type === "radio") { if (control.checked) found.push(control.value); }
      else if (control.multiple) found.push(...[...control.selectedOptions].map((option) => option.value));
      else if (control.value) found.push(control.value);
    }
    return found.length > 1 ? found : found[0] || "";
  }

  function refresh() {
    const values = Object.fromEntries(fields.filter((field) => controls(field.name).length).map((field) => [field.name, value(field.name)]));
    for (const field of fields) if (field.when && question(field.name)) question(field.name).hidden = !Double.asked(field, values);
  }

  function showErrors(answer) {
    for (const old of form.querySelectorAll("[data-error]")) old.remove();
    const note = (text, place) => {
      const error = document.createElement("div");
      error.dataset.error = "";
      error.className = form.dataset.error || "error";
      error.setAttribute("role", "alert");
      error.textContent = text;
      place.append(error);
    };
    for (const [name, text] of Object.entries(answer.errors)) note(text, question(name) || form);
    if (answer.message) note(answer.message, form);
    const first = Object.keys(answer.errors)[0];
    if (first && controls(first)[0]) controls(first)[0].focus();
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const values = Object.fromEntries([...byName.keys()].filter((name) => !question(name)?.hidden).map((name) => [name, value(name)]));
    for (const name of Object.keys(values)) if (values[name] === "") delete values[name];
    const answer = await Double.send(values);
    if (!answer.redirect) showErrors(answer);
  });
})();
