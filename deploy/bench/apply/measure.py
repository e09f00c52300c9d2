"""`bench apply`: seconds for one application of 25 fields, interleaved: by hand-written script, warm, and cold.

Warm is what the submit step does on a site it knows: a fresh context in a warm browser (a worker opens the next one's while it is
at the last, and so does this, within the last one's time), the form opened, read, filled from the
approved manifest, read back field by field and compared, photographed, sent once, and its confirmation seen. Cold is a site
nobody has seen: the form is first explored (read, answered, filled, never sent), then sent as above, with no selector known. The
gate that lets no request leave before it may stands in both. The script has none of that: it fills and clicks.

With `peers` the rounds hold browser-use as well, whose model takes no time (`browser_use_program.py`).
"""

import hashlib
import os
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, async_playwright

from brain.answers import answer_form, parse_given
from brain.errors import JobHunterError
from brain.exploring import changes_since, entries_for, explore
from brain.facts import Candidate
from brain.form import FilePath, FormPage
from brain.manifest import Manifest
from brain.ports import FormSession, KnownSelector, SelectorEvidence
from brain.posting import Posting
from deploy.bench.apply import script
from deploy.bench.apply.browser_use_peer import PACKAGE, BrowserUse, browser_use
from deploy.bench.apply.employer import FILE_FIELD, Employer, given_answers, resume_file
from deploy.market.serve import running
from jobhunter.address import AddressPolicy
from workers.hands.browser.browser import PlaywrightBrowser
from workers.hands.browser.find_browser import find_browser
from workers.hands.browser.options import BrowserOptions
from workers.hands.browser.pool import FLAGS

ROUNDS = 5
WARM_TO_SCRIPT = 1.2
PEER_TO_WARM = 8.0
FIELDS = 25

Say = Callable[[str], None]


class ApplyFailed(JobHunterError):
    """One of them did not get its application through."""

    status = 500


async def measure(rounds: int = ROUNDS, say: Say = lambda _: None, peers: Path | None = None) -> dict[str, Any]:
    """The row of the benchmark's document. `peers`: where the peers' environments are kept; None: without them.

    Raises `ApplyFailed` `bench_failed`, `Missing` `no_browser`, `PeerNotInstalled`, `RunFailed`.
    """
    async with AsyncExitStack() as exits:
        them = await exits.enter_async_context(_contenders())
        peer = await exits.enter_async_context(them.peer(peers, say)) if peers else None
        learned = await them.cold()  # this machine's and the browsers' first run counts for nothing, but it teaches
        await them.warm(learned)
        await them.script()
        right = [(await peer.apply())[1]] if peer else []
        times: dict[str, list[float]] = {"script": [], "warm": [], "cold": [], **({"peer": []} if peer else {})}
        for number in range(1, rounds + 1):
            say(f"round {number} of {rounds}")
            times["script"].append(await _timed(them.script()))
            times["warm"].append(await _timed(them.warm(learned)))
            times["cold"].append(await _timed(them.cold()))
            if peer:
                seconds, fields = await peer.apply()
                times["peer"].append(seconds)
                right.append(fields)
    row = _row(times)
    if peer:
        row |= _peer_row(peer, times, right)
        row["kept"] = row["kept"] and row["ratio_peer_to_warm"] >= PEER_TO_WARM
    return row


def _row(times: dict[str, list[float]]) -> dict[str, Any]:
    warm_to_script = _ratio(times["warm"], times["script"])
    return {
        "what": "an application",
        "fields": FIELDS,
        **{f"{name}_s": round(statistics.median(taken), 3) for name, taken in times.items()},
        "ratio_warm_to_script": warm_to_script,
        "ratio_cold_to_warm": _ratio(times["cold"], times["warm"]),
        "llm_calls_warm": 0,  # the hands and the rules are all that runs here: no model is reachable
        "llm_calls_cold": 0,
        "limit_warm_to_script": WARM_TO_SCRIPT,
        "kept": warm_to_script <= WARM_TO_SCRIPT,
    }


def _peer_row(peer: BrowserUse, times: dict[str, list[float]], right: list[int]) -> dict[str, Any]:
    return {
        "peer": f"{PACKAGE} {peer.release}",
        "ratio_peer_to_warm": _ratio(times["peer"], times["warm"]),
        "limit_peer_to_warm": PEER_TO_WARM,
        "peer_fields_right": min(right),
        "peer_complete": min(right) == FIELDS,
    }


