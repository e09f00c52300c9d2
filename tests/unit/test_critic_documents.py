"""The critic over bullets and résumés: what is cited, what is copied by reference, what is left out, and what a model may add."""

import copy
from typing import Any

import pytest

from brain.critic import audit_bullet, audit_resume, audit_selection, audit_text, sources_of, with_model_doubts
from brain.facts import Fact
from brain.manifest import Doubt, Verdict
from tests.support.candidates import MIRA, TODAY, candidate, posting

WHO = candidate()


def fact(path: str) -> Fact:
    return next(one for one in WHO.facts if one.path == path)


CUT, KUBERNETES, STOCK = fact("work[0].highlights[0]"), fact("work[0].highlights[1]"), fact("work[1].highlights[0]")


def checks(text: str, *cited: Fact) -> set[str]:
    return {doubt.check for doubt in audit_bullet(text, cited, WHO, posting()).doubts}


def test_a_bullet_names_its_source() -> None:
    assert checks("Cut settlement time by 38 %.") == {"no_citation"}
    assert checks("Cut settlement time by 38 %.", CUT) == set()


def test_a_source_must_be_one_of_the_person_and_public() -> None:
    foreign = CUT.model_copy(update={"text": "Cut settlement time by 99 %."})
    private = next(one for one in WHO.facts if one.sensitivity == "sensitive")
    assert checks("Cut settlement time by 99 %.", foreign) == {"unknown_fact"}
    assert checks("Earns 720,000 SEK a year.", private) == {"private_fact"}


def test_a_bullet_stays_within_one_job() -> None:
    said = "Cut settlement time by 38 % and built the stock service that answers 2,500 requests a second."
    assert checks(said, CUT, STOCK) == {"cites_several_jobs"}


@pytest.mark.parametrize(
    ("check", "text"),
    [
        ("too_far_from_source", "Won over sceptical merchants by patient persuasion on long journeys."),
        ("claim_not_in_facts", "Cut settlement time by 38 % with asynchronous workers, delighting sceptical merchants."),
        ("turned_round", "Increased settlement time by 38 % with asynchronous workers."),
        ("scope_not_in_facts", "Cut settlement time worldwide by 38 % with asynchronous workers."),
        ("skill_not_in_facts", "Cut settlement time by 38 % with asynchronous Celery and Rust workers."),
        ("name_not_in_facts", "Spotify payment team: cut settlement time by 38 % with asynchronous workers."),
    ],
)
def test_what_is_added_to_a_bullet_is_named(check: str, text: str) -> None:
    assert check in checks(text, CUT)


def test_what_only_the_posting_says_is_told_as_such() -> None:
    wanted = posting(description_text="You will delight sceptical merchants.")
    doubts = audit_bullet("Cut settlement time by 38 %, delighting sceptical merchants.", [CUT], WHO, wanted).doubts
    assert any("Only the posting says “sceptical, merchants”" in doubt.detail for doubt in doubts)


def test_a_doubt_shows_its_reason_and_its_source() -> None:
    (doubt,) = audit_bullet(
        "Cut settlement time by 83 % with asynchronous workers.", [CUT], WHO, key="work[0].highlights[0]"
    ).doubts
    assert doubt.key == "work[0].highlights[0]"
    assert doubt.facts == (CUT.id,)
    assert "83 % is in none of the facts" in doubt.detail
    assert f"[{CUT.id}] “{CUT.text}”" in doubt.detail
    assert sources_of(doubt, WHO) == ((CUT.id, CUT.text),)


def test_of_many_facts_a_doubt_shows_the_nearest() -> None:
    (doubt,) = audit_text("Introduced Kubernetes for 41 services.", WHO.facts, posting(), WHO, today=TODAY).doubts
    assert KUBERNETES.id in doubt.facts
    assert len(doubt.facts) <= 3


