"""What a step's model answers on a form: proposals kept as they come, so that no retry pays twice, and told as they end."""

from collections.abc import Sequence

from brain.context import Context
from brain.critic import audit
from brain.facts import Candidate
from brain.form import FormPage
from brain.manifest import Answer, Manifest, Unanswered
from brain.manifest_edits import with_answers
from brain.ports import Model
from brain.posting import Posting
from brain.proposals import Proposal, Proposer

CHECKPOINT = "by_model"


class FormByModel:
    """A form's answers by the model of a step: proposals are kept as they come, and what happened is told."""

    def __init__(self, ctx: Context, proposer: Proposer | None, calls: int = 0) -> None:
        self._ctx = ctx
        self._proposer = proposer
        self._told = 0
        self._before = calls

    @classmethod
    async def of(cls, ctx: Context, candidate: Candidate, posting: Posting) -> "FormByModel":
        """Without a model, or where the task's money is spent, it leaves everything open that is open."""
        if ctx.model is None:
            return cls(ctx, None)
        held = await ctx.recalled(CHECKPOINT) or {}
        proposals = {name: Proposal.model_validate(row) for name, row in held.get("proposals", {}).items()}
        return cls(ctx, Proposer(ctx.model, candidate, posting, proposals), int(held.get("calls", 0)))

    @property
    def calls(self) -> int:
        """How often the model was called for this form, by earlier attempts too."""
        return self._before + (self._ctx.model.used.calls if self._ctx.model else 0)

    async def further(
        self, page: FormPage, unanswered: Sequence[Unanswered]
    ) -> tuple[tuple[Answer, ...], tuple[Unanswered, ...]]:
        if self._proposer is None:
            return (), tuple(unanswered)
        known = set(self._proposer.proposals)
        found = await self._proposer.further(page, unanswered)
        fresh = {name: made for name, made in self._proposer.proposals.items() if name not in known}
        if fresh:
            rows = {name: made.model_dump(mode="json") for name, made in self._proposer.proposals.items()}
            await self._ctx.checkpoint(CHECKPOINT, {"proposals": rows, "calls": self.calls})
        if doubts := [doubt for made in fresh.values() for doubt in made.doubts]:
            # What was said stays with the form, where it is sealed; the event names the checks.
            told = [{"key": d.key, "check": d.check, "facts": list(d.facts)} for d in doubts]
            said = f"{len({d.key for d in doubts})} answer(s) of the model were refused; you are asked instead."
            await self._ctx.emit("critic:result", said, doubts=told)
        await self._tell_orders()
        return found

    async def _tell_orders(self) -> None:
        assert self._proposer is not None
        orders = list(self._proposer.orders)
        if fresh := orders[self._told :]:
            self._told = len(orders)
            said = f"The page tries to instruct agents: “{fresh[0][:200]}”. Nothing of it is followed."
            await self._ctx.emit("critic:result", said, orders=[order[:300] for order in fresh[:20]])


async def answered_again(model: Model, doubted: Manifest, reopened: Manifest, candidate: Candidate, posting: Posting) -> Manifest:
    """`reopened` with what the model answers instead, within its facts. `doubted`: the manifest as the audit saw it."""
    verdict = audit(doubted, candidate, posting)
    proposer = Proposer(model, candidate, posting)
    pages = {field.key: field.page for field in doubted.fields}
    manifest = reopened
    for opened in reopened.unanswered:
        if opened.field.key not in pages:
            continue
        held = [doubt for doubt in verdict.doubts if doubt.key == opened.field.key]
        found = await proposer.again(opened, held)
        if isinstance(found, Answer):
            manifest = with_answers(manifest, [found], pages[opened.field.key])
        elif found is not opened:
            rest = tuple(found if u is opened else u for u in manifest.unanswered)
            manifest = manifest.model_copy(update={"unanswered": rest})
    return manifest
