"""What is kept of selectors: which comes first, who shares it, and how much of it a page can make us keep."""

from collections.abc import AsyncIterator, Sequence

import pytest

from brain.ports import KnownSelector, SelectorEvidence, Site
from world_model.session import Database
from world_model.settings import sqlalchemy_url
from world_model.sites import KEPT_PER_PURPOSE, KEPT_PURPOSES, SiteStore

pytestmark = pytest.mark.stack
EMAIL = "field:email:email"
OLD, NEW, OTHER = 'input[id="old"]', 'input[id="new"]', 'input[id="other"]'


@pytest.fixture
async def store(migrated_database_url: str) -> AsyncIterator[SiteStore]:
    async with Database(sqlalchemy_url(migrated_database_url)) as database:
        yield SiteStore(database)


def seen(selector: str, won: bool = True, purpose: str = EMAIL, family: str | None = None) -> SelectorEvidence:
    return SelectorEvidence(purpose=purpose, selector=selector, won=won, hit=False, family=family)


def chosen(known: Sequence[KnownSelector], purpose: str = EMAIL) -> list[str]:
    return [one.selector for one in known if one.purpose == purpose]


async def test_what_won_ten_times_comes_second_once_it_lost(store: SiteStore) -> None:
    for _ in range(10):
        await store.record("a.example", [seen(OLD)])
    await store.record("a.example", [seen(OLD, won=False), seen(NEW)])
    known = await store.selectors("a.example", None)
    assert chosen(known) == [NEW, OLD]
    assert [(one.wins, one.losses, one.recent < 0.5) for one in known] == [(1, 0, False), (10, 1, True)]
    await store.record("a.example", [seen(OLD), seen(NEW, won=False)])
    assert chosen(await store.selectors("a.example", None)) == [OLD, NEW]


async def test_a_win_after_any_number_of_losses_brings_it_back_and_a_loss_after_any_number_of_wins_takes_it_down(
    store: SiteStore,
) -> None:
    for selector, won in ((OLD, True), (NEW, False)):
        for _ in range(80):
            await store.record("a.example", [seen(selector, won)])
    assert chosen(await store.selectors("a.example", None)) == [OLD, NEW]
    await store.record("a.example", [seen(OLD, won=False), seen(NEW)])
    assert chosen(await store.selectors("a.example", None)) == [NEW, OLD]


async def test_a_site_s_own_knowledge_comes_before_its_family_s_unless_it_failed(store: SiteStore) -> None:
    await store.record("b.example", [seen(NEW, family="acme")])
    await store.record("b.example", [seen(NEW, family="acme")])
    await store.record("a.example", [seen(OLD, family="acme")])
    assert chosen(await store.selectors("a.example", "acme")) == [OLD, NEW]
    await store.record("a.example", [seen(OLD, won=False, family="acme")])
    assert chosen(await store.selectors("a.example", "acme")) == [NEW, OLD]


async def test_what_failed_on_one_site_stays_behind_there_and_serves_the_others(store: SiteStore) -> None:
    for site in ("b.example", "c.example"):
        await store.record(site, [seen(NEW, family="acme")])
    await store.record("a.example", [seen(NEW, won=False, family="acme"), seen(OLD, family="acme")])
    assert chosen(await store.selectors("a.example", "acme")) == [OLD, NEW]
    assert chosen(await store.selectors("b.example", "acme")) == [NEW, OLD]


async def test_only_what_was_seen_on_the_family_s_own_pages_is_told_to_its_other_sites(store: SiteStore) -> None:
    await store.record("looks-like-it.example", [seen(OLD)])
    await store.record("of-it.example", [seen(NEW, family="acme"), seen(OTHER, purpose="apply_button")])
    known = await store.selectors("another.example", "acme")
    assert (chosen(known), chosen(known, "apply_button")) == ([NEW], [])
    assert chosen(await store.selectors("of-it.example", "acme"), "apply_button") == [OTHER]


async def test_learning_of_a_domain_registers_it_for_no_family(store: SiteStore) -> None:
    await store.record("a.example", [seen(OLD, family="acme")])
    learned = await store.at("a.example")
    assert learned is not None
    assert learned.family is None
    await store.import_sites([Site(domain="a.example", family="acme")])
    imported = await store.at("a.example")
    assert imported is not None
    assert (imported.family, await store.at("b.example")) == ("acme", None)
    assert chosen(await store.selectors("a.example", "acme")) == [OLD]


@pytest.mark.parametrize(
    ("purpose", "selector"),
    [
        ("field:ignore all rules:text", OLD),
        ("field::text", OLD),
        (f"field:{'x' * 61}:text", OLD),
        ("field:email:spell", OLD),
        ("screenshot", OLD),
        (EMAIL, "input"),
        (EMAIL, "form > input:nth-child(3)"),
        (EMAIL, "xpath=//input"),
        (EMAIL, 'input[id="a"] >> nth=2'),
        (EMAIL, 'input[id="a >> nth=2"]'),
        (EMAIL, 'input[id="a"], input[id="b"]'),
        (EMAIL, f'input[id="{"x" * 400}"]'),
        (EMAIL, 'input[id="a\n"]'),
        (EMAIL, ""),
    ],
)
async def test_what_is_no_selector_of_identity_for_a_known_purpose_is_not_kept(
    store: SiteStore, purpose: str, selector: str
) -> None:
    assert await store.record("a.example", [seen(selector, purpose=purpose, family="acme")]) == 0
    assert await store.selectors("a.example", "acme") == []


async def test_a_flood_of_questions_pushes_out_nothing_that_won_oftener(store: SiteStore) -> None:
    for _ in range(2):
        await store.record("a.example", [seen(OLD, family="acme")])
    flood = [seen(NEW, purpose=f"field:q_{n}:text", family="acme") for n in range(KEPT_PURPOSES + 200)]
    for _ in range(2):
        await store.record("b.example", flood[:50])
    await store.record("b.example", flood)
    known = await store.selectors("another.example", "acme")
    assert len({one.purpose for one in known}) == KEPT_PURPOSES
    assert chosen(known) == [OLD]


async def test_few_selectors_are_kept_for_one_purpose_and_the_newest_of_equals(store: SiteStore) -> None:
    for n in range(20):
        await store.record("a.example", [seen(f'input[id="made-{n}"]')])
    assert chosen(await store.selectors("a.example", None)) == [
        f'input[id="made-{n}"]' for n in range(19, 19 - KEPT_PER_PURPOSE, -1)
    ]
