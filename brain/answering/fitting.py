"""Puts what is meant into the words, the options and the format of one field. What does not fit is not filled; nothing is cut."""

import re
from functools import cache

import phonenumbers

from brain.answering.hints import hints_in
from brain.answering.meaning import Amount, Day, Duration, Gap, LongText, Meaning, Paper, Several, Words, YesNo
from brain.answering.options import choose, is_decline, real_options
from brain.dates import PartialDate
from brain.form import MONTH_PATTERN, Field, FieldValue, FilePath
from brain.tables import table
from brain.words import fold

_CHOICES = {"select", "radio", "combobox", "multiselect", "checkbox", "boolean", "rating", "slider"}
_TICKS = {"boolean", "consent", "checkbox"}
_ISO = re.compile(r"yyyy-mm-dd|aaaa-mm-jj|jjjj-mm-tt|iso", re.I)
_FORMATS = (
    (re.compile(r"\bdd?[./-]mm?[./-]yyyy\b|\btt[./-]mm[./-]jjjj\b|\bjj[./-]mm[./-]aaaa\b", re.I), "dmy"),
    (re.compile(r"\bmm?[./-]dd?[./-]yyyy\b", re.I), "mdy"),
    (re.compile(r"\bmm?[./-]yyyy\b", re.I), "my"),
)


def fit(asked: Field, meaning: Meaning) -> FieldValue | Gap:
    """The value of `asked` that says `meaning`, or why there is none."""
    if asked.kind == "file":
        return _file(asked, meaning.file) if isinstance(meaning, Paper) else Gap("no_option_fits", "The field takes a file.")
    if isinstance(meaning, Paper):
        return Gap("no_option_fits", "The field takes no file.")
    if isinstance(meaning, Several):
        return _several(asked, meaning)
    options = real_options(asked.options or ())
    if options and asked.kind in _CHOICES | {"consent"} and not (asked.kind in _TICKS and len(options) == 1):
        return _chosen(asked, meaning)
    if asked.kind in _TICKS:
        return meaning.value if isinstance(meaning, YesNo) else Gap("no_option_fits", "The field takes yes or no.")
    return _typed(asked, meaning)


def _chosen(asked: Field, meaning: Meaning) -> FieldValue | Gap:
    option = choose(asked.options or (), meaning)
    if option is not None:
        many = asked.kind == "multiselect" or (asked.kind == "checkbox" and len(asked.options or ()) > 1)
        return (option.label,) if many else option.label
    if not asked.options_complete and asked.kind in {"combobox", "select"}:
        return _typed(asked, meaning)
    return Gap("no_option_fits", f"None of the options says {shown(meaning)}.")


def _several(asked: Field, meaning: Several) -> FieldValue | Gap:
    if not asked.options and asked.kind == "multiselect" and not asked.options_complete:
        return tuple(dict.fromkeys(item.text for item in meaning.items))  # it is searched for each of them
    if not asked.options:
        return _checked(asked, ", ".join(item.text for item in meaning.items))
    labels = [option.label for item in meaning.items if (option := choose(asked.options, item))]
    found = tuple(dict.fromkeys(labels))
    if not found:
        return Gap("no_option_fits", "None of the options is among the facts.")
    if asked.kind in {"multiselect", "checkbox", "combobox"}:
        return found
    return found[0] if len(found) == 1 else Gap("ambiguous", "More than one option is true and only one may be chosen.")


def _file(asked: Field, paper: FilePath) -> FieldValue | Gap:
    accepted = [part.strip().lower() for part in (asked.constraints.accept or "").split(",") if part.strip()]
    ending = "." + paper.name.rsplit(".", 1)[-1].lower()
    mimes = {
        ".pdf": ("application/pdf",),
        ".docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document",),
        ".txt": ("text/plain",),
    }
    fits = not accepted or ending in accepted or "*/*" in accepted or any(mime in accepted for mime in mimes.get(ending, ()))
    return paper if fits else Gap("no_option_fits", f"The field takes {', '.join(accepted)}; the document is {ending}.")


