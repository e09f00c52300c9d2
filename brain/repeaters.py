"""Lists that take several entries: one is added for each dated job or school of the candidate, the newest first.

Each entry is answered from its own facts alone. Its button may show its questions in place, in a dialog, or in a small form
that must be saved before the next; what was saved must stand on the page afterwards.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from brain.form import Entry, EntryPlace, Field, FieldValue, FormPage, PageAction, Repeater, Topic, entry_of
from brain.manifest import Answer, ManifestField, Unanswered
from brain.mending import Answering
from brain.ports import FormSession
from brain.words import fold

MOST_ENTRIES = 10
MOST_ROUNDS = 3
TOPICS: tuple[Topic, ...] = ("work", "education")
_NAMES: Mapping[Topic, tuple[str, ...]] = {"work": ("Employer", "Job title"), "education": ("School", "Degree")}
_DATES = ("Start date", "End date")


@dataclass(slots=True)
class Repeated:
    """What became of a page's lists. `kept`: keys of entries that were put away and are no longer on show."""

    page: FormPage
    answers: dict[str, Answer] = field(default_factory=dict)
    unanswered: list[Unanswered] = field(default_factory=list)
    problems: dict[str, str] = field(default_factory=dict)
    held: dict[str, FieldValue] = field(default_factory=dict)
    kept: set[str] = field(default_factory=set)
    stuck: bool = False


def repeater_of(page: FormPage, topic: Topic) -> Repeater | None:
    return next((one for one in page.repeaters if one.topic == topic), None)


def adder_of(page: FormPage, topic: Topic) -> PageAction | None:
    return next((action for action in page.actions if action.adds == topic), None)


def keeper_of(page: FormPage, topic: Topic) -> PageAction | None:
    return next((action for action in page.actions if action.keeps == topic), None)


def fields_of(page: FormPage, place: EntryPlace) -> list[Field]:
    return [one for one in page.fields if one.entry == place]


def as_known_entries(page: FormPage, before: Mapping[Topic, int]) -> FormPage:
    """The page with its entries counted on from those that are put away. `before`: how many, by list."""
    renamed = {one.key: _moved(one.key, before) for one in page.fields if one.entry}
    if all(key == new for key, new in renamed.items()):
        return page
    fields = tuple(one.model_copy(update={"key": renamed[one.key]}) if one.key in renamed else one for one in page.fields)
    return page.model_copy(
        update={"fields": fields, "errors": {renamed.get(key, key): text for key, text in page.errors.items()}}
    )


def _moved(key: str, before: Mapping[Topic, int]) -> str:
    place = entry_of(key)
    if place is None:
        return key
    return key.replace(f".{place}.", f".{EntryPlace(place.topic, place.number + before.get(place.topic, 0))}.", 1)


def names_of(topic: Topic, number: int, page: FormPage, answer: Answering) -> tuple[str, ...]:
    """Who the n-th dated job or school was with and as what; empty where the facts hold no such one."""
    asked = [
        Field(key=f"p{page.number}.{EntryPlace(topic, number)}.{name}", label=name, kind="text")
        for name in (*_NAMES[topic], *_DATES)
    ]
    found, _ = answer(page.model_copy(update={"fields": tuple(asked), "repeaters": ()}))
    said = {one.field.label: str(one.value) for one in found if one.provenance.kind in ("fact", "rule")}
    dated = any(name in said for name in _DATES)
    return tuple(said[name] for name in _NAMES[topic] if name in said) if dated else ()


def shows(page: FormPage, topic: Topic, names: Iterable[str]) -> bool:
    """Whether the list shows an entry with all these names."""
    repeater = repeater_of(page, topic)
    text = fold(repeater.text) if repeater else ""
    wanted = [fold(name) for name in names]
    return bool(wanted) and all(name in text for name in wanted)


async def add_entries(session: FormSession, page: FormPage, answer: Answering, done: Mapping[str, Answer]) -> Repeated:
    """Fills every list of jobs and schools. `done`: what was answered on this page, by key."""
    out = Repeated(page)
    for topic in TOPICS:
        if repeater_of(out.page, topic) and not out.stuck:
            await _Adding(session, answer, topic, out, done).run()
    return out


