"""The rows of the report: what each contender did with a shape, and ours against theirs."""

import statistics
from collections.abc import Sequence
from typing import Any

from deploy.bench.dag.contender import Measured
from deploy.bench.dag.rounds import Results
from deploy.bench.dag.shapes import Shape

OURS = "ours"
PEERS = ("celery", "celery_pieces", "dbos")

Figures = dict[str, Any]


def rows(results: Results) -> list[dict[str, Any]]:
    """One row per shape. A contender without figures is null, with its reason beside it; a ratio is ours over theirs.

    In the row of a shape with chunks a peer stands with its figures for the plain graph, and so does its ratio; where it has
    chunks too, they are beside it as `<peer>_chunked` and `ratio_to_<peer>_chunked`.
    """
    return [_row(results, shape) for shape in results.shapes]


def figures(runs: Sequence[Measured]) -> Figures | None:
    """Medians over the rounds; null without any."""
    if not runs:
        return None
    return {
        "steps_per_s": round(statistics.median(run.steps_per_s for run in runs), 1),
        "p50_gap_ms": round(statistics.median(percentile(run.gaps_ms, 0.50) for run in runs), 3),
        "p95_gap_ms": round(statistics.median(percentile(run.gaps_ms, 0.95) for run in runs), 3),
        "cpu_ms_per_step": round(statistics.median(run.cpu_ms_per_step for run in runs), 2),
    }


def paired_ratio(ours: Sequence[Measured], theirs: Sequence[Measured]) -> float | None:
    """The median of our steps per second over theirs, round by round; null where one of them has none."""
    ratios = [a.steps_per_s / b.steps_per_s for a, b in zip(ours, theirs, strict=False)]
    return round(statistics.median(ratios), 2) if ratios else None


def percentile(values: Sequence[float], share: float) -> float:
    """The nearest-rank percentile; 0 of nothing."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def _row(results: Results, shape: Shape) -> dict[str, Any]:
    row: dict[str, Any] = {"shape": shape.name, "steps": shape.steps, "edges": shape.edges}
    ours = results.runs.get((shape.name, OURS), [])
    row |= _side(results, OURS, shape.name, OURS)
    for peer in PEERS:
        plain = shape.plain or shape.name
        row |= _side(results, peer, plain, peer) | {f"ratio_to_{peer}": paired_ratio(ours, results.runs.get((plain, peer), []))}
        if shape.plain and (shape.name, peer) in results.runs:
            row |= _side(results, peer, shape.name, f"{peer}_chunked")
            row[f"ratio_to_{peer}_chunked"] = paired_ratio(ours, results.runs[shape.name, peer])
    return row


def _side(results: Results, contender: str, shape: str, label: str) -> dict[str, Any]:
    key = shape, contender
    found = figures(results.runs.get(key, []))
    if found is None:
        return {label: None, f"{label}_reason": results.reasons.get(key, "not measured")}
    form = results.forms.get(key)
    return {label: found | ({"form": form} if form else {})}
