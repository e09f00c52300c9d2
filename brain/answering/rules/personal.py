"""What a person says of themselves and agrees to: only their own words, and `decline` only where they said so."""

from collections.abc import Callable

from brain.answering.asked import Asked
from brain.answering.fitting import declines
from brain.answering.meaning import Finding, Gap, Topic, Words, YesNo
from brain.answering.profile import Known
from brain.answering.questions import plain_label
from brain.words import bare, fold, key_words

Rule = Callable[[Asked], Finding | Gap]
_TOPICS: dict[str, Topic] = {
    "gender": "gender",
    "race": "race",
    "veteran": "veteran",
    "disability": "disability",
    "hispanic": "hispanic",
}
_OTHER_KEYS = {
    "race": ("ethnicity", "race_ethnicity"),
    "orientation": ("sexual_orientation",),
    "age": ("age_range", "age_group"),
    "hispanic": ("hispanic_latino",),
}
# Yes and no, said in the words of the form.
_YES_NO_WORDS = {
    "veteran": ("I am a veteran, yes", "No, I am not a protected veteran"),
    "disability": ("Yes, I have a disability", "No, I do not have a disability"),
    "hispanic": ("Yes, Hispanic or Latino", "No, not Hispanic or Latino"),
}


def _demographic(part: str) -> Rule:
    def rule(asked: Asked) -> Finding | Gap:
        keys = (part, *_OTHER_KEYS.get(part, ()))
        held = next((known for key in keys if (known := asked.profile.part(f"demographics.{key}"))), None)
        if held is None:
            return Gap("only_the_person", "You have not said what to answer, not even to decline.")
        return Finding(_said(part, held), held.facts, f"self-identification: {part}")

    return rule


def _said(part: str, held: Known) -> Words | YesNo:
    value, topic = held.value, _TOPICS.get(part, "plain")
    if isinstance(value, str) and fold(value) in {"yes", "no"}:
        value = fold(value) == "yes"
    if isinstance(value, bool):
        return Words(_YES_NO_WORDS[part][0 if value else 1], topic=topic) if part in _YES_NO_WORDS else YesNo(value)
    text = str(value)
    return Words(text, topic=topic, decline=declines(text))


def _pronouns(asked: Asked) -> Finding | Gap:
    held = asked.profile.part("pronouns")
    if held is None:
        return Gap("only_the_person", "Your pronouns are not among the facts.")
    if declines(str(held.value)):
        return Finding(Words(str(held.value), decline=True), held.facts, "pronouns")
    return Finding(Words(str(held.value), topic="pronouns"), held.facts, "pronouns")


def _consent(key: str) -> Rule:
    def rule(asked: Asked) -> Finding | Gap:
        held = asked.profile.part(f"consents.{key}")
        if held is None or not isinstance(held.value, bool):
            return Gap("only_the_person", "You have not said whether you agree.")
        if not held.value and asked.field.required:
            return Gap("not_allowed", "You do not agree to this, and the form requires it.")
        return Finding(YesNo(held.value), held.facts, f"consent: {key_words(key)}")

    return rule


def stated_by_name(asked: Asked) -> Finding | None:
    """A value the person gave under a name of their own (`x-jobhunter.driving_licence`) answers a field that is called the
    same."""
    label = bare(plain_label(asked.field.label))
    for fact in asked.profile.of("preference"):
        name = str(fact.value.get("part", "")).rsplit(".", 1)[-1]
        if "value" in fact.value and label and fact.path.startswith("x-jobhunter") and bare(key_words(name)) == label:
            value = fact.value["value"]
            meaning = YesNo(value) if isinstance(value, bool) else Words(_plain(value))
            return Finding(meaning, (fact,), f"stated: {key_words(name)}")
    return None


def _plain(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return f"{value:.10g}" if isinstance(value, float) else str(value)


RULES: dict[str, Rule] = {
    **{
        f"demographics.{part}": _demographic(part)
        for part in ("gender", "race", "hispanic", "veteran", "disability", "transgender", "orientation", "age")
    },
    **{f"consent.{key}": _consent(key) for key in ("privacy_notice", "future_contact", "marketing", "text_messages", "terms")},
    "pronouns": _pronouns,
}
