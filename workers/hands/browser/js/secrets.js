// What no picture may show: passwords, codes, numbers of identity, and whatever holds a secret that is handed in.
// `everSecret`, `plain`, `numbers` and `documentMark` live as long as the document does (page_script.py).

const SECRET_NAME =
  /passw|passcode|otp|one.?time|verification|security.?code|2fa|pin$|ssn|social.?security|passport|iban|bank|card.?number|cvv|cvc|national.?id|tax.?id/i;
const WRITABLE = 'input, textarea, [contenteditable]:not([contenteditable="false"])';
const UNTOLD = 4; // shorter secrets are looked for in inputs alone: as part of a text they would be found everywhere

// A page may turn a password into plain text to show it: what was secret once stays so.
const noteSecrets = () => deepQuery('input[type="password"]').forEach((el) => everSecret.add(el));

const saysSecret = (el) =>
  el.type === 'password' ||
  /(^|\s)(one-time-code|current-password|new-password)(\s|$)/.test(attr(el, 'autocomplete')) ||
  el.maxLength === 1 ||
  SECRET_NAME.test(`${el.name || ''} ${el.id} ${labelOf(el).label}`);

// `again`: moments after the last look, what an input is called then still holds, unless its type has changed.
function isSecret(el, secrets, again = false) {
  if (el.type === 'hidden') return false;
  const known = again && plain.get(el) === el.type;
  const found =
    everSecret.has(el) ||
    (!known && saysSecret(el)) ||
    secrets.some((secret) => secret && (el.value ?? el.innerText).includes(secret));
  if (found) everSecret.add(el);
  else plain.set(el, el.type);
  return found;
}

function secretInputs(secrets) {
  afresh();
  return deepQuery(WRITABLE)
    .filter((el) => isSecret(el, secrets))
    .map(handleOf);
}

// The smallest elements whose own words tell a secret, however it is cut into parts.
function tellers(secrets) {
  const long = secrets.filter((secret) => secret.length >= UNTOLD);
  const tells = (text) => long.some((secret) => text.includes(secret));
  const found = [];
  const visit = (node) => {
    const shown = [...node.childNodes].filter((one) => !/^(SCRIPT|STYLE|TEMPLATE|NOSCRIPT|HEAD)$/.test(one.nodeName));
    const inner = shown.filter((one) => one.nodeType === Node.ELEMENT_NODE && tells(one.textContent));
    if (inner.length) inner.forEach(visit);
    else if (tells(shown.map((one) => one.textContent).join(''))) found.push(node.host || node);
  };
  const roots = [document.documentElement, ...allElements().flatMap((el) => (el.shadowRoot ? [el.shadowRoot] : []))];
  if (long.length) roots.filter((root) => root && tells(root.textContent)).forEach(visit);
  return found;
}

const numberOf = (el) => {
  if (!numbers.has(el)) numbers.set(el, (numbers.last = (numbers.last || 0) + 1));
  return numbers.get(el);
};

// Where they lie in the viewport, in CSS pixels: `[number, x, y, width, height]`; an element keeps its number.
function secretBoxes({ secrets, again }) {
  afresh();
  const boxOf = (el) => {
    const box = el.getBoundingClientRect();
    const overflows = el.matches(WRITABLE) ? 0 : el.scrollWidth;
    return [numberOf(el), box.x, box.y, Math.max(box.width, overflows), box.height];
  };
  const drawn = (el) => el.getClientRects().length > 0;
  const inputs = deepQuery(WRITABLE).filter((el) => drawn(el) && isSecret(el, secrets, again));
  const view = window.visualViewport;
  return {
    mark: documentMark,
    width: view.width,
    zoom: view.scale,
    left: view.offsetLeft,
    top: view.offsetTop,
    boxes: [...inputs, ...tellers(secrets).filter(drawn)].map(boxOf),
  };
}

// What a person has typed into such inputs by hand.
function secretValues() {
  afresh();
  return deepQuery(WRITABLE)
    .filter((el) => isSecret(el, []))
    .map((el) => el.value ?? el.innerText)
    .filter((value) => value.length >= UNTOLD);
}

// What a person sees at a point: the name of its control, else the words of what can be pressed there.
function nameAt({ x, y }) {
  afresh();
  let el = document.elementFromPoint(x, y);
  while (el?.shadowRoot?.elementFromPoint(x, y) && el.shadowRoot.elementFromPoint(x, y) !== el) el = el.shadowRoot.elementFromPoint(x, y);
  if (!el || el === document.body || el === document.documentElement) return '';
  const control = closest(el, 'input, textarea, select, button, a[href], label, [role]') || el;
  const named = control.matches('input, textarea, select') ? labelOf(control).label : oneLine(words(control));
  return clip(named, 80);
}
