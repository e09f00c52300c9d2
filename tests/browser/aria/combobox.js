// An editable combobox: focus stays in the input, the list is filtered as one types (list, both) or not at all (none).
const towns = ['Aachen', 'Berlin', 'Bern', 'Bergen', 'Bologna', 'Cologne', 'Dublin', 'Lisbon', 'Lyon', 'Madrid', 'Malmö', 'Zürich'];

class Combobox {
  constructor(input) {
    this.input = input;
    this.how = input.getAttribute('aria-autocomplete');
    this.list = document.getElementById(input.getAttribute('aria-controls'));
    this.button = input.parentElement.querySelector('button');
    this.at = -1;
    input.addEventListener('keydown', (event) => this.key(event));
    input.addEventListener('input', (event) => this.typed(event));
    input.addEventListener('click', () => (this.open ? this.close() : this.show()));
    input.addEventListener('blur', () => setTimeout(() => this.close(), 200));
    this.button?.addEventListener('click', () => { this.open ? this.close() : this.show(); input.focus(); });
    this.list.addEventListener('click', (event) => { const option = event.target.closest('[role=option]'); if (option) this.accept(option); });
    document.body.addEventListener('pointerup', (event) => {
      if (!input.parentElement.contains(event.target) && !this.list.contains(event.target)) this.close();
    });
  }
  get open() { return this.input.getAttribute('aria-expanded') === 'true'; }
  offered() {
    const typed = this.how === 'none' ? '' : this.input.value.slice(0, this.input.selectionStart || this.input.value.length).toLowerCase();
    return towns.filter((town) => town.toLowerCase().startsWith(typed));
  }
  show() {
    const found = this.offered();
    this.list.replaceChildren(...found.map((town, at) => {
      const option = document.createElement('li');
      option.id = `${this.list.id}-${at}`; option.role = 'option'; option.textContent = town;
      return option;
    }));
    this.list.style.display = found.length ? 'block' : 'none';
    this.input.setAttribute('aria-expanded', String(found.length > 0));
  }
  close() {
    this.list.style.display = 'none';
    this.input.setAttribute('aria-expanded', 'false');
    this.input.removeAttribute('aria-activedescendant');
    this.at = -1;
  }
  typed(event) {
    this.show();
    const first = this.offered()[0];
    if (this.how === 'both' && first && this.input.value && event.inputType === 'insertText') {
      const length = this.input.value.length;
      this.input.value = first;
      this.input.setSelectionRange(length, first.length);
      this.mark(0);
    }
    held[this.input.id] = this.input.value;
  }
  mark(at) {
    const options = [...this.list.children];
    options.forEach((option, index) => option.setAttribute('aria-selected', String(index === at)));
    this.at = at;
    if (options[at]) this.input.setAttribute('aria-activedescendant', options[at].id);
  }
  key(event) {
    const options = this.list.children;
    if (event.key === 'ArrowDown') { if (!this.open) this.show(); this.mark((this.at + 1) % options.length); event.preventDefault(); }
    else if (event.key === 'ArrowUp') { if (!this.open) this.show(); this.mark((this.at - 1 + options.length) % options.length); event.preventDefault(); }
    else if (event.key === 'Enter') { if (options[this.at]) this.accept(options[this.at]); event.preventDefault(); }
    else if (event.key === 'Escape') { if (this.open) this.close(); else this.input.value = ''; }
  }
  accept(option) {
    this.input.value = option.textContent;
    held[this.input.id] = option.textContent;
    this.close();
    this.input.focus();
  }
}
document.querySelectorAll('input[role=combobox]').forEach((input) => new Combobox(input));
