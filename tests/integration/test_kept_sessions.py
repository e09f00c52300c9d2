"""Sessions at sites: sealed for their row, found by where the form is entered, one for each account."""

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from brain.ports import AccountSite, KeptSession
from tests.support.protocol import OTHER, USER, Bench
from world_model.candidates import CandidateStore
from world_model.credentials import CredentialStore
from world_model.site_sessions import SiteSessionStore

pytestmark = [pytest.mark.stack, pytest.mark.security]
SITE = AccountSite(origin="https://jobs.example")
TENANT = AccountSite(origin="https://many.example", tenant="acme")
STATE = '{"cookies": [{"name": "sid", "value": "c0okie-of-ada"}]}'


async def kept(here: Bench, site: AccountSite, url: str, state: str = STATE) -> tuple[SiteSessionStore, str]:
    candidate = await CandidateStore(here.database, here.vault).import_resume(USER, {"basics": {"email": "a@b.example"}}, {}, ())
    credentials = CredentialStore(here.database, here.vault)
    held = await credentials.plan(USER, candidate, site, "a@b.example", SecretStr("pass"))
    store = SiteSessionStore(here.database, here.vault)
    await store.keep(USER, candidate, KeptSession(site=site, state=SecretStr(state)), held.id, url)
    return store, candidate


async def test_a_session_is_found_where_its_form_is_entered_and_nowhere_else(here: Bench) -> None:
    store, ada = await kept(here, SITE, "https://jobs.example/1")
    found = await store.at(USER, ada, "https://jobs.example/2?x=1")
    assert found is not None
    assert (found.site, found.state.get_secret_value(), "c0okie" in repr(found)) == (SITE, STATE, False)
    others = ["http://jobs.example/1", "https://jobs.example:8443/1", "https://www.jobs.example/1", "https://jobs.example.evil/1"]
    assert [await store.at(USER, ada, url) for url in others] == [None] * 4
    assert await store.at(OTHER, ada, "https://jobs.example/1") is None
    await store.drop(USER, ada, SITE)
    assert await store.at(USER, ada, "https://jobs.example/1") is None


async def test_a_tenants_session_serves_its_tenant_alone(here: Bench) -> None:
    store, ada = await kept(here, TENANT, "https://many.example/recruiting/Acme/jobs/1")
    assert await store.at(USER, ada, "https://many.example/recruiting/ACME/jobs/2") is not None
    others = ["https://many.example/recruiting/acme2/jobs/1", "https://many.example/recruiting/other", "https://many.example/"]
    assert [await store.at(USER, ada, url) for url in others] == [None] * 3


async def test_a_later_session_takes_the_place_of_the_earlier(here: Bench) -> None:
    store, ada = await kept(here, SITE, "https://jobs.example/1")
    held = await CredentialStore(here.database, here.vault).of(USER, ada, SITE, "")
    assert held is not None
    await store.keep(USER, ada, KeptSession(site=SITE, state=SecretStr("{}")), held.id, "https://jobs.example/9")
    found = await store.at(USER, ada, "https://jobs.example/1")
    assert (found and found.state.get_secret_value(), await here.ask_as(USER, "SELECT count(*) FROM site_sessions")) == ("{}", 1)


async def test_s91_a_session_moved_to_another_row_does_not_open_and_is_gone(here: Bench) -> None:
    store, ada = await kept(here, SITE, "https://jobs.example/1")
    held = await CredentialStore(here.database, here.vault).of(USER, ada, SITE, "")
    assert held is not None
    await store.keep(USER, ada, KeptSession(site=TENANT, state=SecretStr("{}")), held.id, "https://many.example/acme")
    async with here.database.as_user(USER) as session:
        assert "c0okie" not in str((await session.execute(text("SELECT s::text FROM site_sessions s"))).all())
        moved = "UPDATE site_sessions s SET state_enc = o.state_enc FROM site_sessions o WHERE o.id <> s.id AND s.origin = :o"
        await session.execute(text(moved), {"o": TENANT.origin})
    assert await store.at(USER, ada, "https://many.example/acme/1") is None
    assert await here.ask_as(USER, "SELECT count(*) FROM site_sessions WHERE origin = :o", o=TENANT.origin) == 0
