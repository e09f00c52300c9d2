"""The inbox on the command line: what it shows, puts off, and approves."""

import asyncio
import os
import sys

import pytest

from brain.drafts import Seen
from brain.errors import InvalidInput
from gateway.cli.inbox import seconds_of
from tests.integration.test_gateway_client import command
from tests.support.gateway import RunningGateway
from tests.support.reviews import ask_review

pytestmark = pytest.mark.stack


async def printed(gateway: RunningGateway, *words: str) -> str:
    """What a person reads."""
    env = os.environ | {"JOBHUNTER_URL": gateway.url, "JOBHUNTER_TOKEN": gateway.token, "COLUMNS": "140"}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "jobhunter", *words, env=env, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    out, err = await process.communicate()
    return f"{out.decode()}{err.decode()}"


async def test_a_review_is_read_with_what_to_look_at_first(gateway: RunningGateway) -> None:
    review = await ask_review(gateway, seen=Seen(new=("p1.visa",)))
    lines = (await printed(gateway, "inbox", str(review.step_id))).splitlines()
    order = [n for word in ("Years of Python", "Why us?", "Visa needed?", "Name *") for n, x in enumerate(lines) if word in x]
    assert order == sorted(order)
    assert len(order) == 4, lines
    shown = "\n".join(lines)
    for said in ("Developer 1", "Northwind", "score 87", "check", "new", "written by a model", "sure by 0.70"):
        assert said in shown
    short = await printed(gateway, "inbox")
    assert "5 fields, 2 to check, 1 new" in short
    _, whole = await command(gateway, "inbox", str(review.step_id), "--json")
    assert whole["interventions"][0]["review"]["manifest_hash"] == review.manifest.hash
    code, missing = await command(gateway, "inbox", "999999", "--json")
    assert (code, missing["code"]) == (2, "intervention_unknown")


async def test_a_question_is_put_off_and_shown_again(gateway: RunningGateway) -> None:
    review = await ask_review(gateway)
    step = str(review.step_id)
    code, moved = await command(gateway, "inbox", "--snooze", step, "4h", "--json")
    assert (code, moved["schema"]) == (0, "jobhunter/snoozed/1")
    assert (await command(gateway, "inbox", "--json"))[1]["interventions"] == []
    assert len((await command(gateway, "inbox", "--snoozed", "--json"))[1]["interventions"]) == 1
    code, woken = await command(gateway, "inbox", "--wake", step, "--json")
    assert (code, woken["snoozed_until"]) == (0, None)
    code, wrong = await command(gateway, "inbox", "--snooze", step, "soon", "--json")
    assert (code, wrong["code"]) == (2, "bad_time")


async def test_many_reviews_are_approved_and_what_is_refused_is_named(gateway: RunningGateway) -> None:
    reviews = [await ask_review(gateway, n) for n in range(3)]
    steps = [str(r.step_id) for r in reviews]
    code, ended = await command(gateway, "approve", steps[0], steps[1], "999999", "--json")
    assert (code, ended["schema"]) == (1, "jobhunter/approved/1")
    assert [a["step_id"] for a in ended["approved"]] == [r.step_id for r in reviews[:2]]
    assert [(r["step_id"], r["code"]) for r in ended["refused"]] == [(999999, "intervention_unknown")]
    code, ended = await command(gateway, "approve", "--all", "--json")
    assert (code, [a["step_id"] for a in ended["approved"]]) == (0, [reviews[2].step_id])
    for words in ((), ("--all", "5"), ("5", "--task", "x")):
        code, wrong = await command(gateway, "approve", *words, "--json")
        assert (code, wrong["code"]) == (2, "bad_option")


async def test_nothing_was_rejected(gateway: RunningGateway) -> None:
    assert (await command(gateway, "rejections", "--json"))[1] == {
        "schema": "jobhunter/rejections/1",
        "items": [],
        "next": None,
    }
    code, wrong = await command(gateway, "rejections", "--forget", "7", "--json")
    assert (code, wrong["code"]) == (2, "rejection_unknown")


@pytest.mark.parametrize(("span", "seconds"), [("30m", 1800), ("4h", 14400), ("2D", 172800), ("1w", 604800)])
def test_a_length_of_time(span: str, seconds: int) -> None:
    assert seconds_of(span) == seconds


@pytest.mark.parametrize("span", ["", "4", "h", "0h", "-4h", "4 h", "1.5h", "٤h", "4y"])
def test_no_length_of_time(span: str) -> None:
    with pytest.raises(InvalidInput):
        seconds_of(span)
