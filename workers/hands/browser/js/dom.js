// Walking and seeing: every element in document order through open shadow roots, what a person can see, and its words.

const CONTROLS =
  'input, select, textarea, [contenteditable=""], [contenteditable="true"], [role="textbox"], [role="combobox"], ' +
  '[role="radio"], [role="checkbox"], [role="switch"], [role="slider"], [role="spinbutton"], [aria-haspopup="listbox"]';
const SILENT = new Set(['SCRIPT', 'STYLE', 'TEMPLATE', 'NOSCRIPT', 'SELECT', 'TEXTAREA', 'DATALIST', 'IFRAME', 'OBJECT', 'svg']);

function* walk(root) {
  for (const el of root.children) {
    yield el;
    if (el.shadowRoot) yield* walk(el.shadowRoot);
    yield* walk(el);
  }
}

// What is worked out once per reading; a page that changes is read afresh.
let everyElement = null;
let shadowed = true;
let treeRoots = null;
let unseenBy = new Map();
function afresh() {
  everyElement = null;
  shadowed = true;
  treeRoots = null;
  unseenBy = new Map();
  runsSeen = null;
}
function allElements() {
  if (!everyElement) {
    everyElement = [...walk(document)];
    shadowed = everyElement.some((el) => el.shadowRoot);
  }
  return everyElement;
}
const within = (root) => (shadowed ? [...walk(root)] : [...root.getElementsByTagName('*')]);

const deepQuery = (css) => allElements().filter((el) => el.matches(css));

// The page as it is drawn: what is put into a component stands where its slot is.
const drawnChildren = (el) => el.shadowRoot?.children || (el.tagName === 'SLOT' && el.assignedElements().length ? el.assignedElements() : el.children);
function* walkDrawn(root) {
  for (const el of drawnChildren(root)) {
    yield el;
    yield* walkDrawn(el);
  }
}
const drawnWithin = (root) => (shadowed ? [...walkDrawn(root)] : within(root));

// What a selector finds, counted as the browser driver counts: a tree's own elements before those of the shadow trees in it.
const treesFrom = (root) => [root, ...[...root.querySelectorAll('*')].flatMap((el) => (el.shadowRoot ? treesFrom(el.shadowRoot) : []))];
function hitsOf(css) {
  treeRoots ||= treesFrom(document);
  return treeRoots.flatMap((root) => [...root.querySelectorAll(css)]);
}

// A handle is a compound CSS selector, with ` >> nth=N` when several elements answer to it.
function resolve(handle) {
  const [css, nth] = handle.split(' >> nth=');
  let hits;
  try {
    hits = hitsOf(css);
  } catch {
    return null;
  }
  return hits[Number(nth || 0)] || null;
}

const parentOf = (el) => el.parentElement || (el.getRootNode() instanceof ShadowRoot ? el.getRootNode().host : null);

function ancestors(el, limit = 64) {
  const chain = [];
  for (let at = parentOf(el); at && chain.length < limit; at = parentOf(at)) chain.push(at);
  return chain;
}

const closest = (el, css) => (el.matches(css) ? el : ancestors(el).find((up) => up.matches(css)) || null);

function deepContains(box, el) {
  for (let at = el; at; at = parentOf(at)) if (at === box) return true;
  return false;
}

// Why an element cannot be seen: '' (it can), 'none' (not rendered), 'trick' (rendered where no person looks).
function unseen(el) {
  if (!unseenBy.has(el)) unseenBy.set(el, whyUnseen(el));
  return unseenBy.get(el);
}

function whyUnseen(el) {
  if (!el.checkVisibility({ checkVisibilityCSS: true })) return 'none';
  const box = el.getBoundingClientRect();
  if (box.width < 2 || box.height < 2) return 'trick';
  if (box.right + scrollX <= 0 || box.bottom + scrollY <= 0) return 'trick';
  if (box.left + scrollX >= Math.max(document.documentElement.scrollWidth, innerWidth)) return 'trick';
  for (const up of [el, ...ancestors(el)]) {
    const style = getComputedStyle(up);
    if (Number(style.opacity) < 0.05) return 'trick';
    if (
      /inset\((50|100)%/.test(style.clipPath) ||
      /rect\((0(px)?|1px)[, ]+(0|1)(px)?[, ]+(0|1)(px)?[, ]+(0|1)(px)?\)/.test(style.clip)
    )
      return 'trick';
    if (up !== el && style.overflow === 'hidden') {
      const outer = up.getBoundingClientRect();
      if (outer.width < 2 || outer.height < 2) return 'trick';
    }
  }
  return '';
}
const seen = (el) => unseen(el) === '';

const BLOCK = /^(block|flex|grid|list-item|table|table-row|table-cell|table-caption|flow-root)$/;

// The words of a node as a person meets them; a block starts a new line. `skip(el)` leaves an element out.
function words(node, skip) {
  if (node.nodeType === Node.TEXT_NODE) return node.nodeValue.replace(/\s+/g, ' ');
  if (node.nodeType !== Node.ELEMENT_NODE || SILENT.has(node.tagName) || (skip && skip(node))) return ' ';
  const style = getComputedStyle(node);
  if (style.display === 'none' || style.visibility === 'hidden') return '';
  if (node.tagName === 'BR') return '\n';
  const children = node.shadowRoot
    ? node.shadowRoot.childNodes
    : node.tagName === 'SLOT'
      ? node.assignedNodes()
      : node.childNodes;
  const inner = spoken(node, [...children].map((child) => [child, words(child, skip)]));
  if (BLOCK.test(style.display) && !/^(absolute|fixed)$/.test(style.position)) return `\n${inner}\n`;
  return /^(absolute|fixed)$/.test(style.position) || style.display.startsWith('inline-') ? ` ${inner} ` : inner;
}

// Two boxes of one line ("Expiration date" and a spoken "Month") are two words even where no space lies between them.
function spoken(node, parts) {
  if (node.tagName === 'SUP' && /^\s*(tm|sm|®|™)\s*$/i.test(node.textContent)) return '';
  let text = '';
  let after = null;
  for (const [child, said] of parts) {
    const boxes = after?.nodeType === Node.ELEMENT_NODE && child.nodeType === Node.ELEMENT_NODE;
    text += boxes && /\p{Ll}$/u.test(text) && /^\p{Lu}/u.test(said) ? ` ${said}` : said;
    if (said) after = child;
  }
  return text;
}

const lines = (text) =>
  text
    .split('\n')
    .map((line) => line.replace(/[\u200b\u2060]/g, '').replace(/\s+/g, ' ').trim())
    .filter(Boolean);
const oneLine = (text) => lines(text).join(' ');

// "Label Label", as made by a seen and a spoken copy of the same words, is "Label".
const undouble = (text) => text.replace(/^(.{4,})\s?\1$/, '$1');

const attr = (el, name) => (el.getAttribute(name) || '').trim();

function byIds(el, name) {
  const root = el.getRootNode();
  return attr(el, name)
    .split(/\s+/)
    .filter(Boolean)
    .map((id) => root.getElementById?.(id) || document.getElementById(id))
    .filter((found) => found && found !== el);
}
