// Spin buttons and sliders that move by keys; data-names says a value in words, data-round goes from the last to the first.
for (const el of document.querySelectorAll('[role=spinbutton], [role=slider]')) {
  const least = Number(el.getAttribute('aria-valuemin')), most = Number(el.getAttribute('aria-valuemax')), step = Number(el.dataset.step || 1);
  const names = el.dataset.names?.split(',');
  const now = () => Number(el.getAttribute('aria-valuenow'));
  const set = (value) => {
    if (el.dataset.round) value = value > most ? least : value < least ? most : value;
    value = Math.min(most, Math.max(least, value));
    el.setAttribute('aria-valuenow', String(value));
    if (names) el.setAttribute('aria-valuetext', names[value - least]);
    const said = names ? names[value - least] : String(value);
    if (el.tagName === 'INPUT') el.value = said; else if (el.getAttribute('role') === 'spinbutton') el.textContent = said;
    held[el.id] = value;
  };
  el.addEventListener('keydown', (event) => {
    const moves = { ArrowUp: step, ArrowDown: -step, PageUp: step * 10, PageDown: -step * 10, Home: least - most, End: most - least };
    if (el.getAttribute('role') === 'slider') Object.assign(moves, { ArrowRight: step, ArrowLeft: -step });
    if (!(event.key in moves)) { if (el.tagName === 'INPUT' && event.key.length === 1) event.preventDefault(); return; }
    event.preventDefault();
    set(event.key === 'Home' ? least : event.key === 'End' ? most : now() + moves[event.key]);
  });
}
