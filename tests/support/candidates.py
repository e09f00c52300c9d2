"""Invented people, postings and form fields for the tests of the honest half."""

from datetime import date
from itertools import count
from typing import Any

from brain.answers import GivenAnswers, answer_form
from brain.facts import Candidate, Document
from brain.form import Field, FieldValue, FormPage, Option
from brain.manifest import Answer, Manifest, ManifestField, Unanswered
from brain.posting import Posting
from brain.resume import candidate_from, import_candidate

TODAY = date(2026, 11, 20)
_numbers = count(1)

MIRA: dict[str, Any] = {
    "basics": {
        "name": "Mira Okafor-Lindqvist",
        "label": "Backend Engineer",
        "email": "mira@example.org",
        "phone": "+46 8 123 456 78",
        "url": "https://mira.example.org",
        "summary": "Backend engineer who likes small services and clear logs.",
        "location": {
            "address": "Storgatan 5",
            "postalCode": "111 23",
            "city": "Stockholm",
            "region": "Stockholm County",
            "countryCode": "SE",
        },
        "profiles": [
            {"network": "LinkedIn", "username": "mira-ol", "url": "https://www.linkedin.com/in/mira-ol"},
            {"network": "GitHub", "username": "miraol", "url": "https://github.com/miraol"},
        ],
    },
    "work": [
        {
            "name": "Fjordbank",
            "position": "Senior Backend Engineer",
            "startDate": "2021-01",
            "summary": "Payment services in Python and PostgreSQL.",
            "highlights": [
                "Cut settlement time by 38 % with asynchronous workers.",
                "2023-06: Introduced Kubernetes for 14 services.",
                "Mentored three engineers.",
            ],
        },
        {
            "name": "Tallkotte AB",
            "position": "Backend Engineer",
            "startDate": "2017-03",
            "endDate": "2020-12",
            "summary": "Python and Django for a shop with 1.2 million customers.",
            "highlights": ["Built the stock service that answers 2,500 requests a second."],
        },
        {
            "name": "Kvist Konsult",
            "position": "Java Developer",
            "startDate": "2016-01",
            "endDate": "2017-06",
            "highlights": ["Wrote Spring Boot services."],
        },
    ],
    "education": [
        {
            "institution": "KTH Royal Institute of Technology",
            "studyType": "Master of Science",
            "area": "Computer Science",
            "startDate": "2010-09",
            "endDate": "2015-06",
            "score": "4.6",
        },
    ],
    "skills": [
        {"name": "Languages", "keywords": ["Python", "Java", "SQL"]},
        {"name": "Tools", "keywords": ["PostgreSQL", "Kubernetes", "Docker", "Django"]},
    ],
    "languages": [
        {"language": "Swedish", "fluency": "Native speaker"},
        {"language": "English", "fluency": "Fluent (C1)"},
        {"language": "German", "fluency": "B1"},
    ],
    "certificates": [{"name": "Certified Kubernetes Application Developer", "issuer": "CNCF", "date": "2024-02"}],
    "x-jobhunter": {
        "name": {"first": "Mira", "last": "Okafor-Lindqvist", "preferred": "Mimmi"},
        "pronouns": "she/her",
        "phone": {"country": "SE", "dial_code": "+46", "national": "08-123 456 78"},
        "work_authorization": {"SE": True, "EU": True, "GB": False, "US": False},
        "sponsorship": {"SE": False, "EU": False, "GB": True, "US": True},
        "citizenship": ["SE"],
        "salary": {"expectation": 720000, "currency": "SEK", "period": "year"},
        "notice_period": "3 months",
        "available_from": "2027-03-01",
        "relocation": True,
        "heard_from": "LinkedIn",
        "demographics": {"gender": "Female", "veteran": "no", "disability": "decline"},
        "consents": {"privacy_notice": True, "future_contact": False},
    },
}

