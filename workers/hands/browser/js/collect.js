// One pass over the frame: every question with what a person reads of it and what it holds. Facts only; meaning is made outside.

// An open dialog with a form in it is the form; what lies behind it cannot be reached.
function scopeOf(controls) {
  const dialogs = deepQuery('dialog[open], [role="dialog"], [aria-modal="true"]').filter(
    (el) => seen(el) && !COOKIES.test(`${el.id} ${attr(el, 'class')}`),
  );
  const holding = dialogs.filter((dialog) => controls.some((el) => deepContains(dialog, el) && controlSeen(el)));
  return holding.at(-1) || null;
}

function collectFields() {
  const usable = (el) => !asksNothing(el) && !el.disabled && attr(el, 'aria-disabled') !== 'true' && !outOfForm(el);
  const groups = buttonGroups();
  const inGroup = new Set(groups.flatMap((group) => group.buttons));
  let controls = deepQuery(CONTROLS).filter((el) => usable(el) && !inGroup.has(el));
  controls = controls.filter(
    (el) =>
      /^(INPUT|SELECT|TEXTAREA)$/.test(el.tagName) ||
      !controls.some((other) => other !== el && /^(INPUT|TEXTAREA|SELECT)$/.test(other.tagName) && deepContains(el, other)),
  );
  controls = controls.filter((el) => !(isCombobox(el) && el.tagName !== 'INPUT' && drawsHiddenSelect(el, controls)));
  controls = controls.filter((el) => !ancestors(el).some((up) => up.matches('[role="listbox"], [role="option"]')));
  const dialog = scopeOf(controls);
  if (dialog) controls = controls.filter((el) => deepContains(dialog, el));
  const widgets = [...controls.filter((el) => isCombobox(el) && widgetSeen(el)), ...groups.map((group) => group.box)];
  const satellites = new Map();
  for (const el of controls)
    if (!widgets.includes(el) && !isRadio(el) && el.type !== 'file' && el.tagName !== 'SELECT') {
      const owner = ownerOf(el, widgets);
      if (owner) satellites.set(el, owner);
    }
  controls = controls.filter((el) => !satellites.has(el));
  return build(
    controls,
    groups.filter((group) => !dialog || deepContains(dialog, group.box)),
    satellites,
  );
}

const drawsHiddenSelect = (el, controls) =>
  ancestors(el, 3).some((up) =>
    controls.some(
      (other) =>
        other.tagName === 'SELECT' &&
        !seen(other) &&
        drawnOver(other) &&
        deepContains(up, other) &&
        up.querySelectorAll('select').length === 1,
    ),
  );

function build(controls, groups, satellites) {
  const rows = codeBoxes(controls);
  const boxed = new Set(rows.flat());
  const radios = controls.filter(isRadio);
  const checks = controls.filter((el) => isChoice(el) && !isRadio(el));
  const rest = controls.filter((el) => !isChoice(el) && !boxed.has(el));
  const beside = (widget) => [...satellites].find(([, owner]) => owner === widget)?.[0];
  const made = [
    ...rows.map((row) => [row[0], codeRow(row)]),
    ...radioGroups(radios).map((group) => [group[0], choices(group, 'radios')]),
    ...checkboxGroups(checks).map((group) => [group[0], choices(group, 'checkboxes')]),
    ...groups.map((group) => [group.buttons[0], pressed(group, beside(group.box))]),
    ...rest.map((el) => [el, withSatellite(single(el), beside(el))]),
  ];
  return inOrder(made);
}

function withSatellite(raw, satellite) {
  if (!satellite) return raw;
  return { ...raw, name: raw.name || attr(satellite, 'name'), required: raw.required || !!satellite.required };
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
  let heading = '';
  let before = null;
  for (const el of allElements()) {
    if (el.matches(HEADING) && seen(el) && !closest(el, 'legend')) heading = oneLine(words(el)) || heading;
    if (!first.has(el)) continue;
    const raw = joined(first.get(el), el, before);
    const section = [legendOver(el, made), heading].find((text) => text && text !== raw.label) || '';
    fields.push({ ...raw, section: clip(section, 200) });
    if (!raw.guessed) before = { el, raw };
  }
  return fields;
}

// The second and third part of one question ("day", "year") carry its name.
function joined(raw, el, before) {
  if (!raw.guessed || !raw.visible || !before || before.raw.widget !== raw.widget || before.raw.tag !== raw.tag) return raw;
  const beside = ancestors(el, 3).some(
    (up) =>
      !up.matches('form, body, fieldset, section') &&
      deepContains(up, before.el) &&
      within(up).filter((inner) => isControl(inner) && seen(inner)).length <= 4,
  );
  return beside
    ? {
        ...raw,
        label: clip(`${before.raw.label.replace(/[\s:]+$/, '')} – ${raw.label}`, 1000),
        required: raw.required || before.raw.required,
      }
    : raw;
}

function legendOver(el, made) {
  const legend = ancestors(el)
    .filter((up) => up.tagName === 'FIELDSET')
    .map((set) => [...set.children].find((child) => child.tagName === 'LEGEND'))
    .find((found) => found && !asksSingle(found, made));
  return legend ? oneLine(words(legend)) : '';
}

const asksSingle = (legend, made) => {
  const set = closest(legend, 'fieldset');
  return !!set && made.filter(([el]) => deepContains(set, el)).length <= 1;
};
