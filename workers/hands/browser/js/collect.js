// One pass over the frame: every question with what a person reads of it and what it holds. Facts only; meaning is made outside.

// An open dialog with a form in it is the form; what lies behind it cannot be reached.
function scopeOf(controls) {
  const dialogs = deepQuery('dialog[open], [role="dialog"], [aria-modal="true"]').filter(
    (el) => seen(el) && !COOKIES.test(`${el.id} ${attr(el, 'class')}`),
  );
  const holding = dialogs.filter((dialog) => controls.some((el) => deepContains(dialog, el) && controlSeen(el)));
  return holding.at(-1) || null;
}

// What stands beside or around a control for the same question: the input a widget keeps its value in, a drawn box round a real one.
let standIns = new Map();
const standIn = (el, owner) => standIns.set(owner, [...(standIns.get(owner) || []), el]);

function collectFields() {
  standIns = new Map();
  const usable = (el) => !asksNothing(el) && !el.disabled && attr(el, 'aria-disabled') !== 'true' && !outOfForm(el);
  const groups = buttonGroups();
  const lists = standingLists();
  const inGroup = new Set(groups.flatMap((group) => group.buttons));
  let controls = deepQuery(CONTROLS).filter((el) => usable(el) && !inGroup.has(el));
  const drawn = controls.filter((el) => isDrawnChoice(el, controls));
  controls = controls.filter((el) => {
    const box = drawn.find((one) => one !== el && deepContains(one, el));
    if (box) standIn(el, box);
    return !box;
  });
  controls = controls.filter((el) => {
    const real = /^(INPUT|SELECT|TEXTAREA)$/.test(el.tagName)
      ? null
      : controls.find((other) => other !== el && /^(INPUT|TEXTAREA|SELECT)$/.test(other.tagName) && deepContains(el, other));
    if (real) standIn(el, real);
    return !real;
  });
  controls = controls.filter((el) => !ancestors(el).some((up) => up.matches('[role="listbox"], [role="option"]')));
  const dialog = scopeOf(controls);
  if (dialog) controls = controls.filter((el) => deepContains(dialog, el));
  const sliders = bareSliders().filter((el) => !dialog || deepContains(dialog, el));
  const gauges = new Map(sliders.map((el) => [gaugeOf(el), el]));
  for (const [gauge, el] of gauges) if (gauge) standIn(gauge, el);
  controls = withoutDoubles(controls.filter((el) => !gauges.has(el)));
  const dates = dateRows(controls);
  const widgets = [
    ...controls.filter((el) => (isCombobox(el) || el.isContentEditable) && widgetSeen(el) && !isSpinner(el)),
    ...groups.map((group) => group.box),
    ...dates.map((row) => row.box),
  ];
  const satellites = new Map();
  for (const el of controls)
    if (!widgets.includes(el) && !isRadio(el) && el.type !== 'file' && el.tagName !== 'SELECT' && !isSpinner(el)) {
      const owner = ownerOf(el, widgets);
      if (owner) satellites.set(el, owner);
      const row = dates.find(({ box }) => box === owner)?.members[0];
      if (owner) standIn(el, groups.find((group) => group.box === owner)?.buttons[0] || row || owner);
    }
  controls = controls.filter((el) => !satellites.has(el));
  return build(
    [...controls, ...sliders],
    dates,
    groups.filter((group) => !dialog || deepContains(dialog, group.box)),
    lists.filter((list) => !dialog || deepContains(dialog, list)),
    satellites,
  );
}

// A box or a dot that is drawn and operated by itself, where the real control inside is out of everybody's reach.
const isDrawnChoice = (el, controls) =>
  /^(radio|checkbox|switch)$/.test(attr(el, 'role')) &&
  el.tagName !== 'INPUT' &&
  el.tabIndex >= 0 &&
  controls.some((inner) => inner !== el && deepContains(el, inner) && (attr(inner, 'aria-hidden') === 'true' || inner.tabIndex < 0));

function build(controls, dates, groups, lists, satellites) {
  const rows = codeBoxes(controls);
  const boxed = new Set([...rows.flat(), ...dates.flatMap((row) => row.members)]);
  const radios = controls.filter(isRadio);
  const checks = controls.filter((el) => isChoice(el) && !isRadio(el));
  const rest = controls.filter((el) => !isChoice(el) && !boxed.has(el));
  const beside = (widget) => [...satellites].find(([, owner]) => owner === widget)?.[0];
  const made = [
    ...rows.map((row) => [row[0], codeRow(row)]),
    ...dates.map((row) => [row.members[0], withSatellite(dateParts(row), beside(row.box))]),
    ...radioGroups(radios).map((group) => [group[0], choices(group, 'radios')]),
    ...checkboxGroups(checks).map((group) => [group[0], choices(group, 'checkboxes')]),
    ...lists.map((list) => [list, standing(list)]),
    ...groups.map((group) => [group.buttons[0], pressed(group, beside(group.box))]),
    ...rest.map((el) => [el, el.matches(BARE) ? bareSlider(el) : withSatellite(single(el), beside(el) || hollowSelects.get(el))]),
  ];
  return inOrder(made);
}