NURSE: dict[str, Any] = {
    "basics": {"name": "Ines Duarte", "email": "ines@example.org", "location": {"city": "Lisbon", "countryCode": "PT"}},
    "work": [
        {
            "name": "Hospital da Luz",
            "position": "Registered Nurse, ICU",
            "startDate": "2019-02",
            "highlights": ["Cared for ventilated patients on a 12-bed intensive care unit.", "Trained six new nurses in triage."],
        }
    ],
    "education": [
        {"institution": "University of Lisbon", "studyType": "Bachelor of Nursing", "area": "Nursing", "endDate": "2018-07"}
    ],
    "skills": [{"name": "Patient care"}, {"name": "Triage"}, {"name": "Medication administration"}],
    "certificates": [{"name": "ACLS", "date": "2024"}],
    "languages": [{"language": "Portuguese", "fluency": "Native"}, {"language": "English", "fluency": "C1"}],
}

RESUME_FILE = Document(id="d1", kind="resume", name="mira.pdf", path="/files/mira.pdf", sha256="a" * 64)
LETTER_FILE = Document(id="d2", kind="cover_letter", name="letter.pdf", path="/files/letter.pdf", sha256="b" * 64)


def candidate(document: dict[str, Any] | None = None, **changes: Any) -> Candidate:
    """The candidate of a JSON Resume document (Mira by default); `changes` replace parts of the candidate."""
    held, _ = candidate_from(import_candidate(document or MIRA, "resume.json"), "resume.json", "c1", (RESUME_FILE, LETTER_FILE))
    return held.model_copy(update=changes)


def extra(**changes: Any) -> dict[str, Any]:
    """Mira's résumé with other values in `x-jobhunter`; None takes one out."""
    held = {key: value for key, value in {**MIRA["x-jobhunter"], **changes}.items() if value is not None}
    return {**MIRA, "x-jobhunter": held}


def posting(**changes: Any) -> Posting:
    held: dict[str, Any] = {
        "source": "greenhouse",
        "board": "acme",
        "external_id": "1",
        "url": "https://acme.example/1",
        "apply_url": "https://acme.example/1/apply",
        "title": "Senior Python Developer",
        "company": "Acme",
        "locations": ("Stockholm, Sweden",),
        "workplace": "hybrid",
    }
    return Posting(**{**held, **changes})


def field(label: str, kind: Any = "text", options: tuple[str, ...] | None = None, **more: Any) -> Field:
    """A field with a key of its own."""
    choices = tuple(Option(label=text, value=text) for text in options) if options is not None else None
    return Field(**{"key": f"p1.f{next(_numbers)}", "label": label, "kind": kind, "options": choices, **more})


def page(*fields: Field, **more: Any) -> FormPage:
    return FormPage(**{"number": 1, "kind": "form_step", "url": "https://acme.example/1/apply", "fields": fields, **more})


def ask(
    *fields: Field, who: Candidate | None = None, job: Posting | None = None, given: GivenAnswers | None = None, **more: Any
) -> list[Answer | Unanswered]:
    """What `answer_form` says of each field, in order."""
    answers, left = answer_form(page(*fields), who or candidate(), job or posting(), given, today=TODAY, **more)
    found: dict[str, Answer | Unanswered] = {item.field.key: item for item in (*answers, *left)}
    return [found[one.key] for one in fields]


def value(*fields: Field, **more: Any) -> FieldValue:
    """The value of the first field; None where it stays open."""
    found = ask(*fields, **more)[0]
    return found.value if isinstance(found, Answer) else None


def manifest(answers: tuple[Answer, ...] | list[Answer]) -> Manifest:
    fields = tuple(
        ManifestField(
            key=answer.field.key,
            page=1,
            label=answer.field.label,
            name=answer.field.name,
            kind=answer.field.kind,
            required=answer.field.required,
            options=tuple(option.label for option in answer.field.options) if answer.field.options else None,
            value=answer.value,
            provenance=answer.provenance,
            confidence=answer.confidence,
        )
        for answer in answers
    )
    return Manifest(url="https://acme.example/1/apply", pages=1, fields=fields)
