"""What a family's file changes in the browser: each quirk, its selectors, its last action, and whom it may tell what was learned."""

# ruff: noqa: E501 - a page is one string, as it is served

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from brain.form import Entry, FieldValue
from brain.ports import KnownSelector
from brain.ports import Site as Registered
from brain.sites import domain_of
from tests.browser.helpers import Everywhere, Log, document, entries, fill_all, send
from tests.browser.site import Serve, Site
from workers.hands.browser.browser import PlaywrightBrowser
from workers.hands.browser.families import Family, KnownFamilies
from workers.hands.browser.options import BrowserOptions
from workers.hands.browser.session import PlaywrightSession

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]
THANKS = "<h1>Application received</h1>"
MARK = "<link rel=icon href=https://cdn.acme-ats.com/icon.png>"


@asynccontextmanager
async def opened(
    options: BrowserOptions, site: Site, registered: bool = True, known: list[KnownSelector] | None = None, **held: Any
) -> AsyncIterator[PlaywrightSession]:
    """A session with one family known, for which the site is registered or not."""
    acme = Family.model_validate({"name": "acme", "hosts": ["acme-ats.com"], "marks": ["cdn.acme-ats.com"], **held})
    hands = PlaywrightBrowser(options, Everywhere("https://cdn."), KnownFamilies([acme]))
    try:
        async with hands.open(
            site.url(), known or [], site=Registered(domain=domain_of(site.url()), family="acme") if registered else None
        ) as session:
            yield session
    finally:
        await hands.close()


# A page that believes a text only when keys wrote it, as some do: what is merely set is shown, and not sent.
KEYS_ONLY = """<form method=post action=/send><label>Name <input id=n></label><label>Story <textarea id=s></textarea></label>
<input type=hidden name=typed><button>Submit application</button></form>
<script>const held = {};
for (const el of document.querySelectorAll('#n, #s')) el.addEventListener('keyup', (e) => { if (e.isTrusted) held[el.id] = el.value; });
document.forms[0].addEventListener('submit', () => { document.forms[0].typed.value = JSON.stringify(held); });</script>"""


@pytest.mark.parametrize(("quirk", "typed"), [(True, "%7B%22n%22%3A%22Ada%22%2C%22s%22%3A%22Long+ago%22%7D"), (False, "%7B%7D")])
async def test_types_by_keys(options: BrowserOptions, serve: Serve, quirk: bool, typed: str) -> None:
    site = serve({"/": KEYS_ONLY, "POST /send": THANKS})
    async with opened(options, site, quirks={"types_by_keys": quirk}) as session:
        await send(session, {"Name": "Ada", "Story": "Long ago"})
    assert site.posts[0].body == f"typed={typed}"


TICKS = """<form method=post action=/send><fieldset><legend>Level</legend><label><input type=radio name=r value=a>Junior</label><label><input type=radio name=r value=b>Senior</label></fieldset>
<fieldset><legend>Tools</legend><label><input type=checkbox name=c value=x>Saw</label><label><input type=checkbox name=c value=y>Oven</label></fieldset>
<label><input type=checkbox name=d style="position:absolute;opacity:0;width:0;height:0"><span>I agree to the privacy policy</span></label>
<input type=hidden name=scripted value=0><button>Submit application</button></form>
<script>document.addEventListener('click', (e) => { if (e.target.matches('input') && !e.isTrusted) document.forms[0].scripted.value++; }, true);</script>"""


@pytest.mark.parametrize("quirk", [True, False])
async def test_ticks_by_mouse(options: BrowserOptions, serve: Serve, quirk: bool) -> None:
    site = serve({"/": TICKS, "POST /send": THANKS})
    async with opened(options, site, quirks={"ticks_by_mouse": quirk}) as session:
        await send(session, {"Level": "Senior", "Tools": ("Oven",), "I agree to the privacy policy": True})
    assert site.posts[0].body == f"r=b&c=y&d=on&scripted={0 if quirk else 3}"


# A page that draws its form again, with other questions, a while after it came.
DRAWN_AGAIN = """<form method=post action=/send><label>Name <input name=early></label><button>Submit application</button></form>
<script>setTimeout(() => document.querySelector('label').outerHTML = '<label>Name <input name=n></label><label>Town <input name=t></label>', 250);</script>"""


async def test_settle_ms(options: BrowserOptions, serve: Serve) -> None:
    async with opened(options, serve(DRAWN_AGAIN), quirks={"settle_ms": 600}) as session:
        assert [field.name for field in (await session.read()).fields] == ["n", "t"]


