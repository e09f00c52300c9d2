"""What a page says of a value's form, in its own words, and what then fits."""

import pytest

from brain.answering.fitting import fit
from brain.answering.hints import Hints, hints_in
from brain.answering.meaning import Amount, Day, Gap, Words
from brain.dates import partial
from brain.form import Field, FormPage
from brain.manifest import Answer, Provenance, Unanswered
from brain.mending import mended, still_faulted

PHONE = Words("+49 30 90182044", ("+493090182044", "030 90182044", "03090182044"), topic="phone")
LINK = Words("linkedin.com/in/ada", ("https://linkedin.com/in/ada",), topic="link")


@pytest.mark.parametrize(
    ("said", "hints"),
    [
        ("", Hints()),
        ("Your current employer", Hints()),
        ("Digits only, please.", Hints(digits=True)),
        ("Bitte nur Ziffern eingeben.", Hints(digits=True)),
        ("Uniquement des chiffres, sans espaces", Hints(digits=True)),
        ("Solo números", Hints(digits=True)),
        ("Must be a 10-digit number without spaces", Hints(digits=True, count=10)),
        ("Please use the international format, e.g. +49 151 12345", Hints(plus=True)),
        ("Bitte mit Landesvorwahl", Hints(plus=True)),
        ("Enter a valid URL", Hints(https=True)),
        ("At most 250 characters", Hints(longest=250)),
        ("Höchstens 80 Zeichen", Hints(longest=80)),
        ("Founded in 2019, 300 people, 4 offices", Hints()),
    ],
)
def test_what_a_page_asks_for(said: str, hints: Hints) -> None:
    assert hints_in(said) == hints


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("", "+49 30 90182044"),
        ("Digits only", "03090182044"),
        ("International format, no spaces, no dashes", "+493090182044"),
        ("Something nobody can do: max 3 characters", "+49 30 90182044"),
    ],
)
def test_a_telephone_number_takes_the_form_asked_for(said: str, value: str) -> None:
    assert fit(Field(key="p1.a", label="Phone", kind="text", help=said), PHONE) == value


def test_a_link_is_given_in_full() -> None:
    assert fit(Field(key="p1.a", label="LinkedIn", kind="text", help="Enter a valid URL"), LINK) == "https://linkedin.com/in/ada"


def test_money_without_its_currency_where_digits_are_asked_for() -> None:
    field = Field(key="p1.a", label="Salary", kind="text", help="Numbers only")
    assert fit(field, Amount(95000, "money", "EUR", "year")) == "95000"


@pytest.mark.parametrize(("said", "value"), [("Use DD.MM.YYYY", "03.02.2027"), ("Format: MM/DD/YYYY", "02/03/2027")])
def test_a_day_in_the_order_asked_for(said: str, value: str) -> None:
    day = partial("2027-02-03")
    assert day is not None
    assert fit(Field(key="p1.a", label="Available from", kind="text", help=said), Day(day)) == value


def test_only_what_the_page_finds_fault_with_is_mended_or_asked() -> None:
    phone, city, trap = (Field(key=f"p1.{name}", label=name, kind="text") for name in ("phone", "city", "trap"))
    shown = (phone, city, trap.model_copy(update={"honeypot": True}))
    page = FormPage(number=1, kind="form_step", url="https://x.example", fields=shown)
    errors = {"p1.phone": "Digits only", "p1.trap": "required", "": "Please mend the errors."}

    def answer(shown: FormPage) -> tuple[list[Answer], list[Unanswered]]:
        said = {f: fit(f, PHONE) for f in shown.fields}
        fact = Provenance(kind="fact", ids=(1,))
        return [Answer(field=f, value=v, provenance=fact) for f, v in said.items() if not isinstance(v, Gap)], []

    better = mended(page, errors, {"p1.phone": "+49 30 90182044", "p1.city": "Berlin"}, answer)
    assert [(one.field.key, one.value) for one in better][:1] == [("p1.phone", "03090182044")]
    assert [(u.field.key, u.field.required, u.detail) for u in still_faulted(page, errors)] == [
        ("p1.phone", True, "The page says: Digits only")
    ]
