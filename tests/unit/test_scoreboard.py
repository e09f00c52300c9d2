"""The scoreboard counts what an employer received, and nothing kinder than that."""

from datetime import UTC, datetime
from typing import Any

import pytest

from deploy.market import fields
from deploy.market.expected import Answer, Expected, ExpectedField, MustAsk, MustStayEmpty
from deploy.market.received import ReceivedField, Submission
from deploy.scoreboard.judging import FormResult, judge
from deploy.scoreboard.page import written
from deploy.scoreboard.totals import document, totals
from workers.application_report import Outcome, Status, problem

EFFORT = {"seconds": 2.0, "llm_calls": 0, "selector_hits": 1}
CONFIRMED = Outcome("confirmed")


def a_form(*asked: ExpectedField, ending: str = "confirmed") -> Expected:
    traits = {"confirmed": "plain", "ask": "needs_fact", "captcha": "captcha", "closed": "closed", "fails": "fails"}
    return Expected.model_validate(
        {
            "posting_id": "p1", "family": "somewhere", "board": "acme", "trait": traits[ending], "language": "en",
            "apply_url": "http://localhost/apply", "ending": ending, "fields": (),
        }
    ).model_copy(update={"fields": asked})  # fmt: skip


def a_field(name: str, value: str = "Ada", *, required: bool = True, truth: Any = None) -> ExpectedField:
    made = truth or Answer(value=value, match="exact")
    match: fields.Match = "unknown" if isinstance(made, MustAsk) else "blank" if isinstance(made, MustStayEmpty) else "exact"
    asked = fields.Field(name=name, label=name.title(), required=required, answer=value or None, match=match)
    return ExpectedField(name=name, label=name.title(), required=required, truth=made, field=asked)


def asking(*labels: str) -> Outcome:
    """An outcome that asks the person these questions, as required ones."""
    questions = [{"key": label, "label": label, "required": True, "detail": ""} for label in labels]
    return Outcome("asked", problem("question_open", "Only you can go on.", ""), questions)


def a_submission(errors: tuple[str, ...] = (), **values: str) -> Submission:
    received = tuple(ReceivedField(label=name.title(), name=name, value=value) for name, value in values.items())
    return Submission(
        n=1, at=datetime.now(UTC), family="somewhere", board="acme", company="Acme", posting_id="p1", same_as=None,
        complete=not errors, fields=received, files=(), errors=errors, email="",
    )  # fmt: skip


def result(form: Expected, outcome: Outcome = CONFIRMED, *sent: Submission) -> FormResult:
    accepted = [one for one in sent if not one.errors]
    return judge(form, outcome, None, accepted, [one for one in sent if one.errors], EFFORT)


def test_a_form_is_complete_when_everything_in_it_is_true() -> None:
    found = result(a_form(a_field("first")), CONFIRMED, a_submission(first="Ada"))
    assert (found.fields, found.right, found.complete, found.wrong_answers, found.blemishes) == (1, 1, True, 0, ())


def test_a_wrong_answer_counts_though_the_employer_took_it() -> None:
    found = result(a_form(a_field("first")), CONFIRMED, a_submission(first="Eve"))
    assert (found.right, found.complete, found.wrong_answers) == (0, False, 1)
    assert [(b.fault, b.got) for b in found.blemishes] == [("wrong", "Eve")]


def test_a_wrong_answer_in_a_try_the_employer_refused_counts_too() -> None:
    rejected = a_submission(errors=("no",), first="Eve")
    found = result(a_form(a_field("first")), CONFIRMED, rejected, a_submission(first="Ada"))
    assert (found.wrong_answers, found.complete) == (1, False)


def test_a_field_that_must_stay_empty_and_does_not_is_wrong() -> None:
    form = a_form(a_field("first"), a_field("fax", "", required=False, truth=MustStayEmpty()))
    found = result(form, CONFIRMED, a_submission(first="Ada", fax="+49"))
    assert (found.fields, found.right, found.wrong_answers) == (2, 1, 1)


