"""`bench pdf`: milliseconds for a résumé of one page as PDF, interleaved: our Typst, warm, and WeasyPrint, warm.

Ours is the whole of what a step does: from the chosen facts to bytes, through the pipe to the typesetter's process, every size
that is tried, and the check of what was never shown before. WeasyPrint's is `write_pdf` alone, inside its process, its fonts and
style sheet kept. Every round has another text, so that neither can give the answer of the round before.
"""

import asyncio
import base64
import html
import io
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pypdf

from brain.ports import ResumeView
from brain.words import bare
from deploy.bench.apply.peer_environment import PeerNotInstalled, environment, version_of
from deploy.bench.dag.peer_process import PeerProcess
from workers.hands.documents import TypstDocuments
from workers.hands.resume_sheet import Sheet, sheet

ROUNDS = 20
LIMIT = 0.2
PACKAGE = "weasyprint"
TIMEOUT_S = 60.0
CSS = """
@page { size: A4; margin: 16mm 19mm; } body { font: 10pt/1.35 serif; color: #1b1f24; } h1 { text-align: center; margin: 0; }
h2 { font-size: 11pt; color: #1f4e79; border-bottom: 0.6pt solid #8fa6bc; margin: 10pt 0 4pt; text-transform: uppercase; }
.head { text-align: center; color: #4d5661; } .entry { display: flex; justify-content: space-between; margin-top: 5pt; }
p, ul { margin: 2pt 0; } ul { padding-left: 12pt; }
"""

Say = Callable[[str], None]


class PangoMissing(PeerNotInstalled):
    """`peer_not_installed`: WeasyPrint is there, and a library of the system it needs is not."""

    def __init__(self, detail: str) -> None:
        super().__init__(PACKAGE, detail)
        self.fix = "Install Pango (Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0; macOS: brew install pango)."


async def measure(rounds: int, environments: Path, say: Say = lambda _: None) -> dict[str, Any]:
    """The row of the benchmark's document. `environments`: where the peer's is kept.

    Raises `PeerNotInstalled`, `RunFailed`, and what `TypstDocuments.resume` raises.
    """
    ours: list[float] = []
    theirs: list[float] = []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        async with _peer(environments, Path(folder), say) as (peer, release):
            documents = TypstDocuments(Path(folder) / "files")
            try:
                cold, first = await _draw(documents, _view(0))
                _, again = await _draw(documents, _view(0))
                await _print(peer, _view(0))
                for number in range(1, rounds + 1):
                    say(f"round {number} of {rounds}")
                    seconds, content = await _draw(documents, _view(number))
                    ours.append(seconds)
                    seconds, other = await _print(peer, _view(number))
                    theirs.append(seconds)
            finally:
                await documents.aclose()
    ratio = round(statistics.median(a / b for a, b in zip(ours, theirs, strict=True)), 3)
    right = _in_order(content, _view(rounds))
    return {
        "what": "a résumé as PDF",
        "peer": f"{PACKAGE} {release}",
        "typst_ms": round(statistics.median(ours) * 1000, 1),
        "weasyprint_ms": round(statistics.median(theirs) * 1000, 1),
        "typst_cold_ms": round(cold * 1000, 1),
        "ratio_to_weasyprint": ratio,
        "limit_ratio": LIMIT,
        "pages": len(pypdf.PdfReader(io.BytesIO(content)).pages),
        "pages_weasyprint": len(pypdf.PdfReader(io.BytesIO(other)).pages),
        "reads_in_order": right,
        "equal_bytes": first == again,
        "kept": ratio <= LIMIT and right and first == again,
    }


@asynccontextmanager
async def _peer(environments: Path, folder: Path, say: Say) -> AsyncIterator[tuple[PeerProcess, str]]:
    python = await environment(PACKAGE, environments / PACKAGE, say)
    program = (str(python), "-I", str(Path(__file__).with_name("weasyprint_program.py")))
    process = PeerProcess(PACKAGE, program, folder, {})
    await process.start()
    try:
        yield process, await version_of(python, PACKAGE)
    finally:
        await process.stop()


async def _draw(documents: TypstDocuments, view: ResumeView) -> tuple[float, bytes]:
    began = time.perf_counter()
    content = await documents.resume(view)
    return time.perf_counter() - began, content


async def _print(peer: PeerProcess, view: ResumeView) -> tuple[float, bytes]:
    page = await asyncio.to_thread(_page, sheet(view.resume))
    answer = await peer.ask({"html": page, "css": CSS}, timeout_s=TIMEOUT_S)
    if missing := answer.get("missing"):
        raise PangoMissing(str(missing))
    return float(answer["seconds"]), base64.b64decode(answer["pdf"])


def _page(drawn: Sheet) -> str:
    """The same sheet as HTML."""
    said = html.escape
    parts = [f"<h1>{said(drawn.name)}</h1><p class=head>{said(drawn.label)}</p>"]
    parts.append(f"<p class=head>{said(' · '.join(link.text for link in (*drawn.contacts, *drawn.links)))}</p>")
    for section in drawn.sections:
        parts.append(f"<h2>{said(section.title)}</h2><p>{said(section.text)}</p>")
        for entry in section.entries:
            head = f"<b>{said(entry.title)}</b> — {said(' · '.join(part for part in (entry.organisation, entry.place) if part))}"
            parts.append(f"<div class=entry><span>{head}</span><span>{said(entry.dates)}</span></div><p>{said(entry.text)}</p>")
            parts.append("<ul>" + "".join(f"<li>{said(bullet)}</li>" for bullet in entry.bullets) + "</ul>")
        parts += [f"<p><b>{said(line.name)}:</b> {said(line.text)}</p>" for line in section.lines]
    return f"<!doctype html><html lang={drawn.lang}><meta charset=utf-8><body>{''.join(parts)}"


def _in_order(content: bytes, view: ResumeView) -> bool:
    text = bare("".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages))
    wanted = [part for job in view.resume["work"] for part in (job["position"], job["name"], *job["highlights"])]
    at = 0
    for part in wanted:
        at = text.find(bare(str(part)), at)
        if at < 0:
            return False
    return True


def _view(number: int) -> ResumeView:
    """A résumé of one full page; `number` makes it another."""
    work = [
        {
            "name": f"Company {chr(65 + place)}",
            "position": title,
            "location": "Lisbon",
            "startDate": f"{2022 - 4 * place}-03",
            "endDate": f"{2026 - 4 * place}-02",
            "highlights": [
                f"Brought the {what} of {number + 7 * place + 3} sites under one plan and cut the cost {number % 40 + place} %."
                for what in ("heating", "lighting", "cleaning", "security", "maintenance")
            ],
        }
        for place, title in enumerate(("Head of Facilities", "Facilities Manager", "Site Technician", "Apprentice"))
    ]
    resume: dict[str, Any] = {
        "basics": {
            "name": "Inês Müller-Ångström",
            "label": "Facilities Manager",
            "email": "ines@example.org",
            "phone": "+351 21 000 0000",
            "summary": f"Keeps {number + 12} buildings warm, safe and paid for, with small teams and plain reports.",
            "location": {"city": "Lisbon", "countryCode": "PT"},
        },
        "work": work,
        "education": [{"institution": "Instituto Superior Técnico", "studyType": "BSc", "area": "Mechanics", "endDate": "2009"}],
        "skills": [{"name": "Tools", "keywords": ["CAFM", "Excel", "AutoCAD", "SAP PM"]}],
        "languages": [{"language": "Portuguese", "fluency": "Native"}, {"language": "English", "fluency": "C1"}],
    }
    return ResumeView(resume=resume, fact_ids=())