def _ratio(these: Sequence[float], to: Sequence[float]) -> float:
    """The median over the rounds of each round's own ratio."""
    return round(statistics.median(a / b for a, b in zip(these, to, strict=True)), 2)


async def _timed(work: Awaitable[object]) -> float:
    began = time.perf_counter()
    await work
    return time.perf_counter() - began


@dataclass
class _Contenders:
    """The three ways to the same employer, each on a browser that is warm already."""

    employer: Employer
    url: str
    resume: Path
    by_hand: Browser
    engine: PlaywrightBrowser
    executable: str
    manifest: Manifest | None = None

    async def script(self) -> None:
        await script.apply(self.by_hand, self.url, self.resume)
        self._judge("The script")

    def peer(self, environments: Path, say: Say) -> AbstractAsyncContextManager[BrowserUse]:
        return browser_use(self.executable, environments, self.employer, self.url, self.resume, say)

    async def warm(self, known: Sequence[KnownSelector]) -> None:
        await self._send(known)

    async def cold(self) -> list[KnownSelector]:
        """Explores, then sends; the selectors that led to each field and action."""
        async with self.engine.open(self.url, label="cold") as session:
            explored = await explore(session, self._answers, _nothing)
        if explored.open_required or explored.problems:
            open_fields = [u.field.label for u in explored.open_required]
            raise ApplyFailed("bench_failed", "The form was not answered.", f"{open_fields} {explored.problems}", "Report this.")
        self.manifest = explored.manifest(self.url)
        evidence = await self._send(())
        return [KnownSelector(purpose=e.purpose, selector=e.selector, wins=1) for e in evidence if e.won]

    async def _send(self, known: Sequence[KnownSelector]) -> Sequence[SelectorEvidence]:
        assert self.manifest is not None
        async with self.engine.open(self.url, known, label="send") as session:
            page = await self._fill(session, self.manifest)
            await session.screenshot("before")
            result = await session.submit(page, _let_go)
            evidence = session.evidence
        if result.state != "confirmed":
            raise ApplyFailed("bench_failed", "The engine was not confirmed.", f"{result.state}: {result.text}", "Report this.")
        self._judge("The engine")
        return evidence

    async def _fill(self, session: FormSession, manifest: Manifest) -> FormPage:
        page = await session.read()
        read_back = await session.fill(page, entries_for(page, manifest))
        page = await session.read()
        wrong = [r.key for r in read_back if not r.ok] + changes_since(page, manifest, {r.key for r in read_back})
        if wrong:
            raise ApplyFailed("bench_failed", "The form does not hold what was approved.", ", ".join(wrong), "Report this.")
        return page

    def _answers(self, page: FormPage) -> Any:
        digest = hashlib.sha256(self.resume.read_bytes()).hexdigest()
        given = given_answers()
        given["fields"][FILE_FIELD] = {"file": str(self.resume)}
        parsed = parse_given(given, lambda path: FilePath(file=path, name=Path(path).name, sha256=digest))
        return answer_form(page, Candidate(id="bench", resume={}, facts=()), _posting(self.url), parsed)

    def _judge(self, who: str) -> None:
        if wrong := self.employer.wrong():
            raise ApplyFailed("bench_failed", f"{who} sent wrong answers.", ", ".join(wrong), "Report this.")


@asynccontextmanager
async def _contenders() -> AsyncIterator[_Contenders]:
    employer = Employer()
    async with AsyncExitStack() as exits:
        folder = exits.enter_context(tempfile.TemporaryDirectory())
        resume = exits.enter_context(resume_file())
        origin = await exits.enter_async_context(running(employer.app))
        playwright = await exits.enter_async_context(async_playwright())
        as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
        executable = find_browser(playwright, None)
        by_hand = await playwright.chromium.launch(executable_path=executable, args=[*FLAGS, *as_root])
        exits.push_async_callback(by_hand.close)
        options = BrowserOptions(files_dir=Path(folder), human_pauses=False, recycle_after=10_000, spare=True)
        engine = PlaywrightBrowser(options, AddressPolicy(frozenset({origin})))
        exits.push_async_callback(engine.close)
        yield _Contenders(employer, f"{origin}/apply", resume, by_hand, engine, executable)


def _posting(url: str) -> Posting:
    return Posting(
        source="web", board="bench", external_id=url, url=url, apply_url=url, title="Platform Engineer", company="Example Works"
    )


async def _let_go(_method: str, _url: str) -> bool:
    return True


async def _nothing(_: FormPage) -> None:
    """No narration."""
