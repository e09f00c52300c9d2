"""One-time codes: found in messages of many wordings, made from a secret, told from what is none."""

import pytest
from pydantic import SecretStr

from brain.signing_in.codes import CodeShape, Mail, code_in, fits, mailed, plain_code, shape_of
from brain.signing_in.totp import code_of, seconds_left, time_step, totp_secret

SIX = CodeShape(length=6, digits=True)
ANY = CodeShape()


def mail(text: str, subject: str = "", *links: str, domain: str = "jobs.example") -> Mail:
    return Mail(uid=7, domain=domain, subject=subject, text=SecretStr(text), links=tuple(SecretStr(link) for link in links))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Your verification code is 482913. It expires in 10 minutes.", "482913"),
        ("Hi Ada,\n\nUse this code to sign in:\n\n  482 913  \n\nRef. 20261122, order 771204", "482913"),
        ("482913 is your Petit Four verification code", "482913"),
        ("Ihr Bestätigungscode lautet: 482913\nGültig bis 22.11.2026 14:30 Uhr", "482913"),
        ("Ihr Sicherheitscode: 482-913. Postleitzahl 10115 Berlin", "482913"),
        ("Votre code de vérification est le 482913.\n75008 Paris", "482913"),
        ("Tu código de verificación es 482913. Llámanos al 900 123 456", "482913"),
        ("Il tuo codice di verifica è 482913", "482913"),
        ("Seu código de confirmação: 482913", "482913"),
        ("Je verificatiecode is 482913", "482913"),
        ("Twój kod weryfikacyjny: 482913", "482913"),
        ("Din verifieringskod är 482913.", "482913"),
        ("Din engangskode er 482913", "482913"),
        ("認証コード：482913", "482913"),
        ("您的验证码是 482913，请勿告诉他人。", "482913"),
        ("인증번호 482913 입니다", "482913"),
        ("Code: 4 8 2 9 1 3", "482913"),
        ("Your one-time passcode\n482913\nJob 104233 at Petit Four\n© 2026, 1 Market Street, 94105 San Francisco", "482913"),
    ],
)  # fmt: skip
def test_a_code_is_found_by_the_word_that_names_it(text: str, code: str) -> None:
    assert (code_in(mail(text), SIX), code_in(mail(text), ANY)) == (code, code)


@pytest.mark.parametrize(
    "text",
    [
        "Thank you for applying for job 104233. Our office: 94105 San Francisco.",
        "Your application was received on 2026-11-22.",
        "Use promo code SAVE2026 for 20 % off.",
        "Call 415 555 0132 if you have questions.",
        "See https://jobs.example/code/482913/x",
        "",
    ],
)
def test_where_no_word_names_a_code_there_is_none(text: str) -> None:
    assert code_in(mail(text), ANY) == ""


def test_the_fields_shape_decides_between_numbers() -> None:
    text = "Your code is 4821 for account 903311; security code 48-29-13"
    assert code_in(mail("Code 4821, then 903311"), CodeShape(length=4, digits=True)) == "4821"
    assert code_in(mail("Your access code: K7Q2M9XA (not 12345)"), CodeShape(length=8)) == "K7Q2M9XA"
    assert code_in(mail(text), CodeShape(length=7)) == ""
    assert code_in(mail("see below", "482913 is your code"), SIX) == "482913"


def test_only_the_sites_own_messages_and_links_count() -> None:
    own = frozenset({"jobs.example"})
    said = mail("Your code is 482913")
    found = mailed(said, own, SIX, "https://jobs.example", "code")
    assert found is not None
    assert (found.code and found.code.get_secret_value(), "482913" in repr(found), "482913" in repr(said)) == (
        "482913",
        False,
        False,
    )
    assert mailed(mail("Your code is 482913", domain="evil.example"), own, SIX, "https://jobs.example", "code") is None
    right, evil = "https://jobs.example/verify?token=abc", "https://jobs.example.evil.test/verify?token=abc"
    linked = mailed(mail("Confirm", "", "https://jobs.example/unsubscribe", right), own, ANY, "https://jobs.example", "link")
    assert linked is not None
    assert (linked.link and linked.link.get_secret_value()) == right
    foreign = mailed(mail("Confirm", "", evil), own, ANY, "https://jobs.example", "link")
    assert foreign is not None
    assert (foreign.link, foreign.elsewhere) == (None, "jobs.example.evil.test")


@pytest.mark.parametrize(
    ("said", "code"),
    [("123456", "123456"), (" 123 456 ", "123456"), ("12-34-56", "123456"), ("K7Q2 M9XA", "K7Q2M9XA"),
     ("yes", ""), ("ready", ""), ("I am ready", ""), ("", ""), (None, ""), ("123", ""), ("1234567890123", "")],
)  # fmt: skip
def test_what_a_person_says_is_a_code_or_not(said: str | None, code: str) -> None:
    assert plain_code(said) == code


def test_a_fields_shape() -> None:
    assert shape_of(6, 1, None, True) == SIX
    assert shape_of(0, 6, None, True) == SIX
    assert shape_of(0, None, r"\d{6}", False) == SIX
    assert shape_of(0, 200, None, False) == ANY
    assert [fits(one, SIX) for one in ("123456", "12345", "12345a")] == [True, False, False]


def test_totp_as_rfc_6238_tests_it() -> None:
    secret = SecretStr("otpauth://totp/x?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&digits=8")
    at = {59: "94287082", 1111111109: "07081804", 1234567890: "89005924", 20000000000: "65353130"}
    assert {t: code_of(secret, time_step(secret, t)).get_secret_value() for t in at} == at
    assert (time_step(secret, 59), seconds_left(secret, 59)) == (1, 1)


@pytest.mark.parametrize(
    "text", ["jbsw y3dp ehpk 3pxp", "JBSWY3DPEHPK3PXP", "JBSW-Y3DP-EHPK-3PXP", "otpauth://totp/Ada?secret=JBSWY3DPEHPK3PXP"]
)
def test_a_secret_as_people_copy_it(text: str) -> None:
    found = totp_secret(text)
    assert found is not None
    assert code_of(found, 1).get_secret_value() == code_of(SecretStr("JBSWY3DPEHPK3PXP"), 1).get_secret_value()
    assert "JBSW" not in repr(found)


@pytest.mark.parametrize(
    "text", ["", "hunter2", "0189 0189 0189", "otpauth://hotp/x?secret=JBSWY3DPEHPK3PXP", "otpauth://totp/x", "otpauth://"]
)
def test_what_is_no_secret(text: str) -> None:
    assert totp_secret(text) is None
