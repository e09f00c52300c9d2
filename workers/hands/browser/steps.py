"""Whether a page shows that further pages of its form come after it, so that its Next is no last action in disguise.

Known for a family's own hosts; else by what the page counts ("Step 1 of 3", a row of steps with a current one), else by the
button's own words. "Continue" alone says nothing: it may as well send. In doubt the page is the last.
"""

import re
from collections.abc import Iterable

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Frame

from brain.form import FormPage
from workers.hands.browser.wording import fold

_OF = re.compile(r"(?<![\d/.,-])(\d{1,2}) ?(?:/|of|von|sur|de|di|van|z|ze|av|af|iz|из|の|/ ?) ?(\d{1,2})(?![\d/.,-])")
_STEPS = re.compile(
    r"\b(?:steps?|pages?|parts?|sections?|schritt|seite|teil|abschnitt|etape|partie|paso|pagina|seccion|passo|passaggio|stap|krok|"
    r"strona|steg|sida|trin|side|vaihe|sivu|strana|adim|sayfa)\b|шаг|ステップ|步"
)
# Words that name a place in a row of pages; sending has no next.
_LEADS_ON = re.compile(
    r"\b(?:next|review|step|save and (?:continue|proceed)|save & (?:continue|proceed)|weiter|nachste[rsn]?|suivante?|siguiente|"
    r"successiv[oa]|avanti|volgende|proxim[oa]|seguinte|dalej|nastepn[ya]|nasta|neste|naeste|seuraava|dalsi|далее|sonraki|ileri)\b"
    r"|次へ|下一步|下一页|다음"
)
_ROW_OF_STEPS = """() => {
  const shown = (e) => !!(e && e.getClientRects().length);
  const after = (e) => {
    const item = e.closest('li') || e;
    return [...(item.parentElement?.children || [])].slice([...item.parentElement.children].indexOf(item) + 1).some(shown);
  };
  const marked = [...document.querySelectorAll('[aria-current="step"]')].filter(shown);
  if (marked.length) return marked.some(after) ? 'more' : 'last';
  const rows = [...document.querySelectorAll('ol, ul, nav, div')].filter(
    (e) => /(^|[-_ ])(steps?|stepper|wizard|progress)/i.test(e.getAttribute('class') || '') && e.children.length > 1);
  for (const row of rows) {
    const current = [...row.children].filter(
      (e) => /(^|[-_ ])(active|current|is-active|is-current)($|[-_ ])/i.test(e.getAttribute('class') || '') && shown(e));
    if (current.length === 1) return after(current[0]) ? 'more' : 'last';
  }
  return '';
}"""


def counted(heads: Iterable[str], texts: Iterable[str], number: int) -> bool | None:
    """Whether the page counts itself as one of more to come; None where it does not count. `number`: pages are counted from 1.

    `heads`: titles and headings. In other `texts` a line counts that says nothing else, or speaks of steps or pages: "1 of 3
    positions" tells nothing of the form.
    """
    lines = [
        *heads,
        *(line for text in texts for line in text.split("\n") if _OF.fullmatch(line.strip()) or _STEPS.search(fold(line))),
    ]
    found = [(int(one), int(all_)) for line in lines for one, all_ in _OF.findall(line.casefold())]
    here = [all_ for one, all_ in found if one == number and 1 <= one <= all_ <= 20]
    return any(all_ > number for all_ in here) if here else None


def says_more(page: FormPage, label: str) -> bool:
    """Whether the button's words alone may be believed: not where the page asks what the end of a form asks."""
    ends = page.captcha or any(field.kind in ("signature", "consent") and field.visible for field in page.fields)
    return not ends and bool(_LEADS_ON.search(fold(label)))


async def row_of_steps(frames: Iterable[Frame]) -> bool | None:
    """Whether a row of steps shows one that comes after the current; None where there is no such row."""
    for frame in frames:
        try:
            said = await frame.evaluate(_ROW_OF_STEPS)
        except PlaywrightError:
            continue
        if said:
            return bool(said == "more")
    return None