def test_an_optional_question_the_data_answer_is_left_open_and_not_wrong() -> None:
    found = result(a_form(a_field("first"), a_field("nick", required=False)), CONFIRMED, a_submission(first="Ada"))
    assert (found.fields, found.right, found.left_open, found.complete) == (1, 1, 1, True)
    assert [b.fault for b in found.blemishes] == ["left_open"]


def test_two_applications_are_not_one() -> None:
    twice = (a_submission(first="Ada"), a_submission(first="Ada"))
    assert not result(a_form(a_field("first")), CONFIRMED, *twice).complete


def test_what_only_the_person_knows_is_asked_and_not_counted() -> None:
    form = a_form(a_field("first"), a_field("score", "", truth=MustAsk()), ending="ask")
    found = result(form, asking("Score *"))
    assert (found.complete, found.asked, found.fields, found.blemishes) == (True, True, 0, ())


@pytest.mark.parametrize("labels", [(), ("First",), ("Score", "First")])
def test_asking_for_nothing_or_for_what_the_data_hold_is_not_complete(labels: tuple[str, ...]) -> None:
    form = a_form(a_field("first"), a_field("score", "", truth=MustAsk()), ending="ask")
    assert not result(form, asking(*labels)).complete


def test_a_captcha_is_complete_when_it_is_named() -> None:
    form = a_form(a_field("first"), ending="captcha")
    assert [result(form, asking(said)).complete for said in ("Captcha", "First")] == [True, False]


def test_a_broken_employer_is_complete_when_it_was_tried_and_not_believed() -> None:
    form, refused = a_form(a_field("first"), ending="fails"), a_submission(errors=("broken",), first="Ada")
    assert result(form, Outcome("unknown"), refused).complete
    assert not result(form, Outcome("failed")).complete
    assert not result(form, CONFIRMED, refused).complete


def test_an_answer_to_what_only_the_person_knows_is_wrong() -> None:
    form = a_form(a_field("score", "", truth=MustAsk()), ending="ask")
    found = result(form, CONFIRMED, a_submission(score="42"))
    assert (found.complete, found.wrong_answers) == (False, 1)


def test_a_closed_posting_is_complete_when_it_is_refused() -> None:
    states: dict[Status, bool] = {"refused": True, "confirmed": False, "failed": False, "asked": False}
    for status, complete in states.items():
        said = problem("posting_closed", "This posting is closed.", "")
        assert result(a_form(a_field("first"), ending="closed"), Outcome(status, said)).complete is complete
    assert not result(a_form(a_field("first"), ending="closed"), Outcome("refused", problem("put_off", "", ""))).complete


def test_a_form_that_never_arrived_holds_nothing() -> None:
    found = result(a_form(a_field("first")), Outcome("failed", problem("form_stuck", "It did not work out.", "")))
    assert (found.fields, found.right, found.complete) == (1, 0, False)
    assert [b.fault for b in found.blemishes] == ["ending", "missing"]


def test_the_figures_are_those_of_the_contract() -> None:
    good = result(a_form(a_field("first")), CONFIRMED, a_submission(first="Ada"))
    bad = result(a_form(a_field("first")), CONFIRMED, a_submission(first="Eve"))
    assert totals([good, bad]) == {
        "forms": 2, "fields": 2, "field_accuracy": 0.5, "complete_forms": 0.5, "left_open": 0, "wrong_answers": 1, "asked": 0,
        "seconds_median": 2.0, "llm_calls": 0, "selector_hits": 2,
    }  # fmt: skip
    assert totals([])["field_accuracy"] is None


def test_the_document_names_every_fault_and_the_page_shows_it() -> None:
    good = result(a_form(a_field("first")), CONFIRMED, a_submission(first="Ada"))
    bad = result(a_form(a_field("first")), CONFIRMED, a_submission(first="Eve"))
    made = document({"cold": [good, bad], "unseen": [good]}, 7, 3)
    assert made["families"]["somewhere"]["unseen"]["complete_forms"] == 1.0
    assert [fault["pass"] for fault in made["faults"]] == ["cold"]
    page = written(made)
    assert "| cold | 2 | 2 | 50.0% | 50.0% | 0 | 1 | 0 | 2 | 0 |" in page
    assert "cold, somewhere (plain, en): wrong: First: “Eve” for “Ada”" in page
