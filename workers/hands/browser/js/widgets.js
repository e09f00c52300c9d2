// Telling the controls of a page apart: native ones, the widgets that stand in for them, and what no person should touch.

const NO_FIELD = /^(hidden|submit|button|image|reset)$/;
// A box that only shows what was chosen elsewhere takes neither keys nor the focus, and is not told to a screen reader.
const onlyShows = (el) => isTextual(el) && el.readOnly && el.tabIndex < 0 && attr(el, 'aria-hidden') === 'true';
const asksNothing = (el) => el.tagName === 'INPUT' && (NO_FIELD.test(el.type) || onlyShows(el));
const CAPTCHA_FIELD = /^(g-recaptcha-response|h-captcha-response|cf-turnstile-response|fc-token)/;
const COOKIES = /cookie|onetrust|consent-?(banner|manager|popup)|gdpr|usercentrics|didomi|cmp-/i;
const BAIT =
  /honey|(^|[_-])(hp|bot|trap|spam)([_-]|$)|leave.{0,20}(blank|empty)|do ?not ?fill|not ?a ?robot|website\d|url\d|fax[_-]?only|confirm[_-]?url/i;
const YES_NO = [
  ['yes', 'no'],
  ['ja', 'nein'],
  ['ja', 'nee'],
  ['ja', 'nej'],
  ['ja', 'nei'],
  ['oui', 'non'],
  ['sí', 'no'],
  ['si', 'no'],
  ['sì', 'no'],
  ['sim', 'não'],
  ['tak', 'nie'],
  ['ano', 'ne'],
  ['да', 'нет'],
  ['evet', 'hayır'],
  ['kyllä', 'ei'],
  ['はい', 'いいえ'],
  ['是', '否'],
  ['예', '아니요'],
];
const UPLOAD_WORDS =
  /^((or|oder|ou|o|of|lub)( bien)? )?((attach|upload|choose|browse|select|add|drop|drag|replace|import|hochladen|hier|datei|durchsuchen|auswählen|anhängen|ablegen|parcourir|télécharger|téléverser|joindre|ajouter|choisir|adjuntar|subir|examinar|carica|sfoglia|scegli|allega|bestand|bladeren|uploaden|carregar|anexar|wybierz|dodaj|prześlij)(?!\p{L})|(hierher|dépose|glisse|seleccion|suelt|suélt|arrastr|télécharge|téléverse|adjunt)\p{L}*)[^?]{0,40}$/iu;

const isChoice = (el) => /^(radio|checkbox)$/.test(el.type || '') || /^(radio|checkbox|switch)$/.test(attr(el, 'role'));
const isRadio = (el) => el.type === 'radio' || attr(el, 'role') === 'radio';
const isTextual = (el) =>
  el.tagName === 'TEXTAREA' ||
  (el.tagName === 'INPUT' && !/^(checkbox|radio|file|range|color|hidden|submit|button|image|reset)$/.test(el.type));
// A text box whose class says that it suggests as one types, with no word of it in its roles: what is typed may also stay.
const SUGGESTS = /(^|[-_ ])(?<!no[-_ ])(auto-?complete|typeahead|auto-?suggest|pac-target)([-_ ]|$)/i;
const suggests = (el) =>
  el.tagName === 'INPUT' && /^(text|search)$/.test(el.type) && SUGGESTS.test(attr(el, 'class')) && attr(el, 'role') !== 'combobox';
// A box one searches in for what is then chosen and stands beside it: it says "Search", and the question has a name of its own.
// What is typed there is no answer.
const PROMPTS = /^\W*(search|find|such|recherch|busc|cerca|zoek|s[oö]k|szukaj|type to|start typing|tippen|zum suchen|tape[zr]|escrib[ae])/i;
const isPrompt = (el) =>
  el.tagName === 'INPUT' &&
  /^(text|search)$/.test(el.type) &&
  !el.readOnly &&
  !attr(el, 'role') &&
  PROMPTS.test(attr(el, 'placeholder')) &&
  !suggests(el) &&
  [...labelElements(el), ...byIds(el, 'aria-labelledby')].some((by) => !PROMPTS.test(oneLine(words(by)))) &&
  !!chosenBox(el);

// The box beside a search box that what was chosen stands in.
const CHOSEN =
  '[role="listbox"], [role="list"], ul, ol, [class*="selected" i], [class*="chip" i], [class*="token" i], [class*="pill" i], [class*="tags" i]';
function chosenBox(el) {
  for (const up of ancestors(el, 4)) {
    if (up.matches('form, fieldset, body') || within(up).some((inner) => inner !== el && isControl(inner) && seen(inner))) return null;
    const box = within(up).find(
      (inner) => inner.matches(CHOSEN) && !deepContains(inner, el) && !closest(inner, 'label') && !/^(absolute|fixed)$/.test(getComputedStyle(inner).position),
    );
    if (box) return box;
    if (/multi-?select|token-?(field|input)|tags?-?input|chips/i.test(`${attr(up, 'class')} ${TEST_MARKS.map((mark) => attr(up, mark)).join(' ')}`)) return up;
  }
  return null;
}

