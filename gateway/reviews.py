"""A review as a document: rows with what to look at first, the documents and pictures by URL, the posting, the doubts."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from brain.form import FilePath
from brain.review_sheet import review_rows
from world_model.interventions import AskedIntervention
from world_model.reviews import Draft


def review_document(asked: AskedIntervention, draft: Draft, files: Path) -> dict[str, Any]:
    """`changed`: what would be sent now is not what this review was opened for; approving it shows it again."""
    manifest, context = draft.manifest, asked.context
    doubts = context.get("doubts") or []
    rows = review_rows(manifest, context.get("new") or (), {d["key"]: d["check"] for d in doubts})
    papers = [(f, f.value) for f in manifest.fields if isinstance(f.value, FilePath)]
    return {
        "posting": {**draft.posting, "score": draft.score},
        "manifest_hash": draft.manifest_hash,
        "changed": draft.manifest_hash != context.get("manifest_hash"),
        "rows": [row.document() for row in rows],
        "documents": [
            {"key": f.key, "label": f.label, "name": p.name, "sha256": p.sha256, "url": file_url(p.file, files)}
            for f, p in papers
        ],
        "screenshots": [url for path in context.get("screenshots") or () if (url := file_url(path, files))],
        "doubts": doubts,
        "remark": context.get("remark") or "",
        "autopilot": context.get("autopilot") or "",
    }


def with_review(asked: AskedIntervention, drafts: Mapping[str, Draft], files: Path) -> dict[str, Any]:
    """The intervention; a review with its manifest in the context, and as a person reads it under `review`."""
    document = asked.document()
    draft = drafts.get(asked.context.get("application_id") or "")
    if asked.kind == "review" and draft is not None:
        document["context"] = {**asked.context, "manifest": draft.held}
        document["review"] = review_document(asked, draft, files)
    return document


def file_url(path: str, files: Path) -> str | None:
    """Where `/files` serves a file of ours; None for one it does not."""
    given = Path(path)
    if not given.is_absolute():
        return f"/files/{quote(given.as_posix())}" if ".." not in given.parts else None
    return f"/files/{quote(given.relative_to(files).as_posix())}" if given.is_relative_to(files) else None
