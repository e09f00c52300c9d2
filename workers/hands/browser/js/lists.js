// Drawn lists: where their options are, opening and closing them, and taking one.

// The box with the options of a drawn list: the one it names, else the one that is open nearest to it in time and place.
function openListOf(el) {
  const owner = closest(el, '[aria-owns], [aria-controls]') || el;
  const named = listboxOf(el) || listboxOf(owner) || gridOf(el) || gridOf(owner);
  if (named && seen(named)) return named;
  const chosen = isPrompt(el) && chosenBox(el);
  const lists = deepQuery('[role="listbox"], [role="menu"]').filter(
    (list) => seen(list) && list !== chosen && drawnWithin(list).some((inner) => inner.matches('[role="option"]')),
  );
  if (lists.length) return lists.at(-1);
  const drops = deepQuery(
    'ul, ol, [class*="dropdown" i], [class*="suggest" i], [class*="autocomplete" i], [class*="menu" i], [class*="results" i]',
  );
  const box = el.getBoundingClientRect();
  return (
    drops.find((list) => {
      const place = list.getBoundingClientRect();
      return (
        seen(list) &&
        list !== chosen &&
        !deepContains(list, el) &&
        choicesIn(list).length > 0 &&
        Math.min(Math.abs(place.top - box.bottom), Math.abs(box.top - place.bottom)) < 60 &&
        place.left < box.right &&
        place.right > box.left
      );
    }) || null
  );
}

const gridOf = (el) =>
  [...byIds(el, 'aria-controls'), ...byIds(el, 'aria-owns')].find((by) => by.matches('[role="grid"], [role="tree"]')) || null;

// A row of a grid is one choice, known by its first cell.
const choicesIn = (list) => {
  const inner = drawnWithin(list).filter(seen);
  if (list.matches('[role="tree"]')) return inner.filter((el) => el.matches('[role="treeitem"]') && !attr(el, 'aria-expanded'));
  if (list.matches('[role="grid"]'))
    return inner
      .filter((el) => el.matches('[role="row"]') && attr(el, 'aria-disabled') !== 'true')
      .map((row) => within(row).find((el) => el.matches('[role="gridcell"]') && seen(el)))
      .filter(Boolean);
  const marked = inner.filter((el) => el.matches('[role="option"]') && attr(el, 'aria-disabled') !== 'true');
  if (marked.length) return marked;
  const drawn = inner.filter(
    (el) =>
      el.matches('li, [class*="option" i], [class*="item" i]') &&
      el.children.length <= 4 &&
      !inner.some((other) => other !== el && other.matches('li') && deepContains(el, other)),
  );
  const all = new Set(drawn);
  return drawn.filter((el) => !ancestors(el, 3).some((up) => all.has(up)));
};

function listState(handle) {
  afresh();
  const el = resolve(handle);
  if (!el) return { options: [], typed: false, free: false, multiple: false, expanded: false };
  const list = openListOf(el);
  return {
    options: list
      ? choicesIn(list).map((option) => ({
          label: optionWords(option),
          value: attr(option, 'data-value') || optionWords(option),
          handle: handleOf(option),
        }))
      : [],
    typed: isTextual(el) && !el.readOnly,
    free: suggests(el),
    prompt: isPrompt(el),
    chosen: isPrompt(el) ? chosenIn(el) : [],
    multiple: attr(list || el, 'aria-multiselectable') === 'true',
    expanded: el.hasAttribute('aria-expanded') ? attr(el, 'aria-expanded') === 'true' : !!list,
  };
}

// A box that hides what is too long for it may be scrolled by the list's own script.
const scroller = (list) => {
  const long = [list, ...drawnWithin(list), ...ancestors(list, 3)].filter((el) => el.clientHeight >= 20 && el.scrollHeight > el.clientHeight + 4);
  const by = (way) => long.find((el) => way.test(getComputedStyle(el).overflowY));
  return by(/auto|scroll/) || (list.matches('select') ? null : long.find((el) => deepContains(list, el) && /hidden/.test(getComputedStyle(el).overflowY)));
};

// Whether the list holds fewer options than its length has room for: it draws only those on show.
function listScrolls(handle) {
  afresh();
  const list = resolve(handle) && openListOf(resolve(handle));
  const rows = list ? choicesIn(list) : [];
  const moving = list && scroller(list);
  if (!moving || !rows.length) return false;
  const drawn = rows.reduce((sum, row) => sum + row.getBoundingClientRect().height, 0);
  return moving.scrollHeight > drawn * 1.5;
}