function chosenIn(el) {
  const chips = chipsOf(el);
  const box = chips.length ? null : chosenBox(el);
  if (!box || deepContains(box, el)) return chips;
  const items = within(box).filter((inner) => inner.matches('li, [role="option"], [role="listitem"]') && seen(inner));
  const skip = (inner) => inner.matches('button, [role="button"]');
  return items.filter((one) => !items.some((other) => other !== one && deepContains(other, one))).map((one) => oneLine(words(one, skip))).filter(Boolean);
}

const isCombobox = (el) =>
  !(isTextual(el) && attr(el, 'aria-haspopup') === 'dialog' && opensCalendar(el)) &&
  (attr(el, 'role') === 'combobox' ||
    /^(list|both)$/.test(attr(el, 'aria-autocomplete')) ||
    attr(el, 'aria-haspopup') === 'listbox' ||
    suggests(el) ||
    isPrompt(el));

// A search box that is named as a question and opens a list is how some lists are drawn.
const searchesPage = (el) =>
  el.type === 'search' &&
  !(isCombobox(el) && [...labelElements(el), ...byIds(el, 'aria-labelledby')].some((by) => !SEARCHES.test(oneLine(words(by)))));
const SEARCHES = /^\W*(search|find|such|recherch|busc|cerca|zoek|s[oö]k|szukaj)/i;
// The buttons over a text to be written change how it looks; they ask nothing.
const isToolbar = (el) =>
  attr(el, 'role') === 'toolbar' ||
  (/toolbar/i.test(attr(el, 'class')) && !!parentOf(el) && within(parentOf(el)).some((other) => other.isContentEditable && !deepContains(el, other)));

// A small form of another purpose beside the application's: its button or its own name says so. A newsletter's e-mail is no question.
const ASIDE_BUTTON =
  /^\W*(subscribe|subscribe now|sign up for (our|the) newsletter|get (job )?(alerts|updates)|notify me|search|find jobs?|abonnieren|newsletter abonnieren|suchen|s.abonner|je m.abonne|rechercher|suscrib\S*|buscar|log ?out)\W*$/i;
const ASIDE_NAME = /news-?letter|subscri(be|ption)|mailing-?list|(^|[-_/ ])search([-_/ ]|$)|job-?alerts?/i;
const asides = new WeakMap();
function isAside(form) {
  if (!asides.has(form)) {
    const asked = [...form.elements].filter((el) => isControl(el) && el.type !== 'hidden');
    const buttons = [...form.querySelectorAll('button, input[type="submit"], [role="button"]')].map((el) => oneLine(words(el)) || el.value || '');
    const own = `${form.id} ${attr(form, 'class')} ${attr(form, 'name')} ${attr(form, 'action')}`;
    const small = asked.length <= 4 && !asked.some((el) => el.type === 'file' || el.type === 'password' || el.tagName === 'TEXTAREA');
    asides.set(form, small && (ASIDE_NAME.test(own) || (buttons.length > 0 && buttons.every((said) => ASIDE_BUTTON.test(said)))));
  }
  return asides.get(form);
}

const outOfForm = (el) =>
  searchesPage(el) ||
  (!!closest(el, 'form') && isAside(closest(el, 'form'))) ||
  takesFolders(el) ||
  CAPTCHA_FIELD.test(el.name || el.id || '') ||
  /recaptcha|hcaptcha/i.test(attr(el, 'class')) ||
  ancestors(el).some((up) => {
    if (up.matches('[role="search"], nav, [role="navigation"]') || isToolbar(up)) return true;
    if (up.matches('footer, [role="contentinfo"], header, [role="banner"]'))
      return !closest(up, 'form, main, dialog, [role="dialog"]');
    return (
      COOKIES.test(`${up.id} ${attr(up, 'class')}`) &&
      !/job|appl|career/i.test(`${up.id} ${attr(up, 'class')}`) &&
      up.tagName !== 'BODY' &&
      up.tagName !== 'HTML' &&
      up.tagName !== 'FORM' &&
      up.matches('[role="dialog"], [role="alertdialog"], [role="region"], aside, dialog, div[id], section[id]')
    );
  });

// A choice counts as seen when it or the words that operate it are.
const choiceSeen = (el) =>
  seen(el) || labelElements(el).some(seen) || (unseen(el) === 'trick' && !!parentOf(el) && boxShown(parentOf(el)));
const boxShown = (el) => seen(el) && el.getBoundingClientRect().width >= 8 && !ariaHidden(el);
const ariaHidden = (el) => [el, ...ancestors(el)].some((up) => attr(up, 'aria-hidden') === 'true');

