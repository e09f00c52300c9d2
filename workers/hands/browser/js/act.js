// Setting plain controls the way a person's keys would: focus, value, input, change, blur, with the events frameworks listen to.

const setter = (el, property) => {
  const proto =
    el instanceof HTMLTextAreaElement
      ? HTMLTextAreaElement.prototype
      : el instanceof HTMLSelectElement
        ? HTMLSelectElement.prototype
        : HTMLInputElement.prototype;
  return Object.getOwnPropertyDescriptor(proto, property).set;
};
const tell = (el, type, init = {}) => el.dispatchEvent(new Event(type, { bubbles: true, composed: true, ...init }));

function setText(el, text) {
  setter(el, 'value').call(el, text);
  el.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true, data: text, inputType: 'insertText' }));
  tell(el, 'change');
}

function setSelect(el, labels, values) {
  const wanted = (option) => labels.includes(oneLine(option.label || option.text)) || values.includes(option.value);
  const exact = [...el.options].filter((option) => labels.includes(oneLine(option.label || option.text)));
  const chosen = exact.length ? exact : [...el.options].filter(wanted);
  if (!chosen.length) return 'no such option';
  if (el.multiple) for (const option of el.options) option.selected = chosen.includes(option);
  else setter(el, 'value').call(el, chosen[0].value);
  if (!el.multiple && !chosen[0].selected) chosen[0].selected = true;
  tell(el, 'input');
  tell(el, 'change');
  return '';
}

// Some components draw a tick a moment after the click: a second one comes only when the first has had its time.
async function setChecked(el, on) {
  const held = () => el.checked ?? attr(el, 'aria-checked') === 'true';
  const front = seen(el) ? el : labelElements(el).find((label) => seen(label) && !label.querySelector('a')) || el;
  for (const at of [front, el]) {
    if (held() === on) break;
    at.click();
    for (let turns = 0; turns < 4 && held() !== on; turns++) await nextChange(40, 5);
  }
  return held() === on ? '' : 'did not take';
}

const NOT_FOLLOWED = 'the list drawn over it does not follow';

// A select behind a drawn list: set as it is, and told apart when the drawn list shows no more than before.
async function setHidden(el, order) {
  const box = drawnBox(el);
  const shown = () => oneLine(words(box));
  const before = box ? shown() : '';
  const trouble = setSelect(el, order.labels, order.values);
  if (trouble || !box) return trouble;
  await settle();
  afresh();
  const follows = shown() !== before || order.labels.every((label) => before.includes(label));
  return follows ? '' : NOT_FOLLOWED;
}

async function setOne(order) {
  const el = resolve(order.handle);
  if (!el) return 'not found';
  el.focus?.({ preventScroll: true });
  tell(el, 'focusin');
  let trouble = '';
  if (order.how === 'text') setText(el, order.text);
  else if (order.how === 'select') trouble = await setHidden(el, order);
  else if (order.how === 'check') trouble = await setChecked(el, order.on);
  else if (order.how === 'press') el.click();
  else if (order.how === 'choose') trouble = await chooseFrom(el, order.labels);
  else if (order.how === 'list') trouble = await setListbox(el, order.values);
  el.blur?.();
  tell(el, 'focusout');
  return trouble;
}

// Two turns of the event loop let a framework draw; the frame's own clock is not waited for, a hidden page has none.
const settle = () => new Promise((done) => setTimeout(() => setTimeout(done, 0), 0));

async function setAll(orders) {
  const troubles = [];
  for (const order of orders) {
    afresh();
    troubles.push(await setOne(order));
  }
  await settle();
  return troubles;
}

// Resolves true at the first change of the page, false when none came in time; then waits until it has been still for a moment.
function nextChange(most, still) {
  return new Promise((done) => {
    let timer;
    const end = (changed) => {
      observer.disconnect();
      clearTimeout(limit);
      clearTimeout(timer);
      done(changed);
    };
    const observer = new MutationObserver(() => {
      clearTimeout(timer);
      timer = setTimeout(() => end(true), still);
    });
    const limit = setTimeout(() => end(timer !== undefined), most);
    const all = { subtree: true, childList: true, attributes: true, characterData: true };
    for (const root of treesFrom(document)) observer.observe(root, all);
  });
}

