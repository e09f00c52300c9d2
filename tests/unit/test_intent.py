"""What is refused, and what holds for every prompt."""

import contextlib
import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brain.errors import InvalidInput
from brain.goal import Goal
from brain.intent import compile_goal
from tests.support.intent_cases import WEDNESDAY


@pytest.mark.parametrize(
    ("prompt", "code"),
    [
        ("", "prompt_empty"),
        (" \n\t\u200b ", "prompt_empty"),
        ("x" * 2001, "prompt_too_long"),
        ("python jobs\0", "prompt_invalid"),
        ("python \ud83d jobs", "prompt_invalid"),
        ("hello there", "prompt_meaningless"),
        ("asdf qwer zxcv", "prompt_meaningless"),
        ("Buy me a pizza", "prompt_meaningless"),
        ("what's the weather like", "prompt_meaningless"),
        ("42", "prompt_meaningless"),
        ("???", "prompt_meaningless"),
        ("Find 10000 jobs and apply", "count_out_of_range"),
        ("apply to 0 jobs", "count_out_of_range"),
        ("apply to zero nurse jobs", "count_out_of_range"),
        ("find -3 python jobs", "count_out_of_range"),
        ("apply to 1,000 nurse jobs", "count_out_of_range"),
        ("apply to two hundred nurse jobs", "count_out_of_range"),
        ("find 101 jobs", "count_out_of_range"),
        ("apply to file:///etc/passwd", "url_not_allowed"),
        ("analyse ftp://example.com/job", "url_not_allowed"),
        ("javascript:alert(1)", "url_not_allowed"),
        ("apply at data:text/html,hello", "url_not_allowed"),
        ("analyse http://", "url_not_allowed"),
    ],
)
def test_what_cannot_be_a_goal_is_refused_with_its_code(prompt: str, code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        compile_goal(prompt, now=WEDNESDAY)
    error = caught.value
    assert error.code == code
    assert error.status == 422
    assert error.title
    assert error.fix


def test_a_meaningless_prompt_names_what_was_not_understood() -> None:
    with pytest.raises(InvalidInput) as caught:
        compile_goal("asdf qwer", now=WEDNESDAY)
    assert "asdf qwer" in caught.value.detail


def test_the_longest_prompt_and_the_largest_count_are_accepted() -> None:
    prompt = "find 100 nurse jobs".ljust(2000)
    assert compile_goal(prompt, now=WEDNESDAY).count == 100


def test_disguised_text_is_read_as_plain_text() -> None:
    plain = compile_goal("remote python jobs", now=WEDNESDAY)
    assert compile_goal("rem\u200bote\U000e0041 pyth\u00adon jobs", now=WEDNESDAY) == plain
    assert compile_goal("\uff52\uff45\uff4d\uff4f\uff54\uff45 python jobs", now=WEDNESDAY) == plain


def test_since_a_weekday_counts_from_the_last_one_before_today() -> None:
    days = [compile_goal("nurse jobs since Monday", now=date(2026, 11, day)).posted_within_days for day in range(16, 23)]
    assert days == [8, 2, 3, 4, 5, 6, 7]


def test_a_corrected_word_that_nobody_took_is_reported_as_it_was_written() -> None:
    assert compile_goal("nurse jobs, no recrutiers", now=WEDNESDAY).not_understood == ("no recrutiers",)


VOCABULARY = """find apply to don't 5 remote python nurse jobs in Berlin at Stripe or and , . without asking me not no 120k $
    every Monday since posted senior interview salary research who do I know the a https://example.com/x on
    LinkedIn German speaking -3 100 new head of as for"""
WORDS = st.sampled_from(VOCABULARY.split())


@given(st.one_of(st.text(max_size=200), st.lists(WORDS, max_size=25).map(" ".join)))
@settings(max_examples=300, deadline=None)
def test_any_text_is_a_goal_or_a_refusal_and_always_the_same(prompt: str) -> None:
    def outcome() -> Goal | str:
        try:
            return compile_goal(prompt, now=WEDNESDAY)
        except InvalidInput as error:
            return error.code

    first = outcome()
    assert first == outcome()
    if isinstance(first, Goal):
        assert Goal.model_validate(first.model_dump(mode="json")) == first
        for url in first.urls:
            assert url.startswith(("http://", "https://"))


@given(st.lists(WORDS, max_size=25).map(" ".join))
@settings(max_examples=200, deadline=None)
def test_nothing_enters_a_goal_that_no_word_of_the_prompt_says(prompt: str) -> None:
    try:
        goal = compile_goal(prompt, now=WEDNESDAY)
    except InvalidInput:
        return
    low = prompt.lower()
    assert all(place.text.lower() in low for place in goal.locations)
    assert all(name.lower() in low for name in (*goal.companies.include, *goal.companies.exclude))
    assert all(skill in low for skill in goal.skills)
    assert goal.salary is None or "120k" in low or "$" in low
    assert goal.review or "asking" in low


@pytest.mark.parametrize(
    "unit", ["1 ", "a ", "not ", "apply to ", "Aa & ", "1k-", "at least ", "every monday and ", "in ", "of ", "(", "a-"]
)
def test_the_worst_lines_are_still_read_in_time(unit: str) -> None:
    started = time.perf_counter()
    with contextlib.suppress(InvalidInput):
        compile_goal((unit * 2000)[:2000], now=WEDNESDAY)
    assert time.perf_counter() - started < 5