// The widget a visible box is: the input of a type-ahead can be two pixels wide while its box is not.
const widgetSeen = (el) =>
  seen(el) ||
  (unseen(el) === 'trick' &&
    !ariaHidden(el) &&
    ancestors(el, 4).some((up) => boxShown(up) && up.getBoundingClientRect().width >= 40 && !up.matches('form, body, main')));

function controlSeen(el) {
  if (isChoice(el)) return choiceSeen(el);
  if (el.type === 'file') return fileSeen(el);
  if (isCombobox(el) || el.type === 'range' || /^(slider|spinbutton)$/.test(attr(el, 'role'))) return widgetSeen(el);
  if (el.tagName === 'SELECT') return seen(el) || drawnOver(el);
  return seen(el);
}

// A field no person can see is bait when it is hidden by a trick, or carries the marks of one.
function isBait(el) {
  if (controlSeen(el)) return false;
  if (el.type === 'file' || el.tagName === 'SELECT') return unseen(el) === 'trick' && BAIT.test(`${el.name} ${el.id}`);
  const named = `${el.name || ''} ${el.id} ${labelOf(el).label} ${ancestors(el, 2)
    .map((up) => `${up.id} ${attr(up, 'class')}`)
    .join(' ')}`;
  if (unseen(el) === 'trick') return true;
  return BAIT.test(named) || attr(el, 'tabindex') === '-1' || ariaHidden(el);
}

const buttonsIn = (box) =>
  [...box.children].flatMap((el) =>
    el.matches('button, [role="button"]')
      ? [el]
      : el.children.length === 1 && el.firstElementChild.matches('button, [role="button"]')
        ? [el.firstElementChild]
        : [],
  );

// Buttons that are an answer and not an act: a Yes/No pair, or a row of pressed/unpressed ones.
function buttonGroups() {
  const boxes = new Set(deepQuery('button, [role="button"]').flatMap((el) => ancestors(el, 2)));
  const groups = [];
  for (const box of boxes) {
    const buttons = buttonsIn(box).filter(seen);
    if (buttons.length < 2 || buttons.length > 12 || [box, ...ancestors(box, 3)].some((up) => up.matches('nav') || isToolbar(up))) continue;
    const said = buttons.map((el) => oneLine(words(el)) || attr(el, 'aria-label'));
    if (said.some((text) => !text || text.length > 60)) continue;
    const pressed = buttons.every((el) => el.hasAttribute('aria-pressed') || el.hasAttribute('aria-checked'));
    const lower = said.map((text) => text.toLowerCase());
    const yesNo = buttons.length === 2 && YES_NO.some((pair) => pair.every((word) => lower.includes(word)));
    if ((pressed || yesNo) && !closest(box, '[role="dialog"][aria-label*="cookie" i]'))
      groups.push({ box, buttons, said, yesNo });
  }
  return groups;
}

// Lists that stand on the page to be chosen from; one that belongs to a field or a button opens for it and is no question.
function standingLists() {
  const opened = new Set(
    deepQuery('[aria-controls], [aria-owns]')
      .filter((el) => isControl(el) || el.matches(CLICKABLE))
      .flatMap((el) => [...byIds(el, 'aria-controls'), ...byIds(el, 'aria-owns')]),
  );
  return deepQuery('[role="listbox"]').filter(
    (list) =>
      seen(list) &&
      ![list, ...ancestors(list, 3)].some((up) => opened.has(up) || up.matches('[role="combobox"]')) &&
      ![list, ...ancestors(list, 4)].some((up) => /^(absolute|fixed)$/.test(getComputedStyle(up).position) && !holdsOther(up, list)) &&
      attr(list, 'aria-disabled') !== 'true' &&
      !outOfForm(list) &&
      within(list).filter((el) => el.matches('[role="option"]') && seen(el)).length > 1,
  );
}

// What a hidden input beside a drawn widget is: its name, whether it must be answered, and nothing to fill.
function ownerOf(el, widgets) {
  if (controlSeen(el) && !(isChoice(el) && (!seen(el) || attr(el, 'tabindex') === '-1'))) return null;
  for (const up of ancestors(el, 4)) {
    if (up.matches('form, body, fieldset')) return null;
    const inside = widgets.filter((widget) => deepContains(up, widget));
    if (inside.length === 1) return inside[0];
    if (inside.length > 1) return null;
  }
  return null;
}

// Rows of one-character boxes, as used for codes.
function codeBoxes(controls) {
  const boxes = controls.filter((el) => el.tagName === 'INPUT' && el.maxLength === 1 && seen(el) && isTextual(el));
  const rows = [];
  for (const el of boxes) {
    const row = rows.at(-1);
    if (row && commonAncestor([row[0], el]) && ancestors(el, 4).some((up) => deepContains(up, row[0]))) row.push(el);
    else rows.push([el]);
  }
  return rows.filter((row) => row.length >= 4);
}
