// What can be said of one question: its label, help, marks, options, what it holds and what the page complains of.

const clip = (text, most) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

function describedBy(el, label) {
  const placeholder = (by) => /placeholder/i.test(by.id);
  const errors = new Set(byIds(el, 'aria-errormessage'));
  return byIds(el, 'aria-describedby')
    .filter((by) => !placeholder(by) && !errors.has(by) && !/error/i.test(by.id))
    .map((by) => oneLine(words(by)))
    .filter((text) => text && text !== label)
    .join(' ');
}

// The box that holds this question and no other.
function ownBox(members) {
  let box = commonAncestor(members);
  for (const up of ancestors(box, 4)) {
    if (up.matches('form, body, main, section, [role="dialog"]')) break;
    if (within(up).some((el) => isControl(el) && !members.includes(el) && el.type !== 'hidden' && !unseenForGood(el))) break;
    box = up;
  }
  return box;
}

const ERROR_BOX =
  '[class*="error" i], [class*="invalid-feedback" i], [class*="validation" i], [role="alert"], [aria-live="assertive"]';

function errorOf(members, label) {
  const el = members[0];
  const named = [
    ...byIds(el, 'aria-errormessage'),
    ...byIds(el, 'aria-describedby').filter((by) => /error|invalid/i.test(`${by.id} ${attr(by, 'class')}`)),
  ];
  const box = ownBox(members);
  const near = within(box).filter((found) => found.matches(ERROR_BOX) && !members.some((m) => deepContains(found, m)));
  const beside = commonAncestor(members).nextElementSibling;
  if (beside?.matches(ERROR_BOX) && !holdsControl(beside)) near.push(beside);
  for (const found of [...named, ...near]) {
    if (!seen(found)) continue;
    const text = oneLine(words(found));
    if (text && text !== label && text.length < 400) return text;
  }
  if (attr(el, 'aria-invalid') === 'true') return 'invalid';
  return '';
}

function requiredMark(members, labelNodes) {
  const group = closest(members[0], '[role="radiogroup"], [role="group"], fieldset');
  if (members.some((el) => el.required || attr(el, 'aria-required') === 'true')) return true;
  if (group && attr(group, 'aria-required') === 'true' && members.every((el) => deepContains(group, el))) return true;
  const marked = (el) =>
    /(^|[-_ ])(is[-_])?(required|mandatory)([-_ ]|$)/i.test(attr(el, 'class')) &&
    !/(not|non|un)[-_]?required/i.test(attr(el, 'class'));
  const starred = (el) => ['::after', '::before'].some((side) => /[*✱∗＊]/.test(getComputedStyle(el, side).content));
  const near = (labelNodes || []).filter((node) => node.nodeType === 1);
  return (
    near.some((node) => marked(node) || starred(node) || within(node).some(starred) || starBeside(node, members)) ||
    marked(ownBox(members))
  );
}

// A star that stands before or after a question's words, outside the element that names it.
function starBeside(node, members) {
  const own = oneLine(words(node));
  for (const up of ancestors(node, 3)) {
    if (holdsControl(up) || members.some((el) => deepContains(up, el))) return false;
    const said = oneLine(words(up));
    if (said.length > own.length + 20) return false;
    if (said !== own && /^[*✱∗＊]|[*✱∗＊]$/.test(said)) return true;
  }
  return false;
}

function optionsOf(el) {
  if (el.tagName === 'SELECT')
    return [...el.options]
      .filter((option) => !option.hidden)
      .map((option) => ({
        label: oneLine(option.label || option.text),
        value: option.value,
        checked: option.selected,
        blank: option.value === '' || option.disabled,
        handle: '',
        group: option.parentElement.tagName === 'OPTGROUP' ? option.parentElement.label : '',
      }));
  if (el.list)
    return [...el.list.options].map((option) => ({
      label: option.value || option.label,
      value: option.value,
      checked: false,
      blank: false,
      handle: '',
      group: '',
    }));
  const list = listboxOf(el);
  return list ? listOptions(list) : [];
}

const listboxOf = (el) =>
  [...byIds(el, 'aria-controls'), ...byIds(el, 'aria-owns')].find(
    (by) => by.matches('[role="listbox"], ul, [role="menu"]') || drawnWithin(by).some((inner) => inner.matches('[role="option"]')),
  ) || null;

const optionWords = (el) =>
  el.children.length > 1
    ? [...el.childNodes]
        .map((node) => oneLine(words(node)) || oneLine(node.textContent))
        .filter(Boolean)
        .join(' ')
    : oneLine(words(el)) || oneLine(el.textContent);

// An option that is a component of its own keeps its value there.
function ownValue(option, list) {
  const host = option.getRootNode() instanceof ShadowRoot ? option.getRootNode().host : null;
  return host && !deepContains(host, list) ? host.getAttribute('value') : null;
}

