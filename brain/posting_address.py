"""Which posting an address names, by the address alone: the board and number of a known source, else the address itself."""

import re
from collections.abc import Sequence
from functools import cache
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from brain.ports import BoardRef, Site
from brain.posting import Frozen
from brain.sites import domain_of
from brain.tables import table

TRACKING = re.compile(
    r"utm_\w+|gclid|fbclid|msclkid|igshid|mc_[ce]id|trk|trackingid|refid|gh_src|lever-(source|via|origin)\w*", re.IGNORECASE
)

THE_FORM = re.compile(r"(?<=[^/])/(apply|application|apply-now|bewerben|bewerbung|postuler|candidature)$", re.IGNORECASE)


class _Pattern(Frozen):
    source: str
    base_url: str
    hosts: tuple[str, ...]
    path: str


class BoardAddress(Frozen):
    """A posting of a known source: where its board's API is, and its number there."""

    board: BoardRef
    external_id: str


def canonical_url(url: str) -> str:
    """The address without what does not name the posting: fragment, tracking, usual port, last slash, its form's own page."""
    parts = urlsplit(url.strip())
    kept = sorted((name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if not TRACKING.fullmatch(name))
    place = domain_of(url.strip())
    path = THE_FORM.sub("", parts.path.rstrip("/")) or "/"
    return urlunsplit((parts.scheme.lower(), place, path, urlencode(kept), ""))


def board_address(url: str, sites: Sequence[Site] = ()) -> BoardAddress | None:
    """The posting of a known source that `url` names, or None. `sites`: what was imported, for boards on other hosts."""
    parts, domain = urlsplit(url.strip()), domain_of(url.strip())
    for pattern in _patterns():
        found = re.match(pattern.path, parts.path)
        if not found:
            continue
        site = next((s for s in sites if s.api and s.api.kind == pattern.source and s.domain == domain), None)
        if site is None and domain not in pattern.hosts:
            continue
        board = found["board"]
        api = site.api if site else None
        if api and board.lower() not in {b.lower() for b in api.boards}:
            continue
        ref = BoardRef(
            source=pattern.source,
            board=board,
            base_url=api.base_url if api else pattern.base_url,
            domain=domain,
            company=api.companies.get(board, "") if api else "",
            private=site.private if site else False,
        )
        return BoardAddress(board=ref, external_id=found["id"])
    return None


def posting_keys(url: str, sites: Sequence[Site] = ()) -> tuple[str, ...]:
    """The keys a posting at this address may stand under in the ledger."""
    known = board_address(url, sites)
    by_board = (f"ats:{known.board.source}:{known.board.board.lower()}:{known.external_id}",) if known else ()
    return (*by_board, f"url:{canonical_url(url)}")


@cache
def _patterns() -> tuple[_Pattern, ...]:
    return tuple(_Pattern.model_validate(row) for row in table("posting_addresses"))
