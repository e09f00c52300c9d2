// A date asked for in parts: two or three spin buttons (month, day, year) that stand together are one question.

const PART_WORDS = {
  day: /(^|[^\p{L}])(day|tag|jour|d[ií]a|giorno|dag|dzie[nń])([^\p{L}]|$)|^(dd?|tt?|jj?|gg?)$/iu,
  month: /(^|[^\p{L}])(month|monat|mois|mes|m[eê]s|mese|maand|m[aå]nad|m[aå]ned|miesi[aą]c)([^\p{L}]|$)|^mm?$/iu,
  year: /(^|[^\p{L}])(year|jahr|ann[eé]e|a[nñ]o|anno|jaar|[aå]r|rok)([^\p{L}]|$)|^(yy(yy)?|jjjj|aa(aa)?|rrrr)$/iu,
};

// Which part of a date a spin button asks for, by its name, its hint or its bounds; '' when that is not sure.
function partOf(el) {
  const named = labelElements(el).map((label) => oneLine(words(label)));
  for (const text of [attr(el, 'aria-label'), ...named, attr(el, 'placeholder'), attr(el, 'data-type'), oneLine(el.textContent)]) {
    const fits = Object.keys(PART_WORDS).filter((part) => PART_WORDS[part].test(text.trim()));
    if (fits.length === 1) return fits[0];
  }
  const most = Number(attr(el, 'aria-valuemax') || attr(el, 'max'));
  return most === 12 ? 'month' : most === 31 ? 'day' : most >= 1900 ? 'year' : '';
}

const isSpinner = (el) => attr(el, 'role') === 'spinbutton';

// Rows of such parts among the controls: `{ members, parts, box }`. A row that asks for more (an hour) stays as it is.
function dateRows(controls) {
  const spinners = controls.filter((el) => isSpinner(el) && controlSeen(el));
  const rows = [];
  for (const el of spinners) {
    if (rows.some((row) => row.members.includes(el))) continue;
    const box = ancestors(el, 5).find((up) => spinners.some((other) => other !== el && deepContains(up, other)));
    if (!box || box.matches('form, body, main')) continue;
    const members = spinners.filter((other) => deepContains(box, other));
    const parts = members.map(partOf);
    const alone = !within(box).some((inner) => isControl(inner) && !members.includes(inner) && !members.some((one) => deepContains(inner, one)) && seen(inner));
    if (alone && members.length <= 3 && new Set(parts).size === parts.length && !parts.includes('') && parts.includes('year') && parts.includes('month'))
      rows.push({ members, parts, box });
  }
  return rows;
}

// The number a part holds: months count from 1 however the page counts them.
function partNumber(el, part) {
  const text = attr(el, 'aria-valuetext');
  if (part === 'month' && monthIn(text)) return monthIn(text);
  const shown = isTextual(el) ? el.value : oneLine(words(el));
  if (part === 'month' && !isTextual(el) && monthIn(shown)) return monthIn(shown);
  if (/^\D*\d{1,4}\D*$/.test(shown)) return Number(shown.replace(/\D/g, ''));
  const now = isTextual(el) ? '' : attr(el, 'aria-valuenow');
  return /^\d+$/.test(now) ? Number(now) + (part === 'month' && attr(el, 'aria-valuemin') === '0' ? 1 : 0) : null;
}

const padded = (number, length) => String(number).padStart(length, '0');

// What the row holds: an ISO day, or a month where no day is asked for; else the parts that are there.
function partsHeld(row) {
  const held = Object.fromEntries(row.members.map((el, at) => [row.parts[at], partNumber(el, row.parts[at])]));
  const given = Object.values(held).filter((number) => number !== null);
  if (given.length < row.members.length) return given.join(' / ');
  return [padded(held.year, 4), padded(held.month, 2), ...('day' in held ? [padded(held.day, 2)] : [])].join('-');
}

const MONTH_ONLY = '\\d{4}-\\d{2}';

function dateParts(row) {
  const raw = facts(row.members, 'parts', groupLabel(row.members));
  raw.id = row.box.id || raw.id;
  raw.placeholder = row.parts.join(' ');
  raw.pattern = row.parts.includes('day') ? null : MONTH_ONLY;
  [raw.min, raw.max] = [null, null];
  raw.texts = [partsHeld(row)].filter(Boolean);
  raw.options = row.members.map((el, at) => ({ label: row.parts[at], value: '', checked: false, blank: false, handle: handleOf(el), group: '' }));
  return raw;
}

// For each part by its handle: its number as read, and null where it holds none.
function partsState(handles) {
  afresh();
  const found = handles.map(resolve);
  const parts = found.map((el) => (el ? partOf(el) : ''));
  return found.map((el, at) => (el ? partNumber(el, parts[at]) : null));
}

// The words of a part that is a text box, so that what is typed takes their place.
function selectAll(handle) {
  const el = resolve(handle);
  if (el && isTextual(el)) el.select();
}
