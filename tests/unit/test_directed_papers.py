"""Letters and résumés by a person's wishes: which facts come first, stay, and go, and never a word that is not theirs."""

import pytest

from brain.critic import audit_resume, audit_text
from brain.errors import InvalidInput
from brain.writing import claims_of, tailored
from brain.writing.directed import directed
from brain.writing.directions import Directions, OwnBullet
from brain.writing.drafting import drafted_letter, drafted_resume, recipe_of
from brain.writing.edited import bullet_doubts, bullets_text, edited_directions
from brain.writing.feedback import understood
from brain.writing.revising import Revised, revised
from brain.writing.topics import facts_about
from tests.support.candidates import TODAY
from tests.support.people import PEOPLE, POSTINGS, person

ENGINEER, POSTING = person("engineer"), POSTINGS["engineer"]
WISHES = [
    "emphasise leadership",
    "shorter",
    "longer",
    "Kubernetes first",
    "leave out the coffee machine",
    "more numbers",
    "one page",
]


def wished(text: str, kind: str = "cover_letter", held: Directions | None = None) -> Revised:
    return revised(held or Directions(), understood(text).wishes, ENGINEER, kind)  # type: ignore[arg-type]


def letter(text: str, held: Directions | None = None) -> str:
    return drafted_letter(recipe_of("cover_letter", ENGINEER, POSTING, wished(text, held=held).directions), today=TODAY).text


def bullets(text: str) -> list[str]:
    return [one.text for one in directed(ENGINEER, POSTING, wished(text, "resume").directions).bullets]


@pytest.mark.parametrize("name", PEOPLE)
def test_without_a_wish_it_is_the_tailored_resume(name: str) -> None:
    assert directed(person(name), POSTINGS[name], Directions()).view == tailored(person(name), POSTINGS[name])


@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize("text", WISHES)
def test_whatever_is_wished_the_critic_finds_nothing(name: str, text: str) -> None:
    who, posting = person(name), POSTINGS[name]
    for kind in ("resume", "cover_letter"):
        wishes = revised(Directions(), understood(text).wishes, who, kind).directions  # type: ignore[arg-type]
        recipe = recipe_of(kind, who, posting, wishes)  # type: ignore[arg-type]
        if kind == "resume":
            assert audit_resume(drafted_resume(recipe).view.resume, who, posting).clean
        else:
            made = drafted_letter(recipe, today=TODAY)
            assert audit_text(claims_of(made.text), [f for f in who.facts if f.id in made.fact_ids], posting, who).clean


def test_leadership_is_found_in_what_a_bullet_tells_and_put_first() -> None:
    assert bullets("Betone meine Führungserfahrung")[0].startswith("Ran the on-call rota for a team of seven")
    assert "Mentored two graduates" in letter("emphasise leadership")
    assert "Mentored two graduates" not in letter("")


def test_what_comes_first_stands_first_in_a_letter_too() -> None:
    text = letter("Kubernetes first")
    assert text.index("Kubernetes") < text.index("Designed the PostgreSQL schema")
    assert "I bring Kubernetes, " in text


def test_a_skill_the_posting_does_not_name_is_told_as_one_it_does_not_name() -> None:
    assert "I also bring AWS." in letter("mention AWS")


def test_a_resumes_sections_come_in_the_order_that_is_wanted() -> None:
    view = directed(ENGINEER, POSTING, wished("put education first", "resume").directions).view
    assert view.resume["meta"] == {"sections": ["education"]}


def test_what_is_left_out_is_gone_everywhere() -> None:
    held = directed(ENGINEER, POSTING, wished("leave out Python and the summary, without my phone number", "resume").directions)
    skills = [name for group in held.view.resume["skills"] for name in group["keywords"]]
    assert "Python" not in skills
    assert not any("Python" in one.text for one in held.bullets)
    assert {"summary", "phone"}.isdisjoint(held.view.resume["basics"])
    assert not {fact.path for fact in ENGINEER.facts if fact.id in held.view.fact_ids} & {"basics.summary", "basics.phone"}


def test_an_entry_goes_by_its_name_alone() -> None:
    made = wished("leave out research", "resume")
    assert made.directions == Directions()
    assert "employer's name" in made.not_done[0]
    left = directed(ENGINEER, POSTING, wished("don't mention Parcel & Post", "resume").directions).view
    assert [job["name"] for job in left.resume["work"]] == ["Ledgerway", "University of Leeds"]


def test_a_later_wish_takes_an_earlier_one_back() -> None:
    held = wished("leave out Kafka").directions
    assert "Kafka" not in letter("", held)
    assert "Kafka" in letter("mention Kafka", held)


def test_each_shorter_is_shorter_until_nothing_can_go() -> None:
    held, sizes = Directions(), []
    for _ in range(4):
        sizes.append(len(drafted_letter(recipe_of("cover_letter", ENGINEER, POSTING, held), today=TODAY).text))
        held = wished("shorter", held=held).directions
    assert sizes == sorted(set(sizes), reverse=True)
    assert len(bullets("shorter")) < len(bullets("")) < len(bullets("longer"))


def test_what_no_fact_says_is_told_and_changes_nothing() -> None:
    made = wished("say that I managed 300 people and mention Terragrunt")
    assert made.directions == Directions()
    assert [text.split("“")[1] for text in made.not_done] == ["managed 300 people”.", "Terragrunt”."]


