"""A form as the reader sees it: one typed value for any site (the document of `jobhunter read-form`).

Labels, helps and option texts are untrusted page text. They may be shown, stored and matched against; they never choose an
address, a recipient, a disclosure or a submit.
"""

import re
from typing import Literal, NamedTuple

from pydantic import Field as pyfield

from brain.posting import Frozen

FieldKind = Literal[
    "text", "textarea", "email", "phone", "url", "number", "date", "select", "multiselect", "radio", "checkbox", "boolean",
    "combobox", "file", "rating", "slider", "signature", "consent", "password", "code", "hidden",
]  # fmt: skip
PageKind = Literal["job_post", "sign_in", "sign_up", "form_step", "review", "confirmation", "error", "closed", "blocked", "other"]
ActionKind = Literal["next", "submit", "save", "back", "upload", "other"]
Topic = Literal["work", "education"]  # what the entries of a repeater are: jobs or schools


class EntryPlace(NamedTuple):
    """One entry of a repeater: the n-th job or school, from 1."""

    topic: Topic
    number: int

    def __str__(self) -> str:
        return f"{self.topic}-{self.number}"


_ENTRY_KEY = re.compile(r"p\d+\.(work|education)-(\d+)\.")


def entry_of(key: str) -> EntryPlace | None:
    """The entry a field's key names (`p1.work-2.company`); None for a field of no repeater."""
    found = _ENTRY_KEY.match(key)
    return EntryPlace("work" if found[1] == "work" else "education", int(found[2])) if found else None


class Option(Frozen):
    """One choice of a select, radio group or list: what a person reads and what the page sends."""

    label: str
    value: str


class Control(Frozen):
    """One element of the page a question is asked with: a text box, one button of a group, the input a drawn list keeps its
    value in. `label` is what a person reads for it: its choice's words, or the question's."""

    label: str
    name: str = ""
    id: str = ""
    type: str = ""


MONTH_PATTERN = r"\d{4}-\d{2}"  # the pattern of a date field that takes a month and no day


class Constraints(Frozen):
    max_length: int | None = None
    pattern: str | None = None
    accept: str | None = None
    min: str | None = None
    max: str | None = None
    step: str | None = None


class FilePath(Frozen):
    """The value of a file field: a document of ours by path, with the hash of what will be sent."""

    file: str
    name: str
    sha256: str


FieldValue = str | float | bool | tuple[str, ...] | FilePath | None


def says_same(one: FieldValue, other: FieldValue) -> bool:
    """Whether two readings of a field are the same but for the marks a page sets between letters and digits, as masks do late."""
    if isinstance(one, str) and isinstance(other, str):
        return _bare(one) == _bare(other)
    return one == other


def _bare(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


class Field(Frozen):
    """One question of a form. `key` is stable within the form: `p<page>.<name, id or slug of the label>`, in an entry of a
    repeater `p<page>.work-<n>.<slug of the label>` (`education-<n>`).

    `name` and `id` are the page's own. `origin` is the origin of the frame that owns the field; `frame` its path
    ("" = top). `options_complete` is false when the list loads as one types or could not be opened. `handle` is the
    reader's private way back to the control (a selector inside the frame); it is no part of the public document.
    """

    key: str
    label: str
    help: str = ""
    name: str = ""
    id: str = ""
    kind: FieldKind
    required: bool = False
    options: tuple[Option, ...] | None = None
    options_complete: bool = True
    constraints: Constraints = pyfield(default_factory=Constraints)
    value: FieldValue = None
    section: str = ""
    frame: str = ""
    origin: str = ""
    autocomplete: str = ""
    honeypot: bool = False
    visible: bool = True
    controls: tuple[Control, ...] = ()
    handle: str = pyfield(default="", exclude=True)

    @property
    def entry(self) -> EntryPlace | None:
        """The entry of a repeater it belongs to."""
        return entry_of(self.key)


class PageAction(Frozen):
    """`adds`: the list it adds an entry to ("other": one of something else); `keeps`: the one whose open entry it saves."""

    label: str
    kind: ActionKind
    adds: Topic | Literal["", "other"] = pyfield(default="", exclude=True)
    keeps: Topic | Literal[""] = pyfield(default="", exclude=True)
    handle: str = pyfield(default="", exclude=True)


class Repeater(Frozen):
    """A list of jobs or schools that takes several entries. `text`: what it shows, entries that are put away too."""

    topic: Topic
    text: str = ""


class FormPage(Frozen):
    """One page of a form. `errors` maps a field's key to the validation message the page shows for it; `foreign` are the origins
    of its frames that may not be filled in."""

    number: int
    kind: PageKind
    url: str
    title: str = ""
    family: str | None = None
    fields: tuple[Field, ...] = ()
    actions: tuple[PageAction, ...] = ()
    captcha: str | None = None
    errors: dict[str, str] = pyfield(default_factory=dict)
    text: str = ""
    foreign: frozenset[str] = frozenset()
    repeaters: tuple[Repeater, ...] = pyfield(default=(), exclude=True)

    @property
    def last(self) -> bool:
        """True when this page holds the last action of the form; in doubt a page counts as last."""
        return not any(a.kind == "next" for a in self.actions)


class Entry(Frozen):
    """What to put into one field."""

    field: Field
    value: FieldValue


class ReadBack(Frozen):
    """What one field holds after it was filled. `ok` is false with a `reason` when it is not what was asked for."""

    key: str
    value: FieldValue
    ok: bool
    reason: str = ""
    selector: str = ""
    selector_hit: bool = False
