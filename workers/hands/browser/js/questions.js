// Questions out of controls: single ones, groups of choices, rows of boxes and buttons that are answers.

// A name put together of "Photo" and "Choose file" is "Photo".
function withoutUpload(el, said) {
  const parts = byIds(el, 'aria-labelledby')
    .map((by) => oneLine(words(by)))
    .filter(Boolean);
  const kept = parts.filter((part) => !UPLOAD_WORDS.test(part));
  if (parts.length > 1 && kept.length) return kept.join(' ');
  return said.label.replace(/\s+(choose|select|attach|upload|browse)( an?| your)?( files?)?\s*$/i, '') || said.label;
}

// What says how a file must be ("PDF up to 5 MB") or that there is none yet is no name.
const FILE_LIMITS =
  /\b\d+ ?(kb|mb|ko|mo)\b|^(\.?(pdf|docx?|odt|rtf|txt|png|jpe?g)\b[\s,./|]*(or|and|oder|und|ou|et|o|y)?\s*)+$|no file|keine (datei|ausgew)|aucun fichier|ning[uú]n archivo/i;

// A select behind a drawn list is called by what is seen, where it has no name of its own.
function nameOfPair(select, front) {
  const box = drawnBox(select);
  const own = labelOf(select, box);
  if (!own.guessed && own.label) return own;
  const seenName = labelOf(front, box);
  return seenName.label && !seenName.guessed ? seenName : own;
}

// What a box for formatted text is called: the words over its tool bar say more than the editor's own name for itself.
function editorLabel(el) {
  const own = labelOf(el);
  if (own.label && !own.guessed && !/\b(rich.?text|editor)\b/i.test(own.label)) return own;
  for (const up of [el, ...ancestors(el, 4)]) {
    const bar = up.previousElementSibling;
    if (!bar || !(isToolbar(bar) || within(bar).some(isToolbar))) continue;
    const blocks = textBefore(bar);
    if (blocks) return question(blocks);
  }
  return own;
}

// What drop zones and their inputs are called where nobody gave them a name.
const ANY_FILE = /^(hidden )?(file|files|attachment)s?([- ]?(upload|input|picker|chooser))?$/i;

function fileLabel(input) {
  const el = zoneOf(input) || input;
  const tries = [
    fromLabelledBy(el),
    fromLabels(el),
    attr(el, 'aria-label') ? { label: attr(el, 'aria-label'), rest: '', nodes: [] } : null,
  ];
  const group = closest(el, '[role="group"], fieldset');
  if (group && within(group).filter((inner) => inner.type === 'file' && !takesFolders(inner)).length === 1) tries.push(groupLabel([el]));
  const alone = ancestors(el, 6).filter((up) => !within(up).some((other) => other !== el && isControl(other) && !unseenForGood(other)));
  const named = (line) => !UPLOAD_WORDS.test(line) && !MARK.test(line) && !FILE_LIMITS.test(line) && !DRAGS.test(line);
  const inside = alone
    .filter((up) => deepContains(ownBox([el]), up))
    .map((up) => lines(words(up, (inner) => inner.matches(`${CLICKABLE}, ${LISTS}, [class*="error" i]`))).find(named))
    .find(Boolean);
  if (inside) tries.push({ label: inside, rest: '', nodes: [] });
  const before = textBefore(el);
  if (before) tries.push(question(before));
  const told = tries.filter((said) => said?.label && !ANY_FILE.test(said.label)).map((said) => ({ ...said, label: withoutUpload(el, said) }));
  const head = alone.flatMap(within).find((found) => found.matches(HEADING) && seen(found));
  return (
    told.find((said) => !UPLOAD_WORDS.test(said.label)) ||
    (head && { label: oneLine(words(head)), rest: '', nodes: [head] }) ||
    told[0] ||
    labelOf(el)
  );
}

