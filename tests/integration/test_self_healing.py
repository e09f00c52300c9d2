"""What one application teaches the next: on the same site, on another of its family, and after the site was rebuilt."""

# ruff: noqa: E501 - a page is one string, as it is served

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from brain.ports import Site as KnownSite
from brain.sites import domain_of
from tests.browser.site import Site
from tests.support.applying_here import ApplyingHere, applying_here
from workers.hands.browser.families import KnownFamilies

pytestmark = [pytest.mark.stack, pytest.mark.browser, pytest.mark.slow]

FORM = """<title>Baker at Petit Four</title><h1>Baker</h1><form method=post action=/send>
<label>First name* <input id=given required></label><label>Last name* <input id=family required></label>
<label>Email* <input id=mail type=email required></label><label>Phone <input id=tel type=tel></label>
<script>for (const e of document.querySelectorAll('input')) e.name = e.id;</script>
<button id=send>Submit application</button></form>"""
# The same questions after a rebuild: other ids and names, two ids on each other's field, another order, more boxes around them,
# and one question in another language.
REBUILT = """<title>Baker at Petit Four</title><h1>Baker</h1><main><form method=post action=/send>
<section><div class=row><label for=x1>Email*</label><div><input id=x1 name=applicant_mail type=email required></div></div></section>
<section><div><div><label for=x2>Téléphone</label><span><input id=x2 name=applicant_tel type=tel></span></div></div></section>
<fieldset><label for=given>Last name*</label><input id=given name=applicant_last required><label for=family>First name*</label><input id=family name=applicant_first required></fieldset>
<p><button id=go>Submit application</button></p></form></main>"""
ASKED = 5  # four fields and the last action
Serve = Callable[[str], Site]


@pytest.fixture
def serve() -> Iterator[Serve]:
    with ExitStack() as stack:

        def start(form: str) -> Site:
            thanks = "<h1>Application received</h1><p>Thank you for applying.</p>"
            pages: dict[str, Any] = {"/jobs/1": form, "POST /send": thanks}
            return stack.enter_context(Site(pages))

        yield start


@pytest.fixture
def sites(serve: Serve) -> list[Site]:
    return [serve(FORM), serve(FORM), serve(FORM)]


@pytest.fixture
async def apply(migrated_database_url: str, tmp_path: Path, sites: list[Site]) -> AsyncIterator[ApplyingHere]:
    async with applying_here(migrated_database_url, tmp_path, [site.origin for site in sites]) as applying:
        yield applying


async def test_a_rebuilt_site_is_filled_by_its_labels_and_known_again_after_one_application(
    apply: ApplyingHere, sites: list[Site]
) -> None:
    site = sites[0]
    url = site.url("/jobs/1")
    hits = []
    for _ in range(3):
        applied = await apply(url)
        assert applied.status == "confirmed", applied.said
        hits.append(applied.hits)
    assert hits == [0, ASKED, ASKED]

    site.pages["/jobs/1"] = REBUILT
    after = [await apply(url) for _ in range(2)]
    assert [one.status for one in after] == ["confirmed", "confirmed"], after
    assert [one.hits for one in after] == [0, ASKED]
    assert site.posts[-1].body == (
        "applicant_mail=ada%40lovelace.example&applicant_tel=%2B44+20+7946+0958&applicant_last=Lovelace&applicant_first=Ada"
    )
    best = {one.purpose: one.selector for one in reversed(await apply.sites.selectors(domain_of(url), None))}
    assert (best["field:first_name:text"], best["submit"]) == ('input[id="family"]', 'button[id="go"]')


async def test_what_one_site_of_a_family_taught_helps_another_that_is_registered_for_it(
    apply: ApplyingHere, sites: list[Site]
) -> None:
    first, second, stranger = sites
    registered = [KnownSite(domain=domain_of(one.origin), family="northforms", private=True) for one in (first, second)]
    await apply.sites.import_sites(registered)
    applied = [await apply(one.url("/jobs/1")) for one in (first, second, stranger)]
    assert [one.status for one in applied] == ["confirmed"] * 3, applied
    assert [one.hits for one in applied] == [0, ASKED, 0]


async def test_a_form_is_sent_with_no_family_known_and_nothing_learned(
    migrated_database_url: str, tmp_path: Path, sites: list[Site]
) -> None:
    async with applying_here(migrated_database_url, tmp_path, [sites[0].origin], KnownFamilies(())) as apply:
        applied = await apply(sites[0].url("/jobs/1"))
    assert (applied.status, applied.hits) == ("confirmed", 0), applied.said
