"""Files and letters: what was handed in, chosen by what it is. Never a text made up for the field."""

from collections.abc import Callable

from brain.answering.asked import Asked
from brain.answering.meaning import Finding, Gap, LongText, Paper, Words
from brain.answering.questions import is_upload
from brain.form import FilePath

Rule = Callable[[Asked], Finding | Gap]
_KINDS = {
    "resume": ("resume", "cv"), "cover_letter": ("cover_letter", "letter"), "transcript": ("transcript",),
    "portfolio": ("portfolio", "work_samples"), "photo": ("photo",), "certificate": ("certificate", "certificates"),
    "other": ("other",),
}  # fmt: skip


def _document(kind: str) -> Rule:
    def rule(asked: Asked) -> Finding | Gap:
        if asked.field.kind != "file":
            return _letter(asked)
        held = [document for document in asked.profile.candidate.documents if document.kind in _KINDS[kind]]
        if not held:
            return Gap("no_fact", f"There is no {kind.replace('_', ' ')} to send.")
        # The one handed in last is the one made for this posting.
        chosen = held[-1]
        facts = tuple(fact for fact in asked.profile.facts if fact.id in chosen.fact_ids)
        return Finding(
            Paper(FilePath(file=chosen.path, name=chosen.name, sha256=chosen.sha256)),
            facts,
            f"document: {kind.replace('_', ' ')}",
        )

    return rule


def _letter(asked: Asked) -> Finding | Gap:
    """The written letter, where one was written for this posting and no file of it goes with the form."""
    if asked.letter is None:
        return Gap("no_fact", "No letter was written for this posting.")
    text, used = asked.letter
    facts = tuple(fact for fact in asked.profile.facts if fact.id in used)
    return Finding(LongText(text), facts, "the written letter")


def _way(asked: Asked) -> Finding | Gap:
    """How the résumé is given, where a form offers several ways: by the file there is."""
    held = [document for document in asked.profile.candidate.documents if document.kind in _KINDS["resume"]]
    by_file = [option.label for option in asked.field.options or () if is_upload(option.label)]
    if not held or len(by_file) != 1:
        return Gap("no_fact", "There is no résumé to send." if not held else "")
    shown = set(held[-1].fact_ids)
    facts = tuple(fact for fact in asked.profile.facts if fact.id in shown or (not shown and fact.kind == "name"))
    return Finding(Words(by_file[0]), facts, "the résumé goes as a file")


def _autofill(asked: Asked) -> Finding | Gap:
    return Gap("not_allowed", "It would let the site fill in the form by itself.")


def _own_words(asked: Asked) -> Finding | Gap:
    return Gap("no_fact", "It asks for your own words.")


RULES: dict[str, Rule] = {
    **{f"file.{kind}": _document(kind) for kind in _KINDS},
    "resume_way": _way,
    "file.autofill": _autofill,
    "why_us": _own_words,
}
