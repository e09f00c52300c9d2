"""Which of a field's options says what is meant. One must, and only one; else none is taken."""

import re
from collections.abc import Callable, Sequence
from functools import cache

from rapidfuzz import fuzz

from brain.answering.meaning import Amount, Day, Duration, Meaning, Words, YesNo
from brain.dates import partial
from brain.form import Option
from brain.places import area, country_code, members, place_country
from brain.skills import skill_key
from brain.tables import table
from brain.words import bare, fold, words

_PLACEHOLDER = re.compile(
    r"^(?:(?:please )?(?:select|choose|pick)\b.*|-+.*-+|bitte (?:wahlen|auswahlen).*|selectionne[rz].*|seleccione.*|\.\.\.|-+|)$"
)
_FILL = {"and", "or", "the", "of", "in", "a", "an", "degree", "s", "other", "und", "et", "y", "de", "language", "programming"}
# What an option says besides yes and no, and the state it supposes.
_STATES: tuple[tuple[str, bool, re.Pattern[str]], ...] = (
    (
        "sponsorship",
        False,
        re.compile(
            r"(?:do not|don'?t|does not|will not|won'?t|not|no|never)\b.{0,30}(?:need|requir\w*)?.{0,24}sponsor|"
            r"without\b.{0,20}sponsor|no sponsorship"
        ),
    ),
    ("sponsorship", True, re.compile(r"(?:need|requir\w*|seek\w*|with)\b.{0,40}(?:sponsor|visa)")),
    (
        "authorised",
        False,
        re.compile(
            r"(?:not|n't)\b.{0,30}(?:authori[sz]ed|eligible|right|legal|permitted|allowed)|do not "
            r"have.{0,30}(?:right|permit|legal)"
        ),
    ),
    (
        "authorised",
        True,
        re.compile(r"authori[sz]ed|eligible|right to work|legal documents|permitted|citizen|permanent resident|work permit"),
    ),
)


@cache
def _patterns(*path: str) -> tuple[re.Pattern[str], ...]:
    held = table("options")
    for key in path:
        held = held[key]
    return tuple(re.compile(pattern) for pattern in held)


def _says(text: str, *path: str) -> bool:
    return any(pattern.search(text) for pattern in _patterns(*path))


def real_options(options: Sequence[Option]) -> list[Option]:
    """The options that are answers; `Please select` is none."""
    return [option for option in options if not _PLACEHOLDER.match(fold(option.label))]


def choose(options: Sequence[Option], meaning: Meaning) -> Option | None:
    """The one option that says `meaning`, or None."""
    real = real_options(options)
    match meaning:
        case YesNo():
            return _yes_no(real, meaning)
        case Amount():
            return _band(real, meaning)
        case Duration():
            return _duration(real, meaning)
        case Day():
            return _day(real, meaning)
        case Words():
            return _worded(real, meaning)
        case _:
            return None


def is_decline(label: str) -> bool:
    return _says(fold(label), "decline")


def class_of(topic: str, text: str) -> str | None:
    """The class of wordings a text belongs to within a topic: `Bachelor of Science` is a `bachelor`."""
    folded = fold(text)
    classes = table("options")["topics"].get(topic, {})
    return next((name for name in classes if _says(folded, "topics", topic, name)), None)


def rank(kind: str, text: str) -> int | None:
    """How high a degree or a language level stands; None where the text names none."""
    topic = "degree" if kind == "degree" else "fluency"
    found = class_of(topic, text)
    ranks: dict[str, int] = table("options")[f"{topic}_rank"]
    return ranks.get(found) if found else None


def polarity(label: str) -> bool | None:
    """Yes, no, or neither: by its first word, else by whether it denies."""
    folded = fold(label).strip(" .,:-")
    if is_decline(folded):
        return None
    if _says(folded, "yes"):
        return True
    return False if _says(folded, "no") else None


def _yes_no(options: list[Option], meaning: YesNo) -> Option | None:
    signs = {option.label: _sign(option, options) for option in options}
    fitting = [option for option in options if signs[option.label] is meaning.value]
    fitting = [option for option in fitting if not _contradicts(option, meaning)]
    if len(fitting) > 1:
        plain = [option for option in fitting if len(words(option.label)) == 1]
        stated = [option for option in fitting if _supports(option, meaning)]
        fitting = plain if len(plain) == 1 else stated if len(stated) == 1 else fitting
    if not fitting and meaning.states:
        fitting = [option for option in options if _supports(option, meaning) and not _contradicts(option, meaning)]
    return fitting[0] if len(fitting) == 1 else None


