from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from brain.goal import Companies, Goal, Location, SalaryFloor
from brain.matching import quick_fit, requirements_in, score, skills_in
from brain.posting import Pay, Posting
from tests.support.candidates import MIRA, NURSE, TODAY, candidate, posting

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def goal(**changes: Any) -> Goal:
    held: dict[str, Any] = {
        "verb": "search",
        "count": 5,
        "roles": ("python developer",),
        "skills": ("python",),
        "workplace": ("remote",),
    }
    return Goal(**{**held, **changes})


def described(title: str, required: list[str], preferred: list[str] = [], **changes: Any) -> Posting:  # noqa: B006
    lists = [("What you bring", required), ("Nice to have", preferred)]
    html = "<p>Join us.</p>" + "".join(
        f"<h3>{name}</h3><ul>{''.join(f'<li>{line}</li>' for line in lines)}</ul>" for name, lines in lists if lines
    )
    text = "\n".join([title, *required, *preferred])
    more = {"workplace": "remote", "locations": ("Remote - EU",), **changes}
    return posting(title=title, description_html=html, description_text=text, **more)


PYTHON_JOB = described("Senior Python Developer", ["5+ years of Python", "PostgreSQL", "Kubernetes or Nomad"], ["Rust"])


def test_a_fitting_job() -> None:
    match = score(PYTHON_JOB, candidate(), goal(), today=TODAY, now=NOW)
    assert match.hard_fails == ()
    assert match.score >= 85
    assert {item.requirement: item.state for item in match.evidence} == {
        "5+ years of Python": "met",
        "PostgreSQL": "met",
        "Kubernetes or Nomad": "met",
        "Rust": "missing",
    }
    cited = {fact.id for fact in candidate().facts}
    assert all(set(item.facts) <= cited for item in match.evidence)
    assert all(item.facts for item in match.evidence if item.state == "met")
    assert match.missing_skills == ("rust",)
    assert match.reasoning.count(".") >= 2


@pytest.mark.parametrize(
    ("job", "word"),
    [
        (described("Senior Java Engineer", ["6+ years of Java"], ["Scripting in Python is a plus"]), "python"),
        (described("Python Developer", ["Python"], workplace="onsite", locations=("Munich, Germany",)), "onsite"),
        (described("Python Engineer", ["Python"], workplace="hybrid", locations=("Stockholm, Sweden",)), "hybrid"),
        (described("Director of Engineering, Python Platform", ["10+ years in engineering"], ["A past in Python"]), "director"),
        (
            described("Technical Recruiter", ["3+ years of recruiting"], ["Experience hiring Python developers"]),
            "Technical Recruiter",
        ),
        (described("Account Executive", ["B2B sales"]), "Account Executive"),
        (described("Rust Systems Engineer", ["3+ years of Rust"]), "python"),
        (described("Head of Python Development", ["Python"]), "head"),
        (described("Python Developer", ["Python"], workplace=None, locations=("Berlin, Germany",)), "remote"),
        (described("Python Engineering Intern", ["Python"]), "Intern"),
        (described("Python Developer", ["Python"], locations=("Remote - US",)), "US"),
    ],
    ids=lambda one: one.title if isinstance(one, Posting) else one,
)
def test_what_must_not_pass(job: Posting, word: str) -> None:
    match = score(job, candidate(), goal(), today=TODAY, now=NOW)
    assert match.score <= 30
    assert any(word.lower() in reason.lower() for reason in match.hard_fails)


@pytest.mark.parametrize(
    "title",
    [
        "Backend Engineer, Billing",
        "Senior Software Engineer (Python, APIs)",
        "Python Platform Engineer",
        "Senior Django Developer",
    ],
)
def test_a_python_job_by_another_title(title: str) -> None:
    match = score(described(title, ["Solid experience with Python and Django", "SQL"]), candidate(), goal(), today=TODAY, now=NOW)
    assert match.hard_fails == ()


