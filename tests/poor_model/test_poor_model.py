"""A real model that is bad at everything, in the loop of applications to the practice market: nothing false may arrive.

Run by `make poor-model`, which installs it; prints what was asked of it, what was refused and what employers received.
"""

import json
import os
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from brain.manifest import Manifest
from deploy.market.app import create_app
from deploy.market.expected import Expected
from deploy.market.market import Market
from deploy.market.person import CANDIDATE_FILE
from deploy.market.serve import open_socket, running
from deploy.scoreboard.judging import judge
from tests.support.applying_with_model import Left, applying_with_model

pytestmark = [pytest.mark.poor_model, pytest.mark.stack, pytest.mark.browser, pytest.mark.timeout(7200)]

HERE = Path(__file__).parent
PYTHON = Path(os.environ.get("JOBHUNTER_POOR_MODEL_PYTHON", HERE.parents[1] / ".venv-poor-model" / "bin" / "python"))
APPLICATIONS = int(os.environ.get("JOBHUNTER_POOR_MODEL_APPLICATIONS", "20"))
HONEST = {"fact", "rule", "remembered", "given"}


@contextmanager
def poor_model(folder: Path) -> Iterator[str]:
    """The model's address."""
    with open_socket(0) as listener:
        port = listener.getsockname()[1]
    argv = [str(PYTHON), str(HERE / "serve.py"), str(folder / "model.gguf"), str(port)]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        try:
            yield f"{process.stdout.readline().strip()}/v1"
        finally:
            process.terminate()


def chosen(market: Market) -> list[Expected]:
    """Forms of as many families as there are that ask for prose, in turn; then others."""

    def asks_for_prose(form: Expected) -> bool:
        return any(field.field.kind == "textarea" for field in form.fields)

    forms = [form for form in market.forms() if form.ending in ("confirmed", "asked") and form.language == "en"]
    seen: Counter[str] = Counter()
    ranked = []
    for form in sorted(forms, key=lambda one: not asks_for_prose(one)):
        seen[form.family] += 1
        ranked.append((not asks_for_prose(form), seen[form.family], form))
    return [form for _, _, form in sorted(ranked, key=lambda row: row[:2])][:APPLICATIONS]


async def test_nothing_false_reaches_the_market(migrated_database_url: str, tmp_path: Path) -> None:
    resume = json.loads(CANDIDATE_FILE.read_text("utf-8"))
    app = create_app(7)
    calls: Counter[str] = Counter()
    checks: Counter[str] = Counter()
    false: list[str] = []
    async with running(app):
        market: Market = app.state.market
        forms = chosen(market)
        assert len(forms) == APPLICATIONS
        postings = {posting.id: posting for posting in market.catalogue.all}
        with poor_model(tmp_path) as url:
            origins = [*market.origins.values()]
            async with applying_with_model(migrated_database_url, tmp_path, origins, url) as apply:
                for number, form in enumerate(forms, 1):
                    left = await apply(market.page_url(postings[form.posting_id]), resume)
                    told(number, form, left)
                    count(left, calls, checks)
                    false += falsehoods(form, left, market)
    print(f"\ncalls: {dict(calls)}\nrefused by: {dict(checks)}\nfalse: {false}")
    assert calls["calls"] > 0
    assert false == []


def falsehoods(form: Expected, left: Left, market: Market) -> list[str]:
    """What an employer received that is no fact, no answer of the person's and not empty."""
    ledger = market.ledger
    accepted = [one for one in ledger.submissions if one.posting_id == form.posting_id]
    rejected = [one for one in ledger.rejected if one.posting_id == form.posting_id]
    result = judge(form, left.outcome, left.manifest, accepted, rejected, {"seconds": 0, "llm_calls": 0, "selector_hits": 0})
    found = [f"{form.posting_id} {b.label}: {b.got}" for b in result.blemishes if b.fault == "wrong"]
    found += [f"{form.posting_id}: {result.wrong_answers} wrong"] if result.wrong_answers else []
    by_name = {field.name: field for field in left.manifest.fields} if left.manifest else {}
    for field in (field for sent in accepted for field in sent.fields if field.value):
        held = by_name.get(field.name)
        if held is not None and held.provenance.kind not in HONEST:
            print(f"    by the model: {held.label!r}: {field.value!r} from facts {held.provenance.ids}")
            found += [] if within(held.key, left.manifest, left) else [f"{form.posting_id} {held.label}: {field.value}"]
    return found


def within(key: str, manifest: Manifest | None, left: Left) -> bool:
    """Whether every word that arrived stands in the facts it cites, word for word: harder than the audit itself."""
    assert manifest is not None
    held = next(field for field in manifest.fields if field.key == key)
    facts = " ".join(fact.text for fact in left.candidate.facts if fact.id in held.provenance.ids).casefold()
    small = {word for word in str(held.value).casefold().split() if len(word) < 5}
    return all(word.strip(".,;:!?()'\"") in facts for word in set(str(held.value).casefold().split()) - small)


def count(left: Left, calls: Counter[str], checks: Counter[str]) -> None:
    for call in left.data_of("model:call"):
        calls.update({"calls": int(call["calls"]), f"{call['purpose']} calls": int(call["calls"])})
    for type in ("resume:generated", "cover_letter:complete"):
        for data in left.data_of(type):
            calls.update({f"{type} texts taken": int(data.get("rewritten", 0)), f"{type} refused": len(data.get("refused", ()))})
            checks.update(why["check"] for row in data.get("refused", ()) for why in row["why"])
    for data in left.data_of("critic:result"):
        checks.update(doubt["check"] for doubt in data.get("doubts", ()))


def told(number: int, form: Expected, left: Left) -> None:
    by = Counter(field["provenance"]["kind"] for field in left.told["fields"])
    print(
        f"{number:>3} {form.posting_id} {form.family}: {left.told['status']}, fields by source {dict(by)},"
        f" {left.told['llm_calls']} calls",
        flush=True,
    )
    for opened in left.told["unanswered"]:
        if opened["reason"] == "refused_by_audit":
            print(f"    refused for {opened['label']!r}: {opened['detail'][:400]}", flush=True)