def _typed(asked: Field, meaning: Meaning) -> FieldValue | Gap:
    match meaning:
        case YesNo():
            return _checked(asked, yes_no_word(asked.label, meaning.value))
        case Amount():
            return _number(asked, meaning)
        case Day():
            return _date(asked, meaning.date)
        case Duration():
            return _length(asked, meaning)
        case LongText():
            return _checked(asked, meaning.text)
        case Words():
            if meaning.decline:
                return Gap("no_option_fits", "The person declines to say, and the field has no such option.")
            return _text(asked, meaning)
        case _:
            return Gap("no_option_fits")


def _text(asked: Field, words: Words) -> FieldValue | Gap:
    """The first wording the field's limits allow, of the form its page asks for where there is one."""
    tries = (words.text, *words.also) if words.topic in {"phone", "link"} else (words.text,)
    if words.topic == "link" and asked.kind == "url":
        tries = tuple(text for text in tries if re.match(r"https?://", text))
    hints = hints_in(asked.help)
    tries = tuple(sorted(tries, key=lambda text: not hints.allow(text)))
    if asked.kind == "number" and not re.fullmatch(r"-?\d+(?:\.\d+)?", words.text):
        return Gap("no_option_fits", "The field takes a number.")
    last: FieldValue | Gap = Gap("no_option_fits", "The field takes another format.")
    for text in tries:
        last = _checked(asked, text)
        if not isinstance(last, Gap):
            return last
    return last


def _number(asked: Field, amount: Amount) -> FieldValue | Gap:
    value = int(amount.value) if amount.unit == "years" else amount.value
    plain = f"{value:.10g}"
    low, high = _bound(asked.constraints.min), _bound(asked.constraints.max)
    if (low is not None and value < low) or (high is not None and value > high):
        return Gap("no_option_fits", f"{plain} is outside what the field takes.")
    if asked.kind in {"number", "slider", "rating"}:
        return float(value)
    said = fold(f"{asked.label} {asked.help}")
    currency = (amount.currency or "").lower()
    named = not currency or currency in said or {"eur": "€", "usd": "$", "gbp": "£"}.get(currency, currency) in said
    text = plain if named or hints_in(asked.help).digits else f"{plain} {amount.currency}"
    checked = _checked(asked, text)
    return _checked(asked, plain) if isinstance(checked, Gap) else checked


def _bound(text: str | None) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None