# A page that writes into its fields what it read in the file, some time after it was chosen.
FILLS_IN = """<form method=post action=/send enctype=text/plain><label>Name <input name=n></label><label>Town <input name=t></label><label>Resume <input type=file id=f></label><button>Submit application</button></form>
<script>document.getElementById('f').onchange = () => { setTimeout(() => { document.forms[0].n.value = 'A. LOVELACE'; }, 400); setTimeout(() => { document.forms[0].t.value = 'PARIS'; }, 440); };</script>"""


@pytest.mark.parametrize(("autofill_ms", "right"), [(3000, True), (0, False)])
async def test_autofill_ms(options: BrowserOptions, serve: Serve, tmp_path: Path, autofill_ms: int, right: bool) -> None:
    values: dict[str, FieldValue] = {"Name": "Ada", "Town": "London", "Resume": document(tmp_path)}
    async with opened(options, serve(FILLS_IN), quirks={"autofill_ms": autofill_ms}) as session:
        await fill_all(session, values)
        while not right and (await session.read()).fields[1].value != "PARIS":
            await session.change(0.1)
        held = {field.label: field.value for field in (await session.read()).fields[:2]}
    assert held == ({"Name": "Ada", "Town": "London"} if right else {"Name": "A. LOVELACE", "Town": "PARIS"})


async def test_a_page_that_fills_nothing_in_is_not_waited_for_longer_than_its_family_says(
    options: BrowserOptions, serve: Serve, tmp_path: Path
) -> None:
    site = serve("<form><label>Name <input name=n></label><label>Resume <input type=file></label><button>Submit</button></form>")
    async with opened(options, site, quirks={"autofill_ms": 50}) as session:
        await fill_all(session, {"Name": "Ada", "Resume": document(tmp_path)})


async def test_a_registered_site_is_of_its_family_whatever_it_carries(options: BrowserOptions, serve: Serve) -> None:
    site = serve("<form><label>Name <input></label><button>Submit</button></form>")
    async with opened(options, site) as session:
        assert (await session.read()).family == "acme"
        assert session.gate.state.family_hosts == {"acme-ats.com", domain_of(site.url())}
    async with opened(options, site, registered=False) as session:
        assert (await session.read()).family is None


async def test_marks_name_a_family_and_open_none_of_its_hosts(options: BrowserOptions, serve: Serve) -> None:
    page = f"{MARK}<form><label>Name <input name=n></label><button>Submit</button></form>"
    async with opened(options, serve(page), registered=False) as session:
        assert (await session.read()).family == "acme"
        assert session.gate.state.family_hosts == frozenset()


# Its wording is of no language the engine knows, and what looks like the last action is not the last one.
WORDLESS = """<form method=post action=/send><label>Name <input name=n></label><button type=submit data-qa=vor>Zzyx</button><button type=button>Qwert</button></form>
<script>document.forms[0].onsubmit = (e) => { e.preventDefault(); document.forms[0].innerHTML = '<label>Town <input name=t></label><button type=button data-qa=fin onclick="fetch(\\'/send\\', {method: \\'POST\\', body: \\'t\\'}).then(() => document.body.innerHTML = \\'<h1>Application received</h1>\\')">Plugh</button><button type=submit>Xyzzy</button>'; };</script>"""
ACTS = {"next": ['button[data-qa="vor"]'], "submit": ['button[data-qa="fin"]']}


async def test_the_family_says_which_action_is_the_last(options: BrowserOptions, serve: Serve) -> None:
    site = serve({"/": WORDLESS, "POST /send": "ok"})
    async with opened(options, site, selectors=ACTS) as session:
        first = await fill_all(session, {"Name": "Ada"})
        assert [(act.label, act.kind) for act in first.actions] == [("Zzyx", "next"), ("Qwert", "other")]
        last = await session.advance(first)
        assert [(act.label, act.kind) for act in last.actions] == [("Plugh", "submit"), ("Xyzzy", "other")]
        assert site.posts == []
        assert (await session.submit(last, Log())).state == "confirmed"
    assert site.posts[0].body == "t"


async def test_a_page_that_only_carries_a_family_s_marks_has_its_last_action_judged_by_its_words(
    options: BrowserOptions, serve: Serve
) -> None:
    async with opened(options, serve(MARK + WORDLESS), registered=False, selectors=ACTS) as session:
        page = await session.read()
        assert (page.family, [act.kind for act in page.actions], page.last) == ("acme", ["submit", "other"], True)


async def test_a_next_of_the_family_s_that_says_it_sends_is_the_last_action(options: BrowserOptions, serve: Serve) -> None:
    page = "<form method=post action=/send><label>Name <input name=n></label><button data-qa=vor>{}</button></form>"
    for words in ("Submit application", "Send", "Bewerbung absenden", "Review and submit"):
        async with opened(options, serve(page.format(words)), selectors=ACTS) as session:
            assert [act.kind for act in (await session.read()).actions] == ["submit"]


