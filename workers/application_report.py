"""What one application came to, as the document `jobhunter/apply/1` and its exit code."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from brain.answering.given import GivenAnswers
from brain.form import FieldValue, FilePath, FormPage
from brain.manifest import Manifest, ManifestField
from brain.ports import Receipt
from workers.answers_file import RESUME
from workers.one_application import Ended
from world_model.application_story import ApplicationStory
from world_model.at_address import StepNow
from world_model.events import in_utc

Status = Literal["confirmed", "review", "asked", "refused", "failed", "unknown"]
EXIT_CODES: dict[Status, int] = {"confirmed": 0, "review": 0, "failed": 1, "asked": 3, "refused": 4, "unknown": 5}
MISSING = ("no_browser", "no_font_for_text")  # the machine lacks it: exit code 6, whatever the status
REFUSING = ("closed", "blocked", "budget", "refused")
FIXES = {
    "already_applied": "Nothing was sent. The first receipt is shown.",
    "sent_unconfirmed": "Look for the employer's mail, then say what happened with `jobhunter inbox`.",
    "posting_closed": "Look for another posting.",
    "no_account_wanted": "Apply by hand, or answer yes to creates_accounts.",
    "sign_in_required": "Apply by hand, or give the address of a form that needs no account.",
    "no_form": "Give the address of the application form itself.",
    "site_blocks": "Apply by hand; what a site asks of a person is never worked around.",
    "url_not_allowed": "Give a public http(s) address; for one of your own machine or network add --allow-private.",
    "page_not_reached": "Check the address and try again.",
    "question_open": "Answer in the file of --answers and try again, or with `jobhunter inbox`.",
    "site_refused": "Try again later, or apply by hand.",
    "captcha_shown": "Apply by hand at its address: a captcha is never solved for you.",
    "only_by_hand": "Fill in these fields by hand.",
    "form_changed": "Try again: the form is read anew.",
    "no_browser": "See `jobhunter doctor`; without a screen leave --headed out.",
    "put_off": "Try again later: a site's pace or the day's limit is full.",
    "in_other_task": "Wait for the other task, or cancel it: jobhunter tasks.",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it ended: the status, what was wrong, if anything, and what only the person can answer beside the form's fields."""

    status: Status
    error: dict[str, str] | None = None
    questions: Sequence[dict[str, Any]] = field(default_factory=tuple)

    @property
    def exit_code(self) -> int:
        if self.error is not None and self.error["code"] in MISSING:
            return 6
        return EXIT_CODES[self.status]


def outcome_of(ended: Ended, receipt: Receipt | None, submit: bool) -> Outcome:
    """How a task of one application ended. `receipt`: of its own submission, if it came to one."""
    if receipt is not None and receipt.state == "confirmed":
        return Outcome("confirmed")
    if receipt is not None and (receipt.state == "armed" or receipt.state == "unknown"):
        return Outcome("unknown", problem("sent_unconfirmed", "It was sent, but the site did not confirm it.", receipt.text))
    if ended.asked is not None:
        asked = [
            {"key": f.key, "label": f.label, "required": f.required, "reason": "only_the_person", "detail": f.reason}
            for f in ended.asked.fields
        ]
        return Outcome("asked", problem("question_open", "Only you can go on.", ended.asked.question), asked)
    if ended.put_off:
        return Outcome("refused", problem("put_off", "It may not be sent now.", "A limit is full."))
    if broken := _first_broken(ended.steps):
        return _broken(broken)
    if not submit and _done(ended.steps, "track"):
        return Outcome("review")
    if not _done(ended.steps, "score_match"):
        return Outcome("refused", problem("in_other_task", "Another task is at this posting.", ""))
    return Outcome("failed", problem("not_sent", "It was not sent.", "See `jobhunter tasks`."))


def problem(code: str, title: str, detail: str) -> dict[str, str]:
    return {"code": code, "title": title, "detail": detail, "fix": FIXES.get(code, "")}


def _first_broken(steps: Sequence[StepNow]) -> StepNow | None:
    # What follows from it (nothing found, nothing to choose from) says less.
    return next((s for s in steps if s.status == "failed" and s.error), None)


def _broken(step: StepNow) -> Outcome:
    error = step.error or {}
    kind = str(error.get("kind") or "failed")
    code = str(error.get("code") or kind)
    status: Status = "refused" if kind in REFUSING or code == "url_not_allowed" else "failed"
    titles = {"posting_closed": "This posting is closed.", "sign_in_required": "The site wants an account."}
    titles |= {"page_not_reached": "The page could not be opened.", "no_form": "There is no application form."}
    titles |= {"site_blocks": "The site does not let JobHunter in.", "site_refused": "The site refused the application."}
    titles |= {"captcha_shown": "The site asks for a captcha."}
    title = titles.get(code, "It was not sent." if status == "refused" else "It did not work out.")
    return Outcome(status, problem(code, title, str(error.get("reason") or "")))


