"""Cases of the intent compiler: a prompt, and the whole goal document it stands for.

A case names what the prompt says; every key it does not name must have its default, so that nothing can enter a goal
unnoticed. Places are written `Berlin:DE`, salaries `120000 USD year`.
"""

from datetime import date
from typing import Any

WEDNESDAY = date(2026, 11, 18)
DEFAULT_COUNT = {"search": 20, "track": 20, "find_contacts": 20, "apply": 5, "prepare": 5}

Case = tuple[str, dict[str, Any]]


def says(prompt: str, verb: str = "search", **expected: Any) -> Case:
    return prompt, {"verb": verb, **expected}


def place(text: str) -> dict[str, str | None]:
    name, _, country = text.partition(":")
    return {"text": name, "country": country or None}


def salary(text: str) -> dict[str, Any]:
    amount, currency, period = text.split()
    return {"min": float(amount), "currency": None if currency == "-" else currency, "period": period}


def document(case: dict[str, Any]) -> dict[str, Any]:
    """The whole goal document a case stands for."""
    return {
        "verb": case["verb"],
        "count": case.get("count", DEFAULT_COUNT.get(case["verb"], 1)),
        "roles": case.get("roles", []),
        "skills": case.get("skills", []),
        "seniority": case.get("seniority", []),
        "employment_types": case.get("employment", []),
        "locations": [place(text) for text in case.get("places", [])],
        "workplace": case.get("workplace", []),
        "salary": salary(case["salary"]) if "salary" in case else None,
        "posted_within_days": case.get("days"),
        "companies": {"include": case.get("at", []), "exclude": case.get("but_not", [])},
        "sources": case.get("sources", []),
        "urls": case.get("urls", []),
        "languages": case.get("languages", []),
        "review": case.get("review", True),
        "schedule": case.get("schedule"),
        "not_understood": case.get("left", []),
    }
