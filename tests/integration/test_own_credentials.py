"""`/api/v1/credentials` and `jobhunter credentials`: kept sealed, shown without secrets, refused where they are off."""

import asyncio
import json
import os
import sys
from typing import Any

import pytest

from tests.support.gateway import RunningGateway

pytestmark = [pytest.mark.stack, pytest.mark.security]
WHERE = "/api/v1/credentials"
ACCOUNT = {
    "url": "https://Jobs.Example/login?x=1",
    "email": "ada@lovelace.example",
    "password": "s3cret-of-ada",
    "totp_secret": "JBSW Y3DP EHPK 3PXP",
}


async def test_an_account_is_kept_shown_changed_and_forgotten(gateway: RunningGateway) -> None:
    made = await gateway.http.post(WHERE, json=ACCOUNT)
    assert made.status_code == 201, made.text
    kept = made.json()
    told = {k: kept[k] for k in ("kind", "origin", "email", "has_password", "has_totp", "has_session", "state", "used_at")}
    assert told == {
        "kind": "account", "origin": "https://jobs.example", "email": "ada@lovelace.example", "has_password": True,
        "has_totp": True, "has_session": False, "state": "created", "used_at": None,
    }  # fmt: skip
    assert [word in made.text for word in ("s3cret", "JBSW")] == [False] * 2
    again = await gateway.http.post(WHERE, json=ACCOUNT)
    assert (again.status_code, again.json()["code"]) == (409, "credential_exists")
    changed = await gateway.http.put(f"{WHERE}/{kept['id']}", json={"totp_secret": ""})
    assert (changed.json()["has_totp"], changed.json()["has_password"]) == (False, True)
    assert [one["id"] for one in (await gateway.http.get(WHERE)).json()["items"]] == [kept["id"]]
    assert (await gateway.http.delete(f"{WHERE}/{kept['id']}")).status_code == 204
    gone = await gateway.http.delete(f"{WHERE}/{kept['id']}")
    assert (gone.status_code, gone.json()["code"]) == (404, "credential_unknown")


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"url": "javascript:alert(1)"}, "invalid_origin", "url"),
        ({"url": "https://user@jobs.example"}, "invalid_origin", "url"),
        ({"url": "http://jobs.example"}, "invalid_origin", "url"),
        ({"origin": "https://jobs.example"}, "invalid_origin", "origin"),
        ({"totp_secret": "12345"}, "invalid_totp_secret", "totp_secret"),
        ({"totp_secret": "otpauth://hotp/x?secret=JBSWY3DPEHPK3PXP"}, "invalid_totp_secret", "totp_secret"),
        ({"email": " "}, "invalid_email", "email"),
        ({"password": "", "totp_secret": None}, "no_secret", "password"),
        ({"imap": "imaps://mail.example"}, "invalid_mailbox", "imap"),
    ],
)
async def test_what_cannot_be_kept_is_told_by_its_field(
    gateway: RunningGateway, change: dict[str, Any], code: str, field: str
) -> None:
    answer = await gateway.http.post(WHERE, json=ACCOUNT | change)
    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (422, code, field), answer.text
    assert "s3cret" not in answer.text


@pytest.mark.parametrize(
    "address",
    [
        "imaps://127.0.0.1",
        "imaps://169.254.169.254",
        "imaps://localhost",
        "imap://8.8.8.8",
        "imaps://8.8.8.8:22",
        "https://8.8.8.8",
        "imaps://a@8.8.8.8",
    ],
)
async def test_a_mailbox_of_this_network_is_refused(gateway: RunningGateway, address: str) -> None:
    body = {"imap": address, "email": "ada@lovelace.example", "password": "s3cret-of-ada"}
    answer = await gateway.http.post(WHERE, json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "url_not_allowed"), answer.text


async def test_a_mailbox_is_kept_with_its_port(gateway: RunningGateway) -> None:
    body = {"imap": "imaps://8.8.8.8", "email": "ada@lovelace.example", "password": "s3cret-of-ada"}
    kept = (await gateway.http.post(WHERE, json=body)).json()
    assert (kept["kind"], kept["origin"], kept["has_password"]) == ("mailbox", "imaps://8.8.8.8:993", True)


async def test_the_command_reads_secrets_from_stdin_alone(gateway: RunningGateway) -> None:
    said = await command(
        gateway, json.dumps({"password": "s3cret-of-ada"}), "add", "https://jobs.example", "--email", "a@b.example", "--json"
    )
    kept = json.loads(said)
    assert (kept["origin"], kept["has_password"], "s3cret" in said) == ("https://jobs.example", True, False)
    listed = json.loads(await command(gateway, "", "--json"))
    assert [one["id"] for one in listed["credentials"]] == [kept["id"]]
    await command(gateway, "", "remove", str(kept["id"]))
    assert json.loads(await command(gateway, "", "list", "--json"))["credentials"] == []


async def command(gateway: RunningGateway, stdin: str, *words: str) -> str:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "jobhunter", "credentials", *words,
        env={**os.environ, "JOBHUNTER_URL": str(gateway.http.base_url), "JOBHUNTER_TOKEN": gateway.token},
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    said, noise = await process.communicate(stdin.encode())
    assert process.returncode == 0, noise.decode()
    return said.decode()
