// What a person calls a control: the accessible name, then the words that stand where a person looks for them.

const HEADING = 'h1, h2, h3, h4, h5, h6, [role="heading"]';
const CLICKABLE = 'button, [role="button"], [role="tablist"], [role="tab"], summary';
const LISTS = '[role="listbox"], [role="menu"], [role="log"], [aria-live], [role="alert"], [role="status"], datalist';
const MARK = /^[^\p{L}\p{N}]*(required|optional)?[^\p{L}\p{N}]*$/iu;
const SAMPLE =
  /^(type|select|choose|enter|start typing|search|write|your answer|please|e\.?g\.?\b|example|add|paste|pick|--|bitte|wählen|auswählen|choisir|sélectionn|selecciona|seleccione|elige|scegli|seleziona|kies|wybierz)|@example|\.\.\.|…|^https?:|^[\d\s()+./-]+$|^[dmyj.\/ -]+$/i;

const isControl = (el) => el.matches(CONTROLS) && !asksNothing(el);
const holdsControl = (el) => isControl(el) || within(el).some((inner) => isControl(inner) && !unseenForGood(inner));
const unseenForGood = (el) => unseen(el) !== '' && !/^(checkbox|radio|file)$/.test(el.type || '') && el.tagName !== 'SELECT';

const skipFor = (control) => (el) =>
  el === control ||
  isControl(el) ||
  el.matches(LISTS) ||
  el.matches(CLICKABLE) ||
  (el.tagName === 'A' && deepContains(el, control));

const labelLines = (node, control) => lines(words(node, skipFor(control)));

// The first line says it; a line that is only a mark ("*", "(optional)") belongs to the line beside it.
function headline(all) {
  const kept = [];
  for (const line of all) {
    if (kept.length && MARK.test(line)) kept[kept.length - 1] += ` ${line}`;
    else if (kept.length && MARK.test(kept[kept.length - 1])) kept[kept.length - 1] += ` ${line}`;
    else kept.push(line);
  }
  return kept.length ? { label: undouble(kept[0]), rest: kept.slice(1).join(' ') } : null;
}

function fromLabelledBy(el) {
  const text = byIds(el, 'aria-labelledby')
    .map((by) => oneLine(words(by, (inner) => inner !== by && skipFor(el)(inner))))
    .filter(Boolean);
  return text.length ? { label: undouble(text.join(' ')), rest: '', nodes: byIds(el, 'aria-labelledby') } : null;
}

function labelElements(el) {
  const own = [...(el.labels || [])];
  const id = el.id;
  if (!own.length && id) own.push(...deepQuery('label[for]').filter((label) => label.htmlFor === id));
  if (!own.length)
    own.push(
      ...ancestors(el, 6)
        .filter((up) => up.tagName === 'LABEL' && (!up.control || up.control === el))
        .slice(0, 1),
    );
  return own;
}

function fromLabels(el, whole) {
  const labels = labelElements(el);
  const ordered = [...labels.filter(seen), ...labels.filter((label) => !seen(label))];
  for (const label of ordered) {
    const all = labelLines(label, el);
    const found = whole ? { label: undouble(all.join(' ')), rest: '' } : headline(all);
    if (found && found.label && !MARK.test(found.label)) return { ...found, nodes: [label] };
  }
  return null;
}

// Text right before an element, climbing while nothing else that could be filled lies between.
function textBefore(el, depth = 7) {
  for (let at = el, up = 0; at && up < depth; at = parentOf(at), up++) {
    if (at.matches('form, body, main, dialog, [role="dialog"]') && at !== el) return null;
    const blocks = [];
    let stopped = false;
    for (let sib = at.previousSibling; sib; sib = sib.previousSibling) {
      if (sib.nodeType === Node.ELEMENT_NODE && (holdsControl(sib) || sib.tagName === 'HR')) {
        stopped = true;
        break;
      }
      const heading = sib.nodeType === Node.ELEMENT_NODE && sib.matches(HEADING);
      if (sib.nodeType === Node.ELEMENT_NODE && sib.matches(`${LISTS}, ${CLICKABLE}`)) continue;
      const text = oneLine(words(sib, (inner) => inner.matches(`${LISTS}, ${CLICKABLE}`)));
      if (text)
        blocks.unshift({
          text,
          heading,
          strong: sib.nodeType === 1 && sib.matches('label, legend, strong, b, dt, th'),
          node: sib,
        });
      if (heading) break;
    }
    if (blocks.some((block) => !MARK.test(block.text))) return blocks;
    if (stopped) return null;
  }
  return null;
}

// Of several blocks before a control one is the question; the rest explains.
function question(blocks) {
  const plain = blocks.filter((block) => !block.heading && !MARK.test(block.text));
  const pool = plain.length ? plain : blocks.filter((block) => !MARK.test(block.text));
  const best = pool.find((block) => block.strong) || pool.findLast((block) => /\?\s*[*✱]?\s*$/.test(block.text)) || pool[0];
  const marks = blocks.filter((block) => MARK.test(block.text)).map((block) => block.text);
  const rest = pool
    .filter((block) => block !== best)
    .map((block) => block.text)
    .join(' ');
  return { label: undouble([best.text, ...marks].join(' ')), rest, heading: best.heading, nodes: [best.node] };
}

