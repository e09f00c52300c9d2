"""Many results in a few figures, as the document `jobhunter/scoreboard/1` has them."""

import statistics
from collections.abc import Mapping, Sequence
from typing import Any

from deploy.scoreboard.judging import FormResult


def totals(results: Sequence[FormResult]) -> dict[str, Any]:
    """The figures of one pass, or of one family in it. Fractions are 0 to 1, None where nothing was counted."""
    fields = sum(one.fields for one in results)
    sent = [one.seconds for one in results if one.status == "confirmed"]
    return {
        "forms": len(results),
        "fields": fields,
        "field_accuracy": _share(sum(one.right for one in results), fields),
        "complete_forms": _share(sum(one.complete for one in results), len(results)),
        "left_open": sum(one.left_open for one in results),
        "wrong_answers": sum(one.wrong_answers for one in results),
        "asked": sum(one.asked for one in results),
        "seconds_median": round(statistics.median(sent), 2) if sent else None,
        "llm_calls": sum(one.llm_calls for one in results),
        "selector_hits": sum(one.selector_hits for one in results),
    }


def document(passes: Mapping[Any, Sequence[FormResult]], seed: int, drift: int) -> dict[str, Any]:
    """The whole scoreboard, without its schema: the passes, the families in each, and everything that was not right."""
    families = sorted({one.family for results in passes.values() for one in results})
    return {
        **{name: totals(results) for name, results in passes.items()},
        "families": {
            family: {
                name: totals([one for one in results if one.family == family])
                for name, results in passes.items()
                if any(one.family == family for one in results)
            }
            for family in families
        },
        "seed": seed,
        "drift_seed": drift,
        "faults": [
            {
                "pass": name,
                **one.model_dump(mode="json", include={"posting_id", "family", "trait", "language", "status", "code", "detail"}),
                "blemishes": [blemish.model_dump(mode="json") for blemish in one.blemishes],
            }
            for name, results in passes.items()
            for one in results
            if one.blemishes
        ],
    }


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
