"""What the employers received, held against what was approved and against what is true."""

from collections.abc import Sequence
from typing import Any

from deploy.market.fields import Field, is_true


def wrong_fields(
    submissions: Sequence[dict[str, Any]], postings: Sequence[dict[str, Any]], applications: Sequence[dict[str, Any]]
) -> list[str]:
    """Every received field that is not what the manifest held, or not what a true candidate answers; a sentence each."""
    asked = {str(p["id"]): p for p in postings}
    manifests = {str(a["posting"]["external_id"]): a["manifest"] for a in applications if a["manifest"]}
    found: list[str] = []
    for submission in submissions:
        number = str(submission["posting_id"])
        for field in submission["fields"]:
            where = f"{submission['company']}, “{field['label']}”"
            found += [f"{where}: {problem}" for problem in _problems(field, asked.get(number), manifests.get(number))]
    return found


def _problems(field: dict[str, Any], posting: dict[str, Any] | None, manifest: dict[str, Any] | None) -> list[str]:
    problems = []
    question = next((q for q in (posting or {}).get("questions", []) if q["label"] == field["label"]), None)
    if question is not None and question["answer"] is not None and not is_true(Field.model_validate(question), field["value"]):
        problems.append("not what a true candidate answers")
    held = next((m for m in (manifest or {}).get("fields", []) if m["label"] == field["label"]), None)
    if field["value"] and held is None:
        problems.append("received, but in no manifest")
    elif held is not None and not _same(held["value"], field["value"]):
        problems.append("received as something else than was approved")
    return problems


def _same(approved: Any, received: str) -> bool:
    if isinstance(approved, bool):
        return received in (("Yes", "true", "on", "1") if approved else ("No", "false", "", "0"))
    if isinstance(approved, list):
        return {str(a).casefold() for a in approved} == {part.strip().casefold() for part in received.split(",")}
    if isinstance(approved, dict):
        return True  # files are compared by hash, among the submission's files
    return _plain(str(approved)) == _plain(received)


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def wrong_files(submissions: Sequence[dict[str, Any]], applications: Sequence[dict[str, Any]]) -> list[str]:
    """Every received file whose hash is none of the documents made for that application."""
    made = {str(a["posting"]["external_id"]): {d["sha256"] for d in a["documents"]} for a in applications}
    return [
        f"{s['company']}: {file['name']} is no document of this application"
        for s in submissions
        for file in s["files"]
        if file["sha256"] not in made.get(str(s["posting_id"]), set())
    ]


def duplicates(submissions: Sequence[dict[str, Any]]) -> int:
    """How many submissions went to a posting, or to its twin on another board, that had one already."""
    return (
        sum(1 for s in submissions if s["same_as"] is not None) + len(submissions) - len({s["posting_id"] for s in submissions})
    )
