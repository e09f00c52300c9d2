// A list of thousands of rows of which only those in sight are in the document.
(() => {
  const HEIGHT = 32;
  for (const input of document.querySelectorAll("input[data-virtual]")) {
    const field = Double.config.fields.find((one) => one.name === input.id);
    const held = input.form.elements[field.name];
    const hidden = held instanceof RadioNodeList ? held[0] : [...input.form.querySelectorAll(`input[type=hidden][name="${field.name}"]`)][0];
    const box = document.createElement("div");
    box.className = input.dataset.virtual;
    box.setAttribute("role", "listbox");
    box.hidden = true;
    input.after(box);
    let rows = [];
    const draw = () => {
      const first = Math.max(0, Math.floor(box.scrollTop / HEIGHT) - 3);
      const space = document.createElement("div");
      space.style.height = `${rows.length * HEIGHT}px`;
      for (let at = first; at < Math.min(rows.length, first + 14); at += 1) {
        const row = document.createElement("div");
        row.setAttribute("role", "option");
        row.setAttribute("aria-setsize", rows.length);
        row.setAttribute("aria-posinset", at + 1);
        row.setAttribute("aria-selected", String(rows[at] === hidden.value));
        row.style.top = `${at * HEIGHT}px`;
        row.textContent = rows[at];
        row.addEventListener("mousedown", (event) => { event.preventDefault(); choose(rows[at]); });
        space.append(row);
      }
      box.replaceChildren(space);
    };
    const choose = (row) => { hidden.value = row; input.value = row; close(); };
    const close = () => { box.hidden = true; input.setAttribute("aria-expanded", "false"); };
    const open = () => {
      const typed = input.value === hidden.value ? "" : input.value.toLowerCase();
      rows = field.options.filter((option) => option.toLowerCase().startsWith(typed));
      box.hidden = false;
      input.setAttribute("aria-expanded", "true");
      draw();
    };
    box.addEventListener("scroll", draw);
    input.addEventListener("focus", open);
    input.addEventListener("input", open);
    input.addEventListener("blur", () => { close(); input.value = hidden.value; });
  }
})();