class _Adding:
    """The entries of one list."""

    def __init__(self, session: FormSession, answer: Answering, topic: Topic, out: Repeated, done: Mapping[str, Answer]) -> None:
        self._session, self._answer, self._topic, self._out, self._done = session, answer, topic, out, done
        self._shown: dict[int, tuple[str, ...]] = {}  # the names of the entries the list shows after they were put away

    async def run(self) -> None:
        for number in range(1, MOST_ENTRIES + 1):
            names = names_of(self._topic, number, self._out.page, self._answer)
            place = EntryPlace(self._topic, number)
            if not names or not await self._one(place, names):
                return

    async def _one(self, place: EntryPlace, names: tuple[str, ...]) -> bool:
        """Brings one entry onto the page; False where no further one can be added."""
        if not fields_of(self._out.page, place):
            if shows(self._out.page, place.topic, names):
                return True  # the page made it from the résumé, or kept it from an earlier visit
            if not await self._open(place):
                return False
        await self._fill(place)
        if self._is_open(place):
            self._out.stuck = True
            return False
        return await self._keep(place, names)

    async def _open(self, place: EntryPlace) -> bool:
        adder = adder_of(self._out.page, place.topic)
        if adder is None:
            return False
        before = {one.key for one in self._out.page.fields}
        self._out.page = await self._session.operate(adder, place)
        self._out.kept |= (before & set(self._out.answers)) - {one.key for one in self._out.page.fields}  # it folds them up
        return bool(fields_of(self._out.page, place))

    async def _fill(self, place: EntryPlace) -> None:
        """Answers an entry's questions and reads it again while that brings up further ones."""
        for _ in range(MOST_ROUNDS):
            shown = fields_of(self._out.page, place)
            found, unanswered = self._answer(self._out.page.model_copy(update={"fields": tuple(shown)}))
            self._out.unanswered = [u for u in self._out.unanswered if u.field.entry != place] + list(unanswered)
            fresh = [one for one in found if one.field.key not in self._out.answers and one.field.key not in self._done]
            if not fresh:
                break
            back = await self._session.fill(self._out.page, [Entry(field=one.field, value=one.value) for one in fresh])
            self._out.answers.update({one.field.key: one for one in fresh})
            self._out.problems.update({one.key: one.reason for one in back if not one.ok})
            self._out.held.update({one.key: one.value for one in back if one.ok})
            self._out.page = await self._session.read()
        now = {one.key for one in fields_of(self._out.page, place)}
        self._out.unanswered = [u for u in self._out.unanswered if u.field.entry != place or u.field.key in now]
        for key in [key for key in self._out.answers if entry_of(key) == place and key not in now]:
            del self._out.answers[key]  # it went away with another answer ("To" with "I work here")

    def _is_open(self, place: EntryPlace) -> bool:
        """Whether a required question of the entry is open, or one did not take its answer: it cannot be put away."""
        mine = [u.field for u in self._out.unanswered if u.field.entry == place]
        return any(one.required for one in mine) or any(entry_of(key) == place for key in self._out.problems)

    async def _keep(self, place: EntryPlace, names: tuple[str, ...]) -> bool:
        keeper = keeper_of(self._out.page, place.topic)
        if keeper is None:
            return True
        mine = {one.key: one for one in fields_of(self._out.page, place)}
        self._out.page = await self._session.operate(keeper, None)
        if refused := [one for one in fields_of(self._out.page, place) if one.key in mine]:
            self._refuse(refused)
            self._out.stuck = True
            return False
        self._out.kept |= {key for key in mine if key in self._out.answers or key in self._done}
        return await self._stands(place, names)

    def _refuse(self, fields: Sequence[Field]) -> None:
        """The page did not save the entry: what it finds fault with is asked, or all of it where it does not say."""
        errors = self._out.page.errors
        faulty = [one for one in fields if one.key in errors] or [one for one in fields if one.required] or list(fields[:1])
        said = {one.key: errors.get(one.key, "the entry was not saved") for one in faulty}
        self._out.unanswered = [u for u in self._out.unanswered if u.field.key not in said] + [
            Unanswered(
                field=one.model_copy(update={"required": True}), reason="no_option_fits", detail=f"The page says: {said[one.key]}"
            )
            for one in faulty
        ]
        for key in said:
            self._out.answers.pop(key, None)

    async def _stands(self, place: EntryPlace, names: tuple[str, ...]) -> bool:
        """Whether the list shows what was put away, and still what was before. One that holds a single entry gets the newest."""
        if shows(self._out.page, place.topic, names):
            lost = [n for n, told in self._shown.items() if not shows(self._out.page, place.topic, told)]
            self._shown[place.number] = names
            if not lost:
                return True
            await self._back_to(EntryPlace(place.topic, min(self._shown)), place)
            return False
        return True

    async def _back_to(self, first: EntryPlace, last: EntryPlace) -> None:
        given = {key: one for key, one in {**self._done, **self._out.answers}.items() if entry_of(key) == first}
        for key in [k for k in self._out.answers if (e := entry_of(k)) and e.topic == last.topic and e != first]:
            del self._out.answers[key]
            self._out.kept.discard(key)
        self._out.unanswered = [u for u in self._out.unanswered if u.field.entry is None or u.field.entry.topic != first.topic]
        adder = adder_of(self._out.page, first.topic)
        if adder is None:
            return
        self._out.page = await self._session.operate(adder, first)
        self._out.page, wrong = await put_back(self._session, self._out.page, first, {k: a.value for k, a in given.items()})
        self._out.problems.update(dict.fromkeys(wrong, "the list did not take it again"))


