"""A worker killed with a code in hand: the code is gone, the person is asked again, and no account is ever locked."""

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.support.account_site import AccountSite, Desk
from tests.support.applicant import MAIL, OWN, Applicant, applicant
from tests.support.protocol import MASTER_KEY
from tests.support.waiting import until
from workers.one_application import Ended
from world_model.at_address import AtAddress
from world_model.interventions import AskedIntervention
from world_model.users import LOCAL_USER

pytestmark = [pytest.mark.stack, pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
async def ada(migrated_database_url: str, tmp_path: Path) -> AsyncIterator[Applicant]:
    desk = Desk(shows="sign_in_only", accounts={MAIL: OWN}, second="boxes", locks_after=2)
    with AccountSite(desk) as site:
        async with applicant(migrated_database_url, tmp_path, frozenset({site.origin}), MASTER_KEY) as ada:
            await ada.imported(creates_accounts=True)
            ada.site = site
            kept = await ada.plan(site, OWN)
            await ada.credentials.move(LOCAL_USER, kept.id, "works")
            yield ada


async def warm(ada: Applicant, ended: Ended) -> AskedIntervention:
    await until(lambda: ada.open_question(ended.task_id, "code"))
    found = await ada.open_question(ended.task_id, "code")
    assert found is not None
    return found


async def lost(ada: Applicant, ended: Ended) -> None:
    """The killed worker's lease has run out, and somebody noticed."""
    async with ada.database.as_user(LOCAL_USER) as session:
        gone = "UPDATE task_steps SET lease_expires_at = now() - interval '1 minute' WHERE task_id = :t AND status = 'running'"
        await session.execute(text(gone), {"t": ended.task_id})
    await ada.runner.steps.sweep()


async def run_ready(ada: Applicant, ended: Ended) -> None:
    while ready := [s for s in await AtAddress(ada.database).steps(LOCAL_USER, ended.task_id) if s.status == "ready"]:
        await ada.runner.run_here(ready[0].id)


@pytest.mark.parametrize("point", ["after_take:code", "after_code:account"])
async def test_killed_with_the_code_in_hand_it_is_asked_for_again(
    ada: Applicant, migrated_database_url: str, tmp_path: Path, point: str
) -> None:
    desk = ada.site.desk
    ended = await ada.apply(ada.site.url())
    assert ended.asked is not None
    await ada.say(ended.asked, action="retry")
    words = [migrated_database_url, str(tmp_path), ada.site.origin, MASTER_KEY, ended.task_id, point]
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "tests.support.applicant_process", *words)
    asked = await warm(ada, ended)
    first = desk.codes[-1]
    assert await ada.say(asked, action="answer", human_input=first) == "running"
    assert await process.wait() != 0
    await lost(ada, ended)
    assert await ada.runner.steps.sweep() is not None
    await run_ready(ada, ended)
    sent = desk.log.count("code-sent")
    kind, question = await ada.asked(ended) or ("", "")
    assert (kind, "Are you ready" in question) == ("login", True), "asked again, and no code was sent for it"
    assert sent == 2
    again = await ada.open_question(ended.task_id, "login")
    assert again is not None
    await ada.say(again, action="retry")
    going = asyncio.ensure_future(run_ready(ada, ended))
    await ada.say(await warm(ada, ended), action="answer", human_input=desk.codes[-1])
    await going
    assert (desk.log.count("wrong-code"), desk.log.count("locked"), len(desk.sent)) == (0, 0, 1), desk.log
    assert desk.log.count("code") <= 2
