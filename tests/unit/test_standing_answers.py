"""A manifest stands on what the person remembers to have said: changed or forgotten since, it does not."""

from typing import Any

import pytest

from brain.answers import answer_form, parse_given
from brain.exploring import manifest_field
from brain.facts import Candidate, RememberedAnswer, value_digest
from brain.form import Field, FormPage
from brain.manifest import Manifest, Provenance
from brain.posting import Posting
from brain.review_sheet import new_keys, review_rows
from brain.standing import outdated, renewed, stands_on_answers

POSTING = Posting(
    source="greenhouse", board="n", external_id="1", url="https://a.example/1", apply_url="https://a.example/1",
    title="Developer", company="Northwind",
)  # fmt: skip
QUESTION = "What is your notice period?"
FIELD = Field(key="p1.notice", label=QUESTION, kind="text", required=True)


def someone(*remembered: RememberedAnswer) -> Candidate:
    return Candidate(id="c1", resume={}, facts=(), remembered=remembered)


def said(value: Any, number: int = 7, question: str = QUESTION, **where: Any) -> RememberedAnswer:
    return RememberedAnswer(id=number, question=question, value=value, **where)


def filled(candidate: Candidate, given: Any = None) -> Manifest:
    page = FormPage(number=1, kind="form_step", url="https://a.example/1", fields=(FIELD,))
    answers, _ = answer_form(page, candidate, POSTING, given)
    return Manifest(url=page.url, pages=1, fields=tuple(manifest_field(a, 1) for a in answers))


def test_what_still_holds_is_left_as_it_is() -> None:
    manifest = filled(someone(said("one month")))
    now = renewed(manifest, someone(said("one month")), POSTING)
    assert stands_on_answers(manifest)
    assert now.same
    assert now.manifest is manifest


def test_a_changed_answer_takes_the_place_of_the_old_one_and_is_told() -> None:
    manifest = filled(someone(said("one month")))
    now = renewed(manifest, someone(said("three months")), POSTING)
    assert now.manifest.value_of("p1.notice") == "three months"
    assert now.manifest.hash != manifest.hash
    assert now.remark == f"Your answer to “{QUESTION}” was changed since."
    assert renewed(now.manifest, someone(said("three months")), POSTING).same, "it is told once"


def test_a_forgotten_answer_leaves_its_question_open() -> None:
    now = renewed(filled(someone(said("one month"))), someone(), POSTING)
    assert now.manifest.fields == ()
    assert [u.field.key for u in now.manifest.open_required] == ["p1.notice"]
    assert "was forgotten since" in now.remark


def test_an_answer_given_again_with_the_same_words_changes_nothing_to_be_sent() -> None:
    manifest = filled(someone(said("one month", 7)))
    now = renewed(manifest, someone(said("one month", 8)), POSTING)
    assert now.same
    assert now.manifest.hash == manifest.hash
    assert now.manifest.fields[0].provenance.answer == 8


def test_what_was_given_for_this_form_stands_on_what_it_was_kept_as() -> None:
    given = parse_given({"fields": {"p1.notice": "one month"}})
    kept = given.answers[0].model_copy(update={"answer": 7, "digest": value_digest("one month")})
    manifest = filled(someone(), given.model_copy(update={"answers": (kept,)}))
    assert manifest.fields[0].provenance.kind == "given"
    assert not outdated(manifest, [said("one month")])
    assert renewed(manifest, someone(said("three months")), POSTING).manifest.value_of("p1.notice") == "three months"


def test_what_was_said_for_this_form_alone_stands_by_itself() -> None:
    manifest = filled(someone(said("three months")), parse_given({"fields": {"p1.notice": "one month"}}))
    assert not stands_on_answers(manifest)
    assert renewed(manifest, someone(), POSTING).manifest is manifest


@pytest.mark.parametrize(("remembered", "stands"), [((said("one month"),), True), ((), False)])
def test_a_manifest_of_an_earlier_release_stands_as_long_as_its_answer_is_there(remembered: Any, stands: bool) -> None:
    manifest = filled(someone(said("one month")))
    old = Provenance(kind="remembered", ids=(7,))
    held = manifest.model_copy(update={"fields": (manifest.fields[0].model_copy(update={"provenance": old}),)})
    assert bool(outdated(held, remembered)) is not stands


def test_new_is_what_no_earlier_application_said_to_this_question() -> None:
    earlier = filled(someone(said("one month")))
    reworded = FIELD.model_copy(update={"key": "p3.x", "label": "Your notice period?"})
    page = FormPage(number=1, kind="form_step", url="https://b.example/1", fields=(reworded,))
    for value, new in (("One  month", ()), ("three months", ("p3.x",))):
        answers, _ = answer_form(page, someone(), POSTING, parse_given({"fields": {"p3.x": value}}))
        manifest = Manifest(url=page.url, pages=1, fields=tuple(manifest_field(a, 1) for a in answers))
        assert new_keys(manifest, [earlier]) == new, value
        assert new_keys(manifest, []) == ("p3.x",), "the first application is new altogether"


def test_a_sheet_begins_with_what_must_be_answered_then_with_what_is_uncertain() -> None:
    gone = renewed(filled(someone(said("one month"))), someone(), POSTING).manifest
    (row,) = review_rows(gone)
    assert (row.value, row.required, row.source.startswith("left empty")) == (None, True, True)