function withSatellite(raw, satellite) {
  if (!satellite) return raw;
  const said = raw.guessed || !raw.label ? labelOf(satellite) : null;
  return {
    ...raw,
    ...(said && !said.guessed ? { label: clip(said.label, 1000), guessed: false } : {}),
    name: raw.name || attr(satellite, 'name'),
    required: raw.required || !!satellite.required,
  };
}

function codeRow(row) {
  const raw = facts(row, 'boxes', groupLabel(row));
  raw.max_length = row.length;
  raw.texts = [row.map((el) => el.value).join('')].filter(Boolean);
  return raw;
}

function inOrder(made) {
  const first = new Map(made);
  const fields = [];
  const elements = [];
  const headings = [];
  let before = null;
  for (const el of allElements()) {
    if (el.matches(HEADING) && seen(el) && !closest(el, 'legend')) headings.push({ el, text: oneLine(words(el)), scope: null });
    if (!first.has(el)) continue;
    const raw = joined(first.get(el), el, before);
    const section = legendOver(el, raw.label) || headingOver(el, raw.label, headings, first);
    fields.push({ ...raw, section: clip(section, 200) });
    elements.push(el);
    if (!raw.guessed) before = { el, raw: fields.at(-1) };
  }
  return withEntries(fields, elements);
}

// A heading speaks for what follows it inside the smallest box that holds both it and a question. One that is a
// question's own name is no section, and one that lies pages of prose before the form belongs to that prose.
function headingOver(el, label, headings, first) {
  for (const heading of headings.toReversed()) {
    if (!heading.text || heading.asks || heading.over) continue;
    if (heading.text === label) {
      heading.asks = true;
      continue;
    }
    if (!heading.scope) {
      heading.scope = ancestors(heading.el).find((up) => [...first.keys()].some((asked) => deepContains(up, asked))) || document.body;
      heading.over = isProse(heading.el, el);
    }
    if (!heading.over && deepContains(heading.scope, el)) return heading.text;
  }
  return '';
}

function isProse(heading, el) {
  const form = closest(el, 'form, [role="form"], [role="dialog"], dialog');
  if ((form && deepContains(form, heading)) || heading.getRootNode() !== el.getRootNode()) return false;
  const between = document.createRange();
  between.setStartAfter(heading);
  between.setEndBefore(el);
  return between.toString().length > 1500;
}

// The second and third part of one question ("day", "year") carry its name.
function joined(raw, el, before) {
  if (!raw.guessed || !raw.visible || !before) return raw;
  const dialled = dials(before.el);
  if (!dialled && (before.raw.widget !== raw.widget || before.raw.tag !== raw.tag)) return raw;
  const beside = ancestors(el, 3).some(
    (up) =>
      !up.matches('form, body, fieldset, section') &&
      deepContains(up, before.el) &&
      within(up).filter((inner) => isControl(inner) && seen(inner)).length <= 4,
  );
  if (!beside) return raw;
  const whole = before.raw.label.replace(/[\s:*✱]+$/, '').replace(/ – [^–]+$/, '');
  if (dialled) {
    before.raw.label = `${whole} – country code`;
    return { ...raw, label: whole, required: raw.required || before.raw.required };
  }
  if (!before.raw.label.includes(' – ') && DATE_PART.test(partName(before.el)) && DATE_PART.test(partName(el)))
    before.raw.label = `${whole} – ${partName(before.el)}`;
  const own = partName(el);
  const rest = own.toLowerCase().startsWith(whole.toLowerCase()) ? own.slice(whole.length).trim() : own;
  return { ...raw, label: clip(`${whole} – ${rest || own}`, 1000), required: raw.required || before.raw.required };
}

// Whether a control holds the dialling code before a number.
function dials(el) {
  const said = el.tagName === 'SELECT' ? [...el.options].filter((option) => option.value).map((option) => option.text) : [el.value || ''];
  return said.length > 0 && said.filter((text) => /\+\d{1,3}\b/.test(text)).length >= said.length / 2 && said.every((text) => text.length < 60);
}

// What one part of a question is called: by its first, empty choice ("Month"), its hint ("DD") or its own name.
const DATE_PART =
  /^(dd?|mm?|yy(yy)?|tt?|jj(jj)?|aa(aa)?|day|month|year|tag|monat|jahr|jour|mois|annee|année|dia|día|mes|ano|año|giorno|mese|anno)$/i;
function partName(el) {
  const blank = el.tagName === 'SELECT' && [...el.options].find((option) => option.value === '' || option.disabled);
  const hint = (blank && oneLine(blank.text)) || attr(el, 'placeholder');
  const bare = hint.replace(/[^\p{L}\p{N}]+$/u, '').replace(/^[^\p{L}\p{N}]+/u, '');
  return DATE_PART.test(bare) ? bare.toLowerCase() : humanised(attr(el, 'name') || el.id) || bare.toLowerCase();
}

function legendOver(el, label) {
  for (const set of ancestors(el).filter((up) => up.matches('fieldset, [role="group"]'))) {
    const said = groupName(set)?.label;
    if (said && said !== label) return said;
  }
  return '';
}
