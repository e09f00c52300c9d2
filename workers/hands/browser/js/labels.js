// What a person calls a control: the accessible name, then the words that stand where a person looks for them.

const HEADING = 'h1, h2, h3, h4, h5, h6, [role="heading"]';
const CLICKABLE = 'button, [role="button"], [role="tablist"], [role="tab"], summary';
const LISTS = '[role="listbox"], [role="menu"], [role="log"], [aria-live], [role="alert"], [role="status"], datalist';
const MARK = /^[^\p{L}\p{N}]*(required|optional)?[^\p{L}\p{N}]*$/iu;
const SAMPLE =
  /^(type|select|choose|enter|start typing|search|write|your answer|please|e\.?g\.?\b|example|add|paste|pick|--|bitte|wählen|auswählen|choisir|sélectionn|selecciona|seleccione|elige|scegli|seleziona|kies|wybierz)|@example|\.\.\.|…|^https?:|^[\d\s()+./-]+$|^\S+@\S+\.\w+$/i;
const PART = '(d{1,2}|t{1,2}|j{1,4}|g{1,2}|m{1,4}|y{2,4}|a{2,4}|r{4})';
const DATE_SAMPLE = new RegExp(`^${PART}([ ./-]+${PART})*$`, 'i');
// A number or a sign beside a control ("1 →", "€", "+49") names nothing.
const NO_NAME = /^[^\p{L}]*[\p{N}\p{Sc}][^\p{L}]*$/u;

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
  // A control that names itself by what it shows and by its label is called by its label.
  const all = byIds(el, 'aria-labelledby');
  const outer = all.filter((by) => !deepContains(el, by));
  // What stands inside a list is what it shows as chosen.
  const nodes = outer.length || isCombobox(el) ? outer : all;
  const text = nodes.map((by) => oneLine(words(by, (inner) => inner !== by && skipFor(el)(inner)))).filter(Boolean);
  return text.length ? { label: undouble(text.join(' ')), rest: '', nodes } : null;
}

function labelElements(el) {
  const own = [...(el.labels || [])];
  const id = el.id;
  if (!own.length && id)
    own.push(...deepQuery('label[for]').filter((label) => label.htmlFor === id && label.getRootNode() === el.getRootNode()));
  if (!own.length)
    own.push(
      ...ancestors(el, 6)
        .filter((up) => up.tagName === 'LABEL' && (!up.control || up.control === el))
        .slice(0, 1),
    );
  if (!own.length) own.push(...looseLabel(el));
  return own;
}

// A label that names no control, in the box that holds this one alone. Of a choice only one that follows it counts.
function looseLabel(el) {
  for (const up of ancestors(el, 3)) {
    if (up.matches('form, body, main, fieldset, td') || within(up).some((inner) => inner !== el && isControl(inner))) return [];
    const found = within(up).find(
      (label) =>
        label.tagName === 'LABEL' &&
        !label.htmlFor &&
        !label.control &&
        (!isChoice(el) || label.compareDocumentPosition(el) & Node.DOCUMENT_POSITION_PRECEDING),
    );
    if (found) return [found];
  }
  return [];
}