function fromColumn(el) {
  const cell = closest(el, 'td');
  const table = cell && closest(cell, 'table');
  const head =
    table && [...table.querySelectorAll('tr')].map((row) => row.children[cell.cellIndex]).find((th) => th?.tagName === 'TH');
  return head ? { label: oneLine(words(head)), rest: '', nodes: [head] } : null;
}

const humanised = (name) =>
  name
    .replace(/\[\]|\]$/g, '')
    .split(/[.[\]/:]/)
    .pop()
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[-_]+/g, ' ')
    .trim()
    .toLowerCase();

function fromPlaceholder(el) {
  const text = attr(el, 'placeholder') || attr(el, 'data-placeholder') || attr(el, 'aria-placeholder');
  return text ? { label: text, rest: '', sample: SAMPLE.test(text), nodes: [] } : null;
}

// Order: what names it by rule, then what stands before it, then what stands inside it, then its own names.
function labelOf(el) {
  const named = fromLabelledBy(el) || fromLabels(el, /^(checkbox|radio)$/.test(el.type || attr(el, 'role')));
  if (named) return named;
  if (attr(el, 'aria-label')) return { label: attr(el, 'aria-label'), rest: '', nodes: [] };
  const blocks = textBefore(el);
  const before = blocks && question(blocks);
  const inside = fromPlaceholder(el);
  if (before && !before.heading) return before;
  if (inside && !inside.sample) return inside;
  const column = fromColumn(el);
  if (column?.label) return column;
  if (before) return before;
  if (attr(el, 'title')) return { label: attr(el, 'title'), rest: '', nodes: [] };
  if (inside) return inside;
  return { label: humanised(attr(el, 'name') || el.id || attr(el, 'data-name') || ''), rest: '', guessed: true, nodes: [] };
}

// The question over a group of choices: legend, group name, or the words before the group.
function groupLabel(members) {
  const common = commonAncestor(members);
  for (const up of [common, ...ancestors(common, 4)]) {
    if (
      up !== common &&
      within(up).some((el) => isControl(el) && !members.includes(el) && !unseenForGood(el) && !deepContains(common, el))
    )
      break;
    const named = fromLabelledBy(up) || (attr(up, 'aria-label') && { label: attr(up, 'aria-label'), rest: '', nodes: [] });
    if (named) return named;
    if (up.tagName === 'FIELDSET') {
      const legend = within(up).find((el) => el.tagName === 'LEGEND' && closest(el, 'fieldset') === up);
      const said = legend && headline(lines(words(legend)));
      if (said) return { ...said, nodes: [legend] };
    }
  }
  const inside = textInside(common, members);
  if (inside.length) return question(inside);
  const blocks = textBefore(common);
  if (blocks) return question(blocks);
  const loose = deepQuery('label[for]').find((label) =>
    members.some((m) => label.htmlFor === m.name || (label.htmlFor === m.id && !deepContains(label, m))),
  );
  if (loose && members.length > 1 && !members.some((m) => m.id === loose.htmlFor))
    return { label: oneLine(words(loose)), rest: '', nodes: [loose] };
  return { label: humanised(attr(members[0], 'name') || members[0].id || ''), rest: '', guessed: true, nodes: [] };
}

// Words inside the group's box that come before its first choice and are no choice's own label.
function textInside(common, members) {
  const first = members[0];
  const blocks = [];
  for (let at = first; at && at !== common; at = parentOf(at)) {
    if (parentOf(at) !== common) continue;
    for (let sib = at.previousSibling; sib; sib = sib.previousSibling) {
      if (sib.nodeType === 1 && (holdsControl(sib) || members.some((m) => labelElements(m).includes(sib)))) break;
      const text = oneLine(words(sib));
      if (text)
        blocks.unshift({
          text,
          heading: sib.nodeType === 1 && sib.matches(HEADING),
          strong: sib.nodeType === 1 && sib.matches('label, legend'),
          node: sib,
        });
    }
  }
  return blocks.filter((block) => !MARK.test(block.text)).length ? blocks : [];
}

function commonAncestor(members) {
  let at = members.length > 1 ? members[0] : parentOf(members[0]) || members[0];
  while (at && !members.every((m) => deepContains(at, m))) at = parentOf(at);
  return at || document.body;
}

// A choice's own words: its label, its text, or the text right after it.
function choiceLabel(el) {
  const named = fromLabelledBy(el) || fromLabels(el, true);
  if (named?.label) return named.label;
  if (attr(el, 'aria-label')) return attr(el, 'aria-label');
  const own = oneLine(words(el, (inner) => inner !== el && isControl(inner)));
  if (own) return own;
  for (let at = el, up = 0; at && up < 3; at = parentOf(at), up++) {
    const after = [];
    for (let sib = at.nextSibling; sib; sib = sib.nextSibling) {
      if (sib.nodeType === 1 && holdsControl(sib)) break;
      const text = oneLine(words(sib));
      if (text) after.push(text);
      if (after.length) break;
    }
    if (after.length) return after[0];
  }
  return attr(el, 'title') || attr(el, 'value');
}
