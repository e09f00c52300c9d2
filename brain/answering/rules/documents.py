"""Files and letters: what was handed in, chosen by what it is. Never a text made up for the field."""

import re
from collections.abc import Callable

from brain.answering.asked import Asked
from brain.answering.meaning import Finding, Gap, LongText, Paper, Words
from brain.answering.questions import is_upload
from brain.form import FilePath
from brain.words import fold, key_words

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


# Words that forms use for a kind of document, beside the kind's own.
_CALLED = {
    "permit": ("work permit", "residence permit", "visa", "aufenthaltstitel", "arbeitserlaubnis", "titre de sejour", "permiso"),
    "certificate": ("certification", "diploma", "zertifikat", "diplome", "certificado"),
    "reference": ("reference letter", "letter of recommendation", "recommendation letter", "arbeitszeugnis", "empfehlung"),
    "transcript": ("transcript", "grades", "notenspiegel"),
    "portfolio": ("work sample", "arbeitsprobe"),
}
_OF_THEIR_OWN = {"resume", "cv", "cover_letter", "letter"}  # never sent in another's place


def by_kind(asked: Asked) -> Finding | Gap:
    """A document of a kind that the label names; none where it names several kinds, or one that is not held."""
    label = f" {fold(asked.field.label)} "
    held = {document.kind: document for document in asked.profile.candidate.documents if document.kind not in _OF_THEIR_OWN}
    named = [kind for kind in held if any(_names(label, called) for called in (kind.replace("_", " "), *_CALLED.get(kind, ())))]
    # `work permit` and `permit` both stand in a label that asks for the former.
    named = [kind for kind in named if not any(kind != other and kind in other for other in named)]
    if len(named) != 1:
        return Gap("no_fact", "No document of yours is of the kind it asks for.")
    chosen = held[named[0]]
    file = FilePath(file=chosen.path, name=chosen.name, sha256=chosen.sha256)
    return Finding(Paper(file), (), f"document: {key_words(chosen.kind)}")


def _names(label: str, called: str) -> bool:
    return re.search(rf"\b{re.escape(called)}s?\b", label) is not None


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