def _sign(option: Option, options: list[Option]) -> bool | None:
    sign = polarity(option.label)
    if sign is None and fold(option.value) in {"true", "yes", "false", "no"} and not is_decline(option.label):
        sign = fold(option.value) in {"true", "yes"}
    if sign is not None or is_decline(option.label):
        return sign
    # Two sentences that differ by a denial are a yes and a no.
    others = [other for other in options if not is_decline(other.label)]
    denies = [_says(fold(other.label), "negation") for other in others]
    return not _says(fold(option.label), "negation") if len(others) == 2 and sum(denies) == 1 else None


def _stated(option: Option) -> dict[str, bool]:
    text = re.sub(r"^(?:yes|no)\b[\s,.:-]*", "", fold(option.label))
    found: dict[str, bool] = {}
    for state, value, pattern in _STATES:
        if state not in found and pattern.search(text):
            found[state] = value
    return found


def _contradicts(option: Option, meaning: YesNo) -> bool:
    said = _stated(option)
    return any(state in said and said[state] != value for state, value in meaning.states.items())


def _supports(option: Option, meaning: YesNo) -> bool:
    said = _stated(option)
    return bool(said) and all(said.get(state) == value for state, value in meaning.states.items() if state in said)


# --- numbers ----------------------------------------------------------------------------------------------------------
_BAND_NUMBER = re.compile(r"(\d+(?:[.,' \u00a0]\d{3})+|\d+(?:[.,]\d+)?)\s*(k|tsd|m)?\b")
_UNDER = re.compile(
    r"\b(?:less than|under|below|up to|fewer than|at most|weniger als|unter|bis zu|moins de|menos de|hasta|<)|^<|^≤"
)
_OVER = re.compile(
    r"\+|\b(?:more than|over|above|or more|at least|and (?:above|more|over)|plus|mehr als|uber|mindestens|"
    r"plus de|mas de|ou plus|o mas|oder mehr|greater than|>)|^>|≥|>"
)


def band(label: str) -> tuple[float, float] | None:
    """The numbers an option stands for, both ends included: `3-5 years` is 3 to 5, `10+` is 10 to infinity, `7` is 7."""
    text = fold(label)
    values = [_band_value(match) for match in _BAND_NUMBER.finditer(text)]
    if re.search(
        r"\b(?:no|none|keine|aucune|sin|entry)\b.{0,12}\b(?:experience|erfahrung|experiencia|level)\b|^none$|^no experience", text
    ):
        return (0.0, 0.99)
    if len(values) >= 2:
        if re.search(r"\d\s*k\b", text) and values[0] < 1000 <= values[1]:
            values[0] *= 1000
        return (values[0], values[1]) if values[0] <= values[1] else None
    if len(values) != 1:
        return None
    if _UNDER.search(text):
        strict = re.search(r"less than|under|below|fewer|<|weniger|unter\b|moins|menos", text)
        return (0.0, values[0] - (0.01 if strict else 0.0))
    if _OVER.search(text):
        counts_itself = re.search(r"and (?:above|over|more)|or more|\+", text)
        beyond = not counts_itself and re.search(r"more than|over\b|above|mehr als|plus de|mas de", text)
        return (values[0] + (0.01 if beyond else 0.0), float("inf"))
    return (values[0], values[0])


def _band_value(match: re.Match[str]) -> float:
    text, magnitude = match.groups()
    value = float(re.sub(r"[.,' \u00a0](?=\d{3}\b)", "", text).replace(",", "."))
    return value * {"k": 1e3, "tsd": 1e3, "m": 1e6}.get(magnitude or "", 1.0)


