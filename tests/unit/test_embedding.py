"""The local embedding: offline, deterministic, normalised, and useful on words it was not tuned on."""

import math
import os
import subprocess
import sys
from pathlib import Path

import pytest

from memory.embedding import Embedder, default_embedder

PARAPHRASES = [
    ("Are you legally authorized to work in the United States?", "Do you have the right to work in the US?"),
    ("When can you start?", "Earliest available start date"),
    ("How many years of Python experience do you have?", "Years of professional work with Python"),
    ("Why do you want to work here?", "What attracts you to our company?"),
    ("LinkedIn profile URL", "Link to your LinkedIn page"),
    ("Are you willing to relocate?", "Would you move to another city for this role?"),
    ("Phone number", "Mobile telephone"),
    ("Are you a protected veteran?", "Veteran status"),
    ("Find 5 remote python jobs and apply.", "Apply to five Python developer positions I can do from home"),
    ("Find 20 nursing jobs near Boston", "Look for twenty registered nurse positions around Boston"),
    ("Apply to part-time accounting jobs", "Find bookkeeping work with reduced hours and apply"),
    ("Apply to product manager jobs at startups", "Send my resume to start-ups hiring product managers"),
]

WITHOUT_NETWORK = """
import socket
def refuse(*_):
    raise AssertionError("the embedding reached for the network")
socket.socket.connect = refuse
socket.getaddrinfo = refuse
from memory.embedding import default_embedder
print(len(default_embedder().embed(["a fact"])[0]))
"""


@pytest.fixture
def embedder() -> Embedder:
    return default_embedder()


def cosine(one: list[float], other: list[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


def test_every_text_gets_a_unit_vector_of_the_promised_length(embedder: Embedder) -> None:
    vectors = embedder.embed(["Python", "a longer text, with punctuation!", "日本語", "x " * 5000])
    assert [len(vector) for vector in vectors] == [embedder.dimension] * 4
    assert all(math.isclose(cosine(vector, vector), 1.0, abs_tol=1e-5) for vector in vectors)


def test_a_text_has_the_same_vector_alone_and_in_a_batch(embedder: Embedder) -> None:
    texts = [text for pair in PARAPHRASES for text in pair] * 5
    assert embedder.embed(texts) == [embedder.embed([text])[0] for text in texts]


def test_case_does_not_matter(embedder: Embedder) -> None:
    assert embedder.embed(["FIRST NAME"]) == embedder.embed(["First name"])


def test_an_empty_text_is_the_zero_vector_and_no_text_is_no_vector(embedder: Embedder) -> None:
    assert embedder.embed([""]) == [[0.0] * embedder.dimension]
    assert embedder.embed([]) == []


def test_a_paraphrase_is_found_among_the_first_three(embedder: Embedder) -> None:
    asked = embedder.embed([question for question, _ in PARAPHRASES])
    known = embedder.embed([answer for _, answer in PARAPHRASES])
    ranks = [sum(cosine(mine, other) > cosine(mine, known[i]) for other in known) for i, mine in enumerate(asked)]
    assert sum(rank < 3 for rank in ranks) >= 11, ranks


def test_it_loads_without_network_in_an_empty_home(tmp_path: Path) -> None:
    environment = {"HOME": str(tmp_path), "HF_HUB_OFFLINE": "1", "PATH": os.environ["PATH"]}
    root = Path(__file__).parents[2]
    ran = subprocess.run(
        [sys.executable, "-c", WITHOUT_NETWORK], cwd=root, env=environment, capture_output=True, text=True, check=False
    )
    assert ran.stdout.strip() == str(default_embedder().dimension), ran.stderr
    assert list(tmp_path.iterdir()) == []
