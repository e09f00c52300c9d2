"""What the page script tells, parsed at the door. All text in it is untrusted page text."""

import json
from typing import Literal

from brain.form import Topic
from brain.posting import Frozen

Widget = Literal[
    "native", "file", "combobox", "editable", "slider", "spinner",
    "boxes", "radios", "checkboxes", "yes_no", "buttons", "listbox", "parts",
]  # fmt: skip


class RawOption(Frozen):
    label: str
    value: str
    checked: bool = False
    blank: bool = False
    handle: str = ""
    group: str = ""


class RawControl(Frozen):
    """One element of the page that belongs to a question. `at`: the place of its choice among the options."""

    name: str
    id: str
    type: str
    at: int


class RawField(Frozen):
    """One question as found: facts of its elements, no meaning yet. `texts` is what it holds, as a person reads it.

    `drawn` is the list a person sees in place of a select that is not shown. `entry`: which entry of its `repeater`, from 1.
    """

    handle: str
    stable: tuple[str, ...]
    widget: Widget
    tag: str
    type: str
    role: str
    name: str
    id: str
    autocomplete: str
    inputmode: str
    placeholder: str
    label: str
    guessed: bool
    help: str
    required: bool
    readonly: bool
    calendar: bool
    multiple: bool
    visible: bool
    bait: bool
    max_length: int | None
    pattern: str | None
    accept: str | None
    min: str | None
    max: str | None
    step: str | None
    options: tuple[RawOption, ...]
    texts: tuple[str, ...]
    checked: bool
    listed: bool
    section: str
    error: str
    invalid: str
    members: tuple[str, ...]
    controls: tuple[RawControl, ...] = ()
    drawn: str = ""
    repeater: Topic | Literal[""] = ""
    entry: int = 0


class RawAction(Frozen):
    """A button or link. `adds`: the repeater it adds an entry to; `keeps`: the one whose open entry it puts away."""

    label: str
    handle: str
    stable: tuple[str, ...]
    tag: str
    type: str
    href: str
    in_form: bool
    submits: bool
    disabled: bool
    after_fields: bool
    outside: bool
    popup: bool
    near_file: bool
    adds: Topic | Literal["", "other"] = ""
    keeps: Topic | Literal[""] = ""


class RawRepeater(Frozen):
    """A list of jobs or schools. `text`: all it shows, the entries that are put away too."""

    topic: Topic
    text: str


class RawForm(Frozen):
    action: str
    method: str


class Marks(Frozen):
    """`structured`: the page carries a job posting as linked data. `frames`: visible frames inside it.

    `locked`: a text waits to be read to its end.
    """

    structured: bool
    frames: int
    locked: bool


class RawPage(Frozen):
    """One frame as found. `assets` are the addresses of its scripts, styles and pictures."""

    title: str
    url: str
    origin: str
    lang: str
    text: str
    headings: tuple[str, ...]
    fields: tuple[RawField, ...]
    actions: tuple[RawAction, ...]
    captcha: str | None
    messages: tuple[str, ...]
    forms: tuple[RawForm, ...]
    assets: tuple[str, ...]
    marks: Marks
    repeaters: tuple[RawRepeater, ...] = ()


class Handle(Frozen):
    """The private way back to a control: the frame's path, the kind of widget, its selector and those of its choices."""

    frame: str
    widget: Widget | Literal["action"]
    selector: str
    choices: tuple[str, ...] = ()
    stable: tuple[str, ...] = ()
    listed: bool = True
    readonly: bool = False
    calendar: bool = False
    placeholder: str = ""
    input_type: str = ""
    names: tuple[str, ...] = ()
    drawn: str = ""

    def pack(self) -> str:
        return self.model_dump_json()

    @classmethod
    def unpack(cls, packed: str) -> "Handle":
        return cls.model_validate(json.loads(packed))
