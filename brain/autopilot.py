"""The rule by which a person lets applications go without looking at each: what matches it is approved, all else is asked."""

from collections.abc import Mapping
from typing import Any

from pydantic import Field, ValidationError

from brain.manifest import Manifest
from brain.posting import Frozen, Posting


class Autopilot(Frozen):
    """Applications at a listed source or company (at all, where neither is listed), whose every answer is sure.

    `sources` are boards' names, families or hosts. `per_day`: the most of this person's within 24 hours, over all tasks.
    `model_answers`: also with answers a model wrote; `new_answers`: also with answers that no earlier application had.
    """

    sources: tuple[str, ...] = Field(default=(), max_length=50)
    companies: tuple[str, ...] = Field(default=(), max_length=200)
    min_confidence: float = Field(default=0.9, ge=0, le=1, allow_inf_nan=False)
    min_score: int = Field(default=80, ge=0, le=100)
    per_day: int = Field(default=5, ge=1, le=100)
    model_answers: bool = False
    new_answers: bool = False


class Judged(Frozen):
    """`rule`: under which the application may go, in words; `why_not`: why the person is asked. One of them is empty."""

    rule: str = ""
    why_not: str = ""


def stored_rule(options: Mapping[str, Any] | None) -> Autopilot | None:
    """The rule as a task's options hold it; None where there is none, or one this release does not understand: then it asks."""
    if options is None:
        return None
    try:
        return Autopilot.model_validate(options)
    except ValidationError:
        return None


def judge(
    rule: Autopilot, posting: Posting, manifest: Manifest, *, score: int | None, new: tuple[str, ...], doubted: tuple[str, ...]
) -> Judged:
    """`new` and `doubted` are the keys of fields never sent like this before, and of those the critic doubts."""
    where = _matches(rule, posting)
    if not where:
        return _no("neither its source nor its company is listed")
    if manifest.open_required:
        return _no(f"“{manifest.open_required[0].field.label}” is not answered")
    labels = {f.key: f.label for f in manifest.fields}
    if doubted:
        return _no(f"“{labels.get(doubted[0], doubted[0])}” is in doubt")
    if score is None or score < rule.min_score:
        return _no(f"it scores {'nothing yet' if score is None else score}, less than {rule.min_score}")
    least = min(manifest.fields, key=lambda f: f.confidence, default=None)
    if least is not None and least.confidence < rule.min_confidence:
        return _no(f"“{least.label}” is sure by {least.confidence:.2f}, less than {rule.min_confidence:.2f}")
    written = next((f for f in manifest.fields if f.provenance.kind == "model"), None)
    if written is not None and not rule.model_answers:
        return _no(f"“{written.label}” was written by a model")
    if new and not rule.new_answers:
        return _no(f"“{labels.get(new[0], new[0])}” is answered like this for the first time")
    sure = 1.0 if least is None else least.confidence
    return Judged(rule=f"autopilot: {where}, sure by {sure:.2f}, score {score}")


def _matches(rule: Autopilot, posting: Posting) -> str:
    """What of the rule it matches, in words; empty: nothing."""
    if not rule.sources and not rule.companies:
        return "any source"
    company = _plain(posting.company)
    if company in {_plain(name) for name in rule.companies}:
        return f"company {posting.company}"
    mine = {
        _plain(name)
        for name in (posting.source, posting.board, posting.family or "", f"{posting.source}:{posting.board}")
        if name
    }
    listed = next((name for name in rule.sources if _plain(name) in mine), "")
    return f"source {listed}" if listed else ""


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _no(why: str) -> Judged:
    return Judged(why_not=f"Not sent by autopilot: {why}.")
