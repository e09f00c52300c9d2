"""One field of a manifest against the facts it cites."""

import re
from collections.abc import Sequence
from datetime import date

from brain.answering.matching import is_same, may_be_same
from brain.answering.profile import Profile
from brain.answering.questions import Question, classify, same_words
from brain.answering.spoken import put
from brain.critique.prose import as_doubt, check_text
from brain.critique.quantities import kindred
from brain.critique.ranks import ranks_not_held
from brain.critique.support import Support
from brain.dates import partial
from brain.facts import Candidate, Fact, RememberedAnswer
from brain.form import Field, FieldValue, FilePath
from brain.manifest import Answer, Doubt, ManifestField
from brain.posting import Posting
from brain.words import bare, fold, words

_YES_NO = re.compile(r"^(?:yes|no|ja|nein|oui|non|si|true|false)\b|\b(?:not|n't|without|nicht|kein\w*|pas)\b")
# How much of these a field takes depends on the fields beside it, of which a manifest does not tell all.
_BY_NEIGHBOURS = {"address_full", "address_line", "current_location"}
_LONG = 60
_COUNTED = {"years_total", "years_relevant", "years_of_skill", "has_years", "has_years_of_skill"}
_YEARS = re.compile(
    r"\b(?:years?|months?|jahre?n?|monate?n?|ans|annees|mois|anos|meses)\b.{0,60}\b(?:experience|erfahrung|experiencia|worked)\b"
)
_KNOWN_CLOSE = {
    "first_name",
    "last_name",
    "middle_name",
    "full_name",
    "preferred_name",
    "email",
    "city",
    "country",
    "company",
    "job_title",
    "school",
    "degree",
    "salary",
}


