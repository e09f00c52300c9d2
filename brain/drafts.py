"""What a person is shown before something is sent in their name, and what their answers say."""

from collections.abc import Sequence

from brain.asking import asked_fields
from brain.context import Context
from brain.critic import audit
from brain.facts import Candidate
from brain.intervention import AskedField, HumanAnswer, Intervention
from brain.manifest import Doubt, Manifest, Verdict
from brain.ports import Application, StoredPosting
from brain.posting import Frozen
from brain.review_sheet import new_keys, open_to_the_person


class Seen(Frozen):
    """What a person is told beside a draft's values. `new`: keys of fields never sent like this before; `screenshots`: the filled
    form, by path; `autopilot`: why it was not sent without asking."""

    new: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    screenshots: tuple[str, ...] = ()
    autopilot: str = ""


async def look_at(
    ctx: Context, candidate: Candidate, stored: StoredPosting, manifest: Manifest, screenshots: Sequence[str] = ()
) -> Seen:
    """What there is to say about a draft."""
    earlier = await ctx.applications.sent_before(ctx.step.user_id, candidate.id)
    doubts = audit(manifest, candidate, stored.posting).doubts
    return Seen(new=new_keys(manifest, earlier), doubts=doubts, screenshots=tuple(screenshots))


def draft_review(
    stored: StoredPosting, application: Application, manifest: Manifest, remark: str = "", seen: Seen | None = None
) -> Intervention:
    """The draft as it would be sent, by hash; what is least certain stands first. Values are read from the application."""
    title = f"{stored.posting.title} at {stored.posting.company}"
    seen = seen or Seen()
    fields = tuple(
        AskedField(key=f.key, label=f.label, kind=f.kind, options=f.options, required=f.required, reason=f.provenance.kind)
        for f in sorted(manifest.fields, key=lambda f: f.confidence)
    )
    said = " ".join(part for part in (remark, seen.autopilot) if part)
    return Intervention(
        kind="review",
        question=f"Send the application to {title}?{' ' + said if said else ''}",
        fields=fields + asked_fields(open_to_the_person(manifest)),
        context={
            "application_id": application.id,
            "posting_id": stored.id,
            "title": stored.posting.title,
            "company": stored.posting.company,
            "manifest_hash": manifest.hash,
            "pages": manifest.pages,
            "url": manifest.url,
            "remark": remark,
            "new": list(seen.new),
            # What an answer says is not stored as it stands: the check is named, and the field.
            "doubts": [{"key": d.key, "check": d.check} for d in seen.doubts],
            "screenshots": list(seen.screenshots),
            "autopilot": seen.autopilot,
        },
        prospect=True,
    )


def same_job_question(stored: StoredPosting, submission_id: object) -> Intervention:
    """Another posting of what looks like the same job stands in the ledger: only the person knows."""
    name = f"{stored.posting.title} at {stored.posting.company}"
    return Intervention(
        kind="verify",
        question=f"You applied to what looks like {name}. Is this another job (yes/no)?",
        fields=(AskedField(key="another_job", label="Is this another job?", options=("yes", "no")),),
        context={"posting_id": stored.id, "same_job": submission_id},
    )


def doubts_in_words(manifest: Manifest, verdict: Verdict) -> str:
    """Which answers do not hold and by which check. What they hold is not said: this is stored as it stands."""
    labels = {f.key: f.label for f in manifest.fields}
    return "; ".join(f"“{labels.get(d.key, d.key)}” does not hold ({d.check})" for d in verdict.doubts)


def says_yes(human: HumanAnswer) -> bool:
    return human.action == "approve" or any(w in ("yes", "y", "true") for w in _words(human))


def says_no(human: HumanAnswer) -> bool:
    return human.action in ("answer", "reject") and any(w in ("no", "n", "false") for w in _words(human))


def _words(human: HumanAnswer) -> list[str]:
    return [str(w).strip().casefold() for w in (human.human_input, *human.fields.values())]
