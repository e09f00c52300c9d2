// Repeaters ("Work experience … + Add another"): which questions belong to which job or school, and which button adds or keeps one.
// The words are those of words.yaml (`SAID`), compared one by one: a label counts when it says nothing else.

let repeatersFound = [];

const plainWords = (text) =>
  text
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/œ/g, 'oe')
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/\([^)]*\)/g, ' ')
    .match(/[a-z]+/g) || [];
const saying = (name) => new RegExp(`^(?:${SAID[name].join('|')})$`);
const ENTRY = Object.fromEntries(Object.keys(SAID).map((name) => [name, saying(name)]));
const says = (word, ...names) => names.some((name) => ENTRY[name].test(word));

// What words are about: 'work', 'education', or '' where they name neither or both.
function topicOf(text) {
  const said = plainWords(text);
  const work = said.some((word) => says(word, 'entry_work'));
  const school = said.some((word) => says(word, 'entry_school'));
  return work === school ? '' : work ? 'work' : 'education';
}

// The topic of words that say nothing else: "Work experience" names jobs, "Employment references" does not.
const namedTopic = (text) => (onlySays(text, 'entry_add', ...NOUNS) ? topicOf(text) : '');

const buttonTexts = (el) => [oneLine(words(el)) || attr(el, 'value'), attr(el, 'aria-label'), attr(el, 'title')].filter((text) => text && text.length < 80);
const onlySays = (text, ...names) => {
  const said = plainWords(text);
  return said.length < 10 && said.every((word) => says(word, ...names));
};
const NOUNS = ['entry_work', 'entry_school', 'entry_filler'];

const adds = (text) =>
  onlySays(text, 'entry_add', ...NOUNS) &&
  (plainWords(text).some((word) => says(word, 'entry_add')) || (/^\s*[+＋➕]/.test(text) && topicOf(text) !== ''));
const keeps = (text) => onlySays(text, 'entry_keep', ...NOUNS) && plainWords(text).some((word) => says(word, 'entry_keep'));
const leaves = (text) => onlySays(text, 'entry_leave', ...NOUNS) && plainWords(text).some((word) => says(word, 'entry_leave'));