@pytest.mark.parametrize("text", ["more formal", "in German"])
def test_a_resume_has_neither_tone_nor_another_language(text: str) -> None:
    made = wished(text, "resume")
    assert (made.directions, len(made.not_done)) == (Directions(), 1)


def test_a_letter_changes_its_tone_and_language() -> None:
    assert letter("more formal").startswith("Dear Sir or Madam,")
    assert letter("auf Deutsch").startswith("Guten Tag")
    assert wished("in Italian").not_done == ("Letters are written in English, German, French and Spanish.",)


def test_a_general_letter_names_no_employer() -> None:
    text = drafted_letter(recipe_of("cover_letter", ENGINEER, POSTING, Directions(targeted=False)), today=TODAY).text
    assert "Northwind" not in text
    assert "Senior Backend Engineer" in text


def test_a_topic_is_a_section_a_skill_a_quality_or_words() -> None:
    def told(said: str) -> list[str]:
        return [fact.path for fact in facts_about(said, ENGINEER)]

    assert set(told("projects")) == {
        "projects[0]",
        "projects[0].highlights[0]",
        *(f"projects[0].keywords[{n}]" for n in range(3)),
    }
    assert told("k8s") == ["skills[2].keywords[1]"]
    assert told("phone number") == ["basics.phone"]
    assert told("contract tests") == ["work[0].highlights[3]"]
    assert told("mentoring work at Parcel & Post") == ["work[1].highlights[2]"]
    assert told("juggling") == []


# --- bullets edited by hand ----------------------------------------------------------------------------------------
PLAIN = drafted_resume(recipe_of("resume", ENGINEER, POSTING)).bullets


def edited(text: str) -> Directions:
    return edited_directions(Directions(), text, PLAIN, ENGINEER)


def test_bullets_that_come_back_as_they_went_change_nothing() -> None:
    assert edited(bullets_text(PLAIN)) == Directions()


def test_an_edited_bullet_is_taken_word_for_word_and_told_where_it_goes_beyond_the_facts() -> None:
    rota = next(one for one in PLAIN if "on-call rota" in one.text)
    text = bullets_text(PLAIN).replace(rota.text, "Ran the on-call rota for a team of 700  and won the Nobel Prize.")
    held = directed(ENGINEER, POSTING, edited(text))
    changed = next(one for one in held.bullets if one.id == rota.id)
    assert (changed.text, changed.by) == ("Ran the on-call rota for a team of 700 and won the Nobel Prize.", "person")
    doubts = bullet_doubts(held.bullets, ENGINEER, POSTING)
    assert any("700" in doubt.detail for doubt in doubts)
    assert any("Nobel" in doubt.detail for doubt in doubts)
    assert {doubt.key for doubt in doubts} == {changed.path}


def test_a_true_rewording_by_hand_is_not_doubted() -> None:
    rota = next(one for one in PLAIN if "on-call rota" in one.text)
    text = bullets_text(PLAIN).replace(
        rota.text, "Halved the number of night alerts and ran the on-call rota for a team of seven."
    )
    assert bullet_doubts(directed(ENGINEER, POSTING, edited(text)).bullets, ENGINEER, POSTING) == ()


def test_lines_are_deleted_added_and_moved() -> None:
    lines = bullets_text(PLAIN).splitlines()
    first = next(n for n, line in enumerate(lines) if line.startswith("[work[0]]")) + 1
    lines[first], lines[first + 1] = lines[first + 1], lines[first]
    del lines[first + 2]
    lines.insert(first, "+ Wrote the tests that nobody else wrote.")
    held = directed(ENGINEER, POSTING, edited("\n".join(lines)))
    own = [one for one in held.bullets if one.entry == "work[0]"]
    assert [one.id for one in own][:3] == [None, PLAIN[1].id, PLAIN[0].id]
    assert PLAIN[2].id not in held.view.fact_ids
    again = directed(
        ENGINEER, POSTING, edited_directions(edited("\n".join(lines)), bullets_text(held.bullets), held.bullets, ENGINEER)
    )
    assert again.bullets == held.bullets


def test_edited_bullets_stay_as_they_are_when_the_document_is_revised() -> None:
    held = Directions(
        own={"work[0]": (OwnBullet(fact_id=PLAIN[0].id, text="My words."), OwnBullet(fact_id=None, text="Led a team."))}
    )
    made = directed(ENGINEER, POSTING, revised(held, understood("leadership first").wishes, ENGINEER, "resume").directions)
    assert [one.text for one in made.bullets if one.entry == "work[0]"] == ["Led a team.", "My words."]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "bullets_unreadable"),
        ("no heading", "bullets_unreadable"),
        ("[work[0]]\nno number", "bullets_unreadable"),
        ("[work[9]]\n1: x", "bullets_unknown"),
        ("[work[0]]\n1: the name is no bullet", "bullets_unknown"),
        ("[work[1]]\n13: a bullet of another job", "bullets_unknown"),
        ("[work[0]]\n13: twice\n13: twice", "bullets_unknown"),
        ("[work[0]]\n13: " + "x" * 1001, "bullets_too_long"),
        ("{not json", "bullets_unreadable"),
        ('{"bullets": [{"text": "no entry"}]}', "bullets_unreadable"),
    ],
)
def test_what_cannot_be_taken_back_is_refused_with_a_code(text: str, code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        edited(text)
    assert refused.value.code == code
    assert refused.value.fix
