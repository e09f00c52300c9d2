"""The plain rules of the browser's hands: labels, choices, dates, comparisons and the submit gate's verdicts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brain.form import Field, FieldValue, Option
from workers.hands.browser.choosing import choose
from workers.hands.browser.comparing import as_text, holds
from workers.hands.browser.gate_rules import Asked, GateState, decide, request_key, same_site, site_of
from workers.hands.browser.labels import clean_label, slug
from workers.hands.browser.raw import Handle
from workers.hands.browser.steps import counted
from workers.hands.browser.widgets.dates import as_written, pattern_of
from workers.hands.browser.wording import APPLY, CLOSED, CONFIRMED, CONSENT, NEXT, NO_CHOICE, SUBMIT, fold


@pytest.mark.parametrize(
    ("written", "label", "required"),
    [
        ("First Name*", "First Name", True),
        ("* First name", "First name", True),
        ("Resume/CV ✱", "Resume/CV", True),
        ("Headline (Optional)", "Headline", False),
        ("Vorname (Pflichtfeld)", "Vorname", True),
        ("Téléphone (facultatif) :", "Téléphone", False),
        ("Email Required", "Email", True),
        ("Name:", "Name", None),
        ("Required", "Required", None),
        ("Phone (mobile)", "Phone (mobile)", None),
        ("Start date?✱ YYYY-MM-DD", "Start date?", True),
        ("C++ (years)", "C++ (years)", None),
    ],
)
def test_labels_lose_their_marks(written: str, label: str, required: bool | None) -> None:
    said = clean_label(written)
    assert (said.text, said.required) == (label, required)


@given(st.text())
def test_any_text_is_a_label(text: str) -> None:
    assert len(clean_label(text).text) <= len(text) + 1
    assert len(slug(text)) <= 60


@pytest.mark.parametrize(
    ("wanted", "offered", "loose", "found"),
    [
        ("Yes", ["No", "Yes"], False, 1),
        ("yes", ["No", "Yes"], False, 1),
        ("Yes.", ["No", "yes"], False, 1),
        ("Ye", ["No", "Yes"], False, None),
        ("Germany", ["Germany +49", "France +33"], False, None),
        ("Germany", ["Germany +49", "France +33"], True, 0),
        ("Niger", ["Nigeria", "Algeria"], True, None),
        ("Berlin, Germany", ["Berlin, State of Berlin, Germany", "Bonn, Germany"], True, 0),
        ("Java", ["JavaScript", "Java EE", "Java SE"], True, None),
        ("", ["", "A"], True, None),
        ("東京", ["大阪", "東京"], False, 1),
        ("York", ["New York, NY, United States"], True, None),
        ("York, United Kingdom", ["New York, NY, United Kingdom"], True, None),
        ("Berlin", ["Germany, Berlin", "Germany, Bonn"], True, 0),
        ("Authorized to work", ["Not authorized to work", "Other"], True, None),
    ],
)
def test_a_choice_is_never_a_guess(wanted: str, offered: list[str], loose: bool, found: int | None) -> None:
    assert choose(wanted, offered, loose) == found


@given(st.lists(st.text(min_size=1), min_size=1), st.data())
def test_what_is_offered_word_for_word_is_found(offered: list[str], data: st.DataObject) -> None:
    wanted = data.draw(st.sampled_from(offered))
    at = choose(wanted, offered)
    assert at is None or offered[at] == wanted or fold(offered[at]) == fold(wanted)


def field(kind: str, *labels: str) -> Field:
    return Field.model_validate(
        {"key": "k", "label": "L", "kind": kind, "options": [Option(label=one, value=one) for one in labels] or None}
    )


@pytest.mark.parametrize(
    ("kind", "wanted", "shown", "same"),
    [
        ("text", "Ada  Lovelace", "Ada Lovelace", True),
        ("text", "Ada", None, False),
        ("text", "120000", "$120,000", True),
        ("text", "120000", "120000 EUR", False),
        ("text", "12", "1-2", False),
        ("phone", "+49 30 901820", "030901820", True),
        ("phone", "+49 30 901820", "030901821", False),
        ("phone", "030 901820", "+4930901820", True),
        ("number", "7", "7.0", True),
        ("number", "7", "", False),
        ("number", "1,5", "15", False),
        ("number", "1,5", "1.5", True),
        ("number", "1,250.5", "1250.5", True),
        ("consent", "Não", False, True),
        ("consent", "No, thanks", False, True),
        ("consent", "I do not agree", True, False),
        ("consent", "perhaps", True, False),
        ("consent", "perhaps", False, False),
        ("combobox", "Germany +49", "+49", True),
        ("combobox", "Germany", "France", False),
        ("select", "Germany", "Germany (West)", False),
        ("multiselect", ("a", "b"), ("b", "a"), True),
        ("multiselect", ("a",), ("b", "a"), False),
        ("checkbox", True, True, True),
        ("checkbox", True, False, False),
        ("consent", "no", False, True),
    ],
)
def test_what_a_field_holds(kind: str, wanted: FieldValue, shown: FieldValue, same: bool) -> None:
    labels = ("a", "b") if kind in ("multiselect", "select", "combobox") else ()
    written = wanted if isinstance(wanted, str) else ""
    assert holds(field(kind, *labels), wanted, written, shown) is same


@pytest.mark.parametrize(
    ("hint", "pattern"),
    [
        ("DD/MM/YYYY", "%d/%m/%Y"),
        ("mm/dd/yy", "%m/%d/%y"),
        ("TT.MM.JJJJ", "%d.%m.%Y"),
        ("jj/mm/aaaa", "%d/%m/%Y"),
        ("YYYY-MM-DD", "%Y-%m-%d"),
        ("MM/YYYY", "%m/%Y"),
        ("TT.MM.JJ", "%d.%m.%y"),
    ],
)
def test_hints_of_dates(hint: str, pattern: str) -> None:
    assert pattern_of(hint) == pattern


@pytest.mark.parametrize(
    ("value", "typed"),
    [(52000.75, "52000.75"), (1234567.5, "1234567.5"), (10.0, "10"), (1e16, "10000000000000000"), (True, "yes"), (None, "")],
)
def test_a_value_is_typed_whole(value: FieldValue, typed: str) -> None:
    assert as_text(value) == typed


@pytest.mark.parametrize(
    ("kind_of_input", "label", "value", "typed"),
    [
        ("datetime-local", "When", "2026-01-05T14:30", "2026-01-05T14:30"),
        ("datetime-local", "When", "2026-01-05", "2026-01-05"),
        ("date", "When", "2020-05", "2020-05"),
        ("", "Start (DD/MM/YYYY)", "2020-05", "2020-05"),
        ("", "Start (MM/YYYY)", "2020-05", "05/2020"),
        ("", "Geburtstag (TT.MM.JJ)", "2016-12-24", "24.12.16"),
    ],
)
def test_no_part_of_a_date_is_made_up(kind_of_input: str, label: str, value: str, typed: str) -> None:
    asked = Field(key="k", label=label, kind="date")
    assert as_written(asked, Handle(frame="", widget="native", selector="x", input_type=kind_of_input), value) == typed


@pytest.mark.parametrize(
    ("heads", "text", "more"),
    [
        ((), "Step 1 of 3", True),
        ((), "We hire for\n1 of 3\npositions", True),
        ((), "This is 1 of 3 positions in our team", None),
        (("Your details (1/3)",), "", True),
        ((), "Schritt 1 von 1", False),
    ],
)
def test_a_page_that_counts_itself(heads: tuple[str, ...], text: str, more: bool | None) -> None:
    assert counted(heads, [text], 1) is more


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://jobs.example.co.uk/a", "example.co.uk"),
        ("https://example.co.uk:443/", "example.co.uk"),
        ("https://accounts.example.com.evil.test/", "evil.test"),
        ("https://ada.github.io/", "ada.github.io"),
        ("http://127.0.0.1:8100/", "127.0.0.1:8100"),
        ("http://localhost:3/", "localhost:3"),
        ("http://[::1]:3/", "::1:3"),
        ("file:///home/ada/a.html", "file:"),
    ],
)
def test_sites(url: str, site: str) -> None:
    assert site_of(url) == site


HOME = GateState(
    mode="closed",
    home="https://boards.example.com/jobs/1",
    family_hosts=frozenset({"uploads.test"}),
    submit_urls=frozenset({"https://boards.example.com/jobs/1/send"}),
    values=frozenset({"ada@example.org"}),
    may_save=True,
    more_steps=True,
)


def nav(method: str, url: str, **more: object) -> Asked:
    return Asked.model_validate({"method": method, "url": url, "navigation": True, **more})


def call(method: str, url: str, **more: object) -> Asked:
    return Asked.model_validate({"method": method, "url": url, "resource": "fetch", **more})


@pytest.mark.parametrize(
    ("asked", "closed", "advancing", "armed"),
    [
        (nav("GET", "https://www.example.com/next"), "pass", "pass", "pass"),
        (nav("GET", "https://evil.test/"), "elsewhere", "elsewhere", "elsewhere"),
        (nav("GET", "https://evil.test/?d=ada%40example.org"), "candidate_data", "candidate_data", "candidate_data"),
        (nav("GET", "https://www.example.com/send?m=ada%40example.org"), "unarmed", "save", "submit"),
        (nav("POST", "https://boards.example.com/jobs/1/send"), "unarmed", "pass", "submit"),
        (nav("POST", "https://boards.example.com/submit"), "unarmed", "unarmed", "submit"),
        (nav("POST", "https://evil.test/send"), "other_host", "other_host", "other_host"),
        (nav("GET", "https://www.example.com/x", popup=True), "popup", "popup", "pass"),
        (call("POST", "https://api.example.com/draft", body=b"ada@example.org"), "save", "save", "submit"),
        (call("POST", "https://boards.example.com/jobs/1/send"), "unarmed", "pass", "submit"),
        (call("POST", "https://api.example.com/v1/submit"), "unarmed", "unarmed", "submit"),
        (call("PUT", "https://files.uploads.test/x"), "pass", "pass", "submit"),
        (call("POST", "https://tracker.test/c"), "other_host", "other_host", "other_host"),
        (call("GET", "https://cdn.test/app.js"), "pass", "pass", "pass"),
        (call("GET", "https://cdn.test/p?d=ada@example.org"), "candidate_data", "candidate_data", "candidate_data"),
        (call("POST", "https://www.example.com/log", resource="ping"), "pass", "pass", "pass"),
    ],
)
def test_the_gates_verdicts(asked: Asked, closed: str, advancing: str, armed: str) -> None:
    verdicts = [decide(asked, HOME.model_copy(update={"mode": mode})) for mode in ("closed", "advancing", "armed")]
    assert verdicts == [closed, advancing, armed]


@given(
    st.sampled_from(["POST", "PUT", "PATCH", "DELETE"]),
    st.booleans(),
    st.sampled_from(["closed", "advancing", "armed"]),
    st.binary(max_size=40),
)
def test_nothing_is_sent_to_a_host_that_is_not_the_forms(method: str, navigation: bool, mode: str, body: bytes) -> None:
    asked = Asked(method=method, url="https://elsewhere.test/x", navigation=navigation, body=body)
    assert decide(asked, HOME.model_copy(update={"mode": mode})) not in ("pass", "submit")


@pytest.mark.parametrize(
    ("url", "same"),
    [
        ("https://example.com/", True),
        ("https://boards.example.com:8443/", False),
        ("https://uploads.test/", True),
        ("https://a.uploads.test/", True),
        ("https://notuploads.test/", False),
        ("https://example.com.evil.test/", False),
        ("https://example.com@evil.test/", False),
        ("https://exаmple.com/", False),
    ],
)
def test_whose_site_an_address_is(url: str, same: bool) -> None:
    assert same_site(url, HOME) is same


def test_two_operations_of_one_address_are_two_requests() -> None:
    def key(body: bytes) -> str:
        return request_key(call("POST", "https://x.test/graphql", body=body))

    assert key(b'{"operationName":"Draft"}') != key(b'{"operationName":"Submit"}')
    assert key(b'{"operationName":"Submit","v":1}') == key(b'{"operationName":"Submit","v":2}')
    assert key(b"{broken") == key(b"")


@pytest.mark.parametrize(
    "text",
    [
        "Thank you for applying",
        "Your application was successfully submitted",
        "Vielen Dank für Ihre Bewerbung!",
        "Merci d’avoir postulé",
        "Gracias por tu candidatura",
        "Grazie per la tua candidatura",
        "Bedankt voor je sollicitatie",
        "Obrigado por se candidatar",
        "Dziękujemy za aplikację",
        "Tack för din ansökan",
        "Takk for søknaden",
        "ご応募ありがとうございます",
    ],
)
def test_words_that_confirm(text: str) -> None:
    assert CONFIRMED.search(fold(text))


@pytest.mark.parametrize(
    "text",
    [
        "Submit your application below",
        "Thank you for reading",
        "Apply now",
        "We review each application",
        "You have already applied",
        "Bewerben Sie sich",
    ],
)
def test_words_that_do_not_confirm(text: str) -> None:
    assert not CONFIRMED.search(fold(text))


def test_words_of_acts() -> None:
    assert all(
        SUBMIT.fullmatch(fold(text))
        for text in (
            "Submit",
            "Submit application",
            "Send application",
            "Bewerbung absenden",
            "Envoyer ma candidature",
            "Enviar solicitud",
            "Invia candidatura",
            "Wyślij",
        )
    )
    assert all(
        NEXT.fullmatch(fold(text))
        for text in ("Next", "Continue", "Save and continue", "Weiter", "Suivant", "Siguiente", "Avanti", "Volgende", "次へ")
    )
    assert not any(NEXT.fullmatch(fold(text)) for text in ("Submit", "Continue with Google", "Send"))
    assert all(
        APPLY.fullmatch(fold(text)) for text in ("Apply", "Apply for this job", "Jetzt bewerben", "Postuler", "I'm interested")
    )
    assert CONSENT.search(fold("I have read the privacy notice"))
    assert CLOSED.search(fold("This job is no longer available"))
    assert all(
        NO_CHOICE.match(fold(text))
        for text in (
            "",
            "--",
            "Select…",
            "Please select",
            "Bitte wählen",
            "- Select an option -",
            "Choisissez".replace("Choisissez", "Choisir"),
            "Month:",
        )
    )
    assert not any(NO_CHOICE.match(fold(text)) for text in ("Yes", "Germany", "Selected works"))