const staysHere = (el) => el.tagName !== 'A' || !attr(el, 'href') || /^(#|javascript:)/.test(attr(el, 'href'));
const pressable = () => deepQuery('button, [role="button"], input[type="button"], input[type="submit"], a').filter((el) => staysHere(el) && seen(el) && !el.disabled);

// The words that name the place a button stands in, nearest first: beside it, its groups' names, the heading before it.
function* namesOver(el, headings, at) {
  for (const block of textBefore(el, 3) || []) yield block.text;
  for (const up of ancestors(el, 8)) {
    if (up.matches('form, body, main, dialog, [role="dialog"], [role="main"], [role="form"]')) break;
    const named = (up.tagName === 'FIELDSET' || attr(up, 'role') || up.tagName === 'SECTION') && groupName(up)?.label;
    if (named) yield named;
  }
  const telling = headings.filter((one) => at.get(one) < at.get(el) && !onlySays(oneLine(words(one)), 'entry_add', 'entry_filler'));
  if (telling.length) yield oneLine(words(telling.at(-1)));
}

// Each button that adds an entry: `{ el, topic, heading }`; topic '' is some other list ("Add language").
function addersOf(places, headings, at) {
  const found = [];
  for (const el of pressable()) {
    const said = buttonTexts(el).filter(adds);
    if (!said.length) continue;
    let topic = said.map(topicOf).find(Boolean) || '';
    if (!topic) {
      for (const name of namesOver(el, headings, at)) {
        if (onlySays(name, 'entry_add', 'entry_filler')) continue;
        topic = namedTopic(name);
        break;
      }
    }
    const heading = headings.filter((one) => at.get(one) < at.get(el) && namedTopic(oneLine(words(one))) === topic).at(-1);
    found.push({ el, topic, heading: topic && heading });
  }
  return found;
}

const asks = (raw, topic) => plainWords(`${raw.label}`).some((word) => says(word, topic === 'work' ? 'asks_work' : 'asks_school'));
const sameQuestion = (raw) => `${raw.widget} ${raw.label.toLowerCase().replace(/[\d#*]+/g, ' ').replace(/\s+/g, ' ').trim()}`;

// The questions an adding button stands for: those between its heading and itself, else those after it in its own box.
function askedFor(adder, adders, rows, headings, at) {
  const here = at.get(adder.el);
  const before = adders.filter((one) => at.get(one.el) < here).at(-1);
  const floor = Math.max(adder.heading ? at.get(adder.heading) : -1, before ? at.get(before.el) : -1);
  let above = rows.filter((row) => at.get(row.el) > floor && at.get(row.el) < here);
  const box = ancestors(adder.el).find((up) => rows.some((row) => deepContains(up, row.el)));
  if (box && !box.matches('form, body, main')) {
    const inside = above.filter((row) => deepContains(box, row.el));
    if (inside.some((row) => asks(row.raw, adder.topic))) above = inside;
  }
  if (!adder.heading) above = above.slice(Math.max(0, above.findIndex((row) => asks(row.raw, adder.topic))));
  if (above.some((row) => asks(row.raw, adder.topic))) return above;
  const next = adders.find((one) => at.get(one.el) > here);
  const end = headings.find((one) => at.get(one) > here && !onlySays(oneLine(words(one)), 'entry_add', ...NOUNS));
  const roof = Math.min(next ? at.get(next.el) : Infinity, end ? at.get(end) : Infinity);
  const below = rows.filter((row) => at.get(row.el) > here && at.get(row.el) < roof && !!box && deepContains(box, row.el));
  return below.some((row) => asks(row.raw, adder.topic)) ? below : [];
}

// Entries of a run of questions: a new one begins where its first question comes again.
function entriesOf(rows) {
  const entries = [];
  for (const row of rows) {
    if (!entries.length || sameQuestion(row.raw) === sameQuestion(entries[0][0].raw)) entries.push([]);
    entries.at(-1).push(row);
  }
  return entries;
}

// The button that puts away the entry that is being written: in the entry's own box or dialog.
function keeperOf(rows, adder, dialog, all) {
  if (!rows.length) return null;
  const own = (el) => rows.some((row) => row.el === el || deepContains(row.el, el)) || !all.some((row) => row.el === el);
  let box = commonAncestor(rows.map((row) => row.el));
  for (const up of ancestors(box, 3)) {
    if (up.matches('form, body, main') || (adder && deepContains(up, adder)) || within(up).some((el) => !own(el))) break;
    box = up;
    if (up === dialog) break;
  }
  const area = dialog || box;
  const buttons = pressable().filter((el) => deepContains(area, el) && el !== adder);
  return keepingOf(buttons);
}

// Of an entry's buttons the one that keeps it: by its words, or "Add" beside "Cancel" where it is the last.
function keepingOf(buttons) {
  const saving = buttons.filter((el) => buttonTexts(el).some(keeps)).at(-1);
  if (saving) return saving;
  const others = buttons.filter((el) => !buttonTexts(el).some(leaves));
  const last = others.at(-1);
  return last && others.length < buttons.length && buttonTexts(last).some(adds) ? last : null;
}

// Who asks for an address or a number asks about a person, not about a job.
const aboutPerson = (rows) => rows.some((row) => /^(email|tel|password)$/.test(row.raw.type));

// What a repeater shows besides its questions: the entries that are put away.
function shownIn(adder, adders, rows, mine) {
  let box = null;
  for (const up of ancestors(adder.el, 8)) {
    const strange = rows.some((row) => !mine.includes(row) && deepContains(up, row.el));
    if (up.matches('form, body, main') || strange || adders.some((one) => one.topic !== adder.topic && deepContains(up, one.el))) break;
    box = up;
  }
  let text = box ? oneLine(words(box)) : '';
  if (adder.heading && adder.heading.getRootNode() === adder.el.getRootNode()) {
    const between = document.createRange();
    between.setStartAfter(adder.heading);
    between.setEndBefore(adder.el);
    text += ` ${oneLine(between.toString())}`;
  }
  return clip(text, 4000);
}

// In a dialog that asks for one job or school: its heading or its questions tell which.
function dialogEntry(dialog, rows) {
  const named = attr(dialog, 'aria-label') || fromLabelledBy(dialog)?.label || oneLine(words(within(dialog).find((el) => el.matches(HEADING) && seen(el)) || dialog)).slice(0, 80);
  const told = ['work', 'education'].filter((topic) => rows.some((row) => asks(row.raw, topic)));
  const topic = namedTopic(named) || (told.length === 1 ? told[0] : '');
  const el = topic && !aboutPerson(rows) && told.includes(topic) && rows.length <= 16 && keeperOf(rows, null, dialog, rows);
  return el ? { topic, keep: el } : null;
}

// Entries that are written in a box of their own, with a button to keep and one to leave them, while nothing can be added.
function standingEntries(rows, taken) {
  const found = [];
  for (const el of pressable().filter((one) => buttonTexts(one).some((text) => keeps(text) || adds(text)))) {
    const box = ancestors(el, 5).find((up) => rows.some((row) => deepContains(up, row.el)));
    if (!box || box.matches('form, body, main')) continue;
    const mine = rows.filter((row) => deepContains(box, row.el));
    const buttons = pressable().filter((other) => deepContains(box, other));
    const leaving = buttons.some((other) => buttonTexts(other).some(leaves));
    const told = ['work', 'education'].filter((topic) => mine.some((row) => asks(row.raw, topic)));
    const topic = namedTopic(groupName(box)?.label || '') || (told.length === 1 ? told[0] : '');
    if (leaving && keepingOf(buttons) === el && !aboutPerson(mine) && told.includes(topic) && !taken.includes(topic) && mine.length <= 16) found.push({ topic, mine, keep: el, box });
  }
  return found.filter((one, n) => found.findIndex((other) => other.topic === one.topic) === n);
}

// Marks each question of an entry with its repeater and number, and finds the buttons.
function withEntries(fields, elements) {
  repeatersFound = [];
  const rows = fields.map((raw, n) => ({ raw, n, el: elements[n] })).filter((row) => row.raw.visible && !row.raw.bait && row.raw.type !== 'file');
  const made = fields.map((raw) => ({ ...raw, repeater: '', entry: 0 }));
  const mark = (topic, entries) => {
    entries.forEach((entry, number) => entry.forEach((row) => Object.assign(made[row.n], { repeater: topic, entry: number + 1 })));
  };
  const dialog = scopeOf(rows.map((row) => row.el));
  const one = dialog && dialogEntry(dialog, rows);
  if (one) {
    mark(one.topic, [rows]);
    repeatersFound.push({ topic: one.topic, adds: null, keeps: one.keep, text: '' });
    return made;
  }
  if (!pressable().some((el) => buttonTexts(el).some((text) => adds(text) || keeps(text)))) return made;
  const at = new Map(allElements().map((el, n) => [el, n]));
  const headings = deepQuery(`${HEADING}, legend`).filter(seen);
  const adders = addersOf(rows, headings, at).filter((adder) => !dialog || deepContains(dialog, adder.el));
  for (const topic of ['work', 'education']) {
    const own = adders.filter((adder) => adder.topic === topic);
    const asked = own.map((adder) => askedFor(adder, adders, rows, headings, at));
    const best = Math.max(0, asked.findLastIndex((found) => found.length));
    if (!own.length) continue;
    const entries = entriesOf(asked[best]);
    mark(topic, entries);
    const keep = keeperOf(entries.at(-1) || [], own[best].el, null, rows);
    repeatersFound.push({ topic, adds: own[best].el, keeps: keep, text: shownIn(own[best], adders, rows, asked[best]) });
  }
  const open = repeatersFound.filter((found) => made.some((raw) => raw.repeater === found.topic)).map((found) => found.topic);
  for (const { topic, mine, keep, box } of standingEntries(rows.filter((row) => !made[row.n].repeater), open)) {
    mark(topic, [mine]);
    const known = repeatersFound.find((found) => found.topic === topic);
    if (known) known.keeps = keep;
    else repeatersFound.push({ topic, adds: null, keeps: keep, text: clip(oneLine(words(parentOf(box) || box)), 4000) });
  }
  for (const adder of adders.filter((one) => !one.topic)) repeatersFound.push({ topic: 'other', adds: adder.el, keeps: null, text: '' });
  return made;
}

const addsTopic = (el) => repeatersFound.find((found) => found.adds === el)?.topic || '';
const keepsTopic = (el) => repeatersFound.find((found) => found.keeps === el)?.topic || '';
const repeaterFacts = () => repeatersFound.filter((found) => found.topic !== 'other').map(({ topic, text }) => ({ topic, text }));
