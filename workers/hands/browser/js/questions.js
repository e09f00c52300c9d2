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

function fileLabel(el) {
  const tries = [
    fromLabelledBy(el),
    fromLabels(el),
    attr(el, 'aria-label') ? { label: attr(el, 'aria-label'), rest: '', nodes: [] } : null,
  ];
  const group = closest(el, '[role="group"], fieldset');
  if (group && within(group).filter((inner) => inner.type === 'file').length === 1) tries.push(groupLabel([el]));
  const alone = ancestors(el, 6).filter((up) => !within(up).some((other) => other !== el && isControl(other) && !unseenForGood(other)));
  const named = (line) => !UPLOAD_WORDS.test(line) && !MARK.test(line) && !FILE_LIMITS.test(line);
  const inside = alone
    .filter((up) => deepContains(ownBox([el]), up))
    .map((up) => lines(words(up, (inner) => inner.matches(`${CLICKABLE}, ${LISTS}, [class*="error" i]`))).find(named))
    .find(Boolean);
  if (inside) tries.push({ label: inside, rest: '', nodes: [] });
  const before = textBefore(el);
  if (before) tries.push(question(before));
  const told = tries.filter((said) => said?.label).map((said) => ({ ...said, label: withoutUpload(el, said) }));
  const head = alone.flatMap(within).find((found) => found.matches(HEADING) && seen(found));
  return (
    told.find((said) => !UPLOAD_WORDS.test(said.label)) ||
    (head && { label: oneLine(words(head)), rest: '', nodes: [head] }) ||
    told[0] ||
    labelOf(el)
  );
}

function single(el) {
  const drawn = isCombobox(el) && el.tagName !== 'SELECT' && !el.list;
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
  const said = el.type === 'file' ? fileLabel(el) : labelOf(el);
  const raw = facts([el], widget, said);
  raw.visible = controlSeen(el);
  raw.bait = isBait(el);
  raw.options = optionsOf(el);
  if (el.tagName === 'SELECT')
    raw.texts = raw.options.filter((option) => option.checked && !option.blank).map((option) => option.label);
  else if (drawn) {
    raw.texts = shownChoice(el);
    raw.listed = raw.options.length > 0;
    raw.multiple =
      attr(listboxOf(el) || el, 'aria-multiselectable') === 'true' ||
      ancestors(el, 4).some((up) => /(^|[-_ ])(is-?)?multi(ple)?([-_ ]|$)/i.test(attr(up, 'class')));
  } else if (el.type === 'file') raw.texts = fileNames(el);
  else if (isChoice(el)) raw.checked = el.checked ?? attr(el, 'aria-checked') === 'true';
  else if (widget === 'editable') raw.texts = lines(el.innerText);
  else if (widget === 'spinner' && !isTextual(el)) raw.texts = [attr(el, 'aria-valuetext') || attr(el, 'aria-valuenow')].filter(Boolean);
  else if (widget === 'slider') raw.texts = [attr(el, 'aria-valuenow')].filter(Boolean);
  else raw.texts = el.value ? [el.value] : [];
  return raw;
}

function choices(members, widget) {
  const alone = members.length === 1 && widget === 'checkboxes';
  if (alone) return single(members[0]);
  const raw = facts(members, widget, groupLabel(members));
  const leading = leads(members);
  raw.visible = members.some(choiceSeen);
  raw.bait = !raw.visible && members.some((el) => unseen(el) === 'trick');
  raw.options = members.map((el) => ({
    label: leading ? wordsBefore(el) : choiceLabel(el),
    value: el.value ?? (attr(el, 'data-value') || attr(el, 'value')),
    checked: el.checked ?? attr(el, 'aria-checked') === 'true',
    blank: false,
    handle: handleOf(el),
    group: '',
  }));
  raw.texts = raw.options.filter((option) => option.checked).map((option) => option.label);
  return raw;
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
    const key = attr(el, 'name')
      ? `${attr(el, 'name')}|${deepQuery('form').indexOf(el.form)}`
      : set || parentOf(parentOf(el) || el) || el;
    groups.set(key, [...(groups.get(key) || []), el]);
  }
  return [...groups.values()];
}
