// The form: pages one after the other inside a shadow root; each "Next" leaves a draft with the site, which a later visit finds.
const Words = JSON.parse(document.querySelector("script[data-words]").textContent);
customElements.define("spl-input", SplInput);
customElements.define("spl-select", SplSelect);
customElements.define("spl-radio-group", SplRadios);
customElements.define("spl-checkbox", SplCheckbox);
customElements.define("spl-autocomplete", SplAutocomplete);
customElements.define("spl-dropzone", SplDropzone);

function tagFor(field) {
  if (field.source) return "spl-autocomplete";
  if (field.kind === "choice") return field.options.length <= 4 ? "spl-radio-group" : "spl-select";
  return { file: "spl-dropzone", consent: "spl-checkbox" }[field.kind] || "spl-input";
}

class OneclickForm extends HTMLElement {
  async connectedCallback() {
    const root = this.attachShadow({ mode: "open" });
    this.elements = Double.config.fields.map((field) => Object.assign(document.createElement(tagFor(field)), { field }));
    const draft = await Double.draft();
    for (const element of this.elements) if (draft[element.field.name]) element.value = draft[element.field.name];
    root.addEventListener("spl-parsed", (event) => this.fill(event.detail));
    this.page = 1;
    this.show();
  }

  fill(values) {
    for (const element of this.elements) {
      const read = values[element.field.name];
      if (read && !element.value) element.value = read;
    }
  }

  of(page) { return this.elements.filter((element) => element.field.page === page); }

  show() {
    const title = document.createElement("h2");
    title.textContent = this.page === 1 ? Words.You : Words.Questions;
    const bar = document.createElement("div");
    bar.append(...(this.page === 1 ? [this.button("Next", () => this.next())] : [this.button("Back", () => this.turn(1)), " ", this.button("Submit", () => this.send())]));
    this.note = document.createElement("p");
    this.note.setAttribute("role", "alert");
    this.shadowRoot.replaceChildren(title, ...this.of(this.page), this.note, bar);
  }

  button(word, press) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: Words[word] });
    button.addEventListener("click", press);
    return button;
  }

  turn(page) { this.page = page; this.show(); }

  async next() {
    const here = this.of(1);
    let fine = true;
    for (const element of here) {
      const missing = element.field.required && !element.value;
      element.error = missing ? Words[" is required"].replace("{}", element.field.label) : "";
      fine = fine && !missing;
    }
    const [email, again] = ["email", "confirm-email"].map((key) => here.find((element) => element.field.key === key));
    if (email.value !== again.value) { again.error = Words["the same"]; fine = false; }
    if (!fine) return;
    await Double.keepDraft(Object.fromEntries(here.map((element) => [element.field.name, element.value])));
    this.turn(2);
  }

  async send() {
    const answer = await Double.send(Object.fromEntries(this.elements.filter((one) => one.value).map((one) => [one.field.name, one.value])));
    if (answer.redirect) return;
    if (this.of(1).some((one) => answer.errors[one.field.name])) this.turn(1);
    for (const element of this.of(this.page)) element.error = answer.errors[element.field.name] || "";
    this.note.textContent = answer.message || "";
  }
}
customElements.define("oc-oneclick-form", OneclickForm);
