"""Résumés of many trades and layouts, drawn as PDF, Word and text: what each says is found, and nothing is made up or dropped."""

from pathlib import Path

import pytest

from brain.resume import candidate_from, import_candidate
from brain.resume.grounded import ungrounded
from deploy.bench.parse.claims import score
from deploy.bench.parse.drawing import draw, truths
from deploy.bench.parse.measure import GOAL
from tests.support.accounted import unaccounted
from workers.hands.resume_files import read_resume_file


@pytest.mark.parametrize("name", truths())
async def test_a_drawn_resume_is_read(name: str, tmp_path: Path) -> None:
    content = await read_resume_file(draw(name, tmp_path))
    imported = import_candidate(content.content, content.name, content.links)
    found = score(imported.resume, truths()[name])
    assert found.invented == []
    assert found.share >= GOAL, found.missed
    assert ungrounded(imported.resume, content.lines) == ()
    assert unaccounted(content.lines, imported) == []
    # Some are in a language whose headings and dates alone are known; that is told.
    assert [told for told in imported.warnings if not told.startswith("language_unknown")] == []


async def test_every_bullet_is_a_numbered_fact_with_its_line(tmp_path: Path) -> None:
    content = await read_resume_file(draw("nurse_sidebar.typ", tmp_path))
    held, _ = candidate_from(import_candidate(content.content, content.name), content.name, "c")
    bullets = [fact for fact in held.facts if ".highlights[" in fact.path]
    assert len(bullets) == 5
    assert len({fact.id for fact in held.facts}) == len(held.facts)
    for fact in bullets:
        assert (fact.source.file, fact.source.page) == ("nurse_sidebar.pdf", 1)
        assert fact.source.line
        assert fact.source.quote.removeprefix("• ") in fact.text or fact.text.startswith(fact.source.quote.removeprefix("• "))
