"""`/api/v1/notification-targets`: where a person is told what, and when not. An address is shown masked, never in full."""

import asyncio
import secrets
from datetime import time
from typing import Annotated, Any, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field, SecretStr, StringConstraints, field_validator, model_validator

from brain.errors import InvalidInput
from brain.telling import NEWS_KINDS, URGENT, NewsKind
from gateway.services import Services, ServicesHere, Who
from world_model.notification_addresses import ServiceAddress, check_address
from world_model.notification_targets import TargetRules

router = APIRouter(prefix="/api/v1/notification-targets", tags=["notifications"])
TRIAL_S = 25.0
POLL_S = 0.2

TargetId = Annotated[int, Path(ge=1, le=2**63 - 1)]
Clock = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class TargetBody(BaseModel):
    """What is told where. `urgent`: kinds that quiet hours do not hold back. With PUT, `url` may be left out: it stays."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: SecretStr | None = None
    name: str = Field(default="", max_length=100)
    kinds: tuple[NewsKind, ...] = Field(default=NEWS_KINDS, min_length=1, max_length=len(NEWS_KINDS))
    urgent: tuple[NewsKind, ...] = Field(default=URGENT, max_length=len(NEWS_KINDS))
    quiet_from: Clock | None = None
    quiet_to: Clock | None = None
    time_zone: str | None = Field(default=None, max_length=100)

    @field_validator("name")
    @classmethod
    def _one_line(cls, name: str) -> str:
        if not name.isprintable():
            raise ValueError("may hold no control characters")
        return name

    @field_validator("time_zone")
    @classmethod
    def _known(cls, name: str | None) -> str | None:
        try:
            return name if name is None else ZoneInfo(name).key
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError("is no time zone such as Europe/Berlin") from None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.quiet_from is None) != (self.quiet_to is None) or (self.quiet_from and self.quiet_from == self.quiet_to):
            raise ValueError("quiet hours have a beginning and another time as their end")
        if self.quiet_from and self.time_zone is None:
            raise ValueError("quiet hours need a time_zone")
        return self

    def rules(self) -> TargetRules:
        return TargetRules(
            name=self.name,
            kinds=self.kinds,
            urgent=self.urgent,
            quiet_from=time.fromisoformat(self.quiet_from) if self.quiet_from else None,
            quiet_to=time.fromisoformat(self.quiet_to) if self.quiet_to else None,
            time_zone=self.time_zone or "UTC",
        )


@router.get("")
async def list_targets(who: Who, services: ServicesHere) -> dict[str, Any]:
    """Every target with its masked address, and why its last message failed, if it did."""
    return {"items": [t.document() for t in await services.targets.all(who.user_id)], "next": None}


@router.post("", status_code=201)
async def add_target(body: TargetBody, who: Who, services: ServicesHere) -> dict[str, Any]:
    """Adds a target. `url`: an address as Apprise writes it; nothing is sent to it yet."""
    if body.url is None:
        raise InvalidInput("invalid_request", "A target needs an address.", "", "Send url.", field="url")
    target = await services.targets.add(who.user_id, await _checked(body.url, services), body.rules())
    return target.document()


@router.get("/{target_id}")
async def get_target(target_id: TargetId, who: Who, services: ServicesHere) -> dict[str, Any]:
    """One target."""
    return (await services.targets.get(who.user_id, target_id)).document()


@router.put("/{target_id}")
async def replace_target(target_id: TargetId, body: TargetBody, who: Who, services: ServicesHere) -> dict[str, Any]:
    """Replaces what is told there and when; without `url` the address stays."""
    address = await _checked(body.url, services) if body.url is not None else None
    return (await services.targets.replace(who.user_id, target_id, address, body.rules())).document()


@router.delete("/{target_id}")
async def remove_target(target_id: TargetId, who: Who, services: ServicesHere) -> dict[str, Any]:
    """Nothing is told there any more."""
    await services.targets.remove(who.user_id, target_id)
    return {"removed": target_id}


@router.post("/{target_id}/test")
async def try_target(target_id: TargetId, who: Who, services: ServicesHere) -> dict[str, Any]:
    """Has a worker send a trial message, also in quiet hours. `waiting`: no worker has sent it yet."""
    row = await services.targets.trial(who.user_id, target_id, secrets.token_hex(16))
    state, detail = "waiting", None
    try:
        async with asyncio.timeout(TRIAL_S):
            while state == "waiting":
                state, detail = await services.targets.trial_state(who.user_id, row, target_id)
                await asyncio.sleep(POLL_S if state == "waiting" else 0)
    except TimeoutError:
        detail = "No worker has sent it; is the stack running?"
    return {"target_id": target_id, "state": state, "detail": detail}


async def _checked(url: SecretStr, services: Services) -> ServiceAddress:
    return await asyncio.to_thread(check_address, url.get_secret_value(), services.settings.addresses())
