// A searchable select of the react-select kind: the list exists only while it is open, is rebuilt on every keystroke,
// and the choice lives in script, not in the text field.
class Combobox {
  constructor(input, options, classes) {
    Object.assign(this, { input, options, classes, shown: options, focused: -1, chosen: null, menu: null });
    this.control = input.closest("div:has(> button)");
    this.shell = this.control.parentElement.parentElement;
    this.holder = input.parentElement;
    this.placeholder = document.getElementById(`react-select-${input.id}-placeholder`);
    this.control.addEventListener("mousedown", (event) => this.onPress(event));
    input.addEventListener("input", () => this.open());
    input.addEventListener("keydown", (event) => this.onKey(event));
    input.addEventListener("blur", () => this.close());
  }

  get value() {
    return this.chosen ? this.chosen.value : "";
  }

  onPress(event) {
    if (event.target !== this.input) event.preventDefault();
    this.input.focus();
    if (this.menu && event.target !== this.input) this.close();
    else this.open();
  }

  onKey(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      if (!this.menu) return this.open();
      const count = this.shown.length;
      if (count) this.focusOption((this.focused + step + count) % count);
    } else if (event.key === "Enter" && this.menu) {
      event.preventDefault();
      if (this.shown[this.focused]) this.commit(this.shown[this.focused]);
    } else if (event.key === "Tab" && this.menu && this.shown[this.focused]) {
      this.commit(this.shown[this.focused]);
    } else if (event.key === "Escape") {
      this.close();
    }
  }

  open() {
    const typed = this.input.value.trim().toLowerCase();
    this.shown = this.options.filter((option) => option.label.toLowerCase().includes(typed));
    if (this.menu) this.menu.remove();
    this.menu = this.build();
    this.shell.append(this.menu);
    this.input.setAttribute("aria-expanded", "true");
    this.input.setAttribute("aria-controls", this.menu.id);
    this.placeholder.hidden = Boolean(typed) || Boolean(this.chosen);
    this.focusOption(Math.max(0, this.shown.indexOf(this.chosen)));
  }

  build() {
    const menu = document.createElement("div");
    menu.className = this.classes["select__menu"];
    menu.id = `react-select-${this.input.id}-listbox`;
    menu.setAttribute("role", "listbox");
    menu.addEventListener("mousedown", (event) => event.preventDefault());
    if (!this.shown.length) menu.textContent = "No options";
    this.shown.forEach((option, index) => menu.append(this.row(option, index)));
    return menu;
  }

  row(option, index) {
    const row = document.createElement("div");
    row.className = this.classes["select__option"];
    row.id = `react-select-${this.input.id}-option-${this.options.indexOf(option)}`;
    row.setAttribute("role", "option");
    row.setAttribute("aria-selected", String(option === this.chosen));
    row.textContent = option.label;
    row.addEventListener("click", () => this.commit(option));
    row.addEventListener("mousemove", () => this.focusOption(index));
    return row;
  }

  focusOption(index) {
    const rows = this.menu.querySelectorAll("[role=option]");
    rows.forEach((row, at) => row.classList.toggle(this.classes["select__option--focused"], at === index));
    this.focused = rows.length ? index : -1;
    if (!rows[index]) return;
    this.input.setAttribute("aria-activedescendant", rows[index].id);
    rows[index].scrollIntoView({ block: "nearest" });
  }

  commit(option) {
    this.chosen = option;
    if (this.single) this.single.remove();
    this.single = document.createElement("div");
    this.single.className = this.classes["select__single-value"];
    this.single.textContent = option.label;
    this.holder.before(this.single);
    const required = this.shell.querySelector("input[aria-hidden=true]");
    if (required) required.value = option.value;
    this.close();
  }

  close() {
    if (this.menu) this.menu.remove();
    this.menu = null;
    this.input.value = "";
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-controls");
    this.input.removeAttribute("aria-activedescendant");
    this.placeholder.hidden = Boolean(this.chosen);
  }
}