function single(el) {
  const drawn = (isCombobox(el) || hollowSelects.has(el)) && el.tagName !== 'SELECT' && !el.list;
  const widget =
    el.type === 'file'
      ? 'file'
      : drawn
        ? 'combobox'
        : attr(el, 'role') === 'spinbutton'
          ? 'spinner'
          : el.isContentEditable && !isTextual(el)
            ? 'editable'
            : attr(el, 'role') === 'slider' && el.tagName !== 'INPUT'
              ? 'slider'
              : 'native';
  const front = overSelects.get(el);
  const said = el.type === 'file' ? fileLabel(el) : widget === 'editable' ? editorLabel(el) : front ? nameOfPair(el, front) : labelOf(el);
  const raw = facts([el], widget, said);
  raw.visible = controlSeen(el);
  raw.bait = isBait(el);
  raw.options = optionsOf(el);
  if (front) {
    raw.drawn = handleOf(front);
    raw.required = raw.required || requiredMark([front], said.nodes);
  }
  if (el.type === 'month') raw.pattern = raw.pattern || MONTH_ONLY;
  if (el.tagName === 'SELECT') raw.texts = ofSelect(el);
  else if (hollowSelects.has(el)) {
    raw.multiple = hollowSelects.get(el).multiple;
    raw.texts = ofSelect(hollowSelects.get(el));
  } else if (drawn) {
    raw.texts = shownChoice(el).filter((text) => !raw.options.some((option) => option.blank && option.label === text));
    raw.listed = raw.options.length > 0;
    raw.multiple =
      chipsOf(el).length > 0 ||
      isPrompt(el) ||
      attr(listboxOf(el) || el, 'aria-multiselectable') === 'true' ||
      ancestors(el, 7).some((up) => /(^|[-_ ])(is-?)?multi(ple)?([-_ ]|$)/i.test(attr(up, 'class')));
  } else if (el.type === 'file') raw.texts = fileNames(el);
  else if (isChoice(el)) raw.checked = el.checked ?? attr(el, 'aria-checked') === 'true';
  else if (widget === 'editable') raw.texts = lines(el.innerText);
  else if (widget === 'spinner' && !isTextual(el)) raw.texts = [attr(el, 'aria-valuetext') || attr(el, 'aria-valuenow')].filter(Boolean);
  else if (widget === 'slider') raw.texts = [attr(el, 'aria-valuenow')].filter(Boolean);
  else raw.texts = el.value ? [el.type === 'tel' ? withDialled(el) : el.value] : [];
  return raw;
}

// A number is read with the dialling code that stands chosen beside it; one that names the same code again is read with both.
function withDialled(el) {
  const code = codeBeside(el);
  const whole = /^\s*(\+|00)/.test(el.value);
  const doubled = whole && el.value.replace(/[^\d+]/g, '').startsWith(code);
  return code && (!whole || doubled) ? `${code} ${el.value.trim()}` : el.value;
}

function codeBeside(el) {
  for (const up of ancestors(el, 3)) {
    const inner = within(up);
    if (up.matches('form, fieldset, body') || inner.some((other) => other !== el && isTextual(other) && seen(other) && !isCombobox(other))) break;
    const pickers = inner.filter((other) => (other.matches('button, [role="button"], select') || isCombobox(other)) && other !== el && seen(other));
    const shown = (one) => (one.tagName === 'SELECT' ? one.selectedOptions[0]?.text || '' : oneLine(words(one)) || one.value || '');
    const said = pickers.flatMap((one) => [shown(one), attr(one, 'title')]); // a flag alone says its code only in its hint
    const code = said.map((text) => text.match(/\+\d{1,4}(?!\d)/g)).find((found) => found?.length === 1);
    if (code) return code[0];
  }
  return '';
}

function choices(members, widget) {
  const alone = members.length === 1 && widget === 'checkboxes';
  if (alone) return single(members[0]);
  const raw = facts(members, widget, groupLabel(members));
  const leading = leads(members);
  raw.visible = members.some(choiceSeen);
  raw.bait = !raw.visible && members.some((el) => unseen(el) === 'trick');
  const named = members.map((el) => (leading ? wordsBefore(el) : choiceLabel(el)));
  raw.options = members.map((el, at) => ({
    label: withoutQuestion(named, raw.label)[at],
    value: el.value ?? (attr(el, 'data-value') || attr(el, 'value')),
    checked: el.checked ?? attr(el, 'aria-checked') === 'true',
    blank: false,
    handle: handleOf(el),
    group: '',
  }));
  raw.texts = raw.options.filter((option) => option.checked).map((option) => option.label);
  return raw;
}

// Choices that are named by the question and their own words keep their own.
function withoutQuestion(named, question) {
  const said = question.replace(/[\s:*✱]+$/, '');
  const all = said && named.every((name) => name.startsWith(said) && name.length > said.length + 1);
  return all ? named.map((name) => name.slice(said.length).replace(/^[\s:*✱–-]+/, '')) : named;
}

