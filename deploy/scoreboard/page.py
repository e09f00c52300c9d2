"""The scoreboard as a page of the docs."""

from collections.abc import Mapping
from typing import Any

COLUMNS = {
    "forms": "forms",
    "fields": "fields",
    "field_accuracy": "fields right",
    "complete_forms": "forms complete",
    "left_open": "left open",
    "wrong_answers": "wrong answers",
    "asked": "asked",
    "seconds_median": "seconds (median)",
    "llm_calls": "model calls",
}
SHARES = ("field_accuracy", "complete_forms")
HEAD = """# Scoreboard

Every form of the practice market, applied to with the bundled invented candidate through the product's own steps, and judged
by what its employer received. Made by `make scoreboard`; market seed {seed}, drift seed {drift_seed}.

- **cold**: nothing is known of any site. **warm**: the same forms again with what was learned. **drift**: ids, names, classes,
  wrappers and orders changed by seed, with what was learned before. **unseen**: no family file, nothing learned.
- **fields right**: of the fields that were required or filled in, those that held the truth. A form that never arrived is judged
  as it stood filled in. **left open**: optional questions that the candidate's data answer and that stayed empty.
- **forms complete**: sent once, confirmed, nothing wrong or missing. Where a form asks what no data hold, complete means that
  just that was asked and nothing sent; a captcha was named, a closed posting called closed, a failing employer tried and not
  believed.
- **wrong answers**: in anything an employer received. **asked**: forms that ended in a question to the person.

"""


def written(made: Mapping[str, Any]) -> str:
    """The Markdown of `totals.document`."""
    names = [name for name in ("cold", "warm", "drift", "unseen") if name in made]
    parts = [HEAD.format(seed=made["seed"], drift_seed=made["drift_seed"]), _table("pass", {name: made[name] for name in names})]
    for name in names:
        rows = {family: by_pass[name] for family, by_pass in made["families"].items() if name in by_pass}
        parts += [f"\n## {name.capitalize()}, by family\n\n", _table("family", rows)]
    if made["faults"]:
        parts += ["\n## What was not right\n\n", *_faults(made["faults"])]
    return "".join(parts)


def _table(first: str, rows: Mapping[str, Mapping[str, Any]]) -> str:
    lines = [f"| {first} | {' | '.join(COLUMNS.values())} |", "| --- |" + " ---: |" * len(COLUMNS)]
    lines += [f"| {name} | {' | '.join(_cell(key, row[key]) for key in COLUMNS)} |" for name, row in rows.items()]
    return "\n".join(lines) + "\n"


def _cell(key: str, value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.1%}" if key in SHARES else f"{value:g}"


def _faults(faults: list[dict[str, Any]]) -> list[str]:
    lines = []
    for one in faults:
        said = "; ".join(_blemish(b) for b in one["blemishes"][:6])
        lines.append(f"- {one['pass']}, {one['family']} ({one['trait']}, {one['language']}): {said}\n")
    return lines


def _blemish(blemish: Mapping[str, str]) -> str:
    what = blemish["label"] or "the form"
    got = f"“{blemish['got']}”" if blemish["got"] else "nothing"
    return f"{blemish['fault'].replace('_', ' ')}: {what}: {got} for “{blemish['wanted']}”".replace("\n", " ")