// Banners and overlays that lie over the form: named as such, or a fixed box over the control with no field in it.
function clearTheWay(handle) {
  afresh();
  const el = resolve(handle);
  if (!el) return 0;
  el.scrollIntoView({ block: 'center', behavior: 'instant' });
  const box = el.getBoundingClientRect();
  let moved = 0;
  for (let tries = 0; tries < 5; tries++) {
    const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    if (!top || top === el || el.contains(top) || top.contains(el) || top.closest('label')?.control === el) break;
    const over = [top, ...ancestors(top)].find(
      (up) => /^(fixed|sticky)$/.test(getComputedStyle(up).position) && !deepContains(up, el),
    );
    // A list that is still fading out goes by itself, and is the same box when it opens again.
    if (!over || [over, ...within(over)].some((el) => el.matches('[role="listbox"], [role="option"]'))) break;
    if (holdsControl(over) && !COOKIES.test(`${over.id} ${attr(over, 'class')} ${over.innerText.slice(0, 200)}`)) break;
    over.style.setProperty('display', 'none', 'important');
    moved++;
  }
  return moved;
}

const changed = ({ most, still }) => nextChange(most, still);
const valuesOf = (handles) => handles.map((handle) => resolve(handle)?.value ?? '');
const insideDialog = (handle) => !!(resolve(handle) && closest(resolve(handle), 'dialog, [role="dialog"], [aria-modal="true"]'));

// For each row of selectors the first that leads to the same element as its handle, or -1; what was remembered is never trusted unseen.
function sameElements(rows) {
  afresh();
  return rows.map(({ handle, tries }) => {
    const el = resolve(handle);
    return el ? tries.findIndex((css) => resolve(css) === el) : -1;
  });
}

// The value of a slider or spin button, what it says of it, and its bounds; null where it says none.
function meterState(handle) {
  afresh();
  const el = resolve(handle);
  if (!el) return { now: null, text: '', least: null, most: null };
  const number = (name) => (attr(el, name) === '' || Number.isNaN(Number(attr(el, name))) ? null : Number(attr(el, name)));
  const gauge = isTextual(el) ? el : el.matches(BARE) ? gaugeOf(el) : null;
  const told = gauge === el ? el.value.trim() : (gauge?.value || '').replace(/[^\d.-]/g, '');
  const held = told !== '' ? Number(told) : NaN;
  return {
    now: Number.isNaN(held) ? number('aria-valuenow') : held,
    text: attr(el, 'aria-valuetext') || (gauge ? gauge.value : oneLine(words(el))),
    least: number('aria-valuemin'),
    most: number('aria-valuemax'),
  };
}

// Terms that must be read to their end before the page lets one go on: each box of text is scrolled there, as a reader does.
async function readToTheEnd() {
  afresh();
  for (const box of unreadTexts()) {
    for (let turns = 0; turns < 200 && box.scrollTop + box.clientHeight < box.scrollHeight - 1; turns++) {
      const before = box.scrollTop;
      box.scrollTop += box.clientHeight * 0.9;
      if (box.scrollTop === before) break;
      await new Promise((done) => setTimeout(done, 0));
    }
    tell(box, 'scroll', { bubbles: false });
  }
  await nextChange(60, 20);
}

const unreadTexts = () =>
  deepQuery('textarea, div, section, article').filter(
    (el) =>
      el.clientHeight >= 30 &&
      el.scrollHeight > el.clientHeight + 20 &&
      el.scrollTop + el.clientHeight < el.scrollHeight - 1 &&
      /(auto|scroll)/.test(getComputedStyle(el).overflowY) &&
      seen(el) &&
      (el.tagName !== 'TEXTAREA' || el.disabled || el.readOnly) &&
      (el.value || el.innerText).length > 200 &&
      !within(el).some((inner) => isControl(inner)),
  );

// Whether something of the form is locked while there is such a text still to be read.
const lockedByText = () =>
  deepQuery('input, button, select').some((el) => el.disabled && seen(el)) && unreadTexts().length > 0;

function fileShown({ handle, name }) {
  afresh();
  const el = resolve(handle);
  if (el?.files && [...el.files].some((file) => file.name === name)) return true;
  const shadows = allElements().filter((one) => one.shadowRoot).map((one) => one.shadowRoot);
  return document.body.innerText.includes(name) || shadows.some((root) => root.textContent.includes(name));
}
