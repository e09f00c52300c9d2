"""The plan of a goal that names its postings by their addresses."""

from datetime import date

from brain.action import load_catalogue
from brain.context import Options
from brain.intent import compile_goal
from brain.plan import check_plan
from brain.planner import branches, first_plan


def test_each_address_is_opened_and_what_is_there_is_gone_for() -> None:
    goal = compile_goal("Apply to https://example.org/1 and https://example.org/2", now=date(2026, 11, 21))
    plan = first_plan(goal, Options(), ["greenhouse"])
    check_plan(plan.steps, load_catalogue().keys(), 2000)
    parents = {step.key: step.depends_on for step in plan.steps}
    assert parents == {
        "load_candidate": (),
        "recall_plans": ("load_candidate",),
        "open_posting:1": ("recall_plans",),
        "open_posting:2": ("recall_plans",),
        "merge_postings": ("open_posting:1", "open_posting:2"),
        "select_postings": ("merge_postings", "load_candidate"),
        "review_progress:1": ("select_postings",),
        "learn": ("review_progress:1",),
        "notify": ("learn",),
    }
    given = [step.given for step in plan.steps if step.action_type == "open_posting"]
    assert given == [{"url": "https://example.org/1"}, {"url": "https://example.org/2"}]
    assert next(s for s in plan.steps if s.key == "merge_postings").join == "settled", "one broken address costs no goal"
    assert "A person approves each before it is sent." in plan.summary


def test_who_names_a_posting_has_chosen_it_whatever_its_score() -> None:
    chosen = compile_goal("Apply to https://example.org/1", now=date(2026, 11, 21))
    searched = compile_goal("Find 5 python jobs and apply", now=date(2026, 11, 21))
    floors = []
    for goal in (chosen, searched):
        steps = branches(goal, Options(min_score=70), [(0, "x", "Dev at Northwind")])
        floors.append(next(s for s in steps if s.action_type == "score_match").given["min_score"])
    assert floors == [0, 70]
