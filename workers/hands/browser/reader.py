"""The form reader: every frame in one pass, from raw facts to a `FormPage`."""

import contextlib
from collections.abc import Iterable, Sequence

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Frame, Page
from pydantic import ValidationError

from brain.form import MONTH_PATTERN, Constraints, Control, Field, FieldKind, FieldValue, FormPage, Option, Repeater
from workers.hands.browser import page_script
from workers.hands.browser.acts import page_actions
from workers.hands.browser.families import Families
from workers.hands.browser.kinds import kind_of, takes_month
from workers.hands.browser.labels import clean_label, slug
from workers.hands.browser.page_kind import page_kind, reviews
from workers.hands.browser.raw import Handle, RawAction, RawField, RawPage
from workers.hands.browser.wording import NO_CHOICE, fold

_CAPTCHA_FRAMES = ("recaptcha", "hcaptcha", "challenges.cloudflare", "arkoselabs", "funcaptcha")


class Reading:
    """One reading: the page for everyone and, for the hands alone, the raw facts of each frame by its path."""

    def __init__(self, page: FormPage, raws: dict[str, RawPage]) -> None:
        self.page = page
        self.raws = raws

    @property
    def top(self) -> RawPage:
        return self.raws[""]


def frame_paths(page: Page) -> dict[str, Frame]:
    """The page's frames by path: "" for the top, then "0", "1/0" and so on by order among their siblings."""
    found: dict[str, Frame] = {}

    def visit(frame: Frame, path: str) -> None:
        found[path] = frame
        for at, child in enumerate(frame.child_frames):
            visit(child, f"{path}/{at}".lstrip("/"))

    visit(page.main_frame, "")
    return found


async def read(page: Page, number: int, families: Families, status: int = 200) -> Reading:
    """Reads the page as it stands. Frames that vanish or refuse are left out; the top frame must answer."""
    raws: dict[str, RawPage] = {"": RawPage.model_validate(await page_script.run(page.main_frame, "readPage"))}
    for path, frame in frame_paths(page).items():
        if path and not any(mark in frame.url for mark in _CAPTCHA_FRAMES) and await _shown(frame):
            with contextlib.suppress(PlaywrightError, ValidationError):
                raws[path] = RawPage.model_validate(await page_script.run(frame, "readPage"))
    return Reading(assemble(raws, number, families, status), raws)


async def _shown(frame: Frame) -> bool:
    with contextlib.suppress(PlaywrightError):
        owner = await frame.frame_element()
        box = await owner.bounding_box()
        return box is not None and box["width"] > 20 and box["height"] > 20
    return False


def assemble(raws: dict[str, RawPage], number: int, families: Families, status: int = 200) -> FormPage:
    """The frames' facts as one page of a form."""
    top = raws[""]
    taken: set[str] = set()
    fields = tuple(field_of(raw, number, path, frame.origin, taken) for path, frame in raws.items() for raw in frame.fields)
    shown = [field for field in fields if field.visible]
    actions = tuple(
        action
        for path, frame in raws.items()
        for action in page_actions(_acts(frame), path, any(f.frame == path for f in shown) or reviews(frame))
    )
    raw_fields = [raw for frame in raws.values() for raw in frame.fields]
    return FormPage(
        number=number, kind=page_kind(_fullest(raws), fields, actions, status), url=top.url, title=top.title,
        family=families.of_page(top.url, [frame.url for frame in raws.values()], top), fields=fields, actions=actions,
        captcha=next((frame.captcha for frame in raws.values() if frame.captcha), None),
        errors=_errors(fields, raw_fields), text=top.text, repeaters=_repeaters(raws),
    )  # fmt: skip


def _repeaters(raws: dict[str, RawPage]) -> tuple[Repeater, ...]:
    return tuple(Repeater(topic=one.topic, text=one.text) for frame in raws.values() for one in frame.repeaters)


def _acts(frame: RawPage) -> tuple[RawAction, ...]:
    # A page that shows the answers once more has no fields its buttons could come after.
    if any(raw.visible for raw in frame.fields) or not reviews(frame):
        return frame.actions
    return tuple(action.model_copy(update={"after_fields": True}) for action in frame.actions)


def _fullest(raws: dict[str, RawPage]) -> RawPage:
    # The page's kind is decided by the frame that holds the form, or by the top one when none does.
    return max(raws.values(), key=lambda raw: len(raw.fields)) if any(raw.fields for raw in raws.values()) else _merged(raws)


def _merged(raws: dict[str, RawPage]) -> RawPage:
    top = raws[""]
    said = "\n".join(raw.text for raw in raws.values())
    heads = tuple(head for raw in raws.values() for head in raw.headings)
    return top.model_copy(
        update={"text": said[:20000], "headings": heads, "messages": tuple(m for raw in raws.values() for m in raw.messages)}
    )