// A list that stands on the page with its options.
function standing(list) {
  const raw = facts([list], 'listbox', labelOf(list));
  const options = within(list).filter((el) => el.matches('[role="option"]') && seen(el) && attr(el, 'aria-disabled') !== 'true');
  raw.multiple = attr(list, 'aria-multiselectable') === 'true';
  raw.options = options.map((el) => ({
    label: optionWords(el),
    value: attr(el, 'data-value') || optionWords(el),
    checked: isChosen(el),
    blank: false,
    handle: handleOf(el),
    group: '',
  }));
  raw.texts = raw.options.filter((option) => option.checked).map((option) => option.label);
  return raw;
}

function pressed(group, satellite) {
  const on = (el) =>
    attr(el, 'aria-pressed') === 'true' ||
    attr(el, 'aria-checked') === 'true' ||
    /(^|[-_ ])(is-?)?(active|selected|pressed|checked|chosen)([-_ ]|$)/i.test(attr(el, 'class'));
  const raw = facts(group.buttons, group.yesNo ? 'yes_no' : 'buttons', groupLabel(group.buttons));
  raw.options = group.buttons.map((el, at) => ({
    label: group.said[at],
    value: attr(el, 'value') || group.said[at],
    checked: on(el),
    blank: false,
    handle: handleOf(el),
    group: '',
  }));
  raw.texts = raw.options.filter((option) => option.checked).map((option) => option.label);
  raw.name = satellite?.name || raw.name;
  raw.id = satellite?.id || raw.id;
  raw.required = raw.required || !!satellite?.required;
  return raw;
}

function checkboxGroups(boxes) {
  const groups = [];
  for (const el of boxes) {
    const name = attr(el, 'name');
    const same = name && groups.find((group) => attr(group[0], 'name') === name && group[0].form === el.form);
    const set = setOf(el);
    const mates = set && groups.find((group) => setOf(group[0]) === set && asksOnce(set));
    if (same) same.push(el);
    else if (mates) mates.push(el);
    else groups.push([el]);
  }
  return adoptNameless(groups);
}

const SMALL_PRINT =
  /\b(i (agree|accept|consent|certify|understand|acknowledge)|privacy|terms|consent|newsletter|datenschutz|einverstanden|zustimm|j'accepte|confidentialit|acepto|privacidad|accetto|akkoord|aceito|zgod[aę]|samtyck)/i;

// The box of choices a check box belongs to: a marked group, or the smallest box with others when words that ask stand before it.
function setOf(el) {
  const marked = closest(el, 'fieldset, [role="group"]');
  if (marked && asksOnce(marked)) return marked;
  const another = (other) => isControl(other) && !unseenForGood(other) && !deepContains(other, el);
  const box = ancestors(el, 4).find((up) => within(up).some(another));
  if (!box || box.matches('form, body, main') || (marked && deepContains(box, marked))) return marked;
  const before = asksOnce(box) && textBefore(box, 3);
  return before && before.some((block) => !block.heading) ? box : marked;
}

// A set asks one question when all it holds are short choices.
const asksOnce = (set) => {
  const inner = within(set).filter((el) => isControl(el) && !unseenForGood(el));
  return (
    inner.length > 1 &&
    inner.every((el) => el.type === 'checkbox' || attr(el, 'role') === 'checkbox') &&
    inner.every((el) => choiceLabel(el).length <= 160 && !SMALL_PRINT.test(choiceLabel(el)))
  );
};

function adoptNameless(groups) {
  const large = groups.filter((group) => group.length > 1);
  return groups.filter((group) => {
    const home =
      group.length === 1 && !attr(group[0], 'name') && large.find((other) => deepContains(commonAncestor(other), group[0]));
    if (home) home.push(group[0]);
    return !home;
  });
}

function radioGroups(radios) {
  const groups = new Map();
  for (const el of radios) {
    const set = closest(el, '[role="radiogroup"], fieldset');
    // Drawn ones may share a name across questions; the group they stand in tells them apart.
    const drawn = el.tagName !== 'INPUT' || (set && attr(set, 'role') === 'radiogroup');
    const key =
      attr(el, 'name') && !drawn
        ? `${attr(el, 'name')}|${deepQuery('form').indexOf(el.form)}`
        : set || parentOf(parentOf(el) || el) || el;
    groups.set(key, [...(groups.get(key) || []), el]);
  }
  return [...groups.values()];
}