def _length(asked: Field, duration: Duration) -> FieldValue | Gap:
    said = fold(f"{asked.label} {asked.help}")
    unit = next(
        (
            (name, days)
            for name, days in (("day", 1), ("tage", 1), ("week", 7), ("wochen", 7), ("month", 30), ("monate", 30))
            if re.search(rf"\bin {name}|\({name}|number of {name}", said)
        ),
        None,
    )
    if asked.kind == "number" or unit:
        if unit is None or duration.days is None or duration.days % unit[1]:
            return Gap("no_option_fits", f"{duration.text} is no whole number of what the field counts.")
        return _number(asked, Amount(duration.days // unit[1]))
    return _checked(asked, duration.text)


def _date(asked: Field, day: PartialDate) -> FieldValue | Gap:
    label = fold(f"{asked.label} {asked.name}")
    if asked.kind == "number" or re.search(r"\byear\b|\bjahr\b|annee|\bano\b", label):
        return _number(asked, Amount(day.year)) if asked.kind == "number" else _checked(asked, str(day.year))
    if asked.kind == "date":
        # A day nobody stated is not made up, not even the first of the month; a field of months takes none.
        of_months = asked.constraints.pattern == MONTH_PATTERN and day.month
        return str(day) if day.day or of_months else Gap("no_option_fits", "The field takes a day, and only a month is known.")
    if re.search(r"\bmonth\b(?!.*year)|\bmonat\b", label) and day.month:
        return _checked(asked, f"{day.month:02}")
    hint = f"{asked.help} {asked.label} {asked.constraints.pattern or ''}"
    return _checked(asked, _formatted(day, hint))


def _formatted(day: PartialDate, hint: str) -> str:
    style = "iso" if _ISO.search(hint) else next((name for pattern, name in _FORMATS if pattern.search(hint)), "iso")
    sign = (
        "."
        if re.search(r"(?:mm|tt|dd)\.", hint, re.I)
        else "-"
        if re.search(r"(?:dd|mm)-(?:mm|dd|yyyy)", hint, re.I) and style != "iso"
        else "/"
    )
    if style == "my" and day.month:
        return f"{day.month:02}{sign}{day.year}"
    if style in {"dmy", "mdy"} and day.month and day.day:
        parts = (day.day, day.month) if style == "dmy" else (day.month, day.day)
        return sign.join([f"{part:02}" for part in parts] + [str(day.year)])
    return str(day)


def _checked(asked: Field, text: str) -> FieldValue | Gap:
    limit = asked.constraints.max_length
    if limit is not None and limit > 0 and len(text) > limit:
        return Gap("no_option_fits", f"The field takes {limit} characters; the answer has {len(text)}.")
    pattern = asked.constraints.pattern
    if pattern and _matches(pattern, text) is False:
        return Gap("no_option_fits", "The field's pattern does not take the answer.")
    if asked.kind == "email" and "@" not in text:
        return Gap("no_option_fits", "The field takes an e-mail address.")
    return text


def _matches(pattern: str, text: str) -> bool | None:
    """Whether a page's pattern takes a text; None where the pattern is not one we can or want to run."""
    if len(pattern) > 200 or re.search(r"[+*}]\)[+*{]", pattern):
        return None
    try:
        return re.fullmatch(pattern, text) is not None
    except re.error:
        return None


def yes_no_word(label: str, value: bool) -> str:
    """Yes or no in the language of the question."""
    held: dict[str, str] = table("options")["yes_words" if value else "no_words"]
    return held[language_of(label)]


@cache
def _marks() -> dict[str, re.Pattern[str]]:
    return {language: re.compile(pattern) for language, pattern in table("options")["language_marks"].items()}


def language_of(label: str) -> str:
    text = fold(label)
    counts = {language: len(pattern.findall(text)) for language, pattern in _marks().items()}
    best = max(counts, key=lambda language: counts[language])
    return best if counts[best] >= 2 and not re.search(r"\b(you|your|are|the|do|have|what)\b", text) else "en"


def shown(meaning: Meaning) -> str:
    """What is meant, in words for a person."""
    match meaning:
        case YesNo():
            return "yes" if meaning.value else "no"
        case Amount():
            return " ".join(
                part
                for part in (f"{meaning.value:.10g}", meaning.currency, meaning.unit if meaning.unit == "years" else None)
                if part
            )
        case Day():
            return str(meaning.date)
        case Duration() | LongText():
            return meaning.text[:80]
        case Words():
            return "“I decline to say”" if meaning.decline else f"“{meaning.text}”"
        case Several():
            return ", ".join(item.text for item in meaning.items)
        case Paper():
            return meaning.file.name


def phone_wordings(number: phonenumbers.PhoneNumber) -> tuple[str, ...]:
    """International with blanks, then E.164, then national, then digits alone."""
    formats = phonenumbers.PhoneNumberFormat
    national = phonenumbers.format_number(number, formats.NATIONAL)
    return (
        phonenumbers.format_number(number, formats.INTERNATIONAL),
        phonenumbers.format_number(number, formats.E164),
        national,
        re.sub(r"\D", "", national),
    )


def declines(text: str) -> bool:
    return fold(text) == "decline" or is_decline(text)