// What stands outside a component for the control inside it: a label for its host, the host's own words.
function fromHost(el) {
  const host = el.getRootNode() instanceof ShadowRoot ? el.getRootNode().host : null;
  if (!host) return null;
  const label = host.id && deepQuery('[for]').find((found) => attr(found, 'for') === host.id);
  if (label) return { ...headline(lines(words(label))), nodes: [label] };
  const named = fromLabelledBy(host);
  if (named) return named;
  const text = attr(host, 'aria-label') || attr(host, 'label');
  if (text) return { label: text, rest: '', nodes: [host] };
  if (isChoice(el) && oneLine(words(host))) return { label: oneLine(words(host)), rest: '', nodes: [host] };
  return fromHost(host);
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

// Text right before an element, climbing while nothing else that could be filled lies between. `skip`: what belongs to it beside it.
function textBefore(el, depth = 7, skip = null) {
  for (let at = el, up = 0; at && up < depth; at = parentOf(at), up++) {
    if (at.matches('form, body, main, dialog, [role="dialog"]') && at !== el) return null;
    const blocks = [];
    let stopped = false;
    let line = 0;
    for (let sib = at.previousSibling; sib; sib = sib.previousSibling) {
      if (sib === skip) continue;
      if (sib.nodeType === Node.ELEMENT_NODE && (holdsControl(sib) || sib.tagName === 'HR')) {
        stopped = true;
        // What follows a choice on its line is that choice's own.
        if (isChoice(sib) && line < blocks.length) blocks.splice(0, line);
        break;
      }
      const block = sib.nodeType === Node.ELEMENT_NODE && (sib.tagName === 'BR' || BLOCK.test(getComputedStyle(sib).display));
      if (block) line = 0;
      const heading = sib.nodeType === Node.ELEMENT_NODE && sib.matches(HEADING);
      if (sib.nodeType === Node.ELEMENT_NODE && sib.matches(`${LISTS}, ${CLICKABLE}`)) continue;
      const text = oneLine(words(sib, (inner) => inner.matches(`${LISTS}, ${CLICKABLE}`)));
      if (text && !NO_NAME.test(text) && !block) line += 1;
      if (text && !NO_NAME.test(text))
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
  const asking = blocks.find((block) => block.heading && /[?¿*✱]/.test(block.text));
  const plain = asking ? [] : blocks.filter((block) => !block.heading && !MARK.test(block.text));
  const pool = plain.length ? plain : blocks.filter((block) => !MARK.test(block.text));
  const best = asking || pool.find((block) => block.strong) || pool.findLast((block) => /\?\s*[*✱]?\s*$/.test(block.text)) || pool[0];
  const marks = blocks.filter((block) => MARK.test(block.text)).map((block) => block.text);
  const rest = pool
    .filter((block) => block !== best)
    .map((block) => block.text)
    .join(' ');
  return { label: undouble([best.text, ...marks].join(' ')), rest, heading: best.heading && !asking, nodes: [best.node] };
}

// The name of the group a control is the only nameless one of.
function fromGroup(el) {
  const group = closest(el, 'fieldset, [role="group"]');
  if (!group) return null;
  const nameless = within(group).filter(
    (inner) => isControl(inner) && !unseenForGood(inner) && !fromLabelledBy(inner) && !fromLabels(inner) && !attr(inner, 'aria-label'),
  );
  return nameless.length === 1 ? groupName(group) : null;
}

function groupName(group) {
  const legend = group.tagName === 'FIELDSET' && [...group.children].find((child) => child.tagName === 'LEGEND');
  const said = legend && headline(lines(words(legend)));
  if (said) return { ...said, nodes: [legend] };
  return fromLabelledBy(group) || (attr(group, 'aria-label') ? { label: attr(group, 'aria-label'), rest: '', nodes: [] } : null);
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
  return text ? { label: text, rest: '', sample: SAMPLE.test(text) || DATE_SAMPLE.test(text), nodes: [] } : null;
}

// Order: what names it by rule, then what stands before it, then what stands inside it, then its own names.
// `drawn` is the box a person sees, where that is another: its words are the answer.
function labelOf(el, drawn = null) {
  const box = drawn && deepContains(drawn, el) ? drawn : el;
  const choice = /^(checkbox|radio)$/.test(el.type || attr(el, 'role'));
  const named = fromLabelledBy(el) || fromLabels(el, choice);
  if (named) return named;
  if (attr(el, 'aria-label')) return { label: attr(el, 'aria-label'), rest: '', nodes: [] };
  const outside = fromHost(el);
  if (outside?.label) return outside;
  const after = choice && wordsAfter(el);
  if (after) return { label: after, rest: '', nodes: [] };
  const blocks = textBefore(box, 7, drawn);
  const before = blocks && question(blocks);
  const inside = fromPlaceholder(el);
  const column = fromColumn(el);
  if (column && !(before && deepContains(closest(el, 'tr'), before.nodes[0]))) return column;
  const several = before && before.nodes[0].nodeType === Node.ELEMENT_NODE && lines(words(before.nodes[0])).length > 1;
  if (several && !before.heading) return fromSight(el, true) || before;
  if (before && !before.heading) return before;
  if (inside && !inside.sample) return inside;
  const group = fromGroup(el);
  if (group) return group;
  if (before) return before;
  if (attr(el, 'title')) return { label: attr(el, 'title'), rest: '', nodes: [] };
  const below = textAfter(box, drawn);
  if (below) return below;
  if (inside) return { ...inside, guessed: true };
  if (!blocks && seen(el) && !besideNamed(el)) {
    const sight = fromSight(el);
    if (sight) return sight;
  }
  return { label: humanised(attr(el, 'name') || el.id || attr(el, 'data-name') || ''), rest: '', guessed: true, nodes: [] };
}

// A nameless control right behind another of its kind is the next part of the same question.
const besideNamed = (el) => {
  const mates = [...(parentOf(el)?.children || [])];
  const top = el.getBoundingClientRect().top;
  return mates
    .slice(0, mates.indexOf(el))
    .some((other) => other.tagName === el.tagName && Math.abs(other.getBoundingClientRect().top - top) < 8);
};

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
  const inside = leads(members) ? [] : textInside(common, members);
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
  return wordsAfter(el) || fromColumn(el, true)?.label || attr(el, 'title') || attr(el, 'value');
}

function wordsAfter(el) {
  for (let at = el, up = 0; at && up < 3; at = parentOf(at), up++) {
    if (at !== el && at.matches('td, th, tr, form')) return '';
    let line = '';
    for (let sib = at.nextSibling; sib; sib = sib.nextSibling) {
      if (sib.nodeType === 1 && holdsControl(sib)) break;
      const more = words(sib);
      if (oneLine(line) && /^\n/.test(more)) break;
      line += more;
    }
    if (oneLine(line)) return lines(line)[0];
  }
  return '';
}

const wordsBefore = (el) => {
  for (let sib = el.previousSibling; sib; sib = sib.previousSibling) {
    if (sib.nodeType === 1 && holdsControl(sib)) return '';
    const text = oneLine(words(sib));
    if (text) return text;
  }
  return '';
};

// Whether the choices' words stand before them ("Yes ( ) No ( )"): each has some, and nothing follows the last.
const leads = (members) =>
  members.length > 1 &&
  members.every((el) => isChoice(el) && !labelElements(el).length && !attr(el, 'aria-label') && wordsBefore(el)) &&
  !wordsAfter(members.at(-1));
