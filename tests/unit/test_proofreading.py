"""Slips of spelling and typing in four languages: planted ones are found, and what is right is left alone."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from brain.tables import table
from brain.text_language import SPOKEN, Language
from brain.writing.proofreading import Finding, known_words, proofread
from tests.support.people import PEOPLE, POSTINGS, person

HELD: dict[Language, dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parents[1] / "data" / "proofreading.yaml").read_text(encoding="utf-8")
)
SLIPS = [(language, right, wrong) for language, held in HELD.items() for right, wrong in held["slips"]]
NAMES = frozenset({"northwind", "elektro", "brandmuller", "musterhausen"})


def found(text: str, language: Language, known: frozenset[str] = NAMES) -> list[Finding]:
    return proofread(text, language, known)


@pytest.mark.parametrize("language", SPOKEN)
def test_a_letter_without_a_slip_has_no_findings(language: Language) -> None:
    assert found(HELD[language]["letter"], language) == []


@pytest.mark.parametrize(("language", "right", "wrong"), SLIPS)
def test_a_planted_slip_is_found_where_it_is(language: Language, right: str, wrong: str) -> None:
    text = HELD[language]["letter"]
    assert text.count(right) >= 1
    slipped = text.replace(right, wrong, 1)
    findings = found(slipped, language)
    assert len(findings) == 1
    assert findings[0].line == text[: text.index(right)].count("\n") + 1
    assert any(word in slipped.split("\n")[findings[0].line - 1] for word in (findings[0].word, findings[0].suggestion))


def test_most_slips_are_found_and_most_suggestions_are_what_was_meant(capsys: pytest.CaptureFixture[str]) -> None:
    lines = []
    for language, held in HELD.items():
        planted = [*held["slips"], *held["unseen"]]
        seen = meant = 0
        for right, wrong in planted:
            findings = found(held["letter"].replace(right, wrong, 1), language)
            seen += bool(findings)
            meant += any(one.suggestion and one.suggestion in right for one in findings)
        lines.append(f"{language}: {seen} of {len(planted)} found, {meant} with the word that was meant")
        assert seen >= 0.7 * len(planted)
        assert meant >= 0.5 * seen
    with capsys.disabled():
        print("\n" + "\n".join(lines))


@pytest.mark.parametrize("name", PEOPLE)
def test_careers_full_of_tools_and_names_have_no_findings(name: str) -> None:
    who = person(name)
    texts = [str(fact.value["text"]) for fact in who.facts if fact.kind == "bullet"]
    language: Language = "de" if name == "veteran" else "en"
    assert found("\n".join(texts), language, known_words(who, POSTINGS[name], own_prose=False)) == []


@pytest.mark.parametrize("language", SPOKEN)
def test_our_own_sentences_have_no_findings(language: Language) -> None:
    frames = {text for tone in table("letters")[language].values() if isinstance(tone, dict) for text in tone.values()}
    assert found("\n".join(sorted(frames)), language) == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I had had enough; that that was so is known."),
        ("en", "An hour, an honest unit, a one-off, a European user."),
        ("en", "See https://example.com/a,b or write to kim@exampel.org (i.e. me)."), ("en", "Kubectl, kubectl, Terraform, gRPC"),
        ("en", "a) first\nb) second"), ("de", "Onboarding, Deployment und Backlog im Sprint."),
        ("de", "Dampfkesselwartungsverträge und Schichtleiterbesprechungen."),
        ("fr", "Nous nous sommes réunis : vous vous êtes tus !"),
        ("fr", "J'ai géré le backlog et l'onboarding."), ("es", "¿Cuándo? ¡Hoy! Los clientes compran menús."),
    ],
)  # fmt: skip
def test_what_is_right_is_left_alone(language: Language, text: str) -> None:
    assert found(text, language) == []


@pytest.mark.parametrize(
    ("language", "text", "kind"),
    [
        ("en", "It was an great year.", "article"), ("en", "It was a hour away.", "article"),
        ("en", "Then i went home.", "capital"),
        ("en", "The shop (in York closed.", "bracket"), ("en", "It ended. then we left.", "capital"),
        ("en", "We we left.", "repeated"), ("de", "Wir gingen ,weil es spät war.", "spacing"),
        ("de", "Rot,grün und blau.", "spacing"),
        ("fr", "Le chat , le chien.", "spacing"), ("es", "Cuándo vienes?", "capital"), ("es", "Los los niños.", "repeated"),
    ],
)  # fmt: skip
def test_slips_of_typing_by_kind(language: Language, text: str, kind: str) -> None:
    assert [one.kind for one in found(text, language)] == [kind]


def test_names_and_tools_of_the_facts_are_known_and_own_sentences_only_where_that_is_asked() -> None:
    who = person("engineer")
    assert {"ledgerway", "kafka"} <= known_words(who, own_prose=False)
    assert "nightly" in known_words(who)
    assert "nightly" not in known_words(who, own_prose=False)
    assert "qurzlbix" in known_words(who, POSTINGS["engineer"].model_copy(update={"company": "Qurzlbix AG"}))