function listOptions(list) {
  return drawnWithin(list)
    .filter((el) => el.matches('[role="option"]'))
    .map((el) => ({
      label: optionWords(el),
      value: ownValue(el, list) ?? (attr(el, 'data-value') || oneLine(el.textContent) || optionWords(el)),
      checked: attr(el, 'aria-selected') === 'true',
      blank: attr(el, 'aria-disabled') === 'true' || ownValue(el, list) === '',
      handle: '',
      group: '',
    }));
}

// Some widgets say of a box that it shows but a hint.
const empty = (el) => /^(true)?$/.test(el.getAttribute('data-placeholder') ?? 'no');

// What was chosen one by one stands in the box as pieces that can each be taken out again.
const TAKES_OUT = /(^|[-_ ])\w*(remove|delete)(?![a-z])|deleteicon/i;
function chipsOf(el) {
  for (const up of ancestors(el, 4)) {
    if (up.matches('form, fieldset, body') || within(up).some((inner) => inner !== el && isControl(inner) && seen(inner))) return [];
    const takers = within(up).filter(
      (inner) => (TAKES_OUT.test(attr(inner, 'class')) || /^(remove|delete|entfernen|supprimer|eliminar|rimuovi)\b/i.test(attr(inner, 'aria-label'))) && seen(inner),
    );
    const skip = (inner) => takers.includes(inner);
    const chips = takers.map((taker) => ancestors(taker, 3).find((box) => oneLine(words(box, skip)))).filter((box) => box && box !== up && deepContains(up, box));
    if (chips.length) return [...new Set(chips)].map((box) => oneLine(words(box, skip)));
  }
  return [];
}

// What a drawn list shows as chosen: its input's words, else the words of its box that are no hint, label or list.
function shownChoice(el) {
  if (isPrompt(el)) return chosenIn(el);
  const chips = chipsOf(el);
  if (chips.length) return chips;
  if (el.tagName === 'INPUT' && el.value) return [el.value];
  if (empty(el)) return [];
  const hint = attr(el, 'placeholder');
  const said = (box) =>
    lines(
      words(
        box,
        (inner) =>
          inner !== box &&
          (inner.matches(`${LISTS}, ${CLICKABLE}, [role="option"], [aria-hidden="true"], label, [class*="placeholder" i]`) ||
            empty(inner) ||
            (isControl(inner) && inner !== el)),
      ),
    );
  if (el.tagName !== 'INPUT') return said(el).filter((text) => text !== hint && !SAMPLE.test(text));
  for (const up of ancestors(el, 4)) {
    if (up.matches('form, fieldset, body') || within(up).some((inner) => inner !== el && isControl(inner) && seen(inner))) break;
    const labelled = labelElements(el).map((label) => oneLine(words(label)));
    const texts = said(up).filter((text) => !labelled.includes(text) && text !== hint);
    if (texts.length && !labelElements(el).some((label) => deepContains(up, label))) return texts;
  }
  return [];
}

function fileNames(el) {
  if (el.files?.length) return [...el.files].map((file) => file.name);
  const shown = oneLine(words(ownBox([el]))).match(/[^\s/\\]+\.(pdf|docx?|odt|rtf|txt|png|jpe?g|zip)\b/i);
  return shown ? [shown[0]] : [];
}

function facts(members, widget, said) {
  const el = members[0];
  return {
    handle: handleOf(el),
    stable: stableSelectors(el).slice(0, 4),
    widget,
    tag: el.tagName.toLowerCase(),
    type: (el.getAttribute('type') || '').toLowerCase(),
    role: attr(el, 'role'),
    name: attr(el, 'name'),
    id: el.id,
    autocomplete: attr(el, 'autocomplete'),
    inputmode: attr(el, 'inputmode'),
    placeholder: attr(el, 'placeholder'),
    label: clip(said.label || '', 1000),
    guessed: !!said.guessed,
    help: clip([said.rest, describedBy(el, said.label)].filter(Boolean).join(' '), 1000),
    required: requiredMark(members, said.nodes),
    readonly: !!el.readOnly,
    calendar: opensCalendar(el),
    multiple: !!el.multiple,
    visible: true,
    bait: false,
    max_length: el.maxLength > 0 ? el.maxLength : null,
    pattern: attr(el, 'pattern') || null,
    accept: attr(el, 'accept') || null,
    min: attr(el, 'min') || attr(el, 'aria-valuemin') || null,
    max: attr(el, 'max') || attr(el, 'aria-valuemax') || null,
    step: attr(el, 'step') || null,
    options: [],
    texts: [],
    checked: false,
    listed: false,
    section: '',
    error: clip(errorOf(members, said.label), 400),
    invalid: el.willValidate && !el.validity.valid ? el.validationMessage : '',
    members: members.map(handleOf),
    controls: members.flatMap((member, at) => [member, ...(standIns.get(member) || [])].map((one) => controlFacts(one, at))),
  };
}

const controlFacts = (el, at) => ({
  name: attr(el, 'name'),
  id: el.id,
  type: (el.getAttribute('type') || attr(el, 'role') || el.tagName).toLowerCase(),
  at,
});
