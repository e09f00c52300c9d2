"""A captcha is the person's: asked cold, then with the page open for them, and never gone round."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from brain.action import Ask, PutOff
from brain.by_hand import READY, HandsNeeded, work_captcha
from brain.form import FormPage
from brain.intervention import HumanAnswer, Intervention
from brain.ports import WarmAnswer

PAGE = FormPage(number=1, kind="form_step", url="https://jobs.example.org/apply", captcha="recaptcha")


class Desk:
    """A step's live view, warm slot and checkpoints in memory. `looks_on`: somebody watches; `works`: who waits gets hands."""

    def __init__(self, looks_on: bool = False, works: bool = False, slot: bool = True) -> None:
        self.looks_on, self.works, self.slot = looks_on, works, slot
        self.held_s = self.waited_s = 0.0
        self.asked: list[Intervention] = []
        self.says: WarmAnswer | None = None
        self.slots = 0
        self.kept: dict[str, Any] = {}

    async def by_hand(self, why: str, wait_s: float = 0.0) -> bool:
        if wait_s and not self.works:
            await asyncio.Event().wait()
        return self.looks_on or (self.works and wait_s > 0)

    async def take_slot(self) -> bool:
        self.slots += self.slot
        return self.slot

    async def free_slot(self) -> None:
        self.slots -= 1

    async def ask(self, asked: Intervention, most_s: float) -> WarmAnswer | None:
        self.asked.append(asked)
        if self.works:
            await asyncio.Event().wait()
        return self.says

    async def checkpoint(self, name: str, value: Any) -> None:
        self.kept[name] = value

    async def recalled(self, name: str) -> Any:
        return self.kept.get(name)

    async def screenshot(self, label: str) -> str:
        return f"{label}.jpg"


def ready(id_: int = 7, **said: Any) -> HumanAnswer:
    return HumanAnswer(intervention_id=id_, kind="captcha", action=said.pop("action", "answer"), context={READY: True}, **said)


async def work(desk: Desk, *answers: HumanAnswer, page: FormPage = PAGE) -> None:
    step = SimpleNamespace(task_id="t", id=5, answers=answers)
    ctx: Any = SimpleNamespace(step=step, live=desk, warm=desk, checkpoint=desk.checkpoint, recalled=desk.recalled)
    session: Any = desk
    await work_captcha(ctx, session, page, "Python Developer", {"posting_id": "p"})


async def refused(desk: Desk, *answers: HumanAnswer) -> Ask | PutOff:
    with pytest.raises(HandsNeeded) as needed:
        await work(desk, *answers)
    return needed.value.outcome


async def test_a_page_without_one_needs_nobody() -> None:
    await work(Desk(), page=PAGE.model_copy(update={"captcha": None}))


async def test_it_is_asked_cold_with_the_live_views_address() -> None:
    outcome = await refused(Desk())
    assert isinstance(outcome, Ask)
    asked = outcome.intervention
    assert (asked.kind, asked.context["live"], asked.context[READY]) == ("captcha", "/live/t/5", True)
    assert asked.context["screenshot"] == "by-hand.jpg"


async def test_who_looks_on_is_asked_there() -> None:
    await work(Desk(looks_on=True))


async def test_the_page_stands_open_for_who_is_ready_in_one_warm_slot() -> None:
    desk = Desk(works=True)
    await work(desk, ready())
    assert (desk.slots, [one.context["warm"] for one in desk.asked]) == (0, [True])


async def test_who_says_that_it_is_done_has_done_it() -> None:
    desk = Desk()
    desk.says = WarmAnswer(action="answer")
    await work(desk, ready())
    assert desk.slots == 0


async def test_where_nobody_came_in_time_it_is_cold_again_and_one_yes_counts_once() -> None:
    desk = Desk()
    for _ in range(2):
        assert isinstance(await refused(desk, ready()), Ask)
    assert len(desk.asked) == 1
    assert desk.slots == 0


async def test_a_no_opens_nothing() -> None:
    desk = Desk(works=True)
    assert isinstance(await refused(desk, ready(human_input="not now")), Ask)
    assert desk.asked == []


async def test_without_a_free_slot_it_is_put_off() -> None:
    assert isinstance(await refused(Desk(slot=False), ready()), PutOff)
