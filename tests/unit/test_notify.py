"""What a message says, and what it never says."""

import pytest

from brain.intervention import AskedField
from brain.telling import News, about, by_link, message_of, plain

HOME = "https://jobs.example/"


def test_one_question_is_one_sentence_and_its_link() -> None:
    told = message_of([News(kind="code", about="Engineer at Acme", link="https://jobs.example/a/x")], HOME)
    assert (told.title, told.body) == (
        "A code is needed",
        "Engineer at Acme: the site asks for a code that only you get.\nAnswer: https://jobs.example/a/x",
    )


def test_what_no_link_may_answer_is_told_with_the_way_to_jobhunter() -> None:
    assert message_of([News(kind="login")], HOME).body == f"The site asks you to sign in.\nOpen JobHunter: {HOME}"


def test_several_questions_make_one_message() -> None:
    told = message_of([News(kind="review", about=f"Job {n} at Acme") for n in range(7)], HOME)
    assert told.title == "7 questions wait for you"
    assert told.body.count("An application waits for your yes: Job") == 5
    assert told.body.endswith(f"and 2 more: {HOME}")


@pytest.mark.parametrize(
    ("hostile", "told"),
    [
        ("<img src=x onerror=alert(1)>", "‹img src=x onerror=alert(1)›"),
        ("<!channel> @everyone", "‹!channel› @\u2060everyone"),
        ("[Apply](https://evil.test/x) *now*", "(Apply)(evil.\u2060test/x) ∗now∗"),
        ("Acme\r\nBcc: all@evil.test\x1b[31m", "Acme Bcc: all@\u2060evil.\u2060test (31m"),
        ("a\u202ecba\u200b", "a cba"),
        ("x" * 200, "x" * 79 + "…"),
        ("Johnson & Johnson", "Johnson & Johnson"),
    ],
)
def test_s84_a_companys_name_is_text_everywhere(hostile: str, told: str) -> None:
    assert plain(hostile) == told
    assert about("", hostile) == told


@pytest.mark.parametrize(
    ("kind", "fields", "may"),
    [
        ("review", 40, True),
        ("code", 0, True),
        ("question", 5, True),
        ("question", 6, False),
        ("verify", 1, True),
        ("verify", 0, False),
        ("login", 1, False),
        ("captcha", 0, False),
    ],
)
def test_a_link_answers_what_is_short_and_no_sign_in(kind: str, fields: int, may: bool) -> None:
    asked = [AskedField(key=f"k{n}", label="?") for n in range(fields)]
    assert by_link(kind, asked) is may  # type: ignore[arg-type]


def test_no_link_takes_a_password() -> None:
    assert not by_link("question", [AskedField(key="p", label="Password", kind="password")])