def _band(options: list[Option], meaning: Amount) -> Option | None:
    bands = [(option, held) for option in options if (held := band(option.label)) is not None]
    inside = [option for option, (low, high) in bands if low <= meaning.value <= high]
    if len(inside) == 1:
        return inside[0]
    if len(inside) > 1:
        # `1-3` and `3-5` share their edge: the one that begins there is meant, as in "3 years completed".
        starting = [option for option, (low, _) in bands if option in inside and low == int(meaning.value)]
        return starting[0] if len(starting) == 1 else None
    # Bands of whole numbers leave gaps between them: 5.5 years are five completed ones.
    whole = [option for option, (low, high) in bands if low <= int(meaning.value) <= high]
    return whole[0] if len(whole) == 1 and meaning.unit == "years" else None


_UNIT_DAYS = (("day", 1), ("tag", 1), ("jour", 1), ("dia", 1), ("week", 7), ("woche", 7), ("semaine", 7), ("semana", 7),
    ("month", 30), ("monat", 30), ("mois", 30), ("mes", 30), ("year", 365), ("jahr", 365))  # fmt: skip
_SPELLED = {
    "one": 1,
    "a": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "six": 6,
    "ein": 1,
    "eine": 1,
    "einen": 1,
    "zwei": 2,
    "drei": 3,
    "un": 1,
    "deux": 2,
    "trois": 3,
    "dos": 2,
    "tres": 3,
}


def days_in(text: str) -> tuple[int, int | None] | None:
    """The days a text spans, lowest and highest (None: no upper end): `2 weeks` is 14 to 14, `1-2 months` 30 to 60,
    `3 months or more` 90 on."""
    folded = fold(text)
    if re.search(
        r"\b(?:immediate\w*|none|no notice|right away|asap|available now|now|sofort|keine|inmediat\w*|"
        r"immediat\w*|available immediately)\b",
        folded,
    ):
        return (0, 0)
    unit = next(
        (days for name, days in _UNIT_DAYS if re.search(rf"\b{name}", folded) or re.search(rf"\d\s*{name}", folded)), None
    )
    counts = [int(number) for number in re.findall(r"\d+", folded)] or [
        _SPELLED[word] for word in words(folded) if word in _SPELLED
    ]
    if unit is None or not counts:
        return None
    low, high = counts[0] * unit, (counts[1] if len(counts) > 1 else counts[0]) * unit
    if _OVER.search(folded):
        return (low, None)
    return (0, high) if _UNDER.search(folded) and len(counts) == 1 else (low, high)


def _duration(options: list[Option], meaning: Duration) -> Option | None:
    worded = _worded(options, Words(meaning.text))
    if worded or meaning.days is None:
        return worded
    inside = []
    for option in options:
        held = days_in(option.label)
        if held and held[0] <= meaning.days and (held[1] is None or meaning.days <= held[1]):
            inside.append((option, held))
    exact = [option for option, held in inside if held == (meaning.days, meaning.days)]
    if len(exact) == 1:
        return exact[0]
    return inside[0][0] if len(inside) == 1 else None


def _day(options: list[Option], meaning: Day) -> Option | None:
    """A list of months, of years or of days: the part of the date it asks for."""
    month, labels = meaning.date.month, [fold(option.label) for option in options]
    names = [partial(f"{label} 2000") for label in labels]
    if month and sum(name is not None and name.month is not None for name in names) >= max(2, 0.8 * len(names)):
        return next((option for option, name in zip(options, names, strict=True) if name and name.month == month), None)
    numbers = [int(label) if label.isdigit() else None for label in labels]
    wanted = (
        meaning.date.year
        if any(number and number > 1900 for number in numbers)
        else month
        if max((n or 0 for n in numbers), default=0) == 12
        else meaning.date.day
    )
    return next(
        (option for option, number in zip(options, numbers, strict=True) if number is not None and number == wanted), None
    )


# --- words ------------------------------------------------------------------------------------------------------------
def _worded(options: list[Option], meaning: Words) -> Option | None:
    if meaning.decline:
        return _only([option for option in options if is_decline(option.label)])
    wordings = (meaning.text, *meaning.also)
    for wording in wordings:
        same = [option for option in options if bare(wording) and bare(wording) in {bare(option.label), bare(option.value)}]
        if same:
            return same[0] if len(same) == 1 else None
    by_topic: dict[str, Callable[[list[Option], Words], Option | None]] = {
        "country": _country, "phone_country": _country, "place": _place, "region": _place, "pronouns": _pronouns,
    }  # fmt: skip
    if meaning.topic in by_topic:
        return by_topic[meaning.topic](options, meaning)
    if meaning.topic in table("options")["topics"]:
        return _by_class(options, meaning)
    return _near(options, wordings)


