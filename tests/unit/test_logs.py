"""No secret reaches a line of the log: by its name, by what it looks like, or because it is in use."""

from typing import Any

import pytest
from pydantic import SecretStr

from jobhunter.logs import keep_out, redact


def logged(**event: Any) -> dict[str, Any]:
    return dict(redact(None, "info", event))


@pytest.mark.parametrize(
    "name", ["password", "new_password", "totp_secret", "refresh_token", "Authorization", "cookies", "human_input"]
)
def test_what_stands_under_a_secret_name_is_left_out(name: str) -> None:
    assert logged(**{name: "hunter2 or so"})[name] == "…"


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("postgresql://me:hunter2@localhost/x", "postgresql://me:…@localhost/x"),
        ("the key sk-abcdefgh12345678 is wrong", "the key … is wrong"),
        ("Bearer eyJhbGciOi.eyJzdWIiOi.c2lnbmVk", "Bearer …"),
        ("mail to ada.lovelace+jobs@example.co.uk failed", "mail to …@… failed"),
        ("call +49 (30) 1234-5678 now", "call +… now"),
        ("call +15551234567", "call +…"),
        ("Your code is 123456.", "Your code is …."),
        ("code: 123 456", "code: …"),
        ("Ihr Code lautet 8842", "Ihr Code lautet …"),
    ],
)
def test_what_looks_like_a_secret_is_left_out(said: str, shown: str) -> None:
    assert logged(event=said)["event"] == shown


@pytest.mark.parametrize(
    "said",
    [
        "2026-11-22T02:24:00+00:00",
        "127.0.0.1:43210",
        "step 123456 ended",
        "code posting_closed",
        "http://127.0.0.1:8000/jobs/4242424242",
        "5+5 fields",
    ],
)
def test_what_is_no_secret_stays(said: str) -> None:
    assert logged(event=said)["event"] == said


def test_secrets_inside_of_values_are_left_out_too() -> None:
    found = logged(error={"reason": ["mail ada@example.org", {"password": "x1y2z3", "page": 2}], "at": (1, None)})
    assert found == {"error": {"reason": ["mail …@…", {"password": "…", "page": 2}], "at": [1, None]}}


def test_a_secret_in_use_is_left_out_wherever_it_stands() -> None:
    keep_out("correct-horse")
    assert logged(event="typed correct-horse", page={"title": "correct-horse!"}) == {"event": "typed …", "page": {"title": "…!"}}


def test_a_short_value_takes_no_ordinary_words_with_it() -> None:
    keep_out("to")
    assert logged(event="go to work")["event"] == "go to work"


def test_what_is_no_text_is_shown_as_text_without_its_secrets() -> None:
    class Odd:
        def __str__(self) -> str:
            return "odd ada@example.org"

    assert logged(odd=Odd(), sealed=b"12345", held=SecretStr("hunter2")) == {
        "odd": "odd …@…",
        "sealed": "5 bytes",
        "held": "**********",
    }


def test_values_without_end_are_cut() -> None:
    endless: dict[str, Any] = {}
    endless["again"] = endless
    assert "…" in str(logged(event=endless))
