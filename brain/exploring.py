"""Walking a form page by page up to, and never including, its last action; and what comes of it: a manifest."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from brain import mending
from brain.accounts_rules import asks_for_account
from brain.by_hand import typed_answers
from brain.form import Constraints, Entry, Field, FieldValue, FormPage, Option, ReadBack
from brain.manifest import Answer, Manifest, ManifestField, Unanswered
from brain.mending import Answering, mended, still_faulted
from brain.ports import FormSession
from brain.repeaters import add_entries

MAX_PAGES = 15
MOST_ROUNDS = 8  # of questions that come up with the answers to others
NO_FORMS = ("sign_in", "closed", "blocked")  # nothing about the candidate is typed there
MaySave = Callable[[FormPage], bool]
OnPage = Callable[[FormPage], Awaitable[None]]
Past = Callable[[FormSession, FormPage], Awaitable[FormPage]]
Lend = Callable[[Sequence[str]], Awaitable[bool]]
Further = Callable[[FormPage, Sequence[Unanswered]], Awaitable[tuple[Sequence[Answer], Sequence[Unanswered]]]]


@dataclass(slots=True)
class Explored:
    """What exploring found: answers and open fields over all pages, and the page it ended on.

    `problems`: why a field would not take its value, by key. `held`: what the page held after filling, by key. `numbers`: of
    the page each answer was given on, by key (an upload's field may be gone by the end). `stuck`: why it could not
    go on. `unsaved`: how much the site would have kept before the end, and was not given.
    """

    answers: list[Answer] = field(default_factory=list)
    unanswered: list[Unanswered] = field(default_factory=list)
    problems: dict[str, str] = field(default_factory=dict)
    held: dict[str, FieldValue] = field(default_factory=dict)
    pages: list[FormPage] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)
    screenshots: list[str] = field(default_factory=list)
    stuck: str = ""
    unsaved: int = 0

    @property
    def last(self) -> FormPage:
        return self.pages[-1]

    @property
    def open_required(self) -> list[Unanswered]:
        return [u for u in self.unanswered if u.field.required and not u.field.honeypot]

    def begin_again(self) -> None:
        """The form is walked from its first page once more; what was found so far counts for nothing."""
        self.answers, self.unanswered, self.pages = [], [], []
        self.problems, self.held, self.numbers = {}, {}, {}

    def values(self) -> dict[str, FieldValue]:
        """What was put in, by key; documents are no values to put in again."""
        return {a.field.key: a.value for a in self.answers if a.field.kind != "file"}

    def replace(self, better: Sequence[Answer], number: int) -> None:
        """These answers stand in the place of those given before to the same questions of page `number`."""
        by_key = {a.field.key: a for a in better}
        known = {a.field.key for a in self.answers}
        self.answers = [by_key.get(a.field.key, a) for a in self.answers] + [a for a in better if a.field.key not in known]
        self.unanswered = [u for u in self.unanswered if u.field.key not in by_key]
        self.numbers.update(dict.fromkeys(by_key, number))

    def hear(self, typed: Sequence[Answer], number: int) -> None:
        """What a person has typed into page `number` by hand stands, whatever was to be put in."""
        self.replace(typed, number)
        for one in typed:
            self.problems.pop(one.field.key, None)
            self.held[one.field.key] = one.value

    def take_back(self, asked: Sequence[Unanswered]) -> None:
        """These are questions now, whatever was answered."""
        keys = {u.field.key for u in asked}
        self.answers = [a for a in self.answers if a.field.key not in keys]
        self.unanswered = [u for u in self.unanswered if u.field.key not in keys] + list(asked)

    def manifest(self, url: str) -> Manifest:
        fields = tuple(manifest_field(a, self.numbers.get(a.field.key, 1), self.held.get(a.field.key)) for a in self.answers)
        return Manifest(url=url, pages=len(self.pages), fields=fields, unanswered=tuple(self.unanswered))


async def straight_on(_session: FormSession, page: FormPage) -> FormPage:
    """For forms that no account page stands before."""
    return page


async def nothing_further(_page: FormPage, unanswered: Sequence[Unanswered]) -> tuple[Sequence[Answer], Sequence[Unanswered]]:
    """For forms that are answered by rules alone."""
    return (), unanswered


async def nobody(_labels: Sequence[str]) -> bool:
    """Where no person looks on."""
    return False


async def explore(
    session: FormSession,
    answer: Answering,
    on_page: OnPage,
    may_save: MaySave | None = None,
    past: Past = straight_on,
    further: Further = nothing_further,
    lend: Lend = nobody,
) -> Explored:
    """Reads, answers and fills each page and presses Next, until the page with the last action or an open required field.

    `may_save`: whether the site of a page may keep what is filled in before the end; without it none may. `past`: the way past
    account pages, which are no part of the form. `further`: who else answers what `answer` left open. `lend`:
    whether a person who looks on filled these in by hand, by label.
    """
    explored = Explored()
    await _walk(session, answer, on_page, may_save, past, further, explored, lend)
    explored.unsaved = session.unsaved
    return explored


async def _walk(
    session: FormSession,
    answer: Answering,
    on_page: OnPage,
    may_save: MaySave | None,
    past: Past,
    further: Further,
    explored: Explored,
    lend: Lend,
) -> None:
    page = await session.read()
    while True:
        session.may_save(may_save is not None and may_save(page))
        page = await past(session, page)
        if explored.pages and page.number <= explored.pages[-1].number:
            explored.begin_again()
        explored.pages.append(page)
        await on_page(page)
        if page.kind in NO_FORMS:
            explored.screenshots.append(await session.screenshot(f"page-{page.number}"))
            return
        before, page = page, await _work_through(session, page, answer, further, explored)
        if signed_out(before, page):
            continue
        if explored.open_required and await lend([u.field.label for u in explored.open_required]):
            page = await _after_hands(session, answer, explored)
        explored.pages[-1] = page
        explored.screenshots.append(await session.screenshot(f"page-{page.number}"))
        if explored.open_required or page.last or page.kind not in ("form_step", "review", "job_post", "sign_up"):
            return
        after = await _go_on_mending(session, page, answer, explored)
        if after.number == page.number or len(explored.pages) >= MAX_PAGES:
            explored.problems.update(after.errors)
            if after.number == page.number and (asked := still_faulted(after, after.errors)):
                explored.take_back(asked)
                return
            if after.number == page.number and after.last:
                explored.pages[-1] = after  # its Next tried to send: this was the last page, whatever its button says
                return
            explored.stuck = "; ".join(after.errors.values()) or "The form did not go on to its next page."
            return
        page = after


async def _after_hands(session: FormSession, answer: Answering, explored: Explored) -> FormPage:
    """The page as a person gives it back: what they put in are answers, what came up with them are questions."""
    page = await session.read()
    explored.hear(typed_answers(session, page), page.number)
    known = {a.field.key for a in explored.answers} | {u.field.key for u in explored.unanswered}
    _, unanswered = answer(page)
    explored.unanswered += [u for u in unanswered if u.field.key not in known]
    return page


def signed_out(before: FormPage, now: FormPage) -> bool:
    """Whether the form has gone away for a page that asks who it is."""
    return asks_for_account(now) and not asks_for_account(before)


async def _go_on_mending(session: FormSession, page: FormPage, answer: Answering, explored: Explored) -> FormPage:
    """Presses Next, and again with the same facts in the form the page asks for, while it says what it finds fault with."""
    after = await go_on(session, page, explored.values())
    for _ in range(mending.MOST_ROUNDS):
        if after.number != page.number:
            break
        better = mended(after, after.errors, explored.values(), answer)
        back = await session.fill(after, [Entry(field=a.field, value=a.value) for a in better]) if better else ()
        if not back or not all(one.ok for one in back):
            break
        explored.replace(better, page.number)
        explored.held.update({one.key: one.value for one in back})
        after = await go_on(session, await session.read(), explored.values())
    return after


async def go_on(session: FormSession, page: FormPage, given: Mapping[str, FieldValue]) -> FormPage:
    """Presses Next. Where the page then finds fault with what it shows, all of it is put in once more as by a person's hands.

    Some pages believe only what came by the keyboard, whatever they show. `given`: values by key.
    """
    after = await session.advance(page)
    if after.number != page.number or not any(after.errors):
        return after
    session.by_hand()
    now = await session.read()
    entries = [Entry(field=f, value=given[f.key]) for f in now.fields if f.key in given]
    back = await session.fill(now, entries)
    if not back or not all(one.ok for one in back):
        return after
    return await session.advance(await session.read())


async def _work_through(
    session: FormSession, page: FormPage, answer: Answering, further: Further, explored: Explored
) -> FormPage:
    """Fills a page and reads it again while filling it brings up further questions."""
    answers: dict[str, Answer] = {}
    unanswered: Sequence[Unanswered] = ()
    for _ in range(MOST_ROUNDS):
        answers.update({a.field.key: a for a in typed_answers(session, page)})
        found, unanswered = answer(page)
        more, unanswered = await further(page, unanswered)
        fresh = [a for a in (*found, *more) if a.field.key not in answers]
        answers.update({a.field.key: a for a in fresh})
        if not fresh:
            break
        read_back = await session.fill(page, [Entry(field=a.field, value=a.value) for a in fresh])
        explored.problems.update({r.key: r.reason for r in read_back if not r.ok})
        explored.held.update({r.key: r.value for r in read_back if r.ok})
        answers.update({a.field.key: a for a in as_taken(fresh, read_back)})
        known = {f.key for f in page.fields}
        before, page = page, await session.read()
        if signed_out(before, page):
            return page
        if {f.key for f in page.fields} <= known:
            break
    else:
        found, unanswered = answer(page)  # it has no end: what it still asks is asked of the person
        unanswered = [*unanswered, *(_endless(a.field) for a in found if a.field.key not in answers)]
    lists = await add_entries(session, page, answer, answers)
    page = lists.page
    answers.update(lists.answers)
    unanswered = [u for u in unanswered if u.field.key not in {o.field.key for o in lists.unanswered}] + lists.unanswered
    explored.problems.update(lists.problems)
    explored.held.update(lists.held)
    answers.update({a.field.key: a for a in typed_answers(session, page)})
    page = await leave_nothing_preset(session, page, answers)
    typed = typed_answers(session, page)
    answers.update({a.field.key: a for a in typed})
    explored.numbers.update(dict.fromkeys(answers, page.number))
    shown = {f.key for f in page.fields}
    # A question that went away with another answer is not part of the form; an upload's input goes away by being filled.
    uploaded = {k for k, a in answers.items() if a.field.kind == "file" and k not in explored.problems}
    explored.answers += [a for a in answers.values() if a.field.key in shown | uploaded | lists.kept]
    explored.unanswered += [u for u in unanswered if u.field.key in shown and u.field.key not in answers]
    explored.hear(typed, page.number)
    _judge_what_stayed(page, answers, explored)
    return page


def _endless(asked: Field) -> Unanswered:
    return Unanswered(field=asked, reason="ambiguous", detail="Each answer brings up another question.")


def as_taken(answers: Sequence[Answer], read_back: Sequence[ReadBack]) -> list[Answer]:
    """Of answers that a list was searched for, what it had of them and stands chosen now, in the list's own words."""
    held = {r.key: r.value for r in read_back if r.ok}
    found = []
    for one in answers:
        now = held.get(one.field.key)
        if one.field.kind == "multiselect" and not one.field.options_complete and isinstance(now, tuple) and now != one.value:
            options = tuple(Option(label=label, value=label) for label in now)
            found.append(one.model_copy(update={"value": now, "field": one.field.model_copy(update={"options": options})}))
    return found


def _judge_what_stayed(page: FormPage, answers: Mapping[str, Answer], explored: Explored) -> None:
    """What the page would send although nobody said it, or does not hold although somebody did, is a question."""
    preset = [f.model_copy(update={"required": True}) for f in preset_fields(page, answers)]
    refused = [a.field for k, a in answers.items() if k in explored.problems]
    again = {f.key for f in (*preset, *refused)}
    explored.answers = [a for a in explored.answers if a.field.key not in again]
    explored.unanswered = [u for u in explored.unanswered if u.field.key not in again]
    explored.unanswered += [Unanswered(field=f, reason="ambiguous", detail="The page fills it in by itself.") for f in preset]
    explored.unanswered += [
        Unanswered(field=f, reason="no_option_fits", detail="The page did not take the answer.") for f in refused
    ]


async def leave_nothing_preset(session: FormSession, page: FormPage, approved: Collection[str]) -> FormPage:
    """Empties what the page has filled in by itself and nobody has said: ticks and texts. Reads the page again."""
    empty = [
        Entry(field=f, value=False if f.kind in TICKS else "")
        for f in preset_fields(page, approved)
        if f.kind in (*TICKS, *TEXTS)
    ]
    if not empty:
        return page
    await session.fill(page, empty)
    return await session.read()


def preset_fields(page: FormPage, approved: Collection[str]) -> list[Field]:
    """Fields a person can see that hold something which is in no manifest."""
    return [
        f
        for f in page.fields
        if f.key not in approved and f.visible and not f.honeypot and f.kind not in UNSEEN and _holds(f.value)
    ]


TICKS = ("checkbox", "consent", "boolean")
TEXTS = ("text", "textarea", "email", "phone", "url", "number", "date")
UNSEEN = ("hidden", "file", "password", "code", "slider")


def _holds(value: object) -> bool:
    return value not in (None, "", False, ())


def manifest_field(answer: Answer, page: int, read_back: FieldValue = None) -> ManifestField:
    """An answer as the manifest holds it."""
    asked = answer.field
    return ManifestField(
        key=asked.key,
        page=page,
        label=asked.label,
        name=asked.name,
        kind=asked.kind,
        required=asked.required,
        options=None if asked.options is None else tuple(o.label for o in asked.options),
        value=answer.value,
        provenance=answer.provenance,
        confidence=answer.confidence,
        read_back=read_back,
        constraints=asked.constraints if asked.constraints != Constraints() else None,
    )


def entries_for(page: FormPage, manifest: Manifest) -> list[Entry]:
    """What the manifest says this page shall hold, for the fields the page has now."""
    fields = {f.key: f for f in page.fields}
    return [Entry(field=fields[m.key], value=m.value) for m in manifest.fields if m.page == page.number and m.key in fields]


def changes_since(page: FormPage, manifest: Manifest, filled: Collection[str] = ()) -> list[str]:
    """How this page differs from what was approved: fields gone, relabelled, or newly required. Empty: nothing to ask again.

    `filled`: keys that were filled and read back. An upload's control may vanish, be drawn anew, or bear its file's name.
    """
    now = {f.key: f for f in page.fields}
    approved = {m.key: m for m in manifest.fields if m.page == page.number}
    uploaded = {k: m for k, m in approved.items() if m.kind == "file" and k in filled}
    open_before = {u.field.key for u in manifest.unanswered}
    gone = [f"“{m.label}” is gone" for k, m in approved.items() if k not in now and k not in filled]
    renamed = [
        f"“{m.label}” now reads “{now[k].label}”"
        for k, m in approved.items()
        if k in now and k not in uploaded and now[k].label != m.label
    ]
    drawn_anew = {m.label for k, m in uploaded.items() if k not in now}
    new = [
        f"“{f.label}” is new"
        for k, f in now.items()
        if _must_be_known(f) and k not in approved and k not in open_before
        and not (f.kind == "file" and f.label in drawn_anew)
    ]  # fmt: skip
    return gone + renamed + new


def _must_be_known(asked: Field) -> bool:
    return asked.required and not asked.honeypot and asked.kind != "hidden"
