"""One revision of a letter or résumé: feedback by rules and, where there is one, by a model; or words of the person's own."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from pydantic import Field

from brain.context import Options
from brain.errors import InvalidInput, Refused
from brain.ports import Model
from brain.posting import Frozen
from brain.revising_by_model import by_model
from brain.rewriting import Refusal
from brain.writing.drafting import Recipe, drafted_resume
from brain.writing.edited import edited_directions
from brain.writing.feedback import MAX_FEEDBACK, UNDERSTOOD, understood
from brain.writing.revising import Paper, revised
from workers.metered_model import MeteredModel, Prices
from workers.models import configured_model
from workers.papers import Made, drafted
from workers.settings import WorkerSettings
from workers.shelf import Shelf
from world_model.document_versions import Version

Emit = Callable[..., Awaitable[None]]
_FACTS = "If it is true, add it to your résumé, import that and make the document anew. Nothing is said that is no fact."


class Wanted(Frozen):
    """What a person gave: feedback, edited bullets, a letter's text, another mode or look; any of them may be missing."""

    feedback: str = ""
    bullets: str | None = None
    text: str | None = None
    targeted: bool | None = None
    look: dict[str, str] = Field(default_factory=dict)


class Revision(Frozen):
    """What came of it. `changed`: whether a reader sees another document; `refused`: what a model wrote and may not stand."""

    made: Made
    changed: bool
    done: tuple[str, ...] = ()
    not_done: tuple[str, ...] = ()
    not_understood: tuple[str, ...] = ()
    refused: tuple[Refusal, ...] = ()
    problem: str = ""
    calls: int = 0


async def revision(shelf: Shelf, parent: Version, wanted: Wanted, emit: Emit) -> Revision:
    """The document revised, on paper, not kept yet. Where nothing can be done of what is wanted, nothing is made.

    Raises `InvalidInput` `feedback_missing`, `feedback_too_long`, `feedback_not_understood`, `not_this_kind`, `bullets_…`;
    `Refused` `nothing_to_revise`, `revision_refused`, `letter_doubted`.
    """
    if not wanted.feedback and wanted.bullets is None and wanted.text is None and wanted.targeted is None and not wanted.look:
        raise InvalidInput("feedback_missing", "There is nothing to revise it by.", "", f"Say what you want: {UNDERSTOOD}.")
    if len(wanted.feedback) > MAX_FEEDBACK:
        detail = f"It has {len(wanted.feedback)} characters."
        raise InvalidInput("feedback_too_long", "The feedback is too long.", detail, f"Keep it below {MAX_FEEDBACK} characters.")
    recipe = await asyncio.to_thread(_by_hand, parent, wanted)
    told: dict[str, Any] = {}
    if wanted.feedback:
        model = _model(shelf.settings, emit)
        recipe, told = await _by_feedback(recipe, wanted.feedback, model, alone=recipe == parent.recipe)
    made = await shelf.make(recipe)
    before = await asyncio.to_thread(_as_it_was, parent)
    return Revision(made=made, changed=made.said != before, **told)


async def _by_feedback(recipe: Recipe, feedback: str, model: Model | None, *, alone: bool) -> tuple[Recipe, dict[str, Any]]:
    """The recipe with what the rules understand and what a model writes. `alone`: nothing else was wanted."""
    read = understood(feedback)
    by_rules = revised(recipe.directions, read.wishes, recipe.candidate, recipe.kind)
    now = recipe.model_copy(update={"directions": by_rules.directions})
    told: dict[str, Any] = {"done": by_rules.done, "not_done": by_rules.not_done, "not_understood": read.not_understood}
    written = 0
    if model is not None:
        directions, said = await by_model(model, now, feedback)
        now = now.model_copy(update={"directions": directions})
        written = len(said.texts)
        told |= {"refused": said.refused, "problem": said.problem, "calls": said.calls}
        told["done"] = (
            *by_rules.done,
            *((f"{written} text(s) are in the model's words, within your facts.",) if written else ()),
        )
    if alone and not by_rules.done and not written:
        raise _nothing(told, bool(read.wishes))
    return now, told


def _nothing(told: dict[str, Any], wished: bool) -> InvalidInput | Refused:
    if told.get("refused"):
        why = "\n".join(
            f"refused: “{one.said}”\n  {one.doubts[0].detail} ({one.doubts[0].check})" for one in told["refused"][:12]
        )
        refused = [refusal.told() for refusal in told["refused"]]
        title = "Nothing changes: what the model wrote is not in your facts."
        return Refused("revision_refused", title, why, _FACTS, refused=refused, not_done=list(told["not_done"]))
    if wished:
        left = list(told["not_understood"])
        return Refused(
            "nothing_to_revise", "Nothing of this can be done.", " ".join(told["not_done"]), _FACTS, not_understood=left
        )
    unclear = "; ".join(f"“{text}”" for text in told["not_understood"])
    problem = f" The model did not help: {told['problem']}" if told.get("problem") else ""
    fix = f"Say {UNDERSTOOD}. Or edit it yourself: --bullets and --edited for a résumé, --text for a letter."
    return InvalidInput(
        "feedback_not_understood", "The feedback is not understood; nothing was changed.", f"{unclear}{problem}", fix
    )


def _by_hand(parent: Version, wanted: Wanted) -> Recipe:
    """The recipe with the person's own words, and another mode or look."""
    recipe = parent.recipe
    directions = recipe.directions
    if wanted.bullets is not None:
        kind_only(parent, "resume", "--edited")
        directions = edited_directions(directions, wanted.bullets, drafted_resume(recipe).bullets, recipe.candidate)
    if wanted.text is not None:
        kind_only(parent, "cover_letter", "--text")
        directions = directions.model_copy(update={"text": wanted.text})
    if wanted.targeted is not None:
        directions = directions.model_copy(update={"targeted": wanted.targeted})
    return recipe.model_copy(update={"directions": directions, **wanted.look})


def kind_only(version: Version, kind: Paper, option: str) -> None:
    """Raises `InvalidInput` `not_this_kind` where the document is of the other kind."""
    if version.recipe.kind != kind:
        fix = "A résumé's bullets are edited with --bullets and --edited, a letter's text with --text."
        raise InvalidInput("not_this_kind", f"{option} is not for this kind of document.", version.recipe.kind, fix)


def _as_it_was(parent: Version) -> tuple[Any, ...]:
    resume, letter, _ = drafted(parent.recipe)
    return Made(recipe=parent.recipe, file=parent.file, resume=resume, letter=letter).said


def _model(settings: WorkerSettings, emit: Emit) -> Model | None:
    """The model under a budget of its own: what a task may cost where nobody says more."""
    model = configured_model(settings)
    if model is None:
        return None
    prices = Prices(settings.openai_price_read, settings.openai_price_written)

    async def money() -> tuple[float, float]:
        return prices.of(metered.used), Options().max_cost_usd

    metered = MeteredModel(model, prices, money, emit)
    return metered
