// Lists and sliders drawn in front of the control that keeps the answer: what belongs together, and what is shown of it.

const opensList = (el) => isCombobox(el) && el.tagName !== 'SELECT';
const named = (el) => new Set(labelElements(el));
const apart = (one, other) => named(one).size > 0 && named(other).size > 0 && ![...named(one)].some((label) => named(other).has(label));

// A text box of the drawn list itself has no name to send anything under.
const holdsOther = (box, one) =>
  within(box).some(
    (el) =>
      el !== one &&
      /^(INPUT|TEXTAREA|SELECT)$/.test(el.tagName) &&
      el.type !== 'hidden' &&
      !isCombobox(el) &&
      seen(el) &&
      !(isTextual(el) && el.tagName === 'INPUT' && !attr(el, 'name') && !apart(el, one)),
  );

const canBeWorked = (el) => el.tabIndex >= 0 || el.matches('a, button') || opensList(el);

// The box a person sees in place of a native select that is not shown: beside it, or round it and a drawn list.
function drawnBox(select) {
  if (seen(select)) return null;
  const fits = (box) =>
    box && box.tagName !== 'LABEL' && seen(box) && box.getBoundingClientRect().width >= 40 && !holdsOther(box, select);
  // The text box of a list moves out of sight once something is chosen.
  const reached = (el) => seen(el) || (opensList(el) && isTextual(el) && widgetSeen(el));
  const worked = (box) => [box, ...within(box)].find((el) => el !== select && canBeWorked(el) && reached(el));
  // Some take their keys in a text box of their own that nobody sees.
  const keyed = (box) => within(box).some((el) => el.tagName === 'INPUT' && isTextual(el) && !attr(el, 'name') && el.tabIndex >= 0);
  for (const box of [select.nextElementSibling, select.previousElementSibling])
    if (fits(box) && !deepContains(box, select) && worked(box)) return box;
  for (const up of ancestors(select, 3)) {
    if (up.matches('form, fieldset, body, main, td')) return null;
    if (!fits(up)) continue;
    const lists = [up, ...within(up)].filter((el) => opensList(el) && !isTextual(el) ? seen(el) : opensList(el) && widgetSeen(el));
    const others = within(up).filter((el) => el.tagName === 'SELECT' && el !== select);
    if (!others.length && lists.length && !lists.some((el) => apart(el, select))) return up;
    if (/select|dropdown|chosen|choices/i.test(attr(up, 'class')) && (worked(up) || keyed(up))) return up;
  }
  return null;
}

// What of a drawn box takes the keys and clicks.
const workedAt = (box, select) => {
  const inner = [box, ...within(box)].filter((el) => el !== select && (seen(el) || (isTextual(el) && widgetSeen(el))));
  return inner.find((el) => opensList(el) && isTextual(el)) || inner.find(opensList) || inner.find((el) => isTextual(el) && seen(el)) || inner.find(canBeWorked) || box;
};

const drawnOver = (select) => !!drawnBox(select);

// Some drawn lists keep in the select only what is chosen: then the drawn list is the one that knows what is offered.
const isHollow = (select) => ![...select.options].some((option) => option.value !== '' && !option.selected);

let overSelects = new Map();
let hollowSelects = new Map();

// Pairs each hidden select with its drawn list and leaves one control of the two (and none of their helpers).
function withoutDoubles(controls) {
  overSelects = new Map();
  hollowSelects = new Map();
  const gone = new Set();
  for (const select of controls.filter((el) => el.tagName === 'SELECT' && !el.disabled)) {
    const box = drawnBox(select);
    if (!box) continue;
    const front = workedAt(box, select);
    const hollow = isHollow(select) && isTextual(front);
    (hollow ? hollowSelects : overSelects).set(hollow ? front : select, hollow ? select : front);
    for (const el of controls) if (el !== (hollow ? front : select) && (el === select || deepContains(box, el))) gone.add(el);
    standIn(hollow ? select : front, hollow ? front : select);
  }
  for (const el of controls) if (!gone.has(el) && opensForInput(el, controls)) gone.add(el);
  return controls.filter((el) => !gone.has(el));
}

// The arrow beside an input that suggests opens the same list.
const opensForInput = (el, controls) =>
  opensList(el) &&
  !isTextual(el) &&
  el.tabIndex < 0 &&
  ancestors(el, 3).some((up) => controls.filter((other) => isTextual(other) && deepContains(up, other)).every((other) => opensList(other)) && controls.some((other) => isTextual(other) && deepContains(up, other)));

const ofSelect = (select) =>
  optionsOf(select)
    .filter((option) => option.checked && !option.blank)
    .map((option) => option.label);

// A handle on a track that takes the keys and says nothing of itself, with the box of words it writes to.
const BARE = '[class*="slider" i][class*="handle" i]:not([role])';
const bareSliders = () => deepQuery(BARE).filter((el) => el.tabIndex >= 0 && seen(el) && !outOfForm(el));

function gaugeOf(handle) {
  const all = allElements();
  const written = all.filter((el) => el.tagName === 'INPUT' && isTextual(el) && el.readOnly && seen(el));
  const at = all.indexOf(handle);
  const between = (one) => {
    const [from, to] = [all.indexOf(one), at].sort((a, b) => a - b);
    return all.slice(from + 1, to).some((el) => isControl(el) || el.matches(BARE));
  };
  return (
    written
      .filter((el) => !between(el))
      .sort((one, other) => Math.abs(all.indexOf(one) - at) - Math.abs(all.indexOf(other) - at))
      .find((el) => ancestors(handle, 5).some((up) => deepContains(up, el))) || null
  );
}

function bareSlider(handle) {
  const gauge = gaugeOf(handle);
  const raw = facts([handle], 'slider', labelOf(gauge || handle));
  raw.visible = true;
  if (!gauge) return raw;
  [raw.name, raw.id] = [attr(gauge, 'name'), gauge.id];
  raw.texts = [gauge.value].filter(Boolean);
  return raw;
}
