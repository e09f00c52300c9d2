// The controls: custom elements, each with an open shadow root of its own. The label is in there, not on the page.
const LOOK = `<style>:host { display: block; margin: 1rem 0; font: inherit; } label, .label { display: block; font-weight: 500; } .error { color: #b3261e; }
  input:not([type=checkbox]):not([type=radio]), textarea, select { width: 100%; font: inherit; padding: .5rem; box-sizing: border-box; }
  ul { list-style: none; margin: 0; padding: 0; border: 1px solid #ccc; background: #fff; } li { padding: .4rem; } .choice { font-weight: 400; display: block; }</style>`;
let serial = 0;

class SplField extends HTMLElement {
  connectedCallback() {
    if (this.shadowRoot) return;
    this.held = this.held || "";
    this.uid = `spl-form-element_${(serial += 1)}`;
    this.attachShadow({ mode: "open" }).innerHTML = LOOK + this.markup();
    this.prepare(this.shadowRoot);
  }

  get value() { return this.held; }

  set value(text) { this.held = text; if (this.shadowRoot) this.show(text); }

  commit(text) {
    this.held = text;
    this.error = "";
    this.dispatchEvent(new CustomEvent("spl-change", { bubbles: true, composed: true }));
  }

  set error(text) {
    this.shadowRoot.querySelector(".error").textContent = text || "";
    const input = this.shadowRoot.querySelector("input, textarea, select");
    if (input) input.setAttribute("aria-invalid", String(Boolean(text)));
  }

  title(forId) {
    const mark = this.field.required ? '<span aria-hidden="true"> *</span>' : "";
    const tag = forId ? `<label for="${this.uid}">` : `<span class="label" id="${this.uid}-label">`;
    return `${tag}<span data-text></span>${mark}${forId ? "</label>" : "</span>"}`;
  }

  prepare(root) {
    root.querySelector("[data-text]").textContent = this.field.label;
    const input = root.querySelector("input, textarea, select");
    if (input) input.required = this.field.required;
    this.wire(root, input);
    if (this.held) this.show(this.held);
  }
}

class SplInput extends SplField {
  markup() {
    const type = { email: "email", phone: "tel", date: "date", url: "url" }[this.field.kind] || "text";
    const control = this.field.kind === "textarea" ? `<textarea id="${this.uid}" rows="4"></textarea>` : `<input id="${this.uid}" type="${type}" autocomplete="off">`;
    return `${this.title(true)}<div part="control">${control}</div><div class="error" role="alert"></div>`;
  }

  wire(root, input) { input.addEventListener("input", () => this.commit(input.value)); }

  show(text) { this.shadowRoot.querySelector("input, textarea").value = text; }
}

class SplSelect extends SplField {
  markup() { return `${this.title(true)}<select id="${this.uid}"></select><div class="error" role="alert"></div>`; }

  wire(root, select) {
    select.append(new Option(Words.Select, ""), ...this.field.options.map((option) => new Option(option, option)));
    select.addEventListener("change", () => this.commit(select.value));
  }

  show(text) { this.shadowRoot.querySelector("select").value = text; }
}

class SplRadios extends SplField {
  markup() { return `<div role="radiogroup" aria-labelledby="${this.uid}-label">${this.title(false)}<div data-rows></div></div><div class="error" role="alert"></div>`; }

  wire(root) {
    for (const option of this.field.options) {
      const row = document.createElement("label");
      row.className = "choice";
      const input = Object.assign(document.createElement("input"), { type: "radio", name: this.uid, value: option });
      input.addEventListener("change", () => this.commit(option));
      row.append(input, ` ${option}`);
      root.querySelector("[data-rows]").append(row);
    }
  }

  show(text) { for (const input of this.shadowRoot.querySelectorAll("input")) input.checked = input.value === text; }
}

class SplCheckbox extends SplField {
  markup() { return `<label class="choice"><input type="checkbox"> <span data-text></span>${this.field.required ? "<span> *</span>" : ""}</label><div class="error" role="alert"></div>`; }

  wire(root, input) { input.addEventListener("change", () => this.commit(input.checked ? "1" : "")); }

  show(text) { this.shadowRoot.querySelector("input").checked = text === "1"; }
}

// Loads as one types; only a picked row counts.
class SplAutocomplete extends SplField {
  markup() { return `${this.title(true)}<input id="${this.uid}" role="combobox" aria-expanded="false" aria-autocomplete="list" autocomplete="off"><ul role="listbox" hidden></ul><div class="error" role="alert"></div>`; }

  wire(root, input) {
    const list = root.querySelector("ul");
    const close = () => { list.hidden = true; input.setAttribute("aria-expanded", "false"); };
    input.addEventListener("input", () => {
      this.held = "";
      clearTimeout(this.timer);
      this.timer = setTimeout(async () => {
        const rows = await Double.places(input.value);
        list.replaceChildren(...rows.map((row) => {
          const item = Object.assign(document.createElement("li"), { textContent: row });
          item.setAttribute("role", "option");
          item.addEventListener("mousedown", (event) => { event.preventDefault(); this.commit(row); input.value = row; close(); });
          return item;
        }));
        list.hidden = !rows.length;
        input.setAttribute("aria-expanded", String(rows.length > 0));
      }, 200);
    });
    input.addEventListener("blur", () => { close(); input.value = this.held; });
  }

  show(text) { this.shadowRoot.querySelector("input").value = text; }
}

// The file goes to the site at once; its name takes the place of the control.
class SplDropzone extends SplField {
  markup() { return `${this.title(false)}<div data-zone><button type="button">${Words["Choose a file"]}</button> ${Words["or drop it here"]}<input type="file" hidden></div><div class="error" role="alert"></div>`; }

  wire(root, input) {
    const zone = root.querySelector("[data-zone]");
    const take = async (file) => {
      zone.textContent = "…";
      const kept = await Double.upload(file);
      zone.textContent = kept.name;
      this.commit(kept.token);
      this.dispatchEvent(new CustomEvent("spl-parsed", { bubbles: true, composed: true, detail: kept.values }));
    };
    root.querySelector("button").addEventListener("click", () => input.click());
    input.addEventListener("change", () => input.files.length && take(input.files[0]));
    zone.addEventListener("dragover", (event) => event.preventDefault());
    zone.addEventListener("drop", (event) => { event.preventDefault(); take(event.dataTransfer.files[0]); });
  }

  show() {}
}
