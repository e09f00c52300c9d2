"""The employer of the benchmark: a form of 25 fields, what was sent to it, and what should have been."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

ANSWERS: dict[str, str] = {
    "first_name": "Zoë",
    "last_name": "Lindström",
    "email": "zoe.lindstrom@example.org",
    "phone": "+49 30 901820 44",
    "street": "Oranienstraße 112",
    "postal_code": "10969",
    "city": "Berlin",
    "country": "DE",
    "linkedin": "https://www.linkedin.com/in/zoe-lindstrom-dev",
    "github": "https://github.com/zoelindstrom",
    "company": "Havelblick Logistik",
    "title": "Senior Python Developer",
    "years": "12",
    "notice": "3",
    "salary": "78000",
    "start": "2027-03-01",
    "english": "Fluent",
    "heard": "Job board",
    "authorised": "yes",
    "sponsorship": "no",
    "relocate": "no",
    "why": "Your platform team writes its post-mortems in public, and I would like to learn from people who do.",
    "project": "I moved 3.2 million daily background jobs to idempotent tasks; lost jobs fell from 40 a week to none.",
    "consent": "yes",
}
FILE_FIELD = "resume"
CHOSEN = ("country", "notice", "english", "heard")
TICKED = ("authorised", "sponsorship", "relocate", "consent")
SEND = "Send application"
EXPECTED = {**ANSWERS, FILE_FIELD: "resume.pdf"}
LABELS = {"DE": "Germany", "3": "3 months", "yes": "Yes", "no": "No"}
THANKS = "Thank you for applying. We have received your application."


class Employer:
    """`received`: one dict a submission, files by their name. `app`: what is to be served."""

    def __init__(self) -> None:
        self.received: list[dict[str, str]] = []
        routes = [Route("/apply", self._form), Route("/apply", self._take, methods=["POST"])]
        self.app = Starlette(routes=routes)
        self._page = files("deploy.bench.apply").joinpath("form.html").read_text()

    async def _form(self, _: Request) -> HTMLResponse:
        return HTMLResponse(self._page)

    async def _take(self, request: Request) -> HTMLResponse:
        async with request.form() as sent:
            self.received.append({k: (v.filename or "") if isinstance(v, UploadFile) else v for k, v in sent.items()})
        return HTMLResponse(f"<!doctype html><title>Application received</title><h1>Thank you</h1><p>{THANKS}</p>")

    def wrong(self) -> list[str]:
        """What the last application got wrong, by field name."""
        got = self.received[-1]
        return sorted(name for name in {*got, *EXPECTED} if got.get(name) != EXPECTED.get(name))

    def right(self) -> int:
        """How many of the form's fields the last application got right."""
        return len(EXPECTED.keys() - set(self.wrong()))


def given_answers() -> dict[str, Any]:
    """The answers as a person would give them in an answers file: by field, in the words of the form."""
    by_name = {name: LABELS.get(value, value) for name, value in ANSWERS.items() if name not in ("years", "postal_code")}
    return {"fields": {**by_name, "consent": True, "years": 12, "postal_code": ANSWERS["postal_code"]}}


@contextmanager
def resume_file() -> Iterator[Path]:
    """A small PDF to send."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "resume.pdf"
        path.write_bytes(b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n")
        yield path
