"""The main job, as a user starts it: the whole stack, a real browser, and employers who say what they received."""

import os
import signal
from pathlib import Path

import psutil
import pytest

from tests.support.demo import running_demo

pytestmark = [pytest.mark.stack, pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(1200)]


def test_the_same_goal_twice_sends_ten_applications_to_ten_postings(tmp_path: Path) -> None:
    with running_demo(tmp_path) as demo:
        document = demo.result()
        pids = demo.process.pid
    received = document["received"]
    assert (document["submitted"], document["second_run"]["submitted"]) == (5, 5)
    assert len({r["posting_id"] for r in received}) == len(received) == 10
    assert all(r["complete"] and not r["errors"] and r["same_as"] is None for r in received)
    assert (document["duplicates"], document["wrong_fields"], document["llm_calls"]) == (0, 0, 0)
    assert document["second_run"]["selector_hits"] > 0, "the second run used nothing the first one learned"
    assert not psutil.pid_exists(pids)
    assert not (demo.home / "stack.json").exists()


def test_the_hands_worker_killed_in_the_middle_costs_neither_the_goal_nor_a_second_application(tmp_path: Path) -> None:
    with running_demo(tmp_path, JOBHUNTER_LEASE_S="10") as demo:
        demo.when_received(2, lambda: os.kill(demo.stack()["pids"]["hands"], signal.SIGKILL))
        document = demo.result()
    received = document["received"]
    assert len({r["posting_id"] for r in received}) == len(received) >= 10
    assert (document["duplicates"], document["wrong_fields"]) == (0, 0)
