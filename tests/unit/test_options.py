import pytest

from brain.answering.meaning import Amount, Day, Duration, Meaning, Words, YesNo
from brain.answering.options import band, choose, days_in
from brain.dates import PartialDate
from brain.form import Option

DECLINE = "I prefer not to say"


@pytest.mark.parametrize(
    ("meaning", "labels", "chosen"),
    [
        (YesNo(True), ("Please select", "Yes", "No"), "Yes"),
        (YesNo(False), ("No, never", "Yes, once"), "No, never"),
        (YesNo(True), ("Ja", "Nein"), "Ja"),
        (YesNo(True), ("I am willing to travel", "I am not willing to travel"), "I am willing to travel"),
        (YesNo(False), ("I agree", "I do not agree"), "I do not agree"),
        (YesNo(True), ("Yes, with a car", "Yes, by train", "No"), None),
        (YesNo(True), ("Yes", "Yes, and more", "No"), "Yes"),
        (YesNo(True), ("Maybe", DECLINE), None),
        (
            YesNo(True, {"authorised": True, "sponsorship": False}),
            ("Yes, without sponsorship", "Yes, with sponsorship", "No"),
            "Yes, without sponsorship",
        ),
        (
            YesNo(False, {"sponsorship": False}),
            ("I will require sponsorship", "I will not require sponsorship"),
            "I will not require sponsorship",
        ),
        (Amount(4.2, "years"), ("0-2 years", "3-5 years", "6+ years"), "3-5 years"),
        (Amount(5.5, "years"), ("0-2", "3-5", "6-9"), "3-5"),
        (Amount(3.0, "years"), ("1-3 years", "3-5 years"), "3-5 years"),
        (Amount(12.0, "years"), ("Less than 5", "5 to 10", "More than 10"), "More than 10"),
        (Amount(0.5, "years"), ("No experience", "1-2 years", "3+"), "No experience"),
        (Amount(20.0, "years"), ("0-2", "3-5"), None),
        (Amount(85000, "money", "EUR"), ("€60k - €80k", "€80k - €100k"), "€80k - €100k"),
        (Amount(85000, "money", "EUR"), ("60,000–80,000", "80,001–100,000", "100,000+"), "80,001–100,000"),
        (Duration("1 month", 30), ("2 weeks", "4 weeks", "1 month"), "1 month"),
        (Duration("2 weeks", 14), ("Immediately", "Less than 1 month", "1-3 months"), "Less than 1 month"),
        (Duration("3 months", 90), ("1 month", "3+ months"), "3+ months"),
        (Duration("immediately", 0), ("Available now", "1 month"), "Available now"),
        (Day(PartialDate(year=2014, month=6)), ("May", "June", "July"), "June"),
        (Day(PartialDate(year=2014, month=6)), ("2013", "2014", "2015"), "2014"),
        (Words("Sweden", topic="country"), ("Schweden", "Schweiz"), "Schweden"),
        (Words("United States", topic="country"), ("USA", "United Kingdom"), "USA"),
        (Words("Berlin, Germany", ("Berlin",), "place"), ("Berlin, Germany", "Berlin, NH, USA"), "Berlin, Germany"),
        (Words("Berlin, Germany", ("Berlin",), "place"), ("Berlin, NH, USA", "Bern, Switzerland"), None),
        (Words("Master of Science", topic="degree"), ("Bachelor's", "Master's Degree", "PhD"), "Master's Degree"),
        (Words("M.Sc.", topic="degree"), ("Bachelor", "Master"), "Master"),
        (Words("MBA", topic="degree"), ("Bachelor", "Master"), "Master"),
        (Words("Female", topic="gender"), ("Male", "Female", DECLINE), "Female"),
        (Words("woman", topic="gender"), ("Male", "Female"), "Female"),
        (
            Words("decline", topic="gender", decline=True),
            ("Male", "Female", "Decline To Self Identify"),
            "Decline To Self Identify",
        ),
        (Words("decline", topic="gender", decline=True), ("Male", "Female"), None),
        (Words("She/her", topic="pronouns"), ("he/him/his", "she/her/hers"), "she/her/hers"),
        (Words("Company website", topic="source"), ("Indeed", "Our careers page"), "Our careers page"),
        (Words("Java"), ("JavaScript", "Python"), None),
        (Words("Javascript"), ("JS", "Java"), "JS"),
        (Words("Computer Science"), ("Computer Science and Engineering", "Physics"), None),
        (Words("Electrical Engineering"), ("Engineering", "Electrical engineering"), "Electrical engineering"),
    ],
)
def test_the_one_option_that_says_it(meaning: Meaning, labels: tuple[str, ...], chosen: str | None) -> None:
    found = choose([Option(label=label, value=str(number)) for number, label in enumerate(labels)], meaning)
    assert (found.label if found else None) == chosen


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("3-5 years", 3, 5),
        ("5+", 5, float("inf")),
        ("Less than 2", 0, 1.99),
        ("up to 2 years", 0, 2),
        ("7", 7, 7),
        ("None", 0, 0.99),
        ("$80k-$100k", 80000, 100000),
        ("80-100k EUR", 80000, 100000),
        ("at least 10 years", 10, float("inf")),
    ],
)
def test_bands(text: str, low: float, high: float) -> None:
    assert band(text) == pytest.approx((low, high))


@pytest.mark.parametrize("text", ["a lot", "Select...", "1 of 2 of 3 years 4"])
def test_what_is_no_band(text: str) -> None:
    assert band(text) is None or band(text) != (0.0, float("inf"))


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2 weeks", (14, 14)),
        ("1-2 months", (30, 60)),
        ("3 months or more", (90, None)),
        ("sofort", (0, 0)),
        ("vier", None),
        ("ein Monat", (30, 30)),
    ],
)
def test_stretches_of_time(text: str, days: tuple[int, int | None] | None) -> None:
    assert days_in(text) == days
