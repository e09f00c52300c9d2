"""The candidate as outside programs read it: the document of `candidate import`."""

from collections.abc import Sequence
from typing import Any

from brain.facts import Candidate, Fact


def candidate_document(candidate: Candidate, not_understood: Sequence[str], warnings: Sequence[str] = ()) -> dict[str, Any]:
    """`candidate_id`, the résumé, every fact with its source, and what was not understood."""
    return {
        "candidate_id": candidate.id,
        "resume": candidate.resume,
        "facts": [fact_document(fact) for fact in candidate.facts],
        "not_understood": list(not_understood),
        "warnings": list(warnings),
    }


def fact_document(fact: Fact) -> dict[str, Any]:
    return fact.model_dump(mode="json", include={"id", "kind", "text", "value", "source", "path", "sensitivity"})