FORM = "<form method=post action=/send><label>Email <input name=e type=email></label><label>Town <input name=t></label><input name=website_url aria-label=Website tabindex=-1 style='position:absolute;left:-9999px'><button id=go>Submit</button></form>"
SEEDS = {"field:email:email": ['input[id="gone"]', 'input[name="e"]'], "field:town:text": ['input[name="e"]']}


async def test_seeds_are_tried_after_what_was_learned_and_trusted_no_more(options: BrowserOptions, serve: Serve) -> None:
    site = serve({"/": FORM, "POST /send": THANKS})
    known = [KnownSelector(purpose="field:email:email", selector='input[type="email"]')]
    async with opened(options, site, known=known, selectors=SEEDS) as session:
        await fill_all(session, {"Email": "ada@example.org", "Town": "London"})
        tried = {(one.purpose, one.selector, one.won, one.hit) for one in session.evidence}
    assert tried == {
        ("field:email:email", 'input[type="email"]', True, True),
        ("field:town:text", 'input[name="e"]', False, True),
        ("field:town:text", 'input[name="t"]', True, False),
    }
    async with opened(options, site, selectors=SEEDS) as session:
        await send(session, {"Email": "ada@example.org", "Town": "London"})
        assert session.selector_hits == 1
    assert site.posts[-1].body == "e=ada%40example.org&t=London&website_url="


@pytest.mark.parametrize(("registered", "shared"), [(True, {"acme"}), (False, {None})])
async def test_only_what_was_seen_where_the_family_is_at_home_may_be_shared(
    options: BrowserOptions, serve: Serve, registered: bool, shared: set[str | None]
) -> None:
    async with opened(options, serve({"/": MARK + FORM, "POST /send": THANKS}), registered=registered) as session:
        await send(session, {"Email": "ada@example.org", "Town": "London"})
        assert {one.family for one in session.evidence} == shared


async def test_what_a_frame_of_another_site_shows_is_not_the_family_s(options: BrowserOptions, serve: Serve) -> None:
    inner = serve({"/": FORM}, "localhost")
    outer = serve(f"<h1>Apply</h1><iframe src='{inner.url()}' width=600 height=400></iframe>")
    async with opened(options, outer) as session:
        page = await session.read()
        await session.fill(page, entries(page, {"Town": "London"}))
        assert {one.family for one in session.evidence} == {None}


async def test_bait_is_never_remembered(options: BrowserOptions, serve: Serve) -> None:
    async with opened(options, serve(FORM)) as session:
        page = await session.read()
        assert [field.label for field in page.fields if field.honeypot] == ["Website"]
        results = await session.fill(page, entries(page, {"Website": "https://ada.example", "Town": "London"}))
        assert [one.ok for one in results] == [False, True]
        assert {one.purpose for one in session.evidence} == {"field:town:text"}


async def test_a_page_that_writes_the_candidate_into_its_labels_makes_nobody_remember_them(
    options: BrowserOptions, serve: Serve
) -> None:
    page = "<form method=post action=/send><label>Email <input type=email aria-label='Email'></label><label>Again, ada@example.org? <input name=again></label><button aria-label='Submit as ADA@example.org'>Submit</button></form>"
    async with opened(options, serve({"/": page, "POST /send": THANKS})) as session:
        await send(session, {"Email": "ada@example.org", "Again, ada@example.org?": "yes"})
        assert [(one.purpose, one.selector) for one in session.evidence] == [("field:email:email", 'input[aria-label="Email"]')]


async def test_two_questions_of_one_name_do_not_spoil_each_other(options: BrowserOptions, serve: Serve) -> None:
    page = "<form method=post action=/send><fieldset><legend>You</legend><label>Email <input name=a type=email></label></fieldset><fieldset><legend>A referee</legend><label>Email <input name=b type=email></label></fieldset><button>Submit</button></form>"
    known = [KnownSelector(purpose="field:email:email", selector=f'input[name="{name}"]') for name in ("a", "b")]
    async with opened(options, serve(page), known=known) as session:
        read = await session.read()
        values = zip(read.fields, ("ada@example.org", "charles@example.org"), strict=True)
        for field, value in values:
            await session.fill(read, [Entry(field=field, value=value)])
        assert sorted((one.selector, one.won, one.hit) for one in session.evidence) == [
            ('input[name="a"]', True, True), ('input[name="b"]', True, True),
        ]  # fmt: skip
