"""A refusal is never read as a wish, and one word may mean two things."""

from typing import Any

import pytest

from brain.intent import compile_goal
from tests.support.intent_cases import WEDNESDAY, document, says

REFUSALS_AND_TRAPS = [
    # a refusal is never read as a wish
    says("apply to jobs but don't apply to Google", "apply", but_not=["Google"]),
    says("apply to 3 jobs. don't apply to anything at Google", "apply", count=3, but_not=["Google"]),
    says(
        "I don't want to work for Amazon. Find me 10 data jobs in Seattle.",
        count=10,
        roles=["data"],
        places=["Seattle:US"],
        but_not=["Amazon"],
    ),
    says("Never contact Oracle. Search for DBA roles.", roles=["dba"], but_not=["Oracle"]),
    says("Python but not Django, Berlin", skills=["python"], places=["Berlin:DE"], left=["not Django"]),
    says("java, not javascript, remote", skills=["java"], workplace=["remote"], left=["not javascript"]),
    says(
        "no senior roles please, junior python developer in Paris",
        roles=["python developer"],
        skills=["python"],
        seniority=["junior"],
        places=["Paris:FR"],
        left=["no senior roles"],
    ),
    says(
        "find me software jobs in Texas except Houston",
        roles=["software developer"],
        places=["Texas:US"],
        left=["except Houston"],
    ),
    says("jobs in Berlin where I don't need German", places=["Berlin:DE"], left=["don't need German"]),
    says("no hybrid please, just remote java jobs", roles=["java developer"], skills=["java"], workplace=["remote"]),
    says("remote jobs, but not US-only", workplace=["remote"], left=["not US-only"]),
    says("apply to 2 chef jobs and don't auto-submit anything", "apply", count=2, roles=["chef"]),
    says("apply to 2 chef jobs, don't ask me first", "apply", count=2, roles=["chef"], review=False),
    says("apply to 2 chef jobs without asking, but nothing goes out before I approve it", "apply", count=2, roles=["chef"]),
    # telling what was done, asking what may be done
    says("Mark my Stripe application as rejected", "track", at=["Stripe"], left=["rejected"]),
    says("Show applications I sent last week", "track", left=["last week"]),
    says("log my application to Bosch", "track", at=["Bosch"]),
    says("recruiter jobs at Adidas", roles=["recruiter"], at=["Adidas"]),
    says("connect me with recruiters at Adidas", "find_contacts", at=["Adidas"]),
    says("network engineer jobs", roles=["network engineer"]),
    says("research assistant jobs in Vienna", roles=["research assistant"], places=["Vienna:AT"]),
    says("salary analyst jobs", roles=["salary analyst"]),
    says("interviewer jobs", roles=["interviewer"]),
    says("work at LinkedIn", at=["LinkedIn"]),
    # one word, two meanings
    says("Go find me jobs in Rome", places=["Rome:IT"]),
    says("Rust or Go, remote, $200k", skills=["rust", "go"], workplace=["remote"], salary="200000 USD year"),
    says("staff nurse in Cardiff", roles=["staff nurse"], places=["Cardiff:GB"]),
    says(
        "staff software engineer, NYC or remote",
        roles=["software engineer"],
        seniority=["staff"],
        places=["New York:US"],
        workplace=["remote"],
    ),
    says("jobs for students in Reading", places=["Reading:GB"], left=["for students"]),
    says("remote us jobs", workplace=["remote"], places=["United States:US"]),
    says("help us find nurses in Cork", roles=["nurse"], places=["Cork:IE"]),
    says(
        "I am a carpenter from Poland and I want to work in Norway",
        roles=["carpenter"],
        places=["Norway:NO"],
        left=["from Poland"],
    ),
    says("plumber in London, Ontario", roles=["plumber"], places=["London, Ontario:CA"]),
    says("waiter in Paris, Texas", roles=["waiter"], places=["Paris, Texas:US"]),
    says("plumber in Georgia", roles=["plumber"], places=["Georgia"]),
    says("welder in Hamilton", roles=["welder"], places=["Hamilton"]),
    says("apply to 5 jobs a day in customer service", "apply", count=5, roles=["customer service"], schedule="0 8 * * *"),
    says("every other day look for nurse jobs", roles=["nurse"], schedule="0 8 */2 * *"),
    says("find a nurse job at 6pm", roles=["nurse"], left=["at 6pm"]),
    says("accountant in Toronto, $95,000", roles=["accountant"], places=["Toronto:CA"], salary="95000 CAD year"),
    says("backend roles in Bangalore, 30 LPA", roles=["backend developer"], places=["Bangalore:IN"], salary="3000000 INR year"),
    says("jobs posted since 2026-11-10 for geologists", roles=["geologist"], days=9),
    says("jobs posted since November 10 for geologists", roles=["geologist"], days=9),
    says(
        "Please apply to three (3) HR manager vacancies in Brussels",
        "apply",
        count=3,
        roles=["hr manager"],
        places=["Brussels:BE"],
    ),
    says("Social Media Manager (m/w/d) Berlin", roles=["social media manager"], places=["Berlin:DE"]),
    says(
        "is 65k enough for a mechanical engineer in Munich?",
        "benchmark_salary",
        roles=["mechanical engineer"],
        places=["Munich:DE"],
        salary="65000 EUR year",
    ),
]


@pytest.mark.parametrize(("prompt", "case"), REFUSALS_AND_TRAPS, ids=[prompt for prompt, _ in REFUSALS_AND_TRAPS])
def test_refusals_and_double_meanings(prompt: str, case: dict[str, Any]) -> None:
    assert compile_goal(prompt, now=WEDNESDAY).model_dump(mode="json") == document(case)
