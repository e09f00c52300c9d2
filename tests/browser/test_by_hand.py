"""What only a person's hands can put in: explored with their help, and sent as it stands, through the review like all else."""

import asyncio
from collections.abc import Sequence

import pytest

from brain.by_hand import TYPED
from brain.exploring import Explored, explore
from brain.form import FormPage
from brain.manifest import Answer, Provenance, Unanswered
from tests.browser.site import Serve
from workers.hands.browser.browser import PlaywrightBrowser
from workers.hands.browser.session import PlaywrightSession

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]
# A field that believes only a trusted hand: whatever a script or a driver's fill puts in is thrown away.
STUBBORN = """<title>Apply</title><body style="margin:0;font:20px sans-serif"><form method=post action=/send>
<p><label>Name <input name=name required style="position:absolute;left:300px;top:20px;width:300px"></label></p>
<p><label>Favourite colour <input name=colour required style="position:absolute;left:300px;top:80px;width:300px"></label></p>
<button style="position:absolute;left:300px;top:160px">Submit application</button></form>
<script>const colour = document.querySelector('[name=colour]'); let pointed = false;
colour.addEventListener('pointerdown', (e) => { pointed = e.isTrusted && e.clientX === 444; });
colour.addEventListener('input', () => { if (!pointed) colour.value = ''; });</script></body>"""


def answering(page: FormPage) -> tuple[Sequence[Answer], Sequence[Unanswered]]:
    fact = Provenance(kind="fact", ids=(1,))
    known = {"Name": "Ada", "Favourite colour": "green"}
    return [Answer(field=f, value=known[f.label], provenance=fact) for f in page.fields if f.label in known], []


async def nothing(_page: FormPage) -> None:
    """Nobody is told."""


async def type_colour(session: PlaywrightSession, colour: str) -> None:
    await session.live.take("ada")
    await session.live.act({"type": "click", "x": 444, "y": 92})
    await session.live.act({"type": "key", "key": "Control+A"})
    await session.live.act({"type": "type", "text": colour})
    session.live.give_back()


def told(explored: Explored) -> dict[str, tuple[object, str, str]]:
    return {a.field.label: (a.value, a.provenance.kind, a.provenance.detail) for a in explored.answers}


async def test_a_takeover_fills_a_field_the_machine_could_not(browser: PlaywrightBrowser, serve: Serve) -> None:
    wanted: list[str] = []
    async with browser.open(serve(STUBBORN).url()) as session:

        async def lend(labels: Sequence[str]) -> bool:
            wanted.extend(labels)
            await type_colour(session, "blue")
            return True

        explored = await explore(session, answering, nothing, lend=lend)
    assert wanted == ["Favourite colour"]
    assert told(explored) == {"Name": ("Ada", "fact", ""), "Favourite colour": ("blue", "given", TYPED)}
    assert (explored.open_required, explored.problems) == ([], {})
    manifest = explored.manifest(explored.pages[0].url)
    assert [(f.label, f.value, f.read_back) for f in manifest.fields if f.label != "Name"] == [
        ("Favourite colour", "blue", "blue")
    ]


async def test_where_nobody_lends_a_hand_the_field_is_asked(browser: PlaywrightBrowser, serve: Serve) -> None:
    async with browser.open(serve(STUBBORN).url()) as session:
        explored = await explore(session, answering, nothing)
    assert [u.field.label for u in explored.open_required] == ["Favourite colour"]


async def test_what_a_person_types_while_the_machine_works_is_not_typed_over(browser: PlaywrightBrowser, serve: Serve) -> None:
    async with browser.open(serve(STUBBORN.replace("<script>", "<!--").replace("</script>", "-->")).url()) as session:

        async def meanwhile(_page: FormPage) -> None:
            await type_colour(session, "purple")

        explored = await explore(session, answering, meanwhile)
        held = {f.label: f.value for f in (await session.read()).fields}
    assert told(explored)["Favourite colour"] == ("purple", "given", TYPED)
    assert told(explored)["Name"][1] == "fact"
    assert held == {"Name": "Ada", "Favourite colour": "purple"}


async def test_the_machine_goes_on_only_when_the_hands_are_given_back(browser: PlaywrightBrowser, serve: Serve) -> None:
    async with browser.open(serve(STUBBORN).url()) as session:
        await session.live.take("ada")
        exploring = asyncio.create_task(explore(session, answering, nothing))
        await session.live.act({"type": "click", "x": 444, "y": 32})
        await session.live.act({"type": "type", "text": "Grace"})
        assert not exploring.done()
        assert await session.pages()[0].input_value("[name=colour]") == ""
        session.live.give_back()
        explored = await exploring
    assert told(explored)["Name"] == ("Grace", "given", TYPED)