async def put_back(
    session: FormSession, page: FormPage, place: EntryPlace, given: Mapping[str, FieldValue]
) -> tuple[FormPage, list[str]]:
    """Fills an open entry with these values, by key, and puts it away where it has a button for that.

    Returns the page then and the keys that did not take their value.
    """
    left = dict(given)
    wrong: list[str] = []
    for _ in range(MOST_ROUNDS):
        entries = [Entry(field=one, value=left.pop(one.key)) for one in fields_of(page, place) if one.key in left]
        if not entries:
            break
        wrong += [one.key for one in await session.fill(page, entries) if not one.ok]
        page = await session.read()
    wrong += list(left)
    keeper = keeper_of(page, place.topic)
    if keeper is not None and not wrong:
        page = await session.operate(keeper, None)
        wrong += [one.key for one in fields_of(page, place) if one.key in given]
    return page, wrong


async def add_again(
    session: FormSession, page: FormPage, approved: Sequence[ManifestField], done: Collection[str]
) -> tuple[FormPage, set[str], list[str]]:
    """The approved entries that the page does not show yet, added in their order, when a form is filled in anew.

    `done`: keys that were filled already. Returns the page, the keys filled here, and the labels that did not take.
    """
    filled: set[str] = set()
    wrong: list[str] = []
    for place in _places(approved):
        mine = {m.key: m for m in approved if entry_of(m.key) == place}
        if not fields_of(page, place):
            if _stands_there(page, place, mine.values()):
                filled |= set(mine)
                continue
            adder = adder_of(page, place.topic)
            if adder is None:
                continue
            page = await session.operate(adder, place)
            page, failed = await put_back(session, page, place, {m.key: m.value for m in mine.values()})
        else:
            page, failed = await put_back(session, page, place, {k: m.value for k, m in mine.items() if k not in done})
        wrong += [mine[key].label for key in failed if key in mine]
        filled |= set(mine)
    return page, filled, wrong


def _places(approved: Sequence[ManifestField]) -> list[EntryPlace]:
    found = {place for m in approved if (place := entry_of(m.key))}
    return sorted(found, key=lambda place: (TOPICS.index(place.topic), place.number))


def _stands_there(page: FormPage, place: EntryPlace, mine: Iterable[ManifestField]) -> bool:
    """Whether the list shows this entry already: the site kept it, or made it from the résumé."""
    said = [str(m.value) for m in mine if m.kind in ("text", "combobox", "select") and isinstance(m.value, str) and m.value]
    return len(said) >= 2 and shows(page, place.topic, said)  # one name alone may stand anywhere
