"""`/api/v1/credentials`: accounts at sites and mailboxes, as the person keeps them. No answer holds a secret."""

import asyncio
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Path, status
from pydantic import BaseModel, ConfigDict, Field, SecretStr

from brain.accounts_rules import exact_origin, is_private_talk
from brain.errors import InvalidInput
from brain.signing_in.totp import totp_secret
from gateway.answers import MAX_STEP_ID
from gateway.services import Services, ServicesHere, Who
from world_model.own_credentials import OwnCredential

router = APIRouter(prefix="/api/v1/credentials", tags=["credentials"])
Id = Annotated[int, Path(ge=1, le=MAX_STEP_ID)]
Text = Annotated[str, Field(max_length=2000)]
Secret = Annotated[SecretStr, Field(max_length=2000)]


class CredentialBody(BaseModel):
    """An account (`origin` or `url` of its site) or a mailbox (`imap`: `imaps://host[:port]`)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    origin: Text | None = None
    url: Text | None = None
    imap: Text | None = None
    tenant: Annotated[str, Field(max_length=100)] = ""
    email: Annotated[str, Field(max_length=320)]
    password: Secret | None = None
    totp_secret: Secret | None = None


class ChangeBody(BaseModel):
    """What is left out stays; an empty secret is taken away."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    email: Annotated[str, Field(max_length=320)] | None = None
    password: Secret | None = None
    totp_secret: Secret | None = None


@router.get("")
async def list_credentials(who: Who, services: ServicesHere) -> dict[str, Any]:
    """Every account and mailbox, the oldest first."""
    return {"items": list(await services.credentials.list(who.user_id)), "next": None}


@router.post("", status_code=status.HTTP_201_CREATED)
async def add_credential(body: CredentialBody, who: Who, services: ServicesHere) -> dict[str, Any]:
    """Keeps an account or a mailbox. One that is kept already is 409 `credential_exists`."""
    given = await _mailbox(body, services) if body.imap is not None else _account(body)
    return await services.credentials.add(who.user_id, given)


@router.put("/{credential_id}")
async def change_credential(credential_id: Id, body: ChangeBody, who: Who, services: ServicesHere) -> dict[str, Any]:
    """Changes what is given; the account is tried anew, and its session is forgotten."""
    email = None if body.email is None else _email(body.email)
    return await services.credentials.change(who.user_id, credential_id, email, body.password, _totp(body.totp_secret))


@router.delete("/{credential_id}", status_code=status.HTTP_204_NO_CONTENT)
async def remove_credential(credential_id: Id, who: Who, services: ServicesHere) -> None:
    """Forgets it, and its session at the site."""
    await services.credentials.remove(who.user_id, credential_id)


def _account(body: CredentialBody) -> OwnCredential:
    if (body.origin is None) == (body.url is None):
        raise _wrong("invalid_origin", "origin", "Give either origin or url.")
    said = (body.origin or body.url or "").strip()
    origin = exact_origin(said)
    if not origin or (body.origin is not None and urlsplit(said).path.strip("/")):
        raise _wrong("invalid_origin", "origin" if body.url is None else "url", "It is no web address of one site.")
    if not is_private_talk(origin):
        raise _wrong("invalid_origin", "origin" if body.url is None else "url", "A password is typed at https addresses alone.")
    if not (body.password and body.password.get_secret_value()) and body.totp_secret is None:
        raise _wrong("no_secret", "password", "Give a password, or a secret that codes are made from.")
    password, tenant = body.password or SecretStr(""), body.tenant.strip().casefold()
    return OwnCredential(
        kind="account", origin=origin, tenant=tenant, email=_email(body.email), password=password, totp=_totp(body.totp_secret)
    )


async def _mailbox(body: CredentialBody, services: Services) -> OwnCredential:
    if body.origin is not None or body.url is not None or body.totp_secret is not None or body.tenant:
        raise _wrong("invalid_mailbox", "imap", "A mailbox has an address, an e-mail and a password.")
    if body.password is None or not body.password.get_secret_value():
        raise _wrong("no_secret", "password", "A mailbox is read with its password.")
    address = (body.imap or "").strip()
    await asyncio.to_thread(services.settings.addresses().judge_mailbox, address)
    parts = urlsplit(address)
    port = parts.port or {"imap": 143, "imaps": 993}[parts.scheme]
    return OwnCredential(
        kind="mailbox", origin=f"{parts.scheme}://{parts.hostname}:{port}", email=_email(body.email), password=body.password
    )


def _email(text: str) -> str:
    said = text.strip()
    if not said or any(c.isspace() or not c.isprintable() for c in said):
        raise _wrong("invalid_email", "email", "It is no name of an account.")
    return said


def _totp(secret: SecretStr | None) -> SecretStr | None:
    if secret is None or not secret.get_secret_value():
        return secret
    found = totp_secret(secret.get_secret_value())
    if found is None:
        raise _wrong("invalid_totp_secret", "totp_secret", "It is neither base32 nor an otpauth://totp/ address.")
    return found


def _wrong(code: str, field: str, detail: str) -> InvalidInput:
    return InvalidInput(code, "This cannot be kept.", detail, "Correct it; nothing was kept.", field=field)
