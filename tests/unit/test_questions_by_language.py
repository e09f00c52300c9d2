"""What forms ask in German, French and Spanish is known for what it is, in its usual wordings."""

from pathlib import Path

import pytest

from brain.answering.questions import classify
from brain.form import Constraints, Field, FieldKind, Option

ROWS = [
    tuple(line.split("\t"))
    for line in (Path(__file__).parents[1] / "data" / "questions_by_language.tsv").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
YES_NO = (Option(label="Yes", value="yes"), Option(label="No", value="no"))


@pytest.mark.parametrize(("label", "kind", "question"), ROWS, ids=[row[0] for row in ROWS])
def test_a_question_is_known_in_its_usual_wording(label: str, kind: FieldKind, question: str) -> None:
    options = YES_NO if kind in {"radio", "select"} else None
    asked = Field(key="p1.asked", label=label, kind=kind, options=options, constraints=Constraints())
    assert classify(asked).id == question
