"""What is particular to a family is in its file: the engine knows none of them by name."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HANDS = ROOT / "workers" / "hands" / "browser"
FAMILIES = sorted(path.stem for path in (HANDS / "families").glob("*.yaml"))
SOURCES = {"planner.py", "posting.py", "posting_address.py"}  # they name boards to search, which are another thing
ENGINE = [
    *(path for path in HANDS.rglob("*") if path.suffix in (".py", ".js")),  # words.yaml is what pages say, providers' names too
    *(path for path in (ROOT / "brain").glob("*.py") if path.name not in SOURCES),
    *(ROOT / "brain" / "actions").glob("*.py"),
    *(ROOT / "brain" / "answering").glob("*.py"),
    ROOT / "world_model" / "sites.py",
]


@pytest.mark.parametrize("family", FAMILIES)
def test_the_engine_knows_no_family_by_name(family: str) -> None:
    named = re.compile(rf"(?<![a-z]){family}", re.IGNORECASE)
    assert [str(path.relative_to(ROOT)) for path in ENGINE if named.search(path.read_text("utf-8"))] == []
