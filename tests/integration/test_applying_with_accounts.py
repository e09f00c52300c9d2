"""Applying behind an account: made once with the person's consent, kept before it is used, signed in to ever after."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from brain.answering.given import GivenAnswer
from brain.ports import AccountSite as Place
from tests.support.account_site import AccountSite, Desk
from tests.support.applicant import MAIL, OWN, Applicant, applicant
from world_model.users import LOCAL_USER
from world_model.vault import SealBroken

pytestmark = [pytest.mark.stack, pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def serve() -> Iterator[Callable[[Desk], AccountSite]]:
    with ExitStack() as stack:
        yield lambda desk: stack.enter_context(AccountSite(desk))


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def site(desk: Desk, serve: Callable[[Desk], AccountSite]) -> AccountSite:
    return serve(desk)


@pytest.fixture
async def ada(migrated_database_url: str, tmp_path: Path, site: AccountSite) -> AsyncIterator[Applicant]:
    async with applicant(migrated_database_url, tmp_path, frozenset({site.origin})) as ada:
        await ada.imported(creates_accounts=True)
        yield ada


async def test_an_account_is_made_once_and_signed_in_to_ever_after(ada: Applicant, site: AccountSite, desk: Desk) -> None:
    first = await ada.apply(site.url())
    told = await ada.told(first)
    assert (told["status"], told["pages"]) == ("confirmed", 1), told["error"]
    assert [(f["label"], f["value"]) for f in told["fields"]] == [("First name", "Ada"), ("Email", MAIL)]
    assert desk.log == ["register", "send"], "explored behind a new account, sent by whoever the site still knows"
    held = await ada.held(site)
    assert (held.state, held.tries, held.password.get_secret_value()) == ("created", 0, desk.accounts[MAIL])

    desk.log.clear()
    await ada.imported(version="2", creates_accounts=False)  # the same person's: nothing is made, so nothing is asked
    again = await ada.apply(site.url("/jobs/2"), submit=False)
    assert (await ada.told(again, submit=False))["status"] == "review"
    assert desk.log == ["sign-in"], "a session is its candidate's"


async def test_the_password_is_nowhere_but_in_the_vault(
    ada: Applicant, site: AccountSite, desk: Desk, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    ended = await ada.apply(site.url())
    password = desk.accounts[MAIL]
    assert password not in str(await ada.told(ended))
    assert password not in "".join(capfd.readouterr())
    assert "password" not in str((await ada.told(ended))["fields"]).lower()
    found = []
    async with ada.database.as_user(LOCAL_USER) as session:
        tables = (await session.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))).scalars().all()
        for table in sorted({*tables} - {"alembic_version"}):
            rows = (await session.execute(text(f"SELECT t::text FROM {table} t"))).scalars().all()
            found += [table for row in rows if password in row or password.encode().hex() in row]
    assert found == []
    assert [str(path) for path in tmp_path.rglob("*") if path.is_file() and password.encode() in path.read_bytes()] == []  # noqa: ASYNC240


async def test_a_sealed_password_moved_to_another_row_does_not_open(ada: Applicant, site: AccountSite) -> None:
    await ada.plan(site, OWN)
    await ada.credentials.plan(LOCAL_USER, ada.id, Place(origin="https://other.example"), MAIL, SecretStr("Another!1password"))
    async with ada.database.as_user(LOCAL_USER) as session:
        moved = (
            "UPDATE credentials c SET password_enc = o.password_enc FROM credentials o WHERE o.id <> c.id AND c.origin = :origin"
        )
        await session.execute(text(moved), {"origin": site.origin})
    with pytest.raises(SealBroken):
        await ada.held(site)


async def test_what_is_kept_is_found_by_exact_origin_and_tenant_alone(ada: Applicant, site: AccountSite) -> None:
    kept = await ada.plan(site, OWN)
    assert (await ada.plan(site, "Another!1password")).id == kept.id, "the first one kept stands"
    port = int(site.origin.rsplit(":", 1)[1])
    others = [f"https://127.0.0.1:{port}", f"http://127.0.0.1:{port + 1}", "http://127.0.0.1", f"http://localhost:{port}"]
    places = [*(Place(origin=one) for one in others), Place(origin=site.origin, tenant="acme")]
    assert [await ada.credentials.of(LOCAL_USER, ada.id, place, MAIL) for place in places] == [None] * 5
    assert OWN not in repr(kept)


async def test_consent_is_asked_once_and_remembered(ada: Applicant, site: AccountSite, desk: Desk) -> None:
    await ada.imported(version="unasked")
    ended = await ada.apply(site.url())
    assert ended.asked is not None
    assert (ended.asked.kind, [f.key for f in ended.asked.fields]) == ("question", ["creates_accounts"])
    assert (desk.log, desk.accounts) == ([], {})
    await ada.answer(ended, action="answer", fields={"creates_accounts": "yes"})
    assert (await ada.asked(ended), desk.log) == (None, ["register", "send"])
    assert (await ada.candidates.load(LOCAL_USER, ada.id)).consents["creates_accounts"] is True


async def test_who_wants_no_accounts_gets_none(ada: Applicant, site: AccountSite, desk: Desk) -> None:
    await ada.imported(version="no", creates_accounts=False)
    told = await ada.told(await ada.apply(site.url()))
    assert (told["status"], told["error"]["code"]) == ("refused", "no_account_wanted")
    assert (desk.log, desk.accounts) == ([], {})


async def test_a_yes_may_come_with_the_task(ada: Applicant, site: AccountSite, desk: Desk) -> None:
    await ada.imported(version="given")
    ended = await ada.apply(site.url(), GivenAnswer(question="creates_accounts", value=True))
    assert ((await ada.told(ended))["status"], desk.log) == ("confirmed", ["register", "send"])


@pytest.mark.parametrize("desk", [Desk(shows="sign_up"), Desk(shows="sign_in")], ids=["sign-up first", "sign-in first"])
async def test_an_account_that_was_made_before_the_process_died_is_signed_in_to(
    ada: Applicant, site: AccountSite, desk: Desk
) -> None:
    await ada.plan(site, OWN)
    desk.accounts[MAIL] = OWN
    assert (await ada.told(await ada.apply(site.url())))["status"] == "confirmed"
    assert desk.log == ["exists", "sign-in", "send"]


@pytest.mark.parametrize("desk", [Desk(shows="sign_in")])
async def test_a_page_that_signs_in_leads_to_the_one_that_signs_up(ada: Applicant, site: AccountSite, desk: Desk) -> None:
    assert (await ada.told(await ada.apply(site.url())))["status"] == "confirmed"
    assert desk.log == ["register", "send"]


async def test_an_account_of_the_persons_own_is_asked_for(ada: Applicant, site: AccountSite, desk: Desk) -> None:
    desk.accounts[MAIL] = OWN
    ended = await ada.apply(site.url())
    assert ended.asked is not None
    assert (ended.asked.kind, desk.log) == ("login", ["exists", "wrong"])
    await ada.answer(ended, action="answer", human_input=OWN)
    assert (await ada.asked(ended), desk.log[2:]) == (None, ["sign-in", "send"])
    assert (await ada.held(site)).password.get_secret_value() == OWN


@pytest.mark.parametrize("desk", [Desk(shows="sign_in_only")])
async def test_a_wrong_password_is_tried_at_most_twice(ada: Applicant, site: AccountSite, desk: Desk) -> None:
    desk.accounts[MAIL] = "The!one1they-changed"
    await ada.plan(site, OWN)
    await ada.credentials.move(LOCAL_USER, (await ada.held(site)).id, "works")
    for _ in range(4):
        ended = await ada.apply(site.url())
        assert ended.asked is not None
        assert ended.asked.kind == "login"
    assert desk.log == ["wrong", "wrong"]
    await ada.answer(ended, action="answer", human_input="The!one1they-changed")
    assert desk.log[2:] == ["sign-in", "send"]


@pytest.mark.parametrize("desk", [Desk(shows="sign_in_only", locks_after=1)])
async def test_a_locked_account_is_the_persons(ada: Applicant, site: AccountSite, desk: Desk) -> None:
    desk.log.append("wrong")
    await ada.plan(site, OWN)
    await ada.credentials.move(LOCAL_USER, (await ada.held(site)).id, "works")
    ended = await ada.apply(site.url())
    assert ended.asked is not None
    assert (ended.asked.kind, "locked" in ended.asked.question, desk.log) == ("login", True, ["wrong", "locked"])


@pytest.mark.parametrize("desk", [Desk(confirms_by_mail=True)])
async def test_a_link_that_was_mailed_is_the_persons_and_then_it_goes_on(ada: Applicant, site: AccountSite, desk: Desk) -> None:
    ended = await ada.apply(site.url())
    assert ended.asked is not None
    assert (ended.asked.kind, "confirm" in ended.asked.question.lower(), desk.log) == ("login", True, ["register"])
    await ada.answer(ended, action="retry")
    assert desk.log == ["register", "sign-in", "send"]
