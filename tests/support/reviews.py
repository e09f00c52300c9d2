"""Applications that wait for a yes, in a running gateway: what a worker would have prepared and asked."""

from dataclasses import dataclass
from typing import Any

from brain.drafts import Seen, draft_review
from brain.exploring import manifest_field
from brain.form import Constraints, Field, FilePath, Option
from brain.manifest import Answer, Manifest, Provenance, Unanswered
from brain.posting import Posting
from tests.support.gateway import RunningGateway
from world_model.postings import PostingStore
from world_model.users import LOCAL_USER

RESUME = {"basics": {"name": "Ada"}}


@dataclass
class AskedReview:
    """One open review."""

    gateway: RunningGateway
    task: dict[str, Any]
    step_id: int
    intervention_id: int
    application_id: str
    manifest: Manifest

    async def decide(self, action: str, **more: Any) -> Any:
        return await self.gateway.intervene(self.task, self.step_id, action, **more)

    async def change(self, manifest: Manifest) -> None:
        """Something else would be sent from now on."""
        await self.gateway.app.state.services.applications.keep_manifest(LOCAL_USER, self.application_id, manifest)


def a_form(name: str = "Ada", file: str = "") -> Manifest:
    """A form of four questions: sure, less sure, by a model, and one left empty."""
    choices = (Option(label="Yes", value="y"), Option(label="No", value="n"))
    limited, counted = Constraints(max_length=12), Constraints(min="0", max="40")
    answers = [
        _answer(Field(key="p1.name", label="Name", kind="text", required=True, constraints=limited), name, "fact", 1.0),
        _answer(Field(key="p1.years", label="Years of Python", kind="number", constraints=counted), 4.0, "rule", 0.7),
        _answer(Field(key="p1.why", label="Why us?", kind="textarea"), "I like trains.", "model", 0.95),
        _answer(Field(key="p1.visa", label="Visa needed?", kind="radio", options=choices), "No", "remembered", 1.0),
    ]
    if file:
        paper = FilePath(file=file, name="ada.pdf", sha256="a" * 64)
        answers.append(_answer(Field(key="p1.cv", label="CV", kind="file"), paper, "fact", 1.0))
    left = Unanswered(field=Field(key="p1.start", label="Start date", kind="date"), reason="no_fact")
    held = tuple(manifest_field(a, 1) for a in answers)
    return Manifest(url="https://jobs.example.org/1", pages=1, fields=held, unanswered=(left,))


def _answer(field: Field, value: Any, kind: Any, sure: float) -> Answer:
    source = Provenance(kind=kind, ids=(1,), detail="answered before: Visa needed?" if kind == "remembered" else "")
    return Answer(field=field, value=value, provenance=source, confidence=sure)


def a_job(number: int, company: str = "Northwind") -> Posting:
    url = f"https://jobs.example.org/{number}"
    return Posting(
        source="greenhouse", board="northwind", external_id=str(number), url=url, apply_url=url, title=f"Developer {number}",
        company=company, locations=("Remote",),
    )  # fmt: skip


async def ask_review(gateway: RunningGateway, number: int = 1, manifest: Manifest | None = None, **changes: Any) -> AskedReview:
    """Opens a review of one application. `changes`: of the intervention; `seen`: what it shows beside the values."""
    services = gateway.app.state.services
    task = await gateway.create()
    candidate = await services.candidates.import_resume(LOCAL_USER, RESUME, [], [])
    stored = (await PostingStore(services.database).save(LOCAL_USER, [a_job(number)]))[0]
    application = await services.applications.begin(LOCAL_USER, candidate, stored.id, task["task_id"])
    manifest = manifest or a_form()
    await services.applications.keep_manifest(LOCAL_USER, application.id, manifest)
    await services.applications.keep_score(LOCAL_USER, application.id, 87)
    seen: Seen = changes.pop("seen", Seen())
    asked = draft_review(stored, application, manifest, seen=seen).model_dump(mode="json", exclude={"default"})
    step_id = await gateway.ask(task, **(asked | changes))
    (one,) = [i for i in (await gateway.http.get("/agent/interventions?limit=100")).json()["items"] if i["step_id"] == step_id]
    return AskedReview(gateway, task, step_id, one["intervention_id"], application.id, manifest)
