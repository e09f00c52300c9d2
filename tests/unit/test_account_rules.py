"""Which site a password belongs to, how a new one is made, which pages ask for one."""

import string

import pytest

from brain.accounts_rules import (
    SHORTEST_PASSWORD,
    SYMBOLS,
    asks_for_account,
    exact_origin,
    is_private_talk,
    login_field,
    new_password,
)
from brain.form import Field, FieldKind, FormPage, PageKind

REAL = "https://example.com"


@pytest.mark.parametrize(
    "url",
    [
        "https://accounts.example.com.evil.test/",
        "https://example.com@evil.test/",
        "https://example.com:pass@evil.test/",
        "https://exаmple.com/",
        "https://example.com.:443@evil.test",
        "https://example.com\\@evil.test/",
        "https://www.example.com/",
        "http://example.com/",
        "https://example.com:8443/",
        "https://example.com\t.evil.test/",
        "javascript:https://example.com",
        "https://",
        "https://[broken/",
        "https://example.com:99999/",
    ],
)
def test_an_address_that_only_looks_like_it_is_another_origin(url: str) -> None:
    assert exact_origin(url) != REAL


@pytest.mark.parametrize("url", ["https://example.com", "https://EXAMPLE.com:443/a?b#c", "https://example.com/@evil.test"])
def test_one_origin_has_one_spelling(url: str) -> None:
    assert exact_origin(url) == REAL
    assert (
        exact_origin("https://bücher.example")
        == exact_origin("https://xn--bcher-kva.example/x")
        == "https://xn--bcher-kva.example"
    )
    assert exact_origin("http://127.0.0.1:8101/x") == "http://127.0.0.1:8101"


def test_a_password_goes_where_nobody_can_listen() -> None:
    assert [
        is_private_talk(o) for o in ("https://example.com", "http://127.0.0.1:81", "http://[::1]:81", "http://localhost:81")
    ] == [True] * 4
    assert not is_private_talk("http://example.com")
    assert not is_private_talk("http://8.8.8.8")


def test_a_password_has_every_kind_of_character_and_is_never_the_same() -> None:
    made = [password.get_secret_value() for _ in range(200) if (password := new_password())]
    assert len(set(made)) == 200
    for kind in (string.ascii_uppercase, string.ascii_lowercase, string.digits, SYMBOLS):
        assert all(sum(char in kind for char in password) >= 2 for password in made)
    assert all(len(password) >= 20 and password[0].isalpha() for password in made)
    assert "secret" not in repr(new_password())
    assert made[0] not in repr(new_password())


def test_a_field_that_takes_less_gets_a_shorter_one_or_none() -> None:
    assert (short := new_password(16)) is not None
    assert len(short.get_secret_value()) == 16
    assert new_password(SHORTEST_PASSWORD - 1) is None


def _field(label: str, kind: FieldKind, **more: object) -> Field:
    return Field.model_validate({"key": f"p1.{label}", "label": label, "kind": kind, **more})


def _page(kind: PageKind, *fields: Field) -> FormPage:
    return FormPage(number=1, kind=kind, url="https://example.com", fields=fields)


def test_a_form_with_a_resume_is_the_application_whatever_else_it_asks() -> None:
    secret = _field("Password", "password")
    assert asks_for_account(_page("sign_up", _field("Email", "email"), secret))
    assert not asks_for_account(_page("sign_up", _field("Email", "email"), secret, _field("Resume", "file")))
    assert not asks_for_account(_page("form_step", _field("Email", "email"), secret))
    assert not asks_for_account(_page("sign_in", _field("Email", "email"), secret.model_copy(update={"visible": False})))


def test_the_login_is_the_email_else_the_user_name() -> None:
    mail, name = _field("Email", "email"), _field("Username", "text")
    assert login_field(_page("sign_in", name, mail)) == mail
    assert login_field(_page("sign_in", name)) == name
    assert login_field(_page("sign_up", _field("Town", "text"), name)) == name
    assert login_field(_page("sign_up", _field("Town", "text"))) is None