def _only(found: list[Option]) -> Option | None:
    return found[0] if len(found) == 1 else None


def _by_class(options: list[Option], meaning: Words) -> Option | None:
    own = class_of(meaning.topic, meaning.text)
    same = _of_class(options, meaning.topic, own)
    if not same and meaning.topic == "fluency":
        # `Fluent (C1)` says it on two scales.
        parts = [class_of("fluency", part) for part in re.split(r"[(),/;]| - ", meaning.text) if part.strip()]
        same = [option for part in parts if part != own for option in _of_class(options, "fluency", part)]
    if len(same) <= 1:
        if not same and own == "mba":
            return _by_class(options, Words("Master", topic="degree"))
        return (
            same[0] if same else _near(options, (meaning.text, *meaning.also)) if meaning.topic in {"degree", "source"} else None
        )
    close = [(fuzz.token_set_ratio(fold(option.label), fold(meaning.text)), option) for option in same]
    close.sort(key=lambda row: -row[0])
    return close[0][1] if close[0][0] > close[1][0] + 5 else None


def _of_class(options: list[Option], topic: str, name: str | None) -> list[Option]:
    return [option for option in options if name and class_of(topic, option.label) == name and not is_decline(option.label)]


def _country(options: list[Option], meaning: Words) -> Option | None:
    code = country_code(meaning.text)
    same = [
        option
        for option in options
        if code and code in {country_code(option.label), country_code(option.value) if len(option.value) in {2, 3} else None}
    ]
    dial = meaning.also[-1] if meaning.topic == "phone_country" and meaning.also else ""
    if not same and dial.startswith("+"):
        same = [option for option in options if re.search(rf"\{dial}(?!\d)", option.label)]
    if not same and code:
        # `Europe (EU)` in a list of regions stands for the country only where no other entry does.
        same = [option for option in options if (name := area(option.label)) and code in members(name)]
    return _only(same)


def _place(options: list[Option], meaning: Words) -> Option | None:
    """`Berlin, Germany` for Berlin: same first part, and nothing that lies elsewhere."""
    city = fold(meaning.text.split(",")[0])
    own = {fold(wording) for wording in meaning.also} | {
        fold(part.strip()) for wording in (meaning.text, *meaning.also) for part in wording.split(",")
    }
    country = next((code for wording in (meaning.text, *meaning.also) if (code := place_country(wording))), None)
    found = []
    for option in options:
        parts = [fold(part.strip()) for part in re.split(r"[,;]| - ", option.label) if part.strip()]
        if parts and parts[0] == city and all(part in own or (country and country_code(part) == country) for part in parts[1:]):
            found.append(option)
    return _only(found) or (min(found, key=lambda option: len(option.label)) if found else None)


def _pronouns(options: list[Option], meaning: Words) -> Option | None:
    own = re.findall(r"[a-z]+", fold(meaning.text))[:2]
    return _only([option for option in options if own and re.findall(r"[a-z]+", fold(option.label))[:2] == own])


def _near(options: list[Option], wordings: Sequence[str]) -> Option | None:
    """Another spelling, or the same words with fillers; never a different thing that only looks alike."""
    for wording in wordings:
        own = set(words(wording)) - _FILL
        same = [option for option in options if own and set(words(option.label)) - _FILL == own]
        if len(same) == 1:
            return same[0]
        if len(own) >= 1 and (skilled := [option for option in options if skill_key(option.label) == skill_key(wording)]):
            return _only(skilled)
        shown = [option for option in options if own and own == set(words(re.sub(r"\(.*?\)", "", option.label))) - _FILL]
        if len(shown) == 1:
            return shown[0]
        close = [
            option
            for option in options
            if len(wording) > 6 and fuzz.ratio(fold(option.label), fold(wording)) >= 94 and not _differs(option.label, wording)
        ]
        if len(close) == 1:
            return close[0]
    return None


def _differs(one: str, other: str) -> bool:
    numbers = [re.findall(r"\d+", text) for text in (one, other)]
    denials = [_says(fold(text), "negation") for text in (one, other)]
    return numbers[0] != numbers[1] or denials[0] != denials[1]
