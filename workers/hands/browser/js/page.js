// What the page itself says: its words, headings, acts, marks of a captcha, messages, and which of its parts are in the way.

const CAPTCHAS = [
  ['recaptcha', '.g-recaptcha, iframe[src*="recaptcha"], iframe[title*="recaptcha" i]'],
  ['hcaptcha', '.h-captcha, iframe[src*="hcaptcha"]'],
  ['turnstile', '.cf-turnstile, iframe[src*="challenges.cloudflare"]'],
  ['arkose', '#arkose, iframe[src*="arkoselabs"], iframe[src*="funcaptcha"]'],
  ['other', 'img[src*="captcha" i], input[name*="captcha" i]:not([type="hidden"])'],
];

// Only a captcha that a person must work: an invisible one asks nothing.
function captcha() {
  for (const [kind, css] of CAPTCHAS) {
    const shown = deepQuery(css).filter(
      (el) =>
        seen(el) &&
        !closest(el, '.grecaptcha-badge') &&
        attr(el, 'data-size') !== 'invisible' &&
        el.getBoundingClientRect().height >= 20,
    );
    if (shown.length) return kind;
  }
  return null;
}

function actionsOf() {
  const ordinary = deepQuery(
    'button, input[type="submit"], input[type="image"], input[type="button"], [role="button"], a[href], summary',
  );
  const found = ordinary.some((el) => !el.matches('a, summary') && seen(el)) ? ordinary : [...ordinary, ...drawnButtons()];
  const answers = new Set(buttonGroups().flatMap((group) => group.buttons));
  const all = allElements();
  const controls = deepQuery(CONTROLS).filter((el) => !asksNothing(el) && controlSeen(el) && !outOfForm(el));
  const last = controls.length ? all.indexOf(controls.at(-1)) : -1;
  const dialog = scopeOf(controls);
  return found
    .filter((el) => seen(el) && !answers.has(el) && !isCombobox(el) && !(dialog && !deepContains(dialog, el)))
    .map((el) => ({
      label: clip(oneLine(words(el)) || attr(el, 'value') || attr(el, 'aria-label') || attr(el, 'title') || attr(el, 'alt'), 200),
      handle: handleOf(el),
      stable: stableSelectors(el).slice(0, 4),
      tag: el.tagName.toLowerCase(),
      type: (el.getAttribute('type') || '').toLowerCase(),
      href: el.tagName === 'A' ? el.href : '',
      in_form: !!closest(el, 'form'),
      submits: submits(el),
      disabled: !!el.disabled || attr(el, 'aria-disabled') === 'true',
      after_fields: last >= 0 && all.indexOf(el) > last,
      outside: outOfForm(el),
      popup: /^(true|menu|listbox)$/.test(attr(el, 'aria-haspopup')) || el.tagName === 'SUMMARY',
      near_file: !submits(el) && ancestors(el, 3).some((up) => !up.matches('form, body') && onlyFile(up)),
      adds: addsTopic(el),
      keeps: keepsTopic(el),
    }))
    .filter((act) => act.label);
}

// Where a form has no button of any ordinary kind, boxes drawn as buttons are its acts.
function drawnButtons() {
  const pointed = (el) => getComputedStyle(el).cursor === 'pointer';
  return deepQuery('div, span').filter(
    (el) =>
      el.childElementCount <= 1 &&
      /^\S.{0,38}$/.test(el.textContent.trim()) &&
      seen(el) &&
      pointed(el) &&
      !pointed(parentOf(el) || document.body) &&
      !closest(el, 'a, label, [role]') &&
      !holdsControl(el),
  );
}

const submits = (el) =>
  attr(el, 'type') === 'submit' ||
  (!!el.form &&
    (el.type === 'submit' || el.type === 'image') &&
    (el.tagName !== 'BUTTON' || el.hasAttribute('type') || el.form.querySelectorAll('button').length === 1 || isLastButton(el)));
const isLastButton = (el) => [...el.form.querySelectorAll('button')].filter(seen).at(-1) === el;

const onlyFile = (box) => {
  const inner = within(box).filter((el) => isControl(el) && (el.type === 'file' || controlSeen(el)));
  return inner.length > 0 && inner.every((el) => el.type === 'file');
};

function messages() {
  return deepQuery(
    '[role="alert"], [role="status"], [aria-live="assertive"], .error-summary, [class*="alert" i], [class*="flash" i]',
  )
    .filter((el) => seen(el) && !holdsControl(el))
    .map((el) => clip(oneLine(words(el)), 400))
    .filter(Boolean)
    .slice(0, 10);
}

// Addresses of what the page is made of; a mark of its maker, as file names and widget classes are.
const assets = () =>
  [
    ...new Set(
      deepQuery('script[src], link[href], img[src]')
        .map((el) => el.src || el.href)
        .filter((url) => /^https?:/.test(url)),
    ),
  ].slice(0, 60);

function readPage() {
  afresh();
  noteSecrets();
  const text = document.body ? document.body.innerText : '';
  return {
    title: document.title,
    url: location.href,
    origin: location.origin,
    lang: document.documentElement.lang || '',
    text: clip(text.replace(/[ \t]+/g, ' ').replace(/\n\s*\n+/g, '\n'), 20000),
    headings: deepQuery(HEADING)
      .filter(seen)
      .map((el) => clip(oneLine(words(el)), 200))
      .filter(Boolean)
      .slice(0, 40),
    fields: collectFields(),
    actions: actionsOf(),
    repeaters: repeaterFacts(),
    captcha: captcha(),
    messages: messages(),
    forms: [...document.forms].map((form) => ({
      action: String(form.getAttribute('action') ? form.action : ''),
      method: (form.getAttribute('method') || 'get').toLowerCase(),
    })),
    assets: assets(),
    marks: {
      structured: deepQuery('script[type="application/ld+json"]').some((el) => /JobPosting/.test(el.textContent)),
      frames: deepQuery('iframe').filter(seen).length,
      locked: lockedByText(),
    },
  };
}
