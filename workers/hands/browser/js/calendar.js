// Calendars: knowing one when it is open, which month it shows, turning its pages and finding a day.

const CALENDAR = /date-?picker|date-?field|(^|[-_ ])calendar|flatpickr|pikaday/i;
const CALENDAR_BUTTON =
  /calendar|(choose|pick|select|change) (a |the )?date|date.?picker|kalender|datum (aus)?w[aä]hlen|calendrier|choisir une date|calendario|elegir fecha|kalendarz/i;
const DATE_FORMAT = /(^|[^a-z])([dmtjg]{1,2}[./ -]){2}([yja]{4}|yy|jj|aa)([^a-z]|$)/i;
const PREVIOUS =
  /prev|earlier|zur[uü]ck|vorig|vorherig|pr[eé]c[eé]dent|anterior|indietro|precedente|poprzedni|f[oö]reg|\bleft\b|^[‹<«←◀❮◂]+$/i;
const FOLLOWING =
  /next|later|n[aä]chst|weiter|suivant|siguiente|pr[oó]xim|seguente|successiv|volgend|nast[eę]pn|n[aä]sta|\bright\b|^[›>»→▶❯▸]+$/i;
const BY_YEAR = /year|jahr|ann[eé]e|\ba[nñ]o\b|\banno\b|jaar|\brok\b|double|super|^(«|»|<<|>>)$/i;
const TAKE_IT =
  /^(ok|okay|done|apply|select|set|confirm|choose|accept|fertig|[uü]bernehmen|best[aä]tigen|ausw[aä]hlen|valider|appliquer|aceptar|aplicar|listo|conferma|applica|gotowe)$/i;

const plainWord = (text) =>
  text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[\u0300-\u036f.]/g, '');

const WRITTEN_IN =
  'en de fr es it nl pt pl sv da nb fi cs sk hu ro hr sl bg el tr ru uk ca et lv lt'.split(' ');

// Month names as the page's language writes them, then as others do: name → 1 to 12.
let monthsByName = null;
function monthNames() {
  if (monthsByName) return monthsByName;
  monthsByName = new Map();
  for (const lang of [document.documentElement.lang, navigator.language, ...WRITTEN_IN].filter(Boolean))
    for (const month of ['long', 'short']) {
      let written;
      try {
        written = new Intl.DateTimeFormat(lang, { month });
      } catch {
        continue; // the page names no language that is one
      }
      for (let at = 0; at < 12; at++) {
        const name = plainWord(written.format(new Date(2020, at, 15)));
        if (/\p{L}/u.test(name) && !monthsByName.has(name)) monthsByName.set(name, at + 1);
      }
    }
  return monthsByName;
}

const monthIn = (text) => {
  for (const word of plainWord(text).match(/\p{L}+/gu) || []) if (monthNames().has(word)) return monthNames().get(word);
  const counted = text.match(/(?:^|\D)(?:19|20)\d\d\s*[-/年.]\s*(\d{1,2})(?!\d)|(?:^|\D)(\d{1,2})\s*[-/.]\s*(?:19|20)\d\d/);
  return counted ? Number(counted[1] || counted[2]) : null;
};
const yearIn = (text) => Number(text.match(/(?<!\d)((?:19|20)\d\d)(?!\d)/)?.[1]) || null;

// The innermost elements that say a day's number and nothing else, in order: the longest run 1, 2, 3, … is the month.
function daysIn(box) {
  const cells = within(box).filter(
    (el) =>
      /^\d{1,2}$/.test(el.textContent.trim()) &&
      !within(el).some((inner) => inner.textContent.trim()) &&
      !el.matches('th, option, [role="rowheader"], [class*="week" i][class*="num" i]') &&
      seen(el),
  );
  const numbers = cells.map((el) => Number(el.textContent));
  let best = [];
  numbers.forEach((number, from) => {
    if (number !== 1) return;
    let to = from;
    while (numbers[to] === to - from + 1) to++;
    if (to - from > best.length) best = cells.slice(from, to);
  });
  return best.length >= 28 && best.length <= 31 ? best : [];
}

const CALENDAR_BOX =
  'table, [role="grid"], [class*="calendar" i], [class*="datepicker" i], [class*="date-picker" i], [class*="days" i], [class*="month" i], [role="dialog"]';

function selectsOf(box) {
  const found = { month: null, year: null, typed: null };
  for (const el of within(box).filter((inner) => inner.tagName === 'SELECT' && seen(inner))) {
    const said = [...el.options].map((option) => option.text);
    if (said.length && said.every((text) => /^\s*(19|20)\d\d\s*$/.test(text))) found.year = el;
    else if (said.length >= 1 && said.length <= 12 && said.every((text) => monthIn(text) && !yearIn(text))) found.month = el;
  }
  found.typed = within(box).find((el) => el.tagName === 'INPUT' && /^(19|20)\d\d$/.test(el.value) && seen(el)) || null;
  return found;
}

