// Names by place: the head of a column, words below or beside a control, as an eye finds them.

// The head of the column a control stands in. A head is a cell of its own in a row as wide, without controls.
function fromColumn(el, drawn = false) {
  const cell = closest(el, 'td, th');
  const row = cell && parentOf(cell);
  const table = cell && closest(cell, 'table');
  if (!table) return null;
  const above = [...table.rows].filter((other) => other !== row && other.cells.length === row.cells.length && !holdsControl(other));
  const head = above.map((other) => other.cells[cell.cellIndex]).find((found) => (found.tagName === 'TH' && found.colSpan === 1) || drawn);
  const text = head ? oneLine(words(head)) : '';
  return text ? { label: text, rest: '', nodes: [head] } : null;
}

// The words right after a control in the box that holds it alone, as some pages write them below.
function textAfter(el, skip = null) {
  for (let at = el, up = 0; up < 3; at = parentOf(at), up++) {
    const box = parentOf(at);
    if (!box || box.matches('form, body, main, fieldset, tr')) return null;
    const ownSelect = (inner) => overSelects.has(inner) && deepContains(el, overSelects.get(inner));
    const own = (inner) => deepContains(el, inner) || (skip && deepContains(skip, inner)) || ownSelect(inner);
    if (within(box).some((inner) => isControl(inner) && !unseenForGood(inner) && !own(inner))) return null;
    for (let sib = at.nextSibling; sib; sib = sib.nextSibling) {
      if (sib === skip || (sib.nodeType === Node.ELEMENT_NODE && sib.matches(`${LISTS}, ${CLICKABLE}`))) continue;
      const text = oneLine(words(sib));
      if (text && /\p{L}/u.test(text)) return { label: text, rest: '', nodes: [sib] };
    }
  }
  return null;
}

// Every run of words on the page with the place it is seen at, once per reading.
let runsSeen = null;
function runs() {
  if (runsSeen) return runsSeen;
  runsSeen = [];
  for (const el of allElements()) {
    if (SILENT.has(el.tagName) || el.matches(`${CLICKABLE}, ${HEADING}, a, option`)) continue;
    for (const node of el.childNodes) {
      if (node.nodeType !== Node.TEXT_NODE || !/\p{L}/u.test(node.nodeValue) || !seen(el)) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      runsSeen.push({ text: oneLine(node.nodeValue), box: range.getBoundingClientRect(), node: el });
    }
  }
  return runsSeen;
}

// The words a person's eye takes for a control's name: left of it on its line, or right above it.
function fromSight(el, leftOnly = false) {
  const box = el.getBoundingClientRect();
  const middle = (box.top + box.bottom) / 2;
  const others = allElements().filter((other) => other !== el && isControl(other) && seen(other)).map((other) => other.getBoundingClientRect());
  const clear = (from) => !others.some((other) => other.left >= from.right - 2 && other.right <= box.left + 2 && other.top < middle && other.bottom > middle);
  const left = runs()
    .filter(({ box: at }) => at.right <= box.left + 2 && box.left - at.right < 320 && at.top < middle + 4 && at.bottom > middle - 4 && clear(at))
    .sort((one, other) => other.box.right - one.box.right)[0];
  const above = runs()
    .filter(({ box: at }) => at.bottom <= box.top + 4 && box.top - at.bottom < 30 && at.left < box.right && at.right > box.left)
    .sort((one, other) => other.box.bottom - one.box.bottom)[0];
  const found = left || (leftOnly ? null : above);
  return found ? { label: found.text, rest: '', nodes: [found.node] } : null;
}
