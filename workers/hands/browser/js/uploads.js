// File inputs behind something drawn: whether a person can reach them, and the zone that stands for one.

const DROPS =
  /\b(drag|drop|upload|browse|attach|choose (a )?files?|ziehen|ablegen|hochladen|glisse[rz]|d[eé]pose[rz]|t[eé]l[eé]charge|arrastr|suelt|subir|trascina|carica|sle(ep|pen)|przeci[aą]gnij|upu[sś][cć])/i;
const DRAGS = /\b(drag|ziehen|glisse[rz]|arrastr|trascina|sleep|przeci[aą]gnij)/i;
const DROP_BOX = /drop-?(zone|area)|upload-?(zone|area|box)|file-?drop/i;

// Inputs that take whole folders stand beside the one for files.
const takesFolders = (el) => el.type === 'file' && el.hasAttribute('webkitdirectory');

// The drop zone of an input that hangs at the end of the page, away from its form: zones and inputs go by their order.
function zoneOf(el) {
  if (seen(el) || !parentOf(el)?.matches('body')) return null;
  const boxes = deepQuery('div, section, form, label, button').filter(
    (box) => DROP_BOX.test(attr(box, 'class')) && seen(box) && !within(box).some((inner) => inner.type === 'file'),
  );
  const zones = boxes.filter((box) => !boxes.some((other) => other !== box && deepContains(other, box)));
  const strays = deepQuery('input[type="file"]').filter((input) => parentOf(input)?.matches('body') && !seen(input));
  return zones[strays.indexOf(el)] || null;
}

// A file input is reached through whatever stands beside it: a label, a button or a drop zone.
function fileSeen(el) {
  if (seen(el) || labelElements(el).some(seen) || zoneOf(el)) return true;
  for (const up of ancestors(el, 4)) {
    const inner = within(up);
    if (inner.filter((other) => other.type === 'file' && !takesFolders(other)).length > 1) return false;
    if (inner.some((other) => other.matches('button, [role="button"], a, label') && seen(other)) && seen(up)) return true;
    if (inner.some((other) => other !== el && isControl(other) && seen(other))) return false;
    const said = seen(up) ? oneLine(words(up)) : '';
    if (UPLOAD_WORDS.test(said) || (DROPS.test(said) && said.length < 300 && (up.tabIndex >= 0 || DROP_BOX.test(attr(up, 'class'))))) return true;
  }
  return false;
}