@pytest.mark.parametrize(
    ("changes", "job_changes", "fails"),
    [
        ({"salary": SalaryFloor(min=100000, currency="EUR")}, {"salary": Pay(max=80000, currency="EUR", period="year")}, True),
        ({"salary": SalaryFloor(min=100000, currency="EUR")}, {"salary": Pay(max=10000, currency="EUR", period="month")}, False),
        ({"salary": SalaryFloor(min=100000, currency="EUR")}, {"salary": Pay(max=80000, currency="USD", period="year")}, False),
        ({"salary": SalaryFloor(min=100000, currency="EUR")}, {}, False),
        ({"companies": Companies(exclude=("acme",))}, {}, True),
        ({"companies": Companies(include=("Globex",))}, {}, True),
        ({"posted_within_days": 7}, {"posted_at": NOW - timedelta(days=8)}, True),
        ({"posted_within_days": 7}, {"posted_at": NOW - timedelta(days=6)}, False),
        ({"posted_within_days": 7}, {}, False),
        ({"seniority": ("junior",)}, {}, True),
        ({"seniority": ("senior",)}, {}, False),
        ({"employment_types": ("contract",)}, {"employment_type": "Full-time"}, True),
        ({"locations": (Location(text="Germany", country="DE"),)}, {"locations": ("Remote - Germany",)}, False),
        ({"locations": (Location(text="Germany", country="DE"),)}, {"locations": ("Remote - EU",)}, False),
        ({"locations": (Location(text="Germany", country="DE"),)}, {"locations": ("Remote - Spain",)}, True),
        (
            {"workplace": (), "locations": (Location(text="Berlin", country="DE"),)},
            {"locations": ("Berlin, Germany",), "workplace": "onsite"},
            False,
        ),
        (
            {"workplace": (), "locations": (Location(text="Berlin", country="DE"),)},
            {"locations": ("Munich, Germany",), "workplace": "onsite"},
            True,
        ),
        ({"workplace": (), "locations": (Location(text="EU"),)}, {"locations": ("Paris",), "workplace": "onsite"}, False),
        ({"workplace": (), "locations": (Location(text="EU"),)}, {"locations": ("Austin, TX",), "workplace": "onsite"}, True),
    ],
)
def test_hard_limits_of_the_goal(changes: dict[str, Any], job_changes: dict[str, Any], fails: bool) -> None:
    match = score(PYTHON_JOB.model_copy(update=job_changes), candidate(), goal(**changes), today=TODAY, now=NOW)
    assert bool(match.hard_fails) is fails, match.hard_fails
    if not job_changes.get("description_html"):
        assert (
            quick_fit(PYTHON_JOB.model_copy(update=job_changes), goal(**changes), now=NOW) == 0.0
        ) is fails or "employment_types" in changes


def test_preselection_keeps_what_only_the_text_can_tell() -> None:
    assert quick_fit(posting(title="Backend Engineer, Billing", workplace="remote", locations=("Remote",)), goal()) > 0
    assert quick_fit(posting(title="Python Developer", workplace="remote", locations=("Remote",)), goal()) > 0.9
    assert quick_fit(posting(title="Senior Java Engineer", workplace="remote", locations=("Remote",)), goal()) == 0
    assert quick_fit(posting(title="Account Executive", workplace="remote", locations=("Remote",)), goal()) == 0


def test_domains_nobody_prepared_for() -> None:
    nurse_goal = goal(roles=("registered nurse",), skills=(), workplace=())
    job = described(
        "Registered Nurse - ICU",
        ["Bachelor of Nursing", "3+ years of nursing", "Patient care", "ACLS certification"],
        ["Triage"],
        workplace="onsite",
        locations=("Lisbon, Portugal",),
    )
    fitting = score(job, candidate(NURSE), nurse_goal, today=TODAY, now=NOW)
    assert fitting.hard_fails == ()
    assert fitting.score >= 80
    assert score(job, candidate(MIRA), nurse_goal, today=TODAY, now=NOW).score < 60
    assert score(described("Staff Accountant", ["CPA"]), candidate(NURSE), nurse_goal, today=TODAY, now=NOW).hard_fails
    accountant = goal(roles=("accountant",), skills=(), workplace=())
    assert quick_fit(described("Senior Accountant (m/f/d)", ["IFRS"]), accountant) > 0
    assert quick_fit(described("Nurse", ["Care"]), accountant) == 0


def test_skills_keep_their_names() -> None:
    assert skills_in("JavaScript and JS") == ("javascript",)
    assert skills_in("Java") == ("java",)
    assert skills_in("We go to market and react fast in spring") == ("react",)
    assert skills_in("Go, Rust and C++") == ("go", "rust", "c++")
    assert skills_in("K8s, Postgres") == ("kubernetes", "postgresql")


def test_required_and_preferred_skills_of_a_description() -> None:
    read = requirements_in(
        "<h2>Requirements</h2><ul><li>Python</li><li>Docker is a plus</li></ul><h2>Nice to have</h2><ul><li>Go, Kafka</li></ul>"
    )
    assert (read.required, read.preferred) == (("python",), ("docker", "go", "kafka"))


def test_a_description_without_lists() -> None:
    read = requirements_in("We build payments. You must have experience with Rust and PostgreSQL. Lunch is free.")
    assert read.required == ("rust", "postgresql")


def test_an_empty_posting_is_judged_without_evidence() -> None:
    match = score(posting(title="Python Developer", workplace="remote", locations=("Remote",)), candidate(), goal(), today=TODAY)
    assert match.evidence == ()
    assert 0 <= match.score <= 100
