"""`jobhunter apply` killed around an account: what was kept is what is used, and nobody is locked out."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.account_site import AccountSite
from tests.support.one_application import Applying, applying_in_a_kept_home

pytestmark = [pytest.mark.stack, pytest.mark.browser, pytest.mark.slow]

RESUME = {
    "basics": {"name": "Ada Lovelace", "email": "ada@lovelace.example"},
    "x-jobhunter": {"consents": {"privacy_notice": True, "creates_accounts": True}},
}


@pytest.fixture(scope="module")
def applying() -> Iterator[Applying]:
    with applying_in_a_kept_home() as kept:
        yield kept


@pytest.fixture
def site() -> Iterator[AccountSite]:
    with AccountSite() as running:
        yield running


@pytest.mark.parametrize(
    ("point", "before", "after"),
    [
        ("after_plan:credentials", [], ["register", "send"]),
        ("before_note:credentials", ["register"], ["exists", "sign-in", "send"]),
    ],
)
async def test_killed_around_its_first_use_the_kept_password_is_the_accounts(
    applying: Applying, site: AccountSite, tmp_path: Path, point: str, before: list[str], after: list[str]
) -> None:
    candidate = tmp_path / "ada.json"
    candidate.write_text(json.dumps({**RESUME, "meta": {"version": point}}))
    killed = await applying(site.url(), "--submit", candidate=candidate, cut=[point])
    assert f"reached {point}" in killed.out, killed.err
    assert site.desk.log == before
    ran = await applying(site.url(), "--submit", candidate=candidate)
    assert (ran.code, ran.document["status"], site.desk.log[len(before) :]) == (0, "confirmed", after), ran.err
    password = site.desk.accounts["ada@lovelace.example"]
    assert [password in said for said in (ran.out, ran.err, killed.out, killed.err)] == [False] * 4
    assert "password" not in json.dumps(ran.document["fields"]).lower()
