"""What a person's reason for a no says of other postings, by plain rules in four languages."""

from typing import Any

import pytest

from brain.ports import Rejection, RejectionRule
from brain.posting import Pay, Posting, Skills
from brain.rejections import LOWERED_BY, in_words, judge, rules_in


def job(number: int = 1, **changed: Any) -> Posting:
    url = f"https://jobs.example.org/{number}"
    facts: dict[str, Any] = {
        "title": "Senior Developer", "company": "Northwind", "locations": ("Berlin, Germany",), "workplace": "onsite",
        "seniority": "senior", "salary": Pay(max=50_000, currency="EUR", period="year"), "languages": ("German",),
        "skills": Skills(required=("PHP", "Python")),
    }  # fmt: skip
    return Posting(source="greenhouse", board="n", external_id=str(number), url=url, apply_url=url, **(facts | changed))


OTHER: dict[str, Any] = {
    "company": "Acme", "title": "Engineer", "locations": ("Lisbon, Portugal",), "workplace": "remote", "seniority": "mid",
    "salary": Pay(max=90_000, currency="EUR", period="year"), "languages": ("English",), "skills": Skills(required=("Rust",)),
}  # fmt: skip


def rejected(reason: str, posting: Posting | None = None) -> Rejection:
    was = posting or job()
    return Rejection(
        id=1, posting_key=was.posting_key, fingerprint=was.fingerprint, company=was.company, title=was.title, source=was.source,
        locations=was.locations, reason=reason, rules=rules_in(reason, was),
    )  # fmt: skip


def kinds(reason: str, posting: Posting | None = None) -> list[tuple[str, str]]:
    return [(r.kind, r.value) for r in rules_in(reason, posting or job())]


@pytest.mark.parametrize(
    "reason",
    [
        "not this company",
        "Never Northwind again!",
        "Northwind",
        "I worked there",
        "nicht diese Firma",
        "Bitte nie wieder Northwind",
        "pas cette entreprise",
        "jamais chez eux",
        "esta empresa no",
        "Good job, but not that company.",
    ],
)
def test_a_company_that_is_named_is_excluded(reason: str) -> None:
    assert ("company", "Northwind") in kinds(reason)
    because = judge(job(2, title="Nurse", locations=("Oslo",)), [rejected(reason)])
    assert because.excluded
    assert because.reasons == ("you rejected Senior Developer at Northwind because of the company Northwind",)
    assert not judge(job(3, **OTHER), [rejected(reason)]).excluded


@pytest.mark.parametrize("reason", ["no agencies", "keine Zeitarbeit", "pas d'agences", "no agencias", "It is a recruiter"])
def test_an_agency_is_excluded_and_so_are_those_that_call_themselves_one(reason: str) -> None:
    was = job(company="Bright Talent GmbH")
    assert kinds(reason, was) == [("agency", "Bright Talent GmbH")]
    one = rejected(reason, was)
    assert judge(job(2, **(OTHER | {"company": "Bright Talent"})), [one]).excluded
    assert judge(job(2, **(OTHER | {"company": "Acme Recruiting"})), [one]).excluded
    assert not judge(job(2, **OTHER), [one]).excluded


