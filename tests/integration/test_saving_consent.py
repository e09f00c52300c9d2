"""The consent `saves_as_you_go`: asked once per site before anything is stored there, remembered, and a no is kept.

Real browser, real ledger, and a site that records what it got.
"""

import dataclasses
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from brain.action import Ask, Done, Outcome, Stop
from brain.actions import explore_form
from brain.answering.given import GivenAnswer, GivenAnswers
from brain.intervention import HumanAnswer, Intervention
from tests.browser.helpers import Everywhere
from tests.browser.site import Site
from tests.integration.test_deciding import Table, table
from tests.integration.test_submission_ledger import a_posting
from tests.support.protocol import USER
from workers.hands.browser.browser import PlaywrightBrowser
from workers.hands.browser.options import BrowserOptions
from world_model.postings import PostingStore

__all__ = ["table"]

pytestmark = [pytest.mark.stack, pytest.mark.browser, pytest.mark.security]

PAGE = """<title>Engineer</title><h1>Engineer</h1><form id=f method=post action=/send>
<label>First name <input name=first></label><label>Full name <input name=full></label><button>Submit application</button></form>
<script>
f.addEventListener('change', () => fetch('/draft', {method: 'POST', body: new URLSearchParams(new FormData(f))}))
</script>"""
NAMES = GivenAnswers(
    answers=tuple(
        GivenAnswer(question=name, value=said, exact=True) for name, said in (("first", "Ada"), ("full", "Ada Lovelace"))
    )
)
WIZARD = """<title>Engineer</title><h1>Engineer</h1><p>Step 1 of 2</p><form method=post action=/two>
<label>Full name <input name=full></label><button>Next</button></form>"""
SECOND = """<title>Engineer</title><h1>Engineer</h1><p>Step 2 of 2</p><form method=post action=/send>
<label>First name <input name=first></label><button>Submit application</button></form>"""


@pytest.fixture
def sites() -> Iterator[Any]:
    with ExitStack() as stack:
        yield lambda host="127.0.0.1": stack.enter_context(
            Site({"/": PAGE, "/wizard": WIZARD, "POST /two": SECOND, "POST /draft": ""}, host)
        )


@pytest_asyncio.fixture
async def browser(tmp_path: Path) -> AsyncIterator[PlaywrightBrowser]:
    hands = PlaywrightBrowser(BrowserOptions(files_dir=tmp_path, human_pauses=False), Everywhere())
    yield hands
    await hands.close()


class Exploring:
    """`explore_form` on one table: each call is one run of the step, with the person's answers so far."""

    def __init__(self, table: Table, browser: PlaywrightBrowser) -> None:
        self._table, self._browser, self._number = table, browser, 1

    async def __call__(self, url: str, *answers: HumanAnswer) -> Outcome:
        self._number += 1
        posting = a_posting(str(self._number), title=f"Engineer {self._number}").model_copy(update={"apply_url": url, "url": url})
        stored = (await PostingStore(self._table.here.database).save(USER, [posting]))[0]
        step = dataclasses.replace(self._table.context.step, answers=answers, given=NAMES)
        context = dataclasses.replace(self._table.context, browser=self._browser, step=step)
        given = explore_form.Input(posting_id=stored.id, candidate_id=self._table.candidate_id)
        return await explore_form.run(given, context)


@pytest.fixture
def exploring(table: Table, browser: PlaywrightBrowser) -> Exploring:
    return Exploring(table, browser)


def says(asked: Intervention, word: str) -> HumanAnswer:
    return HumanAnswer(
        intervention_id=1, kind="question", action="answer", fields={"saves_as_you_go": word}, context=asked.context
    )


@pytest.mark.parametrize("path", ["/", "/wizard"])
async def test_a_site_that_stores_is_asked_about_once_and_a_yes_is_remembered(
    exploring: Exploring, sites: Any, path: str
) -> None:
    site = sites()
    first = await exploring(site.url(path))
    assert isinstance(first, Ask), first
    assert [one.key for one in first.intervention.fields] == ["saves_as_you_go"]
    assert site.origin.removeprefix("http://") in first.intervention.question
    assert site.posts == []

    answered = await exploring(site.url(path), says(first.intervention, "yes"))
    assert isinstance(answered, Done), answered
    assert [one for one in site.posts if "Ada" in one.body]
    assert [one for one in site.posts if one.path == "/send"] == []

    again = await exploring(site.url(path))
    assert isinstance(again, Done), again
    assert [one for one in site.posts if one.path == "/send"] == []


async def test_a_no_is_kept_and_leaves_the_site_to_the_person(exploring: Exploring, sites: Any) -> None:
    site = sites()
    first = await exploring(site.url())
    assert isinstance(first, Ask)
    for answers in ((says(first.intervention, "no"),), ()):
        refused = await exploring(site.url(), *answers)
        assert isinstance(refused, Stop), refused
        assert (refused.kind, refused.code) == ("refused", "saves_as_you_go")
    assert site.posts == []


async def test_what_was_said_of_one_site_is_not_said_of_another(exploring: Exploring, sites: Any) -> None:
    one, other = sites(), sites("localhost")
    first = await exploring(one.url())
    assert isinstance(first, Ask)
    assert isinstance(await exploring(one.url(), says(first.intervention, "yes")), Done)
    assert isinstance(await exploring(other.url()), Ask)
    assert other.posts == []
