"""`/agent/tasks`: what people ask for."""

from typing import Any, Literal

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse, Response

from gateway.mermaid import flowchart
from gateway.paging import Limit
from gateway.planning import TaskOptions, steps_document
from gateway.services import ServicesHere, Who
from jobhunter.faults import fault

router = APIRouter(prefix="/agent/tasks", tags=["tasks"])


class CreateTask(BaseModel):
    """One line of text, in a person's own words, and the options that differ from the defaults."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    prompt: str = Field(examples=["Find 5 remote python jobs and apply."])
    options: TaskOptions = TaskOptions()


@router.post("", status_code=202)
async def create_task(body: CreateTask, who: Who, services: ServicesHere) -> dict[str, Any]:
    """Compiles the line into a goal, plans it, stores the task. The work begins at once; watch its stream.

    Nothing here waits for a model, for Redis or for the network: the hints are sent after the answer.
    """
    goal = services.planning.goal(body.prompt, body.options)
    planned = services.planning.plan(goal, body.options, await services.sources.list())
    created = await services.tasks.create(who.user_id, body.prompt, planned.goal, planned.options, planned.plan)
    fault("after_create")
    services.publisher.offer(created.hints)
    return {
        "task_id": created.id,
        "status": created.status,
        "goal": planned.goal.model_dump(mode="json"),
        "plan_summary": planned.plan.summary,
        "steps": steps_document(planned.plan, created.step_ids),
    }


@router.get("")
async def list_tasks(who: Who, services: ServicesHere, limit: Limit = 20, cursor: str | None = None) -> dict[str, Any]:
    """The newest tasks first."""
    tasks, following = await services.tasks.list(who.user_id, limit, cursor)
    return {"items": [task.document() for task in tasks], "next": following}


@router.get("/{task_id}")
async def get_task(task_id: str, who: Who, services: ServicesHere) -> dict[str, Any]:
    """State, goal, progress (counted from rows), cost, and what was learned."""
    return (await services.tasks.get(who.user_id, task_id)).document()


@router.get("/{task_id}/plan", response_model=None)
async def get_plan(task_id: str, who: Who, services: ServicesHere, format: Literal["json", "mermaid"] = "json") -> Response:
    """The plan as it stands: nodes, and edges as [parent id, child id]; or as a Mermaid flowchart."""
    plan = await services.tasks.plan(who.user_id, task_id)
    if format == "mermaid":
        return PlainTextResponse(flowchart(plan))
    return JSONResponse({"nodes": plan.nodes, "edges": plan.edges})


@router.post("/{task_id}/cancel")
async def cancel_task(task_id: str, who: Who, services: ServicesHere) -> dict[str, str]:
    """Ends what has not begun; running steps stop at their next heartbeat. An ended task stays as it is."""
    status = await services.tasks.cancel(who.user_id, task_id, f"Cancelled by {who.name}.")
    return _moved(task_id, status, services)


@router.post("/{task_id}/pause")
async def pause_task(task_id: str, who: Who, services: ServicesHere) -> dict[str, str]:
    """Nothing new is begun; what runs goes on to its end."""
    return _moved(task_id, await services.tasks.pause(who.user_id, task_id, True), services)


@router.post("/{task_id}/resume")
async def resume_task(task_id: str, who: Who, services: ServicesHere) -> dict[str, str]:
    """Takes a paused task up again."""
    return _moved(task_id, await services.tasks.pause(who.user_id, task_id, False), services)


def _moved(task_id: str, status: str, services: ServicesHere) -> dict[str, str]:
    services.hub.nudge(task_id)
    return {"task_id": task_id, "status": status}