// What a box round the days says it shows: by its lists for month and year, else by the first words that name them.
function monthShown(box, days) {
  const selects = selectsOf(box);
  const ofDays = (el) => !!closest(el, 'td, th, [role="columnheader"], [role="gridcell"], [role="row"]');
  const said = within(box)
    .filter((el) => !days.includes(el) && !el.matches('option, select') && seen(el))
    .map((el) => ({ text: oneLine(words(el)), ofDays: ofDays(el) }))
    .filter(({ text, ofDays: inGrid }) => text && text.length <= 40 && (!inGrid || (yearIn(text) && monthIn(text))))
    .map(({ text }) => text);
  const chosen = (el) => (el ? el.options[el.selectedIndex]?.text || '' : '');
  const both = said.find((text) => yearIn(text) && monthIn(text)) || '';
  const month = monthIn(chosen(selects.month)) || monthIn(both) || said.map(monthIn).find(Boolean) || null;
  const year = yearIn(chosen(selects.year)) || yearIn(selects.typed?.value || '') || yearIn(both) || said.map(yearIn).find(Boolean) || null;
  return month && year ? { box, selects, month, year } : null;
}

// The open calendars, the one a field names or the nearest to it first.
function calendarsOf(el) {
  const holding = deepQuery(CALENDAR_BOX).filter((box) => seen(box) && !deepContains(box, el) && daysIn(box).length);
  const inner = holding.filter((box) => !holding.some((other) => other !== box && deepContains(box, other)));
  const named = [...byIds(el, 'aria-controls'), ...byIds(el, 'aria-owns')];
  const place = el.getBoundingClientRect();
  const far = (box) => {
    const at = box.getBoundingClientRect();
    return (named.some((by) => deepContains(by, box)) ? -1e6 : 0) + Math.abs(at.top - place.bottom) + Math.abs(at.left - place.left);
  };
  return inner
    .map((grid) => {
      const days = daysIn(grid);
      for (const box of [grid, ...ancestors(grid, 4)]) {
        if (deepContains(box, el)) break;
        const shown = monthShown(box, days);
        if (shown) return { ...shown, days, far: far(grid) };
      }
      return null;
    })
    .filter(Boolean)
    .sort((one, other) => one.far - other.far);
}

const calendarShown = (handle) => {
  afresh();
  const el = resolve(handle);
  return !!el && calendarsOf(el).length > 0;
};

const unusable = (el) =>
  [el, ...ancestors(el, 2)].some(
    (up) => up.disabled || attr(up, 'aria-disabled') === 'true' || /(^|[-_ ])disabled([-_ ]|$)/i.test(attr(up, 'class')),
  );

function pageButtons(calendar) {
  const found = { back: null, on: null, yearBack: null, yearOn: null };
  let box = calendar.box;
  for (const up of [calendar.box, ...ancestors(calendar.box, 2)]) {
    box = up;
    if (within(up).some((el) => el.matches(PAGE_BUTTON) && PREVIOUS.test(saysOfButton(el)))) break;
  }
  for (const el of within(box)) {
    if (!el.matches(PAGE_BUTTON) || !seen(el)) continue;
    if (/^\d*$/.test(el.textContent.trim()) && el.textContent.trim()) continue; // a day of the month before or after
    if (calendar.days.some((day) => deepContains(el, day)) || unusable(el)) continue;
    const said = saysOfButton(el);
    const way = PREVIOUS.test(said) ? 'back' : FOLLOWING.test(said) ? 'on' : '';
    if (!way) continue;
    const name = BY_YEAR.test(said) ? (way === 'back' ? 'yearBack' : 'yearOn') : way;
    found[name] ??= el;
  }
  // Where there is but one pair, it turns by months, whatever its arrows look like.
  return { ...found, back: found.back || found.yearBack, on: found.on || found.yearOn };
}
const PAGE_BUTTON = 'button, [role="button"], a, [class*="prev" i], [class*="next" i], [data-action]';
const saysOfButton = (el) => {
  const spoken = attr(el, 'aria-label') || attr(el, 'title') || oneLine(words(el));
  return PREVIOUS.test(spoken) || FOLLOWING.test(spoken) ? spoken : `${spoken} ${attr(el, 'class')} ${attr(el, 'data-action')}`;
};

async function turned(el, before) {
  for (let tries = 0; tries < 8; tries++) {
    await settle();
    afresh();
    const now = calendarsOf(el)[0];
    if (now && (now.year !== before.year || now.month !== before.month)) return true;
    await nextChange(80, 10);
  }
  return false;
}

