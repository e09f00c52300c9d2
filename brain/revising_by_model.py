"""A revision in a model's words: it proposes for the person's wish, the critic decides, and what is refused is told."""

from brain.critic import audit_resume, audit_text
from brain.facts import Fact
from brain.manifest import Doubt
from brain.ports import Model
from brain.rewriting import Refusal, Rewritten, rewrite, write_middle
from brain.writing.directions import Directions, Reworded
from brain.writing.drafting import Recipe, drafted_letter, drafted_resume
from brain.writing.frames import claims_of
from brain.writing.topics import Wanted, said_by


async def by_model(model: Model, recipe: Recipe, feedback: str) -> tuple[Directions, Rewritten]:
    """The recipe's directions with what the model wrote and the checks let stand. It is not shown bullets the person edited."""
    if recipe.directions.text:
        return recipe.directions, Rewritten()
    return await (_bullets if recipe.kind == "resume" else _middle)(model, recipe, feedback)


async def _bullets(model: Model, recipe: Recipe, feedback: str) -> tuple[Directions, Rewritten]:
    held = recipe.directions
    plain = recipe.model_copy(update={"directions": held.model_copy(update={"reworded": {}})})
    made = await rewrite(model, recipe.candidate, recipe.addressed, drafted_resume(plain).view, feedback)
    said = {number: Reworded(text=text, fact_ids=made.cites[number]) for number, text in made.texts.items()}
    directions = held.model_copy(update={"reworded": {**held.reworded, **said}})
    drawn = drafted_resume(recipe.model_copy(update={"directions": directions}))
    # The whole once more, as every résumé: what does not hold in its place goes back to the person's words.
    places = {bullet.path: bullet for bullet in drawn.bullets if bullet.by == "model"}
    verdict = audit_resume(drawn.view.resume, recipe.candidate, recipe.addressed, {path: b.cites for path, b in places.items()})
    doubts = [doubt for doubt in verdict.doubts if doubt.key in places]
    if not doubts:
        return directions, made
    facts = {fact.id: fact for fact in recipe.candidate.facts}
    back = {bullet.id for path, bullet in places.items() if any(doubt.key == path for doubt in doubts)}
    refused = tuple(
        _refusal(places[path].text, facts.get(places[path].id or 0), doubts, path) for path in {d.key for d in doubts}
    )
    kept = {number: one for number, one in directions.reworded.items() if number not in back}
    texts = {number: text for number, text in made.texts.items() if number not in back}
    left = made.model_copy(update={"texts": texts, "refused": (*made.refused, *refused)})
    return directions.model_copy(update={"reworded": kept}), left


def _refusal(said: str, fact: Fact | None, doubts: list[Doubt], path: str) -> Refusal:
    return Refusal(said=said, instead=said_by(fact) if fact else "", doubts=tuple(d for d in doubts if d.key == path))


async def _middle(model: Model, recipe: Recipe, feedback: str) -> tuple[Directions, Rewritten]:
    held = recipe.directions
    standing = drafted_letter(recipe)
    parts = standing.text.split("\n\n")
    # What the person wants left out is not there to be told.
    wanted = Wanted(held, recipe.candidate)
    told = recipe.candidate.model_copy(update={"facts": tuple(f for f in recipe.candidate.facts if not wanted.leaves_out(f))})
    instead = "\n\n".join(parts[2:-2])
    made = await write_middle(model, told, recipe.addressed, instead, held.tone, feedback, standing.language)
    if not made.texts:
        return held, made
    middle = tuple(Reworded(text=made.texts[number], fact_ids=made.cites[number]) for number in sorted(made.texts))
    directions = held.model_copy(update={"middle": middle})
    letter = drafted_letter(recipe.model_copy(update={"directions": directions}))
    cited = [fact for fact in recipe.candidate.facts if fact.id in letter.fact_ids]
    doubts = audit_text(claims_of(letter.text), cited, recipe.addressed).doubts
    if not doubts:
        return directions, made
    refusal = Refusal(said="\n\n".join(one.text for one in middle)[:600], instead=instead, doubts=doubts)
    return held, made.model_copy(update={"texts": {}, "cites": {}, "refused": (*made.refused, refusal)})
