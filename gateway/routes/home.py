"""`/` and `/docs`: what this is and what it answers to, as plain pages without a script."""

from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from fastapi.templating import Jinja2Templates
from starlette.responses import FileResponse, HTMLResponse

from gateway.services import ServicesHere
from world_model.users import workers_seen

router = APIRouter(include_in_schema=False)
PAGES = Path(__file__).parent.parent / "pages"
templates = Jinja2Templates(PAGES)
WORKER_LIVES_S = 60.0


@router.get("/", response_class=HTMLResponse)
async def home(request: Request, services: ServicesHere) -> HTMLResponse:
    """The status of this gateway, and where to go from here."""
    workers = await workers_seen(services.database, WORKER_LIVES_S)
    return templates.TemplateResponse(request, "home.html", {"workers": workers})


@router.get("/docs", response_class=HTMLResponse)
async def docs(request: Request) -> HTMLResponse:
    """Every route with what it does, from the same description as /openapi.json."""
    schema = request.app.openapi()
    return templates.TemplateResponse(request, "docs.html", {"routes": _routes(schema), "version": schema["info"]["version"]})


@router.get("/pages.css")
async def style() -> FileResponse:
    return FileResponse(PAGES / "pages.css", media_type="text/css")


def _routes(schema: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"method": method.upper(), "path": path, "does": operation.get("description", operation.get("summary", ""))}
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]