class Examiner:
    """Judges fields for one candidate and posting. `today` dates the counting of years."""

    def __init__(self, candidate: Candidate, posting: Posting, today: date) -> None:
        self.candidate = candidate
        self.posting = posting
        self.profile = Profile(candidate, today)
        self.facts = {fact.id: fact for fact in candidate.facts}
        self.remembered = {answer.id: answer for answer in candidate.remembered}

    def check(self, field: ManifestField, expected: Answer | None) -> list[Doubt]:
        question = classify(field.as_field())
        if field.value is None or field.value in ("", ()):
            return []
        if question.who == "nobody":
            return [self._doubt(field, "secret_filled", "This is never filled in by JobHunter.")]
        if isinstance(field.value, FilePath):
            return self._file(field, question, field.value)
        off = self._option(field)
        match field.provenance.kind:
            case "given":
                return off
            case "remembered":
                return off + self._remembered(field, question)
            case "model":
                return off + self._model(field, question)
            case "fact" | "rule":
                return off + self._from_facts(field, question, expected)

    def _doubt(self, field: ManifestField, check: str, detail: str) -> Doubt:
        return Doubt(key=field.key, check=check, detail=detail, facts=field.provenance.ids)

    def _option(self, field: ManifestField) -> list[Doubt]:
        if not field.options or field.kind not in {"select", "radio", "multiselect", "checkbox"} or isinstance(field.value, bool):
            return []
        values = field.value if isinstance(field.value, tuple) else (field.value,)
        wrong = [value for value in values if value not in field.options]
        return [self._doubt(field, "not_an_option", f"“{value}” is none of the options.") for value in wrong]

    def _cited(self, field: ManifestField) -> list[Fact] | Doubt:
        missing = [number for number in field.provenance.ids if number not in self.facts]
        if missing:
            return self._doubt(field, "unknown_fact", f"There is no fact {missing[0]}.")
        cited = [self.facts[number] for number in field.provenance.ids]
        if not cited:
            return self._doubt(field, "no_provenance", "No fact is cited.")
        if any(fact.sensitivity == "secret" for fact in cited):
            return self._doubt(field, "secret_filled", "A secret fact is cited.")
        return cited

    def _from_facts(self, field: ManifestField, question: Question, expected: Answer | None) -> list[Doubt]:
        cited = self._cited(field)
        if isinstance(cited, Doubt):
            return [cited]
        if expected is not None and _equal(expected.value, field.value):
            stray = set(field.provenance.ids) - set(expected.provenance.ids)
            return (
                [self._doubt(field, "wrong_fact", "A fact is cited that does not say this.")]
                if stray and not _shared(field, expected)
                else []
            )
        if expected is not None and (
            _same_facts(expected, field) or (question.evidence == "label" and question.id in _KNOWN_CLOSE)
        ):
            if _alike(question, expected.value, field.value) or (
                question.id in _BY_NEIGHBOURS and not self._supported(field, cited)
            ):
                return []
            return [
                self._doubt(
                    field, "value_differs", f"The facts say {_say(expected.value)}, the form would say {_say(field.value)}."
                )
            ]
        return self._supported(field, cited)

    def _supported(self, field: ManifestField, cited: Sequence[Fact]) -> list[Doubt]:
        """A value no rule derives again must stand in the facts it cites, word for word."""
        support = Support(cited)
        values = field.value if isinstance(field.value, tuple) else (field.value,)
        doubts: list[Doubt] = []
        for value in values:
            doubts += self._value(field, value, support)
        return doubts

    def _value(self, field: ManifestField, value: object, support: Support) -> list[Doubt]:
        if isinstance(value, bool) or (isinstance(value, str) and _YES_NO.search(fold(value)) and len(value) < _LONG):
            return [self._doubt(field, "not_in_facts", f"The facts cited do not say “{_say(value)}”.")]
        if isinstance(value, int | float):
            return (
                []
                if float(value) in support.numbers
                else [self._doubt(field, "not_in_facts", f"{value:.10g} is in none of the facts cited.")]
            )
        text = str(value)
        if len(text) >= _LONG and not support.holds(text):
            return check_text(text, support, self.profile, field.key)
        return (
            []
            if support.holds(text) or _words_held(text, support)
            else [self._doubt(field, "not_in_facts", f"The facts cited do not say “{text}”.")]
        )

    def _model(self, field: ManifestField, question: Question) -> list[Doubt]:
        if question.who == "person" or field.kind in {"consent", "signature"}:
            return [self._doubt(field, "not_from_a_model", "Only you may answer this.")]
        if question.id in _COUNTED or (_YEARS.search(fold(field.label)) and re.search(r"\d", str(field.value))):
            return [self._doubt(field, "not_from_a_model", "Years are counted from dated facts, or asked.")]
        cited = self._cited(field)
        if isinstance(cited, Doubt):
            return [cited]
        if isinstance(field.value, int | float) and not isinstance(field.value, bool):
            doubts = self._number_of_what(field, cited)
            if doubts:
                return doubts
        if isinstance(field.value, str) and len(field.value) >= _LONG:
            about = (self.posting.title, self.posting.company)
            return check_text(field.value, Support(cited, about), self.profile, field.key)
        return self._supported(field, cited)

    def _number_of_what(self, field: ManifestField, cited: Sequence[Fact]) -> list[Doubt]:
        """A number answers a question only where its fact speaks of what is asked, with the question's own verb of rank."""
        support = Support(cited)
        if not any(kindred(field.label, fact) for fact in cited):
            return [self._doubt(field, "number_of_something_else", "The facts cited do not speak of what is asked.")]
        return [as_doubt(claim, field.label, support, field.key) for claim in ranks_not_held(field.label, support)]

    def _remembered(self, field: ManifestField, question: Question) -> list[Doubt]:
        answer = next((self.remembered[number] for number in field.provenance.ids if number in self.remembered), None)
        if answer is None:
            return [self._doubt(field, "unknown_answer", "No such answer was given before.")]
        if not self._in_scope(answer) or not _same_asked(field, question, answer):
            return [self._doubt(field, "wrong_fact", f"“{answer.question}” was answered, which is another question or scope.")]
        value = tuple(answer.value) if isinstance(answer.value, list) else answer.value
        said = put(field.as_field(), question, value)
        return [] if _equal(said, field.value) else [self._doubt(field, "value_differs", f"You said {_say(answer.value)}.")]

    def _in_scope(self, answer: RememberedAnswer) -> bool:
        return answer.scope != "once" and (
            answer.scope != "company" or (answer.company or "").casefold() == self.posting.company.casefold()
        )

    def _file(self, field: ManifestField, question: Question, file: FilePath) -> list[Doubt]:
        if field.provenance.kind == "given":
            return []
        document = next((held for held in self.candidate.documents if held.sha256 == file.sha256), None)
        if document is None:
            return [self._doubt(field, "unknown_file", f"{file.name} is none of the candidate's documents.")]
        wanted = question.id.removeprefix("file.")
        kin = {"resume": {"resume", "cv"}, "cover_letter": {"cover_letter", "letter"}}.get(wanted, {wanted})
        clash = question.id.startswith("file.") and question.evidence in {"label", "says"} and document.kind not in kin
        return (
            [self._doubt(field, "wrong_file", f"{file.name} is a {document.kind}.")]
            if clash and wanted in {"resume", "cover_letter"}
            else []
        )


