"""A site that finds fault with an answer gets the same fact in the form it asks for; what has no such form is asked."""

from pathlib import Path

import pytest

from tests.support.one_application import Applying
from tests.support.picky_site import PickySite, Wish

pytestmark = [pytest.mark.stack, pytest.mark.browser, pytest.mark.slow]

MADE = {
    "phone digits only, said by the server": Wish("Phone number", r"^\d+$", "Please enter digits only, without spaces."),
    "phone with its country, said by the server": Wish(
        "Phone number", r"^\+\d+$", "Use the international format, without spaces, e.g. +15550100."
    ),
    "a refusal that answers 200": Wish("Phone number", r"^\d+$", "Numbers only.", status=200),
    "a link in full": Wish("LinkedIn profile", r"^https://", "Enter a valid URL, starting with https://"),
    "said by the page before Next": Wish("Phone number", r"^\d+$", "Digits only please", in_steps=True),
    "a page that believes only keys": Wish("Phone number", r".", "This field is required.", by_keys=True),
}


@pytest.fixture
def applying(tmp_path: Path) -> Applying:
    return Applying(tmp_path / "home")


@pytest.mark.parametrize("wish", MADE.values(), ids=MADE)
async def test_the_same_fact_in_the_form_asked_for(applying: Applying, wish: Wish) -> None:
    with PickySite(wish) as site:
        ran = await applying(site.url, "--submit")
    assert (ran.code, ran.document["status"]) == (0, "confirmed"), ran.err
    assert len(wish.taken) == 1
    assert len(wish.seen) <= 2
    said = next(f for f in ran.document["fields"] if f["label"].startswith(wish.label))
    assert said["value"] == wish.taken[0]["asked"]
    assert said["provenance"]["kind"] in ("fact", "rule")


@pytest.mark.parametrize("in_steps", [False, True], ids=["at the end", "before Next"])
async def test_what_has_no_such_form_is_asked_and_not_sent_again(applying: Applying, in_steps: bool) -> None:
    wish = Wish("Phone number", r"^moon$", "We do not like this number.", in_steps=in_steps)
    with PickySite(wish) as site:
        ran = await applying(site.url, "--submit")
    assert (ran.code, ran.document["status"]) == (3, "asked"), ran.err
    assert wish.taken == []
    assert len(wish.seen) <= 1
    assert any(wish.label in one["label"] for one in ran.document["unanswered"]), ran.document
