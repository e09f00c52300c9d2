"""What a field asks: one canonical question with its parameters, read from label, machine name and autocomplete token."""

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from brain.form import Field
from brain.languages import language_code
from brain.places import places_in
from brain.tables import table
from brain.words import bare, fold, key_words

Who = Literal["anyone", "person", "nobody"]
Evidence = Literal["label", "says", "auto", "name", "section", "none"]

_FILLER = re.compile(
    r"^(?:(?:please |kindly |bitte |merci de |por favor,? )?(?:enter|provide|tell us|type|share|select|"
    r"indicate|specify|give us|add|choose|confirm|state|write|fill in|"
    r"input|list|what is|what's|what are|which is|whats|what was|geben sie|nennen sie|wahlen sie|bestatigen sie|"
    r"wiederholen sie|wie (?:lautet|ist|lauten|sind)|was ist|welches? (?:ist|sind)|quel(?:le)?s? (?:est|sont)|indiquez|"
    r"confirmez|confirmer|renseignez|saisissez|cual(?:es)? (?:es|son)|indique|indica|introduce|introduzca|confirme|confirma|"
    r"repita|repite|escriba|escribe)\s+)?(?:(?:your|our|the|my|a|an|ihre?n?|ihr|deine?n?|dein|mein|meine|votre|"
    r"vos|ton|ta|tu|tus|su|sus|el|la|le|candidate'?s?|applicant'?s?)\s+)*"
)
_OPTIONAL = re.compile(
    r"\((?:optional|required|if applicable|if any|mandatory|freiwillig|pflichtfeld|facultatif|opcional|"
    r"[^)]*)\)|\[(?:optional|required)\]"
)
_MARKS = " *✱∗:?.!-–_,;"
_THIRD_PARTY = re.compile(
    r"\b(referenc|referee|referr|referral|emergency|supervisor|(?:hiring |line )?manager'?s?\b(?! "
    r"position| role| title)|spouse|partner'?s|parent'?s?\b|guardian|next of kin|recruiter|"
    r"colleague|friend|notfall|ansprechpartner|vorgesetzte|personne a contacter|urgence|contacto de "
    r"emergencia|dependent|beneficiar|witness)"
)
_IDENTITY = {
    "first_name", "middle_name", "last_name", "full_name", "preferred_name", "email", "phone", "phone_country", "city",
    "country", "region", "postal_code", "address_line", "address_full", "address_unit", "current_location", "link",
    "salutation", "company", "job_title",
}  # fmt: skip
# Being able or allowed to work nights or with children is no matter of the law of work.
_ABLE = re.compile(r"\b(?:able|allowed|permitted|entitled)\b.{0,30}\bto work\b")
_BY_LAW = re.compile(
    r"\blegal|\blaw\w*\b|\bvisa\b|\bpermits?\b|\bright to\b|\bauthori|\beligib|\b(?:in|within) (?:the|this|that|our|your) "
    r"(?:\w+ )?(?:country|location|region|state)|where (?:this|the) (?:job|role|position)"
)
_WHEN = re.compile(r"\b(?:nights?|weekends?|overtime|shifts?|holidays|evenings|part[- ]time)\b")
_VISIT = re.compile(r"\b(?:visit\w*|travel\w*|business trips?|interviews?|conferences?)\b")
# What, how long and why are not answered by yes.
_OPEN = re.compile(r"^(?:how|what|when|where|why|who)\b")
_OTHER_ONE = re.compile(
    r"\b(alternat\w*|secondary|second|work|business|company|office|university|school|previous|former|"
    r"billing|shipping|birth|destination|parent)\b"
)
_WORKED_WITH = re.compile(
    r"\b(experience|experienced|familiar|knowledge|worked (?:with|on|for)|design(?:ing|ed)?|implement\w*|"
    r"responsible|support(?:ing)? \w+|erfahrung)\b"
)
_AGREES = re.compile(
    r"\b(agree\w*|consent\w*|accept\w*|acknowledge\w*|have read|i read|confirm\w*|understand|may contact|"
    r"can contact|contact me|subscribe|receive|opt|keep me|"
    r"retain|store|einverstanden|akzeptier\w*|zustimm\w*|stimme|gelesen|willige|accepte\w*|consens\w*|"
    r"(?:may|can) we|j'ai lu|autoris\w*|acepto|he leido|autoriz\w*|consinti\w*|consentimiento|berucksichtigt|bestatige\w*|"
    r"durfen|pouvez|pueden|souhaite|quiero|mochte|conserv\w*)\b"
)
_ENTRY_OF_WORK = re.compile(
    r"\b((?:work|employment|professional|job|career) (?:experiences?|history|background)|employment|"
    r"experiences?|employers?|(?:previous|past|current) (?:jobs?|positions?|"
    r"employers?|roles?)|berufserfahrung|werdegang|experiences? professionnelles?|experiencia (?:laboral|profesional))\b"
)
_ENTRY_OF_SCHOOL = re.compile(
    r"\b(educations?|schools?|universit(?:y|ies)|college|ausbildung|studium|formations?|etudes|formacion|"
    r"estudios)\b"
)
_DESCRIBES = re.compile(
    r"(?:(?:job |role |work )?description|(?:role|job|work|key)? ?(?:details|duties|tasks|responsibilities|achievements)|"
    r"(?:what did you do|summary of (?:duties|work))|(?:stellen|tatigkeits)?beschreibung|aufgaben(?:gebiet\w*|beschreibung)?|"
    r"tatigkeiten|description(?: du poste| des? missions?)?|missions?|taches|descripcion(?: del puesto)?|funciones|tareas)"
)
_STILL = re.compile(
    r"\b(?:(?:currently|still|presently) (?:work\w*|employed|study\w*|enrolled|attend\w*)|(?:work|employed|study\w*|enrolled|"
    r"attend\w*)(?: \w+){0,3} (?:currently|now|at present)|current (?:job|position|role|employer)|until (?:now|today)|"
    r"(?:bis heute|derzeit|aktuell|gegenwartig|noch)(?: \w+){0,3}|(?:actuellement|en cours|en poste)|(?:actualmente|actual))\b"
)
_FILE_AUTOFILL = re.compile(r"\b(auto-?fill|parse|import|prefill|pre-fill|autocomplete)\b")
_GENERIC = {"attach", "upload", "upload file", "choose file", "browse", "attach file", "enter manually", "file", "add file",
    "select file", "datei auswahlen",
            "drop files here", "upload a file", "datei hochladen", "hochladen", "parcourir", "select", "select...",
                "type here", "your answer", "answer"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Question:
    """A canonical question (`id` of `data/questions.yaml`, `unknown` when it is none) with what its words name.

    `given` holds the parameters: `skill`, `language`, `years`, `degree`, `place`, `network`. `places` are the countries and
    regions the label names. `evidence` says what it was read from.
    """

    id: str
    who: Who = "anyone"
    given: dict[str, str] = field(default_factory=dict)
    places: tuple[str, ...] = ()
    evidence: Evidence = "none"

    @property
    def known(self) -> bool:
        return self.id != "unknown"


@dataclass(frozen=True, slots=True)
class _Entry:
    id: str
    who: Who
    says: tuple[re.Pattern[str], ...]
    auto: frozenset[str]
    names: frozenset[str]


@cache
def _entries() -> tuple[_Entry, ...]:
    return tuple(
        _Entry(
            row["id"],
            row.get("who", "anyone"),
            tuple(re.compile(pattern) for pattern in row.get("says", ())),
            frozenset(row.get("auto", ())),
            frozenset(row.get("names", ())),
        )
        for row in table("questions")
    )


@cache
def _labels() -> dict[str, _Entry]:
    by_id = {entry.id: entry for entry in _entries()}
    return {label: by_id[row["id"]] for row in table("questions") for label in row.get("labels", ())}


def plain_label(label: str) -> str:
    """The folded label without what only decorates it: marks, brackets, `please enter your`."""
    text = _OPTIONAL.sub(" ", fold(label)).strip(_MARKS)
    text = " ".join(text.split())
    return _FILLER.sub("", text, count=1).strip(_MARKS) or text


def classify(asked: Field) -> Question:
    """The question a field asks. Secret ones are recognised first, from every word the page says about the field."""
    label = fold(asked.label)
    if asked.kind in {"password", "code"} or _secret(asked, label):
        return Question("secret", "nobody", evidence="says")
    if asked.kind == "signature":
        return Question("signature", "person", evidence="label")
    found = (
        _way(asked) or _by_label(asked) or _by_words(asked, label) or _by_token(asked) or _by_name(asked) or _by_options(asked)
    )
    question = found or Question("unknown")
    if question.id == "unknown" and asked.kind == "consent":
        question = Question("consent", "person", evidence="label")
    return _guarded(asked, label, question)


def _secret(asked: Field, label: str) -> bool:
    entry = _entries()[0]
    named = {key_words(asked.name), key_words(asked.id)}
    # A question about privacy or a licence to drive may name such a thing without asking for it; a label that asks is short or
    # blunt.
    return (
        any(pattern.search(label) for pattern in entry.says)
        or bool(entry.auto & set(asked.autocomplete.split()))
        or bool(entry.names & named)
        or any(pattern.search(text) for text in named for pattern in entry.says)
    )


def _by_label(asked: Field) -> Question | None:
    for shown in (asked.label, re.split(r"[\n(]", asked.label)[0]):
        text = plain_label(shown)
        entry = _labels().get(text) or _labels().get(fold(shown).strip(_MARKS))
        if entry:
            return Question(entry.id, entry.who, {}, places_in(asked.label), "label")
    text = plain_label(asked.label)
    return _by_either(asked, text) or _in_section(asked, text)


def _by_either(asked: Field, text: str) -> Question | None:
    """“Family name / surname”, “website or blog”: two names for one thing."""
    parts = [part.strip(_MARKS) for part in re.split(r"\s*/\s*|\s+or\s+", text)]
    found = [_labels().get(part) for part in parts] if len(parts) > 1 else []
    first = found[0] if found else None
    if first is None or any(entry is not first for entry in found):
        return None
    return Question(first.id, first.who, {}, places_in(asked.label), "label")


def _in_section(asked: Field, text: str) -> Question | None:
    """Words that mean something else among jobs or schools."""
    section = _place_of(asked)
    work, school = _ENTRY_OF_WORK.search(section), _ENTRY_OF_SCHOOL.search(section)
    if text in {"title", "position", "role"} and work and asked.kind != "select":
        return Question("job_title", evidence="section")
    if work and _DESCRIBES.fullmatch(text):
        return Question("job_description", evidence="section")
    if _STILL.search(text) and asked.entry:
        return Question("job_current", evidence="section")
    if text in {"year", "month"} and (work or school):
        return Question("entry_end" if re.search(r"\b(end|to)\b", section) else "entry_start", evidence="section")
    return None


def _place_of(asked: Field) -> str:
    """Where a field stands: its section and what its machine names say of it."""
    entry = {"work": "work experience", "education": "education"}[asked.entry.topic] if asked.entry else ""
    return entry or _listed(fold(f"{asked.section} {key_words(asked.name)} {key_words(asked.id)}"))


def _listed(section: str) -> str:
    """A section's words; those of one that asks questions ("Questions from the employer") name no list of jobs."""
    return _ASKS.sub(" ", section)


_ASKS = re.compile(
    r".*\b(?:questions?|fragen|preguntas)\b.{0,30}?\b(?:employer|company|arbeitgeber|employeur|empresa)\b|"
    r"\b(?:employer|company)'?s? questions?\b|\b(?:from|for|by|to) (?:the|this|your) employer\b"
)


def _by_words(asked: Field, label: str) -> Question | None:
    for entry in _entries() if label else ():
        if _is_about_work(entry.id, asked, label):
            continue
        for pattern in entry.says:
            match = pattern.search(label)
            given = (
                {_PARAMETER.get(key, key): value.strip(" ?.*:") for key, value in match.groupdict().items() if value}
                if match
                else {}
            )
            if match and ("language" not in given or language_code(given["language"])):
                return Question(entry.id, entry.who, _main(given), places_in(asked.label), "says")
    return None


def _is_about_work(entry: str, asked: Field, label: str) -> bool:
    """Whether a label names privacy, disability or the like as something one works with, and not as a consent or an identity."""
    if entry.startswith("demographics."):
        return bool(_WORKED_WITH.search(label))
    if not entry.startswith("consent."):
        return False
    said = (label, *(fold(option.label) for option in asked.options or ()))
    agrees = asked.kind in {"consent", "checkbox", "boolean"} or any(_AGREES.search(text) for text in said)
    return bool(_WORKED_WITH.search(label)) or not agrees


_PARAMETER = {"other": "language", "third": "language"}


def _main(given: dict[str, str]) -> dict[str, str]:
    if "skill" in given:
        given["skill"] = re.sub(
            r"^(?:the |an? |our )|\s+(?:do you have|have you|technolog\w+|programming|development|language)$", "", given["skill"]
        ).strip()
    return given


def _by_token(asked: Field) -> Question | None:
    tokens = set(asked.autocomplete.split())
    return next((Question(entry.id, entry.who, {}, (), "auto") for entry in _entries() if entry.auto & tokens), None)


def _by_name(asked: Field) -> Question | None:
    text = plain_label(asked.label)
    if len(text.split()) > 4 and text not in _GENERIC:
        return None
    for name in (asked.name, asked.id):
        words = re.sub(
            r"^(?:candidate|applicant|job application|application|user|form|input|field|personal|contact) (?=\w)",
            "",
            key_words(name),
        )
        words = re.sub(r" (?:field|input|\d+|value|text)$", "", words)
        entry = next((entry for entry in _entries() if words in entry.names or key_words(name) in entry.names), None)
        if entry:
            network = words.removeprefix("urls ").split(" ")[0] if entry.id == "link" else ""
            return Question(entry.id, entry.who, {"network": network} if network else {}, (), "name")
    return None


def _by_options(asked: Field) -> Question | None:
    """A question that says nothing itself ("Please check one of the boxes below") asks what its choices speak of."""
    said = [fold(option.label) for option in asked.options or ()]
    for entry in _entries() if 2 <= len(said) <= 12 else ():
        if entry.id in _TOLD_BY_OPTIONS and sum(any(p.search(text) for p in entry.says) for text in said) >= 2:
            return Question(entry.id, entry.who, evidence="says")
    return None


def _way(asked: Field) -> Question | None:
    """By which of several ways a résumé is given."""
    said = [fold(option.label) for option in asked.options or ()]
    ways = 2 <= len(said) <= 6 and sum(map(is_upload, said)) == 1 and sum(bool(_RESUME.search(text)) for text in said) >= 2
    return Question("resume_way", evidence="says") if ways else None


_RESUME = re.compile(r"\b(?:resume|cv|curriculum\w*|lebenslauf|profile?|manually)\b")
_UPLOAD = re.compile(
    r"\b(?:upload|attach|hochladen|anhangen|importer|telecharger|joindre|subir|adjuntar)\b(?!.*\b(?:letter|photo)\b)"
)


def is_upload(choice: str) -> bool:
    """Whether a choice is to hand in a file."""
    return _UPLOAD.search(fold(choice)) is not None


_TOLD_BY_OPTIONS = {"demographics.disability", "demographics.veteran", "demographics.hispanic"}


def _guarded(asked: Field, label: str, question: Question) -> Question:
    """Withdraws what was read where the field is about somebody or something else, or its kind cannot hold it."""
    about = f"{label} {fold(asked.section)} {key_words(asked.name)}"
    if question.id in _IDENTITY and (_THIRD_PARTY.search(about) or _other_one(label, question)):
        return Question("unknown", evidence="none")
    if question.id in _IDENTITY - {"company", "job_title", "link"} and _is_entry(asked.model_copy(update={"name": "", "id": ""})):
        # Among jobs and schools a place, a name or a phone is theirs.
        section = _place_of(asked) if asked.entry else _listed(fold(asked.section))
        in_work = _ENTRY_OF_WORK.search(section) and question.id in {"current_location", "city"}
        return Question("job_location" if in_work and question.id == "current_location" else "unknown", evidence="section")
    if asked.kind == "file":
        return _file_question(asked, question)
    if question.id.startswith("file."):
        return question if question.id == "file.cover_letter" and asked.kind == "textarea" else Question("unknown")
    if question.id in {"consent.privacy_notice", "consent.terms"} and asked.kind in {
        "text",
        "textarea",
        "number",
        "date",
        "email",
    }:
        return Question("consent", "person")
    if question.id == "work_authorisation" and question.evidence == "says" and _ABLE.search(label) and not question.places:
        return question if _BY_LAW.search(label) and not _WHEN.search(label) else Question("unknown")
    if question.id == "has_skill" and _OPEN.search(label) and not asked.options:
        return Question("unknown")
    if question.id == "sponsorship" and _VISIT.search(label) and "sponsor" not in label:
        return Question("unknown")
    if question.id == "entry_start" and not _is_entry(asked):
        return Question("start_date", evidence="section") if plain_label(asked.label) == "start date" else Question("unknown")
    if question.id == "entry_end" and not _is_entry(asked):
        return Question("unknown")
    return question


def _other_one(label: str, question: Question) -> bool:
    return question.id in {"email", "phone", "address_line", "address_full", "city", "country"} and bool(_OTHER_ONE.search(label))


def _is_entry(asked: Field) -> bool:
    section = _place_of(asked)
    return bool(_ENTRY_OF_WORK.search(section) or _ENTRY_OF_SCHOOL.search(section))


def is_about_others(asked: Field) -> bool:
    """Whether the section a field stands in is about another person (a reference, an emergency contact)."""
    return bool(_THIRD_PARTY.search(fold(asked.section)))


def is_one_of_several(asked: Field) -> bool:
    """Whether the section a field stands in holds jobs or schools, each with the same fields."""
    section = fold(asked.section)
    return bool(_ENTRY_OF_WORK.search(section) or _ENTRY_OF_SCHOOL.search(section))


def is_school_entry(asked: Field) -> bool:
    """Whether a date field belongs to a school and not to a job."""
    section = _place_of(asked)
    return bool(_ENTRY_OF_SCHOOL.search(section)) and not _ENTRY_OF_WORK.search(section)


def _file_question(asked: Field, question: Question) -> Question:
    if _FILE_AUTOFILL.search(fold(f"{asked.label} {asked.help} {asked.section}")):
        return Question("file.autofill", evidence="label")
    if question.id.startswith("file."):
        return question
    for text in (asked.section, asked.help, key_words(asked.name), key_words(asked.id)):
        folded = fold(text)
        for entry in _entries():
            if entry.id.startswith("file.") and any(pattern.search(folded) for pattern in entry.says):
                return Question(entry.id, evidence="section")
    return Question("unknown")


def same_words(one: str, other: str) -> bool:
    return bare(plain_label(one)) == bare(plain_label(other)) != ""