def _equal(one: object, other: FieldValue) -> bool:
    if isinstance(one, bool) or isinstance(other, bool) or isinstance(one, tuple) or isinstance(other, tuple):
        return type(one) is type(other) and one == other
    if isinstance(one, FilePath) and isinstance(other, FilePath):
        return one.sha256 == other.sha256
    if isinstance(one, int | float) and isinstance(other, int | float):
        return float(one) == float(other)
    return str(one).strip() == str(other).strip()


def _alike(question: Question, one: FieldValue, other: FieldValue) -> bool:
    """The same number or day in another format: a manifest does not tell which one the page wanted."""
    if not (isinstance(one, str) and isinstance(other, str)):
        return False
    if question.id == "phone" and not re.search(r"[^\W\d_]", other):
        digits = [re.sub(r"\D", "", text).lstrip("0") for text in (one, other)]
        return len(digits[1]) >= 6 and (digits[0].endswith(digits[1]) or digits[1].endswith(digits[0]))
    parts = [sorted(int(number) for number in re.findall(r"\d+", text)) for text in (one, other)]
    return partial(one) is not None and not re.search(r"[^\W\d_]", other) and parts[0] == parts[1]


def _same_facts(expected: Answer, field: ManifestField) -> bool:
    return bool(set(expected.provenance.ids) & set(field.provenance.ids))


def _shared(field: ManifestField, expected: Answer) -> bool:
    return bool(set(field.provenance.ids) & set(expected.provenance.ids))


def _words_held(text: str, support: Support) -> bool:
    """Every word of a short value is a word, number, month or date part of the facts."""
    parts = [piece for word in words(text) for piece in re.split(r"[./&'-]", word) if piece]
    digits = bare(text)
    if digits.isdigit() and len(digits) >= 6:
        return digits.lstrip("0") in re.sub(r"\D", "", "".join(support.own_texts))
    return bool(parts) and all(
        piece in support.words or piece in support.months or (piece.isdigit() and float(piece) in support.numbers)
        for piece in parts
    )


def _same_asked(field: ManifestField, question: Question, answer: RememberedAnswer) -> bool:
    if same_words(answer.question, field.label) or fold(answer.question) in {fold(field.name), fold(field.key)}:
        return True
    other = classify(Field(key="", label=answer.question, kind=field.kind, options=field.as_field().options))
    return (
        is_same(question, other)
        if question.known or other.known
        else may_be_same(field.label, question, answer.question, field.as_field())
    )


def _say(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