// One turn towards a month: by its lists, by years, by months. False when nothing turns.
async function turn(el, calendar, year, month) {
  const { selects } = calendar;
  const ahead = (year - calendar.year) * 12 + (month - calendar.month);
  if (selects.year && calendar.year !== year) {
    const option = [...selects.year.options].find((one) => yearIn(one.text) === year);
    if (option && !setSelect(selects.year, [oneLine(option.text)], [])) return turned(el, calendar);
  }
  if (selects.typed && calendar.year !== year) {
    setText(selects.typed, String(year));
    for (const type of ['keydown', 'keyup'])
      selects.typed.dispatchEvent(new KeyboardEvent(type, { key: 'Enter', code: 'Enter', bubbles: true, composed: true, cancelable: true }));
    if (await turned(el, calendar)) return true;
  }
  if (selects.month && calendar.month !== month && (calendar.year === year || !selects.year)) {
    const option = [...selects.month.options].find((one) => monthIn(one.text) === month);
    if (option && !setSelect(selects.month, [oneLine(option.text)], [])) return turned(el, calendar);
  }
  const buttons = pageButtons(calendar);
  const far = Math.abs(ahead) >= 12;
  const button = ahead > 0 ? (far && buttons.yearOn) || buttons.on : (far && buttons.yearBack) || buttons.back;
  if (!button) return false;
  press(button);
  return turned(el, calendar);
}

// Turns the open calendar to a month and tells where its day is, or what is wrong.
async function findDay({ handle, year, month, day }) {
  const told = (trouble, at = '') => ({ trouble, handle: at });
  for (let pages = 0; pages < 600; pages++) {
    afresh();
    const el = resolve(handle);
    const open = el ? calendarsOf(el) : [];
    if (!open.length) return told('no calendar opens');
    const right = open.find((one) => one.year === year && one.month === month);
    if (right) {
      const cell = right.days[day - 1];
      if (!cell) return told('the calendar has no such day');
      return unusable(cell) ? told('the calendar does not offer this day') : told('', handleOf(cell));
    }
    if (!(await turn(el, open[0], year, month))) return told('the calendar does not go to this month');
  }
  return told('the calendar does not go to this month');
}

// The button beside a field that opens its calendar, or the one in an open calendar that takes the day chosen.
function calendarButton({ handle, take }) {
  afresh();
  const el = resolve(handle);
  if (!el) return '';
  const named = (box, by) =>
    within(box).find((one) => one.matches('button, [role="button"], a, img, svg, i') && by(one) && seen(one) && !unusable(one));
  if (take) {
    const calendar = calendarsOf(el)[0];
    const boxes = calendar ? [calendar.box, ...ancestors(calendar.box, 3)].filter((box) => !deepContains(box, el)) : [];
    const button = boxes.map((box) => named(box, (one) => TAKE_IT.test(oneLine(words(one))))).find(Boolean);
    return button ? handleOf(button) : '';
  }
  for (const box of ancestors(el, 3)) {
    if (box.matches('form, body, fieldset')) break;
    const button = named(box, (one) =>
      CALENDAR_BUTTON.test(`${attr(one, 'aria-label')} ${attr(one, 'title')} ${attr(one, 'class')} ${oneLine(words(one))}`),
    );
    if (button) return handleOf(button);
  }
  return '';
}

// Whether a text input is one that a calendar fills: marked as such, or with such a button in its own box.
function opensCalendar(el) {
  if (!isTextual(el) || el.tagName !== 'INPUT' || /^(date|month|week|time|datetime-local)$/.test(el.type)) return false;
  if (CALENDAR.test(`${attr(el, 'class')} ${el.id} ${attr(el, 'data-provide')} ${attr(el, 'data-toggle')}`)) return true;
  const opened = [...byIds(el, 'aria-controls'), ...byIds(el, 'aria-owns')];
  if (opened.some((by) => CALENDAR.test(`${attr(by, 'class')} ${by.id}`))) return true;
  if (/\b(date|datum|fecha|data)\b/i.test(attr(el, 'aria-roledescription'))) return true;
  if (/^(dialog|grid)$/.test(attr(el, 'aria-haspopup'))) {
    const hint = `${attr(el, 'placeholder')} ${byIds(el, 'aria-describedby')
      .map((by) => by.textContent)
      .join(' ')}`;
    if (DATE_FORMAT.test(hint) || opened.some((by) => within(by).some((inner) => inner.matches('table, [role="grid"]')))) return true;
  }
  for (const up of ancestors(el, 2)) {
    if (up.matches('form, body, fieldset') || within(up).some((other) => other !== el && isControl(other) && seen(other))) break;
    if (CALENDAR.test(attr(up, 'class'))) return true;
    if (
      within(up).some(
        (one) =>
          one.matches('button, [role="button"], [role="img"], img, i, svg') &&
          CALENDAR_BUTTON.test(`${attr(one, 'aria-label')} ${attr(one, 'title')} ${attr(one, 'alt')} ${one.matches('i, svg') ? attr(one, 'class') : ''}`),
      )
    )
      return true;
  }
  return false;
}