def _done(steps: Sequence[StepNow], action: str) -> bool:
    return any(s.action_type == action and s.status == "succeeded" for s in steps)


def document(
    url: str,
    outcome: Outcome,
    story: ApplicationStory | None,
    steps: Sequence[StepNow],
    given: GivenAnswers,
    files: Path,
    seconds: float,
    llm_calls: int | None = None,
) -> dict[str, Any]:
    """The document, without its schema. `files`: the folder the pictures' paths count from. `llm_calls`: as the task's events
    tell them; None: as its ended steps do."""
    manifest = story.manifest if story else None
    receipt = story.receipt if story else None
    sent = outcome.status in ("confirmed", "unknown") or (receipt is not None and receipt.state in ("confirmed", "unknown"))
    results = [s.result or {} for s in steps if s.action_type in ("explore_form", "submit")]
    pictures = [*(p for r in results for p in r.get("screenshots", ())), *(receipt.screenshots if receipt else ())]
    return {
        "status": outcome.status,
        "url": url,
        "posting": _posting(story, results),
        "submission_id": receipt.submission_id if receipt else None,
        "manifest_hash": manifest.hash if manifest else None,
        "confirmation": _confirmation(receipt),
        "fields": [_field(f, sent) for f in manifest.fields] if manifest else [],
        "files": [_file(f, f.value) for f in manifest.fields if isinstance(f.value, FilePath)] if manifest else [],
        "unanswered": _unanswered(manifest, outcome),
        "unused_answers": list(unused(given, manifest)),
        "pages": manifest.pages if manifest else 0,
        "llm_calls": _llm_calls(steps) if llm_calls is None else llm_calls,
        "selector_hits": sum(int(r.get("selector_hits", 0)) for r in results),
        "seconds": round(seconds, 2),
        "screenshots": [str(files / path) for path in dict.fromkeys(pictures)],
        "error": outcome.error,
    }


def _llm_calls(steps: Sequence[StepNow]) -> int:
    return sum(int((s.result or {}).get("llm_calls", 0)) for s in steps)


def _posting(story: ApplicationStory | None, results: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    if story is None:
        return None
    family = next((r["family"] for r in results if r.get("family")), story.posting.get("family"))
    places = ", ".join(story.posting.get("locations") or ()) or None
    return {"title": story.posting["title"], "company": story.posting["company"], "location": places, "family": family}


def _confirmation(receipt: Receipt | None) -> dict[str, Any] | None:
    if receipt is None or receipt.state != "confirmed":
        return None
    return {"text": receipt.text, "url": receipt.url, "at": in_utc(receipt.confirmed_at) if receipt.confirmed_at else None}


def _field(held: ManifestField, sent: bool) -> dict[str, Any]:
    # Before the one click each page is read back once more and must hold the manifest: what was sent was read back.
    back = held.value if held.read_back is None and sent else held.read_back
    return {
        "key": held.key,
        "page": held.page,
        "label": held.label,
        "name": held.name,
        "kind": held.kind,
        "required": held.required,
        "options": list(held.options) if held.options is not None else None,
        "value": _shown(held.value),
        "read_back": _shown(back),
        "ok": back is not None,
        "provenance": held.provenance.model_dump(mode="json"),
    }


def _shown(value: FieldValue) -> Any:
    return value.name if isinstance(value, FilePath) else list(value) if isinstance(value, tuple) else value


def _file(held: ManifestField, value: FieldValue) -> dict[str, str]:
    assert isinstance(value, FilePath)
    return {"key": held.key, "label": held.label, "name": value.name, "sha256": value.sha256}


def _unanswered(manifest: Manifest | None, outcome: Outcome) -> list[dict[str, Any]]:
    opened = [
        {"key": u.field.key, "label": u.field.label, "required": u.field.required, "reason": u.reason, "detail": u.detail}
        for u in (manifest.unanswered if manifest else ())
        if not u.field.honeypot and u.field.kind != "hidden"
    ]
    known = {o["key"] for o in opened}
    return [*(q for q in outcome.questions if q["key"] not in known), *opened]


def unused(given: GivenAnswers, manifest: Manifest | None) -> tuple[str, ...]:
    """The given answers that matched no field of the form."""
    fields = [f.as_field() for f in manifest.fields] + [u.field for u in manifest.unanswered] if manifest else []
    page = FormPage(number=1, kind="form_step", url=manifest.url if manifest else "", fields=tuple(fields))
    # One that answered in other words than the form's is matched by its provenance.
    used = {f.provenance.detail for f in manifest.fields} if manifest else set()
    left = [question for question in given.unused([page]) if f"given: {question}" not in used]
    return tuple("--resume" if question == RESUME else question for question in left)