def test_a_model_adds_doubts_and_removes_none() -> None:
    plain = audit_bullet("Cut settlement time by 83 %.", [CUT], WHO)
    assert not plain.clean
    assert with_model_doubts(plain, ()).doubts == plain.doubts
    told = Doubt(key="", check="sounds_boastful", detail="…")
    both = with_model_doubts(plain, (told, *plain.doubts))
    assert both.doubts[: len(plain.doubts)] == plain.doubts
    assert {doubt.check for doubt in both.doubts[len(plain.doubts) :]} == {
        "model:sounds_boastful",
        "model:number_not_in_facts",
    }
    assert not with_model_doubts(Verdict(), (told,)).clean


def changed(path: list[str | int], value: Any) -> dict[str, Any]:
    resume = copy.deepcopy({key: held for key, held in MIRA.items() if key != "x-jobhunter"})
    place: Any = resume
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return resume


def test_a_selection_of_ones_own_resume_passes() -> None:
    resume = changed(["work", 0, "highlights"], ["Mentored three engineers."])
    resume["work"] = resume["work"][:2]
    resume["skills"] = [{"name": "Tools", "keywords": ["K8s", "Django"]}]
    assert audit_resume(resume, WHO).doubts == ()


@pytest.mark.parametrize(
    ("path", "value", "key"),
    [
        (["work", 0, "name"], "Spotify", "work[0]"),
        (["work", 0, "position"], "Principal Engineer", "work[0]"),
        (["work", 1, "startDate"], "2015-03", "work[1]"),
        (["work", 0, "endDate"], "2026-01", "work[0]"),
        (["education", 0, "institution"], "Stanford University", "education[0]"),
        (["education", 0, "studyType"], "Doctor of Philosophy", "education[0]"),
        (["education", 0, "score"], "5.0", "education[0]"),
        (["certificates", 0, "name"], "Certified Kubernetes Administrator", "certificates[0]"),
        (["languages", 2, "fluency"], "C2", "languages[2]"),
        (["basics", "label"], "Principal Engineer", "basics.label"),
        (["skills", 0, "keywords"], ["Python", "Rust"], "skills"),
        (["work", 0, "highlights"], ["Cut settlement time by 38 %, saving jobs."], "work[0].highlights[0]"),
    ],
)
def test_what_is_copied_by_reference_may_not_change(path: list[str | int], value: Any, key: str) -> None:
    assert [doubt.key for doubt in audit_resume(changed(path, value), WHO).doubts] == [key]


def test_a_rewritten_bullet_of_a_resume_is_held_against_what_it_cites() -> None:
    resume = changed(["work", 0, "highlights"], ["Reduced settlement time by 38 percent using asynchronous workers."])
    assert audit_resume(resume, WHO, cites={"work[0].highlights[0]": (CUT.id,)}).doubts == ()
    assert {doubt.check for doubt in audit_resume(resume, WHO).doubts} == {"no_citation"}
    assert {doubt.check for doubt in audit_resume(resume, WHO, cites={"work[0].highlights[0]": (9999,)}).doubts} == {
        "unknown_fact"
    }


def jobs_but(*left_out: str) -> list[int]:
    return [one.id for one in WHO.facts if one.path not in left_out]


def test_no_job_is_left_out_in_silence() -> None:
    assert audit_selection(jobs_but(), WHO, today=TODAY).clean
    (doubt,) = audit_selection(jobs_but("work[1]"), WHO, today=TODAY).doubts
    assert doubt.check == "gap_by_selection"
    assert "from July 2017 to December 2020" in doubt.detail
    assert sources_of(doubt, WHO)[0][0] == fact("work[1]").id


def test_an_early_job_left_out_or_one_beside_another_leaves_no_gap() -> None:
    assert audit_selection(jobs_but("work[2]"), WHO, today=TODAY).clean


def test_the_latest_job_left_out_is_told() -> None:
    (doubt,) = audit_selection(jobs_but("work[0]"), WHO, today=TODAY).doubts
    assert "to October 2026" in doubt.detail
