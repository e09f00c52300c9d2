// A grid of days in a dialog: months and years turn by buttons, a day is taken by a press. data-take="button": only OK takes it.
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
class Days {
  constructor(dialog, input) {
    this.dialog = dialog; this.input = input; this.month = new Date(2024, 4, 1); this.focus = null;
    for (const [name, months] of [['prev-year', -12], ['prev-month', -1], ['next-month', 1], ['next-year', 12]])
      dialog.querySelector(`.${name}`).addEventListener('click', () => { this.month.setMonth(this.month.getMonth() + months); this.draw(); });
    dialog.querySelector('tbody').addEventListener('click', (event) => {
      const cell = event.target.closest('td');
      if (!cell || cell.getAttribute('aria-disabled') === 'true') return;
      this.focus = cell.dataset.date;
      if (dialog.dataset.take !== 'button') this.take();
    });
    dialog.querySelector('.ok')?.addEventListener('click', () => this.take());
    dialog.querySelector('.cancel')?.addEventListener('click', () => this.show(false));
    dialog.addEventListener('keydown', (event) => { if (event.key === 'Escape') this.show(false); });
    document.body.addEventListener('mousedown', (event) => {
      if (!dialog.contains(event.target) && event.target !== input && !input.parentElement.contains(event.target)) this.show(false);
    });
  }
  get open() { return this.dialog.style.display === 'block'; }
  show(on) {
    this.dialog.style.display = on ? 'block' : 'none';
    if (this.input.role === 'combobox') this.input.setAttribute('aria-expanded', String(on));
    if (on) this.draw();
  }
  draw() {
    this.dialog.querySelector('.month-year').textContent = `${MONTHS[this.month.getMonth()]} ${this.month.getFullYear()}`;
    const first = new Date(this.month);
    first.setDate(1 - first.getDay());
    const rows = [];
    for (let week = 0; week < 6; week++) {
      const row = document.createElement('tr');
      for (let day = 0; day < 7; day++, first.setDate(first.getDate() + 1)) {
        const cell = document.createElement('td');
        cell.tabIndex = -1;
        cell.textContent = first.getDate();
        cell.dataset.date = [first.getMonth() + 1, first.getDate(), first.getFullYear()].map((part) => String(part).padStart(2, '0')).join('/');
        if (first.getMonth() !== this.month.getMonth()) cell.setAttribute('aria-disabled', 'true');
        row.append(cell);
      }
      rows.push(row);
    }
    this.dialog.querySelector('tbody').replaceChildren(...rows);
  }
  take() {
    if (!this.focus) return;
    this.input.value = this.focus;
    held[this.input.id] = this.focus;
    this.show(false);
    this.input.focus();
  }
}
const dialogs = (input) => document.getElementById(input.dataset.dialog || input.getAttribute('aria-controls'));
for (const input of document.querySelectorAll('input')) {
  const days = new Days(dialogs(input), input);
  input.addEventListener('change', () => { held[input.id] = input.value; });
  input.parentElement.querySelector('button')?.addEventListener('click', () => days.show(true));
  if (input.role === 'combobox') input.addEventListener('click', () => days.show(!days.open));
  if (input.role === 'combobox') input.addEventListener('keydown', (event) => { if (event.key === 'ArrowDown') days.show(true); if (event.key === 'Escape') days.show(false); });
}
