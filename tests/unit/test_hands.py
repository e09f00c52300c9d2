"""Taking turns: the machine's acts and a person's hands in one browser; and what only their hands may ask for."""

import asyncio

import pytest

from brain.errors import Conflict
from brain.form import Entry, Field, FormPage
from brain.ports import LONGEST_HANDS_S
from workers.hands.browser import hands_on
from workers.hands.browser.gate_rules import Asked, GateState, decide
from workers.hands.browser.hands_on import CHANGED_BY_HAND, ByHand, Hands
from workers.live import ended

HOME = "https://jobs.example.org/apply"


class Worker:
    def __init__(self) -> None:
        self.hands = Hands()
        self.did: list[str] = []
        self.go_on = asyncio.Event()

    @hands_on.machines_act
    async def outer(self) -> None:
        await self.inner()
        await self.go_on.wait()
        self.did.append("outer")

    @hands_on.machines_act
    async def inner(self) -> None:
        self.did.append("inner")


async def test_the_machine_ends_its_act_before_a_person_has_the_hands_on() -> None:
    worker = Worker()
    act = asyncio.create_task(worker.outer())
    await asyncio.sleep(0)
    taking = asyncio.create_task(worker.hands.take("ada"))
    await asyncio.sleep(0)
    assert worker.did == ["inner"]
    assert not taking.done()
    worker.go_on.set()
    await act
    await taking
    assert worker.did == ["inner", "outer"], "an act made of others is not cut in the middle"


async def test_the_machine_waits_until_the_hands_are_given_back() -> None:
    worker = Worker()
    await worker.hands.take("ada")
    act = asyncio.create_task(worker.inner())
    await asyncio.sleep(0)
    assert worker.did == []
    worker.hands.give_back()
    await act
    assert worker.did == ["inner"]


async def test_one_person_at_a_time_and_nobody_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    hands = Hands()
    await hands.take("ada")
    with pytest.raises(Conflict) as taken:
        await hands.take("bob")
    assert taken.value.code == "hands_taken"
    hands.give_back()
    monkeypatch.setattr(hands, "_held_s", LONGEST_HANDS_S)
    with pytest.raises(Conflict) as over:
        await hands.take("ada")
    assert over.value.code == "hands_too_long"


async def test_who_gives_up_waiting_for_the_machine_leaves_it_alone() -> None:
    worker = Worker()
    act = asyncio.create_task(worker.outer())
    await asyncio.sleep(0)
    taking = asyncio.create_task(worker.hands.take("ada"))
    await asyncio.sleep(0)
    taking.cancel()
    await asyncio.gather(taking, return_exceptions=True)
    worker.go_on.set()
    await act
    await worker.inner()
    assert (worker.hands.person, worker.did) == ("", ["inner", "outer", "inner"])


def page(**values: object) -> FormPage:
    fields = tuple(
        Field(key=f"p1.{k}", label=k, kind="password" if k == "secret" else "text", value=v) for k, v in values.items()
    )
    return FormPage(number=1, kind="form_step", url=HOME, fields=fields)


def test_what_a_person_changed_is_theirs_and_secrets_are_nobodys_answer() -> None:
    by_hand = ByHand()
    by_hand.begin(page(name="", city="Oslo", secret=""))
    by_hand.found(page(name="Ada", city="Oslo", secret="hunter2", more="new"))
    assert by_hand.values == {"p1.name": "Ada", "p1.more": "new"}


def test_the_machine_leaves_what_a_person_put_in() -> None:
    by_hand, now = ByHand(), page(name="Ada", city="")
    by_hand.begin(page(name="", city=""))
    by_hand.found(now)
    wanted = [
        Entry(field=f.model_copy(update={"key": k}), value="Bob") for f, k in zip(now.fields, ("p1.name", "p1.city"), strict=True)
    ]
    gone = Entry(field=Field(key="p1.gone", label="Gone", kind="text"), value="x")
    rest, left = by_hand.kept(now, [*wanted, gone])
    assert [e.field.key for e in rest] == ["p1.city"]
    assert (left["p1.name"].ok, left["p1.name"].value, left["p1.name"].reason) == (False, "Ada", CHANGED_BY_HAND)
    assert not left["p1.gone"].ok


def test_nothing_was_typed_where_the_page_was_another_one_afterwards() -> None:
    by_hand = ByHand()
    by_hand.begin(page(name=""))
    by_hand.found(page(name="Ada").model_copy(update={"number": 2}))
    assert (by_hand.values, by_hand.unread) == ({}, False)


@pytest.mark.parametrize(
    ("url", "body", "verdict"),
    [
        ("https://www.google.com/recaptcha/api2/userverify", b"c=1", "pass"),
        ("https://newassets.hcaptcha.com/captcha/v1/getcaptcha", b"c=1", "pass"),
        ("https://challenges.cloudflare.com/turnstile/v0", b"c=1", "pass"),
        ("https://www.google.com/collect", b"c=1", "other_host"),
        ("https://hcaptcha.com.evil.example/getcaptcha", b"c=1", "other_host"),
        ("http://hcaptcha.com/getcaptcha", b"c=1", "other_host"),
        ("https://hcaptcha.com/getcaptcha", b"name=Ada+Lovelace", "candidate_data"),
    ],
)
def test_a_captchas_maker_is_asked_only_while_a_person_has_the_hands_on(url: str, body: bytes, verdict: str) -> None:
    asked = Asked(method="POST", url=url, resource="xhr", main_frame=False, body=body)
    state = GateState(mode="closed", home=HOME, values=frozenset({"Ada Lovelace"}))
    assert decide(asked, state.model_copy(update={"in_hands": True})) == verdict
    assert decide(asked, state) in ("other_host", "candidate_data")


async def test_a_task_that_takes_its_cancelling_for_a_time_out_is_ended_all_the_same() -> None:
    async def deaf() -> None:
        for _ in range(2):
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                continue
        await asyncio.Event().wait()

    task = asyncio.create_task(deaf())
    await asyncio.sleep(0)
    await ended([task], again_s=0.01)
    assert task.cancelled()
