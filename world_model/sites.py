"""What is known of sites: their APIs, and selectors with evidence, shared by family."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from brain.ports import KnownSelector, SelectorEvidence, Site, SiteApi
from world_model.session import Database
from world_model.tables import SiteRow

FAMILY_ROW = "family:"
KEPT_PER_PURPOSE = 5
NOBODY = "00000000-0000-0000-0000-000000000000"


class SiteStore:
    """Implements `brain.ports.Sites`. Sites belong to nobody: what a page's controls are called is no personal data."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def list(self) -> Sequence[Site]:
        async with self._database.as_user(NOBODY) as session:
            rows = (await session.execute(select(SiteRow).order_by(SiteRow.domain))).scalars()
            return [_site(row) for row in rows if not row.domain.startswith(FAMILY_ROW)]

    async def import_sites(self, sites: Sequence[Site]) -> int:
        """Adds or replaces what is known of these domains; selectors that were learned stay. Returns how many."""
        async with self._database.as_user(NOBODY) as session:
            for site in sites:
                values = {
                    "family": site.family,
                    "api": site.api.model_dump(mode="json") if site.api else None,
                    "login_config": site.login_config,
                    "private": site.private,
                    "updated_at": datetime.now(UTC),
                }
                statement = insert(SiteRow).values(domain=site.domain, selectors={}, health={}, **values)
                await session.execute(statement.on_conflict_do_update(index_elements=["domain"], set_=values))
        return len(sites)

    async def selectors(self, domain: str, family: str | None) -> Sequence[KnownSelector]:
        async with self._database.as_user(NOBODY) as session:
            return _ranked(await _knowledge(session, domain, family))

    async def record(self, domain: str, family: str | None, evidence: Sequence[SelectorEvidence]) -> int:
        if not evidence:
            return 0
        known = 0
        async with self._database.as_user(NOBODY) as session:
            for row_name in _rows(domain, family):
                held = await _locked(session, row_name, family)
                updated = _with_evidence(held, evidence)
                await session.execute(
                    text("UPDATE sites SET selectors = CAST(:s AS jsonb), updated_at = now() WHERE domain = :d"),
                    {"s": _json(updated), "d": row_name},
                )
                known = max(known, sum(len(v) for v in updated.values()))
        return known


def _rows(domain: str, family: str | None) -> list[str]:
    # One lock order for all writers: the domain's row, then the family's.
    return [domain, f"{FAMILY_ROW}{family}"] if family else [domain]


async def _locked(session: AsyncSession, domain: str, family: str | None) -> dict[str, Any]:
    statement = insert(SiteRow).values(domain=domain, family=family, login_config={}, selectors={}, health={})
    await session.execute(statement.on_conflict_do_nothing())
    row = await session.execute(select(SiteRow.selectors).where(SiteRow.domain == domain).with_for_update())
    return dict(row.scalar_one())


async def _knowledge(session: AsyncSession, domain: str, family: str | None) -> list[Mapping[str, Any]]:
    rows = {
        r.domain: r.selectors
        for r in (await session.execute(select(SiteRow).where(SiteRow.domain.in_(_rows(domain, family))))).scalars()
    }
    return [rows[name] for name in _rows(domain, family) if name in rows]


def _ranked(knowledge: Sequence[Mapping[str, Any]]) -> list[KnownSelector]:
    """Best first: what won most often of its tries comes first; the site's own knowledge before the family's."""
    found: dict[tuple[str, str], KnownSelector] = {}
    for held in knowledge:
        for purpose, entries in held.items():
            for entry in entries:
                known = KnownSelector(purpose=purpose, **entry)
                found.setdefault((purpose, known.selector), known)
    return sorted(found.values(), key=lambda k: -(k.wins + 1) / (k.wins + k.losses + 2))


def _with_evidence(held: dict[str, Any], evidence: Sequence[SelectorEvidence]) -> dict[str, Any]:
    now = datetime.now(UTC).isoformat()
    for seen in evidence:
        entries = held.setdefault(seen.purpose, [])
        entry = next((e for e in entries if e["selector"] == seen.selector), None)
        if entry is None:
            entry = {"selector": seen.selector, "wins": 0, "losses": 0}
            entries.append(entry)
        entry["wins"] += int(seen.won)
        entry["losses"] += int(not seen.won)
        entry["last_used"] = now
        entries.sort(key=lambda e: -(e["wins"] + 1) / (e["wins"] + e["losses"] + 2))
        del entries[KEPT_PER_PURPOSE:]
    return held


def _site(row: SiteRow) -> Site:
    api = SiteApi.model_validate(row.api) if row.api else None
    return Site(domain=row.domain, family=row.family, api=api, login_config=row.login_config, private=row.private)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