def field_of(raw: RawField, number: int, frame: str, origin: str, taken: set[str]) -> Field:
    """One raw question as a `Field`; `taken` holds the keys already given on this page."""
    said = clean_label(raw.label)
    label, marked = said.text or _guess_label(raw), said.required
    section = clean_label(raw.section)
    kind = kind_of(raw, label)
    if raw.widget == "checkboxes" and not raw.options:
        kind = "checkbox"
    return Field(
        key=_key(raw, number, label, taken), label=label, help=f"{said.rest} {raw.help}".strip(),
        name=raw.name, id=raw.id, kind=kind,
        required=marked is not False and (raw.required or marked is True or section.required is True),
        options=_options(raw), options_complete=_complete(raw),
        constraints=_constraints(raw, kind, label),
        value=value_of(raw), section=section.text, frame=frame, origin=origin, autocomplete=raw.autocomplete,
        honeypot=raw.bait, visible=raw.visible, controls=_controls(raw, label), handle=_handle(raw, frame),
    )  # fmt: skip


def _controls(raw: RawField, label: str) -> tuple[Control, ...]:
    chosen = raw.widget in ("radios", "checkboxes", "yes_no", "buttons") and len(raw.options) == len(raw.members)
    return tuple(
        Control(label=raw.options[one.at].label if chosen else label, name=one.name, id=one.id, type=one.type)
        for one in raw.controls
    )


def _constraints(raw: RawField, kind: FieldKind, label: str) -> Constraints:
    pattern = raw.pattern or (MONTH_PATTERN if kind == "date" and takes_month(raw, label) else None)
    return Constraints(max_length=raw.max_length, pattern=pattern, accept=raw.accept, min=raw.min, max=raw.max, step=raw.step)


def _key(raw: RawField, number: int, label: str, taken: set[str]) -> str:
    base = f"p{number}.{raw.name or raw.id or slug(label) or raw.tag}"
    if raw.repeater:  # its own name often holds a number or an id of this visit
        base = f"p{number}.{raw.repeater}-{raw.entry}.{slug(label) or raw.name or raw.tag}"
    key, again = base, 2
    while key in taken:
        key, again = f"{base}_{again}", again + 1
    taken.add(key)
    return key


def _handle(raw: RawField, frame: str) -> str:
    choices = (
        tuple(option.handle for option in raw.options)
        if raw.widget in ("radios", "checkboxes", "yes_no", "buttons", "listbox", "parts")
        else ()
    )
    members = raw.members if raw.widget == "boxes" else choices
    return Handle(
        frame=frame, widget=raw.widget, selector=raw.handle, choices=members, stable=raw.stable, listed=raw.listed,
        readonly=raw.readonly, calendar=raw.calendar, placeholder=raw.placeholder, input_type=raw.type,
        names=tuple(option.label for option in raw.options) if choices else (), drawn=raw.drawn,
    ).pack()  # fmt: skip


def _options(raw: RawField) -> tuple[Option, ...] | None:
    if raw.widget == "parts":
        return None
    if raw.tag == "select" or raw.widget in ("radios", "yes_no", "buttons", "combobox", "listbox") or raw.options:
        kept = [
            option
            for option in raw.options
            if not (option.blank and (raw.widget == "combobox" or not option.value or NO_CHOICE.match(fold(option.label))))
        ]
        return tuple(Option(label=option.label, value=option.value) for option in kept if not _says_nothing(raw, option.label))
    return None


def _says_nothing(raw: RawField, label: str) -> bool:
    return raw.tag == "select" and raw.options[0].label == label and bool(NO_CHOICE.match(fold(label)))


def _complete(raw: RawField) -> bool:
    return raw.widget != "combobox" or raw.listed


def value_of(raw: RawField) -> FieldValue:
    """What the control holds, as a person reads it: words, True/False for a lone box, None when it holds nothing."""
    if raw.widget == "native" and (raw.type in ("checkbox", "radio") or raw.role in ("checkbox", "switch", "radio")):
        return raw.checked
    texts = tuple(text for text in raw.texts if not (raw.tag == "select" and _says_nothing(raw, text)))
    if raw.widget == "checkboxes" or raw.multiple:
        return texts or None
    return ("\n" if raw.widget == "editable" else " ").join(texts) or None


def _guess_label(raw: RawField) -> str:
    """A last resort where the page names nothing: what the choices are all made of."""
    labels = [option.label for option in raw.options if option.label and not NO_CHOICE.match(fold(option.label))]
    if labels and all("@" in label for label in labels):
        return "Email address"
    if len(labels) > 20 and sum("(+" in label for label in labels) > 0.8 * len(labels):
        return "Phone country code"
    return ""


def _errors(fields: Sequence[Field], raws: Iterable[RawField]) -> dict[str, str]:
    return {field.key: raw.error for field, raw in zip(fields, raws, strict=True) if raw.error and field.visible}
