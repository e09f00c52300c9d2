// A list that stands on the page. In one that takes several a plain press toggles; with data-keys="held" only a press with Ctrl adds.
for (const list of document.querySelectorAll('[role=listbox]')) {
  const several = list.getAttribute('aria-multiselectable') === 'true';
  const options = () => [...list.querySelectorAll('[role=option]')];
  const set = (option, on) => option.setAttribute('aria-selected', String(on));
  const chosen = (option) => option.getAttribute('aria-selected') === 'true';
  const told = () => { held[list.id] = options().filter(chosen).map((option) => option.textContent); };
  list.addEventListener('click', (event) => {
    const option = event.target.closest('[role=option]');
    if (!option) return;
    const alone = !several || (list.dataset.keys === 'held' && !event.ctrlKey);
    const on = alone || !chosen(option);
    if (alone) options().forEach((other) => set(other, false));
    set(option, on);
    list.setAttribute('aria-activedescendant', option.id);
    told();
  });
}