@pytest.mark.parametrize(
    ("reason", "rule", "alike"),
    [
        ("too far away", ("place", "Berlin, Germany"), {"locations": ("Berlin",), "workplace": "onsite"}),
        ("not Berlin", ("place", "Berlin, Germany"), {"locations": ("Berlin",), "workplace": "hybrid"}),
        ("zu weit weg", ("place", "Berlin, Germany"), {"locations": ("Berlin",), "workplace": "onsite"}),
        ("trop loin", ("place", "Berlin, Germany"), {"locations": ("Berlin",), "workplace": None}),
        ("demasiado lejos", ("place", "Berlin, Germany"), {"locations": ("Berlin",), "workplace": "onsite"}),
        ("I do not want to work on-site", ("on_site", "onsite"), {"workplace": "onsite"}),
        ("not remote", ("on_site", "onsite"), {"workplace": "onsite"}),
        ("nicht remote", ("on_site", "onsite"), {"workplace": "onsite"}),
        ("pas de télétravail", ("on_site", "onsite"), {"workplace": "onsite"}),
        ("presencial, no gracias", ("on_site", "onsite"), {"workplace": "onsite"}),
        ("salary too low", ("salary", "50000 EUR"), {"salary": Pay(min=3_000, currency="EUR", period="month")}),
        ("Das Gehalt ist zu niedrig", ("salary", "50000 EUR"), {"salary": Pay(max=50_000, currency="EUR", period="year")}),
        ("mal payé", ("salary", "50000 EUR"), {"salary": Pay(max=20, currency="EUR", period="hour")}),
        ("pagan muy poco", ("salary", "50000 EUR"), {"salary": Pay(max=40_000, currency="EUR", period="year")}),
        ("too senior for me", ("seniority", "senior"), {"seniority": "senior"}),
        ("nicht mein Niveau", ("seniority", "senior"), {"seniority": "senior"}),
        ("They want German", ("language", "German"), {"languages": ("German",)}),
        ("Kein Deutsch bitte", ("language", "German"), {"languages": ("German",)}),
        ("pas d'allemand", ("language", "German"), {"languages": ("German", "French")}),
        ("sin alemán", ("language", "German"), {"languages": ("German",)}),
        ("no PHP", ("skill", "PHP"), {"skills": Skills(required=("php",))}),
        ("I am done with PHP", ("skill", "PHP"), {"title": "PHP Engineer"}),
    ],
)
def test_postings_alike_stand_lower_and_say_why(reason: str, rule: tuple[str, str], alike: dict[str, Any]) -> None:
    assert rule in kinds(reason), kinds(reason)
    one = rejected(reason)
    because = judge(job(2, **(OTHER | alike)), [one])
    assert (because.excluded, because.lowered_by) == (False, LOWERED_BY)
    assert because.reasons[0].startswith("you rejected Senior Developer at Northwind because of ")
    assert judge(job(3, **OTHER), [one]).reasons == ()


@pytest.mark.parametrize(
    "reason",
    [
        "",
        "no",
        "just a feeling",
        "not enough Python",
        "zu wenig Python",
        "Northwind is a lovely company",
        "I like Berlin's food?!",
    ],
)
def test_what_is_not_said_rules_nothing_else_out(reason: str) -> None:
    assert [k for k, _ in kinds(reason) if k not in ("place",)] == []


def test_a_reason_rules_out_only_what_the_posting_was() -> None:
    remote = job(workplace="remote", salary=None, seniority=None, title="Developer", languages=(), skills=Skills())
    assert kinds("on-site, bad pay, too senior, German, PHP", remote) == []


def test_the_same_job_and_a_repost_of_it_are_not_proposed_again() -> None:
    one = rejected("")
    assert judge(job(1), [one]).excluded
    for again in (
        job(2),
        job(3, title="Senior Developer (m/w/d)"),
        job(4, title="SENIOR  Developer [all genders]", locations=("Berlin, Germany", "Hamburg")),
    ):
        assert judge(again, [one]).excluded, again.title
    assert not judge(job(5, locations=("Munich",)), [one]).excluded, "another place is another job"
    assert not judge(job(6, company="Acme"), [one]).excluded


def test_two_reasons_for_one_thing_count_once_and_a_long_reason_is_read_clause_by_clause() -> None:
    reason = "Too far away; the pay is bad, and no PHP, but a nice team"
    assert {k for k, _ in kinds(reason)} == {"place", "salary", "skill"}
    twice = [rejected(reason), rejected(reason, job(9, title="Other"))]
    assert judge(job(2, **(OTHER | {"skills": Skills(required=("PHP",))})), twice).lowered_by == LOWERED_BY


def test_every_rule_has_words() -> None:
    for rule in (*rules_in("not this company, no agencies, too far, on-site, bad pay, too senior, German, PHP", job()),):
        assert in_words(rule)
    assert in_words(RejectionRule(kind="salary", value="50000")) == "its pay (at most 50,000  a year)"
