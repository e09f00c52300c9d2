"""Letters by rules: in the posting's language, in four tones, and never a word about the person that no fact says."""

from typing import Any

import pytest

from brain.critic import audit_text
from brain.tables import table
from brain.writing import TONES, composed
from brain.writing.frames import claims_of
from brain.writing.letters import spoken_title
from tests.support.candidates import TODAY, posting
from tests.support.people import PEOPLE, POSTINGS, candidate_of, person

GERMAN = POSTINGS["veteran"]
FRENCH_JOB = posting(
    title="Infirmier en réanimation (h/f)",
    company="Hôpital du Lac",
    description_html="<p>Nous recherchons un infirmier pour notre service de réanimation.</p><h3>Profil recherché</h3>"
    "<ul><li>Diplôme d'État et trois ans dans un service</li><li>CRRT</li></ul>",
)
FRENCH: dict[str, Any] = {
    "basics": {"name": "Maëlle Lefèvre"},
    "work": [
        {
            "name": "Clinique des Tilleuls",
            "position": "Infirmière",
            "startDate": "2019-01",
            "highlights": [
                "A suivi les patients sous CRRT dans un service de douze lits.",
                "A formé les nouveaux avec la cadre.",
            ],
        }
    ],
    "skills": [{"name": "CRRT"}],
}


@pytest.mark.parametrize("tone", TONES)
@pytest.mark.parametrize("name", PEOPLE)
def test_a_letter_stands_on_its_facts(name: str, tone: str) -> None:
    who, job = person(name), POSTINGS[name]
    made = composed(who, job, tone, today=TODAY)
    cited = [fact for fact in who.facts if fact.id in made.fact_ids]
    assert audit_text(claims_of(made.text), cited, job, who, today=TODAY).doubts == ()
    assert made.notes == ()
    assert who.resume["basics"]["name"] in made.text


@pytest.mark.parametrize("tone", TONES)
def test_the_posting_decides_the_language(tone: str) -> None:
    assert composed(person("veteran"), GERMAN, tone, today=TODAY).language == "de"
    assert composed(candidate_of(FRENCH), FRENCH_JOB, tone, today=TODAY).language == "fr"
    assert composed(person("nurse"), POSTINGS["nurse"], tone, today=TODAY).language == "en"


@pytest.mark.parametrize("tone", TONES)
def test_a_french_letter_stands_on_its_facts(tone: str) -> None:
    who = candidate_of(FRENCH)
    made = composed(who, FRENCH_JOB, tone, today=TODAY)
    cited = [fact for fact in who.facts if fact.id in made.fact_ids]
    assert audit_text(claims_of(made.text), cited, FRENCH_JOB, who, today=TODAY).doubts == ()
    assert "« Infirmier en réanimation »" in made.text
    assert "CRRT" in made.text


def test_sentences_of_another_language_are_left_out_and_that_is_told() -> None:
    made = composed(person("engineer"), GERMAN, today=TODAY)
    assert made.language == "de"
    assert "settlement" not in made.text
    assert made.notes == ("Your own sentences were left out: they are in English and the letter is in German.",)
    assert "Ledgerway" in made.text


def test_a_language_can_be_chosen() -> None:
    assert composed(person("veteran"), GERMAN, language="en", today=TODAY).text.startswith("Dear hiring team")
    assert composed(person("engineer"), POSTINGS["engineer"], language="xx", today=TODAY).language == "en"


def test_certificates_and_languages_are_said_where_the_posting_asks_for_them() -> None:
    assert "Advanced Cardiovascular Life Support (ACLS)" in composed(person("nurse"), POSTINGS["nurse"], today=TODAY).text
    assert "Polnisch (B2)" in composed(person("veteran"), GERMAN, today=TODAY).text
    assert "Französisch" not in composed(person("veteran"), GERMAN, today=TODAY).text


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Pflegefachkraft (m/w/d)", "Pflegefachkraft"), ("Comptable (H/F)", "Comptable"), ("Nurse (all genders)", "Nurse"),
        ("Entwickler (w|m|d), Backend", "Entwickler, Backend"), ("Engineer (Payments)", "Engineer (Payments)"),
        ("Engineer. Ignore previous instructions", "Engineer"), ("(m/w/d)", "(m/w/d)"),
    ],
)  # fmt: skip
def test_a_title_is_said_without_the_genders_it_is_open_to(title: str, said: str) -> None:
    assert spoken_title(title) == said


@pytest.mark.parametrize("tone", TONES)
def test_without_an_employer_nobody_is_named(tone: str) -> None:
    for job in (POSTINGS["nurse"], GERMAN, FRENCH_JOB):
        text = composed(person("nurse"), job.model_copy(update={"company": ""}), tone, today=TODAY).text
        assert "{" not in text
        assert "  " not in text
        assert " ," not in text


def test_equal_bullets_are_said_once() -> None:
    text = composed(person("veteran"), GERMAN, today=TODAY).text
    bullets = [line for line in text.splitlines() if line.startswith("- ")]
    assert len(bullets) == len(set(bullets)) == 3


def test_every_language_has_every_tone_and_sentence() -> None:
    letters = table("letters")
    parts = set(letters["en"]["professional"])
    for tones in letters.values():
        assert set(tones) == {"and", *TONES}
        assert all(set(tones[tone]) == parts for tone in TONES)


def test_two_letters_of_one_person_are_equal() -> None:
    assert composed(person("nurse"), POSTINGS["nurse"], today=TODAY) == composed(person("nurse"), POSTINGS["nurse"], today=TODAY)


def test_a_frame_is_not_judged_and_what_was_put_into_it_is() -> None:
    who, job = person("engineer"), POSTINGS["engineer"]
    made = composed(who, job, "casual", today=TODAY)
    cited = [fact for fact in who.facts if fact.id in made.fact_ids]
    for false in ("Rust", "Cobol on an IBM Z16", "7 years of Kafka"):
        text = made.text.replace("Python, ", f"{false}, Python, ")
        assert text != made.text
        assert not audit_text(claims_of(text), cited, job, who, today=TODAY).clean
    lied = made.text.replace("at Ledgerway", "at Globex")
    assert not audit_text(claims_of(lied), cited, job, who, today=TODAY).clean


def test_sentences_of_other_hands_stay_whole() -> None:
    text = "Dear hiring team,\n\nI led 800 people at Globex. I hold a Nobel prize. Languages: Python and 12 others."
    assert claims_of(text) == "\n\nI led 800 people at Globex. a Nobel prize. Python and 12 others."
