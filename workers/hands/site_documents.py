"""Site-import documents: the only way a base URL or a board reaches a client, for real boards and for the practice market alike.

A document is a JSON list of `{"domain", "family", "api": {"kind", "base_url", "boards", "companies"} | null, "login_config",
"private"}`; further keys are left. That a site says it is private grants nothing: only the address policy does.
"""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from brain.errors import InvalidInput
from brain.ports import BoardRef, Site, SiteApi
from workers.hands.fetch import Fetch, decode_text, read_json

PUBLIC_SITES = Path(__file__).parent / "data" / "sites.json"
"""The document that ships: public boards by company."""
MAX_SITES = 20_000


def _domain(text: str) -> str:
    domain = text.strip().lower().rstrip(".")
    if not domain or urlsplit(f"//{domain}").netloc != domain or "@" in domain or any(char.isspace() for char in domain):
        raise ValueError("must be a host name, with a port where it is not the usual one")
    return domain


def _base_url(text: str) -> str:
    split = urlsplit(text.strip())
    if split.scheme not in {"http", "https"} or not split.hostname or "@" in split.netloc or split.query or split.fragment:
        raise ValueError("must be an http(s) address without user name, query or fragment")
    return text.strip().rstrip("/")


Word = Annotated[str, Field(min_length=1, max_length=200)]


class _Api(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)

    kind: Word
    base_url: Annotated[str, AfterValidator(_base_url)]
    boards: list[Word] = Field(default_factory=list)
    companies: dict[str, str] = Field(default_factory=dict)


class _Site(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)

    domain: Annotated[str, AfterValidator(_domain)]
    family: Word | None = None
    api: _Api | None = None
    login_config: dict[str, Any] = Field(default_factory=dict)
    private: bool = False

    def site(self) -> Site:
        api = self.api and SiteApi(
            kind=self.api.kind,
            base_url=self.api.base_url,
            boards=tuple(dict.fromkeys(self.api.boards)),
            companies=self.api.companies,
        )
        return Site(domain=self.domain, family=self.family, api=api, login_config=self.login_config, private=self.private)


def parse_sites(document: Any) -> list[Site]:
    """The sites of a parsed document, all or none. Raises `InvalidInput` `sites_invalid` that names the entry."""
    if not isinstance(document, list):
        raise _invalid("The document must be a list of sites.")
    if len(document) > MAX_SITES:
        raise _invalid(f"{len(document)} sites are more than {MAX_SITES}.")
    seen: dict[str, int] = {}
    sites = []
    for number, entry in enumerate(document, start=1):
        site = _parsed(number, entry)
        if site.domain in seen:
            raise _invalid(f"Entry {number} ({site.domain}): entry {seen[site.domain]} has the same domain.")
        seen[site.domain] = number
        sites.append(site)
    return sites


async def load_sites(url_or_file: str, fetch: Fetch) -> list[Site]:
    """The sites of a document at a URL or in a file.

    Raises `InvalidInput` `sites_invalid`, `sites_not_found`, `url_not_allowed`; `Unavailable` as `Fetcher.get`.
    """
    if urlsplit(url_or_file).scheme in {"http", "https"}:
        answer = await fetch(url_or_file, accept="application/json")
        if answer.status != 200:
            raise _not_found(f"{url_or_file} answered with status {answer.status}.")
        text = answer.text()
    else:
        text = await asyncio.to_thread(_file_text, Path(url_or_file))
    try:
        return parse_sites(read_json(text))
    except ValueError as error:
        raise _invalid(f"{url_or_file} is not JSON: {str(error)[:200]}.") from error


def board_refs(sites: Sequence[Site]) -> list[BoardRef]:
    """Every board of every site, ready for a client."""
    return [
        BoardRef(
            source=site.api.kind,
            board=board,
            base_url=site.api.base_url,
            domain=site.domain,
            company=site.api.companies.get(board, ""),
            private=site.private,
        )
        for site in sites
        if site.api is not None
        for board in site.api.boards
    ]


def _parsed(number: int, entry: Any) -> Site:
    try:
        return _Site.model_validate(entry).site()
    except ValidationError as error:
        named = entry.get("domain") if isinstance(entry, dict) else None
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        label = f" ({named})" if isinstance(named, str) else ""
        raise _invalid(f"Entry {number}{label}: {where + ': ' if where else ''}{first['msg']}.") from error


def _file_text(path: Path) -> str:
    try:
        return decode_text(path.read_bytes())
    except OSError as error:
        raise _not_found(f"{path}: {error.strerror or error}.") from error


def _invalid(detail: str) -> InvalidInput:
    fix = 'Each entry needs at least {"domain": "…"}; `jobhunter sites export` shows the form.'
    return InvalidInput("sites_invalid", "This is no document of sites.", detail, fix)


def _not_found(detail: str) -> InvalidInput:
    return InvalidInput("sites_not_found", "There is no document of sites.", detail, "Check the address or the path.")
