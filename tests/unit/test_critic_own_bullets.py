"""A person's own bullets, word for word, in four languages: an article is no number, and French `ai` is no tool."""

import pytest

from brain.critic import audit_bullet, audit_text
from brain.critique.amounts import amounts
from brain.facts import Candidate
from brain.skills import skills_in
from tests.support.people import candidate_of

BULLETS = {
    "de": [
        ("Ein Team von fünf Leuten aufgebaut.", [5]), ("Einen Azubi angeleitet und eine Werkstatt eingerichtet.", []),
        ("Betreute einundzwanzig Kunden und eine Filiale.", [21]), ("Den Umzug einer Abteilung begleitet.", []),
        ("Verwaltete ein Budget von einer Million Euro.", [1_000_000]), ("Ein Lager mit 120 Plätzen geführt.", [120]),
    ],
    "fr": [
        ("J'ai encadré une équipe de cinq personnes.", [5]), ("Je n'ai jamais manqué une échéance.", []),
        ("J'ai conçu un outil de suivi pour un service de douze lits.", [12]), ("J’ai animé un atelier et une formation.", []),
        ("Organisé un salon pour trente et une entreprises.", [31]), ("Ai dirigé un atelier de couture.", []),
        ("Géré un budget d'un million d'euros.", [1_000_000]), ("Suivi de vingt et un patients par une seule infirmière.", [21]),
    ],
    "es": [
        ("Dirigí un equipo de cinco personas.", [5]), ("Formé a una compañera y a un aprendiz.", []),
        ("Reduje los costes un 12 %.", [12]), ("Atendí a treinta y una familias.", [31]),
        ("Coordiné cinco talleres y una exposición.", [5]), ("Organicé una campaña de un millón de euros.", [1_000_000]),
    ],
    "en": [("Led a team of five people.", [5]), ("Ran a warehouse and an office for twenty-one shops.", [21])],
}  # fmt: skip
ROWS = [(language, text, values) for language, rows in BULLETS.items() for text, values in rows]


def holding(*bullets: str) -> Candidate:
    work = {"name": "Lindenhof", "position": "Koch", "startDate": "2019-02", "highlights": list(bullets)}
    return candidate_of({"basics": {"name": "Kim Sol"}, "work": [work]})


@pytest.mark.parametrize(("language", "text", "values"), ROWS)
def test_an_article_is_no_number(language: str, text: str, values: list[int]) -> None:
    assert [amount.value for amount in amounts(text)] == values
    assert skills_in(text) == ()


@pytest.mark.parametrize(("language", "text", "values"), ROWS)
def test_a_bullet_word_for_word_is_true(language: str, text: str, values: list[int]) -> None:
    who = holding(text)
    cited = [fact for fact in who.facts if fact.kind == "bullet"]
    assert audit_bullet(text, cited, who).doubts == ()
    assert audit_text(text, cited, None, who).doubts == ()


@pytest.mark.parametrize(("language", "text", "values"), [row for row in ROWS if row[2]])
def test_a_number_in_words_must_still_be_in_the_facts(language: str, text: str, values: list[int]) -> None:
    others = holding("Kochte.", "Cuisinait.", "Cocinaba.")
    assert any(doubt.check == "number_not_in_facts" for doubt in audit_text(text, others.facts, None, others).doubts)


@pytest.mark.parametrize(
    ("text", "skills"),
    [
        ("J'ai fini", ()), ("J'AI FINI", ()), ("je n’ai rien", ()), ("Ai formé les nouveaux de l'équipe", ()),
        ("Ai assistant for hospitals", ("artificial intelligence",)), ("ai", ("artificial intelligence",)),
        ("AI", ("artificial intelligence",)), ("ai jobs in berlin", ("artificial intelligence",)),
        ("Intégration d'AI et de données", ("artificial intelligence",)), ("Head of R&D", ()), ("Chef R & D chez Lindt", ()),
        ("R, Python", ("r", "python")),
    ],
)  # fmt: skip
def test_words_that_are_written_like_a_tool(text: str, skills: tuple[str, ...]) -> None:
    assert skills_in(text) == skills
