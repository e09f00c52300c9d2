"""Sentences of feedback in four languages: what each asks for, and what is left as not understood."""

import pytest

from brain.writing.feedback import Understood, Wish, understood

ASKED = [
    # English
    ("emphasise leadership", [("more", "leadership")]),
    ("Emphasize my leadership skills.", [("more", "leadership")]),
    ("shorter", [("shorter", "")]),
    ("It's too long.", [("shorter", "")]),
    ("not so long please", [("shorter", "")]),
    ("Could you make it more concise?", [("shorter", "")]),
    ("Cut it down to one page.", [("shorter", "1")]),
    ("more detail please", [("longer", "")]),
    ("more formal", [("tone", "formal")]),
    ("don't be so formal", [("tone", "casual")]),
    ("don't be too casual", [("tone", "formal")]),
    ("make it sound more enthusiastic", [("tone", "enthusiastic")]),
    ("I'd like the letter to sound warmer", [("tone", "enthusiastic")]),
    ("keep it professional", [("tone", "professional")]),
    ("in German", [("language", "de")]),
    ("please translate it to French", [("language", "fr")]),
    ("mention Kubernetes first", [("first", "Kubernetes")]),
    ("Kubernetes first, then Python", [("first", "Kubernetes"), ("first", "Python")]),
    ("Python and Kubernetes first", [("first", "Python"), ("first", "Kubernetes")]),
    ("list Kubernetes before Python", [("first", "Kubernetes")]),
    ("Begin with my mentoring work at Parcel & Post", [("first", "mentoring work at Parcel & Post")]),
    ("put education at the top", [("first", "education")]),
    ("leave out the volunteer work", [("without", "volunteer")]),
    ("The volunteer work should go", [("without", "volunteer")]),
    ("don't mention my time at Ledgerway", [("without", "Ledgerway")]),
    ("No hobbies please", [("without", "hobbies")]),
    ("without my phone number", [("without", "phone number")]),
    ("Don't leave out the volunteer work", [("more", "volunteer")]),
    ("less about Kafka, more about PostgreSQL", [("less", "Kafka"), ("more", "PostgreSQL")]),
    ("focus on teamwork rather than tools", [("more", "teamwork"), ("less", "tools")]),
    ("Keep the education section short", [("less", "education")]),
    ("expand on the contract tests", [("more", "contract tests")]),
    ("mention that I speak German", [("more", "German")]),
    ("Emphasise my formal training", [("more", "formal training")]),
    ("Too stiff - make it friendlier.", [("tone", "casual")]),
    (
        "Drop the coffee machine and the office move, but mention the contract tests.",
        [("without", "coffee machine"), ("without", "office"), ("more", "contract tests")],
    ),
    (
        "Could you please put more emphasis on my leadership experience, and make it a bit shorter?",
        [("more", "leadership"), ("shorter", "")],
    ),
    # German
    ("Bitte kürzer und formeller.", [("shorter", ""), ("tone", "formal")]),
    ("Betone meine Führungserfahrung stärker", [("more", "Führungserfahrung")]),
    ("Hebe Kubernetes hervor", [("more", "Kubernetes")]),
    ("Führung und Teamarbeit stärker betonen", [("more", "Führung"), ("more", "Teamarbeit")]),
    ("Lass das Ehrenamt weg", [("without", "Ehrenamt")]),
    ("das Ehrenamt bitte weglassen", [("without", "Ehrenamt")]),
    ("ohne Telefonnummer", [("without", "Telefonnummer")]),
    ("Erwähne zuerst Kubernetes", [("first", "Kubernetes")]),
    ("Fange mit Python an", [("first", "Python")]),
    ("Nicht so lang", [("shorter", "")]),
    ("zu steif, bitte lockerer", [("tone", "casual")]),
    ("Bitte auf Deutsch", [("language", "de")]),
    ("Nimm die Hobbys raus und füge das Projekt pgshift hinzu", [("without", "Hobbys"), ("more", "Projekt pgshift")]),
    ("Stell die Ausbildung nach vorne", [("first", "Ausbildung")]),
    ("Kürze den Brief um die Hälfte", [("shorter", "")]),
    # French
    ("Mets en avant le leadership", [("more", "leadership")]),
    ("Mettez davantage en valeur mon expérience avec Kafka", [("more", "Kafka")]),
    ("plus court et plus formel", [("shorter", ""), ("tone", "formal")]),
    ("Trop long, sur une page", [("shorter", ""), ("shorter", "1")]),
    ("Enlève le bénévolat", [("without", "bénévolat")]),
    ("Ne mentionne pas le déménagement", [("without", "déménagement")]),
    ("Commence par Kubernetes", [("first", "Kubernetes")]),
    ("en français s'il te plaît", [("language", "fr")]),
    # Spanish
    ("Destaca el liderazgo", [("more", "liderazgo")]),
    ("más corto", [("shorter", "")]),
    ("no tan largo", [("shorter", "")]),
    ("Más formal y menos sobre Kafka", [("tone", "formal"), ("less", "Kafka")]),
    ("Quita el voluntariado", [("without", "voluntariado")]),
    ("No menciones el café", [("without", "café")]),
    ("Menciona primero Kubernetes", [("first", "Kubernetes")]),
    ("Empieza con mi trabajo en Parcel & Post", [("first", "Parcel & Post")]),
    ("en español, por favor", [("language", "es")]),
]


@pytest.mark.parametrize(("said", "asked"), ASKED)
def test_a_sentence_asks_for_what_it_says(said: str, asked: list[tuple[str, str]]) -> None:
    read = understood(said)
    assert [(wish.kind, wish.about) for wish in read.wishes] == asked
    assert read.not_understood == ()


@pytest.mark.parametrize(
    "said",
    [
        "Make it pop",
        "purple",
        "do not shorten it",
        "nicht kürzen",
        "ne raccourcis pas la lettre",
        "remove the first bullet",
        "🙂",
    ],
)
def test_what_no_rule_knows_asks_for_nothing_and_is_said(said: str) -> None:
    read = understood(said)
    assert read.wishes == ()
    assert read.not_understood == ((said,) if said != "🙂" else read.not_understood)


def test_what_is_understood_stands_beside_what_is_not() -> None:
    read = understood("Make it pop; and shorter. Also emphasise leadership!")
    assert [(wish.kind, wish.about) for wish in read.wishes] == [("shorter", ""), ("more", "leadership")]
    assert read.not_understood == ("Make it pop",)


@pytest.mark.parametrize("said", ["", "   ", "...", "\n\n", "\x00\x01", "a" * 5000, ", and , and ;", "‮evil‬"])
def test_odd_text_breaks_nothing(said: str) -> None:
    assert isinstance(understood(said), Understood)


def test_the_same_wish_twice_is_one() -> None:
    assert understood("shorter, shorter").wishes == (Wish(kind="shorter"),)
