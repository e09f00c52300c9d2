"""Pay as employers write it, and the amounts beside it that are none."""

import pytest

from brain.posting import Pay
from workers.hands.boards.parsing.pay import pay_in, pay_of, period_in

STATED = [
    ("$120,000 - $150,000 a year", "120000 150000 USD year"),
    ("Annual Salary:\n\n$265,000—$365,000 USD", "265000 365000 USD year"),
    ("The base range for this position is $67,172 - $95,960 plus equity", "67172 95960 USD year"),
    ("€70k–€90k", "70000 90000 EUR year"),
    ("60-80k EUR", "60000 80000 EUR year"),
    ("$120-150k", "120000 150000 USD year"),
    ("Salary: up to £45,000 per annum", "- 45000 GBP year"),
    ("Salary from $130,000", "130000 - USD year"),
    ("Salary $130,000+", "130000 - USD year"),
    ("salary of $130,000", "130000 130000 USD year"),
    ("45.000 € - 55.000 € brutto pro Jahr", "45000 55000 EUR year"),
    ("Gehalt: 60.000 EUR", "60000 60000 EUR year"),
    ("Pay: $45/hr", "45 45 USD hour"),
    ("$45 - $60 per hour", "45 60 USD hour"),
    ("Base pay between $18.50 and $22.75 an hour", "18.5 22.75 USD hour"),
    ("Hourly rate: £15 to £18", "15 18 GBP hour"),
    ("CHF 110'000 – 130'000", "110000 130000 CHF year"),
    ("PLN 15 000 - 20 000 net per month", "15000 20000 PLN month"),
    ("CA$100,000 - CA$120,000", "100000 120000 CAD year"),
    ("Compensation: $150K - $180K + 10% bonus", "150000 180000 USD year"),
    ("OTE $200,000 - $240,000", "200000 240000 USD year"),
    ("Pay range $130,000/yr - $150,000/yr", "130000 150000 USD year"),
    ("The salary range is 80,000 - 100,000 USD annually", "80000 100000 USD year"),
    ("A $500 stipend.\n\nSalary: $90,000 - $99,000", "90000 99000 USD year"),
    ("Day rate: £450 - £500 per day", "450 500 GBP day"),
]
SOMETHING_ELSE = [
    "$500 stipend per month",
    "Weekly stipend of 3,850 USD / 2,310 GBP / 4,300 CAD + benefits",
    "Funding for compute (~$15k/month) and other research expenses",
    "agents find $4.6M in exploits",
    "You will get a $5,000 sign-on bonus",
    "$1,000 - $2,000 annual learning budget",
    "companies with revenue between $100,000 and $500,000",
    "401k match up to $5,000",
    "we raised $50,000,000",
    "$3,000 monthly stipend",
    "over 100,000 customers",
    "8 - 10 years of experience",
    "deals of $50k - $100k",
    "Call 030 123 456 to talk",
    "a $10 - $20 million portfolio",
    "up to $2,000 relocation allowance",
    "salary",
    "",
]


def pay(text: str) -> Pay:
    low, high, currency, period = text.split()
    amounts = {name: None if value == "-" else float(value) for name, value in (("min", low), ("max", high))}
    return Pay.model_validate({**amounts, "currency": currency, "period": period})


@pytest.mark.parametrize(("text", "expected"), STATED)
def test_stated_pay(text: str, expected: str) -> None:
    assert pay_in(text) == pay(expected)


@pytest.mark.parametrize("text", SOMETHING_ELSE)
def test_money_that_is_no_salary(text: str) -> None:
    assert pay_in(text) is None


def test_a_bare_dollar_is_the_countrys() -> None:
    assert pay_in("Salary: $90,000 - $99,000", "CA") == pay("90000 99000 CAD year")
    assert pay_in("Salary: $90,000 - $99,000 USD", "CA") == pay("90000 99000 USD year")


def test_a_period_nobody_named_is_not_invented() -> None:
    assert pay_in("Salary: ₹900,000 - ₹990,000") == Pay(min=900000, max=990000, currency="INR", period=None)


def test_pay_from_fields() -> None:
    assert pay_of(80000, 95000, "eur", "year") == pay("80000 95000 EUR year")
    assert pay_of(95000, 80000, "EUR", "year") == pay("80000 95000 EUR year")
    assert pay_of(None, 95000, "EURO", None) == Pay(min=95000, max=95000, currency=None, period=None)
    for nothing in ((None, None), (0, -5), (True, "x"), (float("inf"), float("nan"))):
        assert pay_of(*nothing, "EUR", "year") is None


def test_periods_by_name() -> None:
    words = [
        "per-year-salary",
        "Annual Salary",
        "per-hour-wage",
        "Hourly Rate",
        "per-month-salary",
        "weekly",
        "daily",
        "one-time",
        "",
    ]
    assert [period_in(word) for word in words] == ["year", "year", "hour", "hour", "month", "week", "day", None, None]
