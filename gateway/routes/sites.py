"""`/api/v1/sites`: the boards and domains the world model knows. Importing is the only way a new one gets in."""

from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Body
from pydantic import Field

from brain.errors import InvalidInput
from brain.ports import Site
from gateway.services import ServicesHere, Who

router = APIRouter(prefix="/api/v1/sites", tags=["sites"])
MAX_SITES = 20_000

SiteList = Annotated[list[Site], Body(), Field(max_length=MAX_SITES)]


@router.get("")
async def list_sites(_who: Who, services: ServicesHere) -> dict[str, Any]:
    """Every site, as one import document under `items`."""
    return {"items": [site.model_dump(mode="json") for site in await services.sites.list()], "next": None}


@router.post("/import")
async def import_sites(sites: SiteList, _who: Who, services: ServicesHere) -> dict[str, int]:
    """Adds or replaces sites by domain; what was learned about them stays."""
    for index, site in enumerate(sites):
        _require_usable(index, site)
    imported = await services.sites.import_sites(sites)
    services.sources.forget()
    return {"imported": imported}


def _require_usable(index: int, site: Site) -> None:
    if not site.domain or len(site.domain) > 253 or any(c.isspace() or c == "/" for c in site.domain):
        raise _unusable(index, "domain", "It is no domain name.")
    if site.api is not None and not _is_web_address(site.api.base_url):
        raise _unusable(index, "api.base_url", "It is no http or https address.")


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.username and not parts.password


def _unusable(index: int, field: str, detail: str) -> InvalidInput:
    fix = "Correct the document; nothing of it was imported."
    return InvalidInput("invalid_site", "A site of the document cannot be used.", detail, fix, field=f"{index}.{field}")
