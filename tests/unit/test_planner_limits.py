"""What the steps of a branch touch that is counted and shared, as the planner draws them and as they are stored."""

import pytest

from brain.context import Options
from brain.goal import Goal
from brain.plan import Limits, StepSpec
from brain.planner import branches
from brain.ports import StoredPosting
from brain.posting import Posting
from world_model.steps import step_document

APPLY = Goal(verb="apply", count=1, roles=("python developer",))


def seen(apply_url: str = "https://jobs.example.org/1", url: str = "https://example.org/jobs/1") -> StoredPosting:
    posting = Posting(
        source="greenhouse", board="northwind", external_id="1", url=url, apply_url=apply_url, title="Dev", company="Northwind"
    )
    return StoredPosting(id="x", posting=posting)


def drawn(stored: StoredPosting, goal: Goal = APPLY, options: Options | None = None) -> dict[str, Limits | None]:
    steps = branches(goal, options or Options(), [(0, "x", "Dev at Northwind")], [stored])
    return {s.action_type: s.limits for s in steps}


def test_the_steps_that_open_the_form_name_its_site_and_the_one_that_sends_its_company() -> None:
    limits = drawn(seen())
    assert limits.pop("explore_form") == Limits(site="jobs.example.org")
    assert limits.pop("submit") == Limits(site="jobs.example.org", company="Northwind", sends=True)
    assert set(limits.values()) == {None}


@pytest.mark.parametrize(
    ("apply_url", "url", "site"),
    [
        ("HTTPS://Jobs.Example.ORG/1", "", "jobs.example.org"),
        ("http://127.0.0.1:8101/apply", "", "127.0.0.1:8101"),
        ("", "https://example.org/jobs/1", "example.org"),
        ("https://ada@jobs.example.org:8443/1", "", "jobs.example.org:8443"),
        ("https://[broken/1", "", ""),
        ("no address", "", ""),
    ],
)
def test_the_site_is_the_host_of_the_page_the_form_is_on(apply_url: str, url: str, site: str) -> None:
    assert drawn(seen(apply_url, url))["explore_form"] == Limits(site=site)


def test_what_sends_nothing_counts_for_no_company() -> None:
    assert "submit" not in drawn(seen(), options=Options(dry_run=True))
    assert drawn(seen(), Goal(verb="search", count=1)) == {"read_posting": None, "score_match": None}


def test_a_posting_that_is_not_known_any_more_still_counts_as_sent() -> None:
    steps = branches(APPLY, Options(), [(0, "gone", "Dev at Northwind")], [seen()])
    assert {s.action_type: s.limits for s in steps}["submit"] == Limits(sends=True)


@pytest.mark.parametrize(
    ("limits", "stored"),
    [
        (Limits(site="jobs.example.org"), {"site": "jobs.example.org"}),
        (Limits(site="a", company="b", sends=True), {"site": "a", "company": "b", "sends": True}),
        (Limits(), None),
        (None, None),
    ],
)
def test_only_what_is_set_is_stored(limits: Limits | None, stored: dict[str, object] | None) -> None:
    payload = step_document(StepSpec(key="a", action_type="noop", role="planner", limits=limits))["payload"]
    assert payload.get("limits") == stored
    assert ("limits" in payload) == (stored is not None)
