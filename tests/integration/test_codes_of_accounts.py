"""Signing in with a second factor: made here, given by the person in two steps, never typed twice, kept nowhere."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pyotp
import pytest
from pydantic import SecretStr
from sqlalchemy import text

from tests.support.account_site import AccountSite, Desk
from tests.support.applicant import MAIL, OWN, Applicant, applicant
from tests.support.waiting import until
from workers.one_application import Ended
from world_model.interventions import AskedIntervention
from world_model.users import LOCAL_USER

pytestmark = [pytest.mark.stack, pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def desk(request: pytest.FixtureRequest) -> Desk:
    return Desk(shows="sign_in_only", accounts={MAIL: OWN}, **getattr(request, "param", {"second": "code"}))


@pytest.fixture
async def ada(migrated_database_url: str, tmp_path: Path, desk: Desk) -> AsyncIterator[Applicant]:
    with AccountSite(desk) as site:
        async with applicant(migrated_database_url, tmp_path, frozenset({site.origin})) as ada:
            await ada.imported(creates_accounts=True, saves_as_you_go=True)
            ada.site = site
            kept = await ada.plan(site, OWN)
            await ada.credentials.move(LOCAL_USER, kept.id, "works")
            yield ada


async def warm(ada: Applicant, ended: Ended) -> AskedIntervention:
    """The question of the page that stands open."""
    await until(lambda: ada.open_question(ended.task_id, "code"))
    found = await ada.open_question(ended.task_id, "code")
    assert found is not None
    return found


async def answers_kept(ada: Applicant) -> int:
    async with ada.database.as_user(LOCAL_USER) as session:
        query = "SELECT count(*) FROM interventions WHERE kind IN ('code', 'login') AND answer_enc IS NOT NULL"
        return int((await session.execute(text(query))).scalar_one())


def holding(secret: str, folder: Path) -> list[str]:
    return [str(p) for p in folder.rglob("*") if p.is_file() and secret.encode() in p.read_bytes()]


async def traces(ada: Applicant, secret: str, folder: Path) -> list[str]:
    """Where a secret stands in plain: tables and files."""
    found = []
    async with ada.database.as_user(LOCAL_USER) as session:
        tables = (await session.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))).scalars().all()
        for table in sorted({*tables} - {"alembic_version"}):
            rows = (await session.execute(text(f"SELECT t::text FROM {table} t"))).scalars().all()
            found += [table for row in rows if f'"{secret}"' in row or f" {secret} " in row or f"({secret})" in row]
    return found + holding(secret, folder)


@pytest.mark.parametrize("desk", [{"second": "code"}, {"second": "boxes"}, {"second": "send"}], indirect=True, ids=str)
async def test_the_person_is_waited_for_cold_and_then_warm(ada: Applicant, desk: Desk, tmp_path: Path) -> None:
    ended = await ada.apply(ada.site.url())
    assert ended.asked is not None
    assert (ended.asked.kind, ended.asked.context["ready"], "Are you ready" in ended.asked.question) == ("login", True, True)
    assert [s.status for s in ended.steps if s.action_type == "explore_form"] == ["waiting"]
    sent_before = desk.log.count("code-sent")

    going = asyncio.ensure_future(ada.answer(ended, action="retry"))
    asked = await warm(ada, ended)
    assert desk.log.count("code-sent") == sent_before + 1, "a fresh code was sent"
    assert await ada.say(asked, action="retry", human_input=f" {desk.codes[-1][:3]} {desk.codes[-1][3:]} ") == "running"
    await going
    assert desk.log[-2:] == ["code", "send"], desk.log
    assert (await answers_kept(ada), await traces(ada, desk.codes[-1], tmp_path)) == (0, [])


async def test_a_wrong_code_is_asked_for_again_twice_at_most(ada: Applicant, desk: Desk) -> None:
    ended = await ada.apply(ada.site.url())
    going = asyncio.ensure_future(ada.answer(ended, action="answer", human_input="yes"))
    first = await warm(ada, ended)
    await ada.say(first, action="answer", human_input="000 000" if desk.codes[-1] != "000000" else "111111")
    await until(lambda: desk.log.count("wrong-code") == 1)
    second = await warm(ada, ended)
    assert second.question.startswith("That code was not taken.")
    await ada.say(second, action="answer", human_input="999999" if desk.codes[-1] != "999999" else "111111")
    await going
    assert desk.log.count("wrong-code") == 2
    kind, question = await ada.asked(ended) or ("", "")
    assert (kind, "Are you ready" in question) == ("login", True), "back to the cold"


async def test_a_code_that_comes_with_the_yes_is_typed_where_it_was_asked_for(ada: Applicant, desk: Desk) -> None:
    ended = await ada.apply(ada.site.url())
    assert desk.log == ["sign-in", "code-sent"]
    await ada.answer(ended, action="retry", human_input=desk.codes[-1])
    assert (desk.log, await answers_kept(ada)) == (["sign-in", "code-sent", "code", "send"], 0)


async def test_who_is_not_there_is_sent_no_code(ada: Applicant, desk: Desk) -> None:
    await ada.apply(ada.site.url())
    sent = desk.log.count("code-sent")
    again = await ada.apply(ada.site.url("/jobs/2"))
    assert again.asked is not None
    assert (again.asked.kind, desk.log.count("code-sent")) == ("login", sent)


async def test_who_says_no_is_left_alone(ada: Applicant, desk: Desk) -> None:
    ended = await ada.apply(ada.site.url())
    await ada.answer(ended, action="answer", human_input="no")
    assert (await ada.asked(ended), desk.log) == (None, ["sign-in", "code-sent"])


@pytest.mark.parametrize("desk", [{"second": "totp", "totp_secret": pyotp.random_base32()}], indirect=True)
async def test_a_code_is_made_here_where_the_secret_is_known(ada: Applicant, desk: Desk) -> None:
    held = await ada.held(ada.site)
    await ada.credentials.tell(LOCAL_USER, held.id, None, 0, SecretStr(desk.totp_secret))
    ended = await ada.apply(ada.site.url())
    assert (await ada.told(ended))["status"] == "confirmed"
    assert desk.log == ["sign-in", "code", "send"]


@pytest.mark.parametrize("desk", [{"second": "", "steps": 2, "forgets": 1}], indirect=True)
async def test_a_site_that_forgets_who_it_is_in_the_midst_of_a_form_is_signed_in_to_again(ada: Applicant, desk: Desk) -> None:
    ended = await ada.apply(ada.site.url())
    assert (await ada.told(ended))["status"] == "confirmed", (await ada.told(ended))["error"]
    assert desk.log == ["sign-in", "forgot", "sign-in", "send"]
    assert len(desk.sent) == 1


@pytest.mark.parametrize("desk", [{"second": ""}], indirect=True)
async def test_a_session_the_site_does_not_know_any_more_is_dropped(ada: Applicant, desk: Desk) -> None:
    first = await ada.apply(ada.site.url(), submit=False)
    assert (await ada.told(first, submit=False))["status"] == "review"
    desk.members.clear()
    again = await ada.apply(ada.site.url("/jobs/2"))
    assert ((await ada.told(again))["status"], desk.log) == ("confirmed", ["sign-in", "sign-in", "send"])