async function scrollList(handle) {
  afresh();
  const list = resolve(handle) && openListOf(resolve(handle));
  const moving = list && scroller(list);
  if (!moving || moving.scrollTop + moving.clientHeight >= moving.scrollHeight - 2) return false;
  moving.scrollTop += moving.clientHeight * 0.9;
  tell(moving, 'scroll');
  await settle();
  return true;
}

const press = (el, init = {}) => {
  for (const type of ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click'])
    el.dispatchEvent(
      new (type.startsWith('pointer') ? PointerEvent : MouseEvent)(type, {
        bubbles: true,
        composed: true,
        cancelable: true,
        button: 0,
        view: window,
        pointerType: 'mouse',
        ...init,
      }),
    );
};

async function openedList(el) {
  const open = () => {
    afresh();
    const list = openListOf(el);
    return list && choicesIn(list).length ? list : null;
  };
  if (attr(el, 'aria-expanded') === 'true' && open()) return open();
  el.focus({ preventScroll: true });
  press(el);
  await settle();
  // Some lists are drawn a moment after the press, or fade in.
  for (let turns = 0; turns < 8 && !open() && attr(el, 'aria-expanded') === 'true'; turns++) await nextChange(40, 20);
  return open();
}

// Presses the option with these words, opening the list if it has closed; false when it is not there.
async function takeOption({ handle, label }) {
  afresh();
  const el = resolve(handle);
  const list = el && (openListOf(el) || (await openedList(el)));
  const option = list && choicesIn(list).find((one) => optionWords(one) === label);
  if (!option) return false;
  press(option);
  await settle();
  return true;
}

async function leaveList(el) {
  el.blur();
  await settle();
  afresh();
  const stillOpen = () => attr(el, 'aria-expanded') === 'true';
  if (!stillOpen() || closest(el, 'dialog, [role="dialog"], [aria-modal="true"]')) return;
  const list = openListOf(el);
  for (const at of [el, list && (within(list).includes(document.activeElement) ? document.activeElement : list)]) {
    if (!at || !stillOpen()) continue;
    at.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Escape', code: 'Escape', bubbles: true, composed: true, cancelable: true }),
    );
    await settle();
  }
  if (stillOpen() && !isTextual(el)) press(el);
  await settle();
}

// Takes each option whose words are exactly these. Any doubt is left to the slower way with real keys.
async function chooseFrom(el, labels) {
  for (const label of labels) {
    const list = await openedList(el);
    const option = list && choicesIn(list).find((one) => optionWords(one) === label);
    if (!option) {
      await leaveList(el);
      return 'not offered';
    }
    press(option);
    await settle();
  }
  await leaveList(el);
  return '';
}

// Opens and closes each list in turn and tells what it offers; an empty answer means it needs a person's click.
async function readLists(handles) {
  const found = [];
  for (const handle of handles) {
    afresh();
    const el = resolve(handle);
    if (el && suggests(el)) {
      found.push({ options: [], whole: false, free: true, multiple: false });
      continue;
    }
    if (el && isPrompt(el)) {
      found.push({ options: [], whole: false, free: true, multiple: true }); // it offers nothing before one has searched
      continue;
    }
    const list = el && (await openedList(el));
    const options = list
      ? choicesIn(list).map((option) => ({
          label: optionWords(option),
          value: attr(option, 'data-value') || optionWords(option),
        }))
      : [];
    const multiple = !!list && attr(list, 'aria-multiselectable') === 'true';
    found.push({ options, whole: options.length > 0 && !listScrolls(handle), free: false, multiple });
    if (el) await leaveList(el);
  }
  return found;
}

// A list that stands on the page: each option brought to the state wanted, with Ctrl held where a plain press drops the others.
async function setListbox(el, handles) {
  const options = () => within(el).filter((one) => one.matches('[role="option"]'));
  const wanted = handles.map(resolve).filter(Boolean);
  const right = () => options().every((one) => isChosen(one) === wanted.includes(one));
  const several = attr(el, 'aria-multiselectable') === 'true';
  for (const ctrlKey of [false, true]) {
    for (const one of options()) {
      if (right()) return '';
      if (isChosen(one) === wanted.includes(one) || (!several && !wanted.includes(one))) continue;
      press(one, { ctrlKey });
      await settle();
    }
  }
  return right() ? '' : 'did not take';
}
const isChosen = (option) => attr(option, 'aria-selected') === 'true' || attr(option, 'aria-checked') === 'true';
