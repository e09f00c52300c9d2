"""Three invented people with whole careers, and a posting for each: what the documents on paper are tried with."""

from pathlib import Path
from typing import Any

import yaml

from brain.facts import Candidate
from brain.posting import Posting
from brain.resume import candidate_from, import_candidate
from tests.support.candidates import posting

_HELD: dict[str, Any] = yaml.safe_load((Path(__file__).parents[1] / "data" / "people.yaml").read_text(encoding="utf-8"))
PEOPLE: dict[str, dict[str, Any]] = {name: held["resume"] for name, held in _HELD.items()}
POSTINGS: dict[str, Posting] = {name: posting(**held["posting"]) for name, held in _HELD.items()}


def person(name: str) -> Candidate:
    """One of `PEOPLE` with numbered facts: `engineer`, `nurse`, `veteran`."""
    return candidate_of(PEOPLE[name])


def candidate_of(resume: dict[str, Any]) -> Candidate:
    """The candidate of a JSON Resume document."""
    held, _ = candidate_from(import_candidate(resume, "resume.json"), "resume.json", "c1", ())
    return held
