// A way back to an element that survives a re-render: identity first, position last.

const quote = (value) => `"${value.replace(/\\/g, '\\\\').replace(/"/g, '\\"')}"`;
const GENERATED = /(^|[-_:])(r?\d{3,}|[0-9a-f]{8,}|:?r[0-9a-z]+:?|ember\d+|radix.*|headlessui.*|mui-\d+|react-aria.*)([-_:]|$)/i;
const TEST_MARKS = [
  'data-qa',
  'data-testid',
  'data-test',
  'data-test-id',
  'data-automation-id',
  'data-ui',
  'data-field',
  'data-name',
  'data-cy',
];

// Selectors worth keeping for the next visit, best first. Generated ids change by the visit and are left out.
function stableSelectors(el) {
  const tag = el.tagName.toLowerCase();
  const found = [];
  const name = attr(el, 'name');
  const kind = attr(el, 'type');
  if (el.id && !GENERATED.test(el.id)) found.push(`${tag}[id=${quote(el.id)}]`);
  if (name && !GENERATED.test(name)) {
    const value = /^(radio|checkbox)$/.test(kind) && el.hasAttribute('value') ? `[value=${quote(el.getAttribute('value'))}]` : '';
    found.push(`${tag}[name=${quote(name)}]${value}`);
  }
  for (const mark of TEST_MARKS) if (attr(el, mark)) found.push(`${tag}[${mark}=${quote(attr(el, mark))}]`);
  for (const mark of ['autocomplete', 'aria-label', 'placeholder']) {
    const value = attr(el, mark);
    if (value && !/^(on|off|new-password)$/.test(value) && value.length < 80) found.push(`${tag}[${mark}=${quote(value)}]`);
  }
  return found.filter((css) => deepQuery(css).length === 1);
}

function handleOf(el) {
  const tag = el.tagName.toLowerCase();
  const tries = stableSelectors(el);
  if (el.id) tries.push(`${tag}[id=${quote(el.id)}]`);
  if (attr(el, 'name')) tries.push(`${tag}[name=${quote(attr(el, 'name'))}]`);
  if (attr(el, 'type')) tries.push(`${tag}[type=${quote(attr(el, 'type'))}]`);
  if (attr(el, 'role')) tries.push(`${tag}[role=${quote(attr(el, 'role'))}]`);
  tries.push(tag);
  const css = tries[0];
  const hits = hitsOf(css);
  return hits.length === 1 ? css : `${css} >> nth=${hits.indexOf(el)}`;
}
