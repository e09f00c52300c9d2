"""What is known of sites: their families and APIs, and selectors with evidence, shared by family."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from brain.browsing import Browsing
from brain.ports import KnownSelector, SelectorEvidence, Site, SiteApi
from brain.selectors import may_be_kept
from world_model.session import Database
from world_model.tables import SiteRow

FAMILY_ROW = "family:"
KEPT_PER_PURPOSE = 5
KEPT_PURPOSES = 400
NEVER_CERTAIN = 0.98  # a loss always brings `recent` below one half
NOBODY = "00000000-0000-0000-0000-000000000000"
Held = dict[str, list[dict[str, Any]]]


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
                    "browsing": site.browsing.model_dump(mode="json", exclude_defaults=True),
                    "updated_at": datetime.now(UTC),
                }
                statement = insert(SiteRow).values(domain=site.domain, selectors={}, health={}, **values)
                await session.execute(statement.on_conflict_do_update(index_elements=["domain"], set_=values))
        return len(sites)

    async def at(self, domain: str) -> Site | None:
        async with self._database.as_user(NOBODY) as session:
            row = await session.get(SiteRow, domain)
            return _site(row) if row else None

    async def selectors(self, domain: str, family: str | None) -> Sequence[KnownSelector]:
        async with self._database.as_user(NOBODY) as session:
            return _ranked(await _knowledge(session, domain, family))

    async def record(self, domain: str, evidence: Sequence[SelectorEvidence]) -> int:
        by_row: dict[str, list[SelectorEvidence]] = defaultdict(list)
        for seen in evidence:
            if may_be_kept(seen.purpose, seen.selector):
                by_row[domain].append(seen)
                if seen.family:
                    by_row[f"{FAMILY_ROW}{seen.family}"].append(seen)
        known = 0
        async with self._database.as_user(NOBODY) as session:
            # One lock order for all writers: the domain's row, then its families'.
            for row_name in sorted(by_row, key=lambda name: (name != domain, name)):
                updated = _with_evidence(await _locked(session, row_name), by_row[row_name])
                await session.execute(
                    text("UPDATE sites SET selectors = CAST(:s AS jsonb), updated_at = now() WHERE domain = :d"),
                    {"s": _json(updated), "d": row_name},
                )
                known = max(known, sum(len(v) for v in updated.values()))
        return known

    async def met_block(self, domain: str, wait_s: float | None = None) -> datetime:
        """Leaves the site alone; until when."""
        query = text("SELECT met_block(:domain, CAST(:wait AS float8))")
        async with self._database.as_user(NOBODY) as session:
            until: datetime = (await session.execute(query, {"domain": domain, "wait": wait_s})).scalar_one()
            return until

    async def met_no_block(self, domain: str) -> None:
        async with self._database.as_user(NOBODY) as session:
            await session.execute(text("SELECT met_no_block(:domain)"), {"domain": domain})


async def _locked(session: AsyncSession, row_name: str) -> Held:
    statement = insert(SiteRow).values(domain=row_name, family=None, login_config={}, selectors={}, health={})
    await session.execute(statement.on_conflict_do_nothing())
    row = await session.execute(select(SiteRow.selectors).where(SiteRow.domain == row_name).with_for_update())
    return dict(row.scalar_one())


async def _knowledge(session: AsyncSession, domain: str, family: str | None) -> Sequence[Mapping[str, Any]]:
    names = [domain, f"{FAMILY_ROW}{family}"] if family else [domain]
    found = await session.execute(select(SiteRow.domain, SiteRow.selectors).where(SiteRow.domain.in_(names)))
    held = {row.domain: row.selectors for row in found}
    return [held[name] for name in names if name in held]


def _ranked(knowledge: Sequence[Mapping[str, Any]]) -> list[KnownSelector]:
    """Best first: what won when last used; then the site's own before its family's; then what won more of late."""
    found: dict[tuple[str, str], tuple[int, KnownSelector]] = {}
    for place, held in enumerate(knowledge):
        for purpose, entries in held.items():
            for entry in entries:
                known = KnownSelector(purpose=purpose, **{**entry, "recent": _recent(entry)})
                found.setdefault((purpose, known.selector), (place, known))
    ranked = sorted(found.values(), key=lambda one: (one[1].recent < 0.5, one[0], -one[1].recent))
    return [known for _, known in ranked]


def _with_evidence(held: Held, evidence: Sequence[SelectorEvidence]) -> Held:
    now = datetime.now(UTC).isoformat()
    for seen in evidence:
        entries = held.setdefault(seen.purpose, [])
        entry = next((e for e in entries if e["selector"] == seen.selector), None)
        if entry is None:
            entry = {"selector": seen.selector, "wins": 0, "losses": 0}
            entries.append(entry)
        entry["recent"] = min(NEVER_CERTAIN, _recent(entry) / 2 + (0.5 if seen.won else 0))
        entry["wins"] += int(seen.won)
        entry["losses"] += int(not seen.won)
        entry["last_used"] = now
        entries.sort(key=lambda e: (_recent(e), e["last_used"]), reverse=True)
        del entries[KEPT_PER_PURPOSE:]
    return _within_bounds(held)


def _within_bounds(held: Held) -> Held:
    """A row's best purposes: a flood of new ones pushes out none that has won oftener."""
    if len(held) <= KEPT_PURPOSES:
        return held
    best = sorted(held, key=lambda purpose: max((e["wins"], e["last_used"]) for e in held[purpose]), reverse=True)
    return {purpose: held[purpose] for purpose in best[:KEPT_PURPOSES]}


def _recent(entry: Mapping[str, Any]) -> float:
    # What was kept before there was `recent` is judged by its totals.
    return float(entry.get("recent", (entry["wins"] + 1) / (entry["wins"] + entry["losses"] + 2)))


def _site(row: SiteRow) -> Site:
    api = SiteApi.model_validate(row.api) if row.api else None
    return Site(
        domain=row.domain,
        family=row.family,
        api=api,
        login_config=row.login_config,
        private=row.private,
        browsing=Browsing.model_validate(row.browsing),
    )


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
