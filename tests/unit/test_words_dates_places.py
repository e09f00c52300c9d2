from datetime import date

import pytest

from brain.dates import months_covered, partial, span
from brain.languages import language_code
from brain.places import country_code, place_country, places_in
from brain.words import fold, key_words, numbers, quantities


def test_folding_removes_disguises_and_keeps_other_scripts() -> None:
    assert fold("Раssword") == "password"  # Cyrillic Р and а
    assert fold("SЅN") == "ssn"
    assert fold("zero\u200bwidth") == "zerowidth"
    assert fold("Łódź Straße Ærø") == "lodz strasse aero"
    assert fold("Привет") == "привет"


def test_numbers_in_their_spellings() -> None:
    assert numbers("cut from 340ms to 40 ms") == (340, 40)
    assert numbers("1.2M users") == numbers("1,200,000 users") == numbers("1.2 million users")
    assert numbers("ten years") == (10,)
    assert quantities("38 %") == quantities("38 percent") == ((38, "percent"),)
    assert quantities("$18M") == ((18e6, "money"),)
    assert quantities("900 requests") != quantities("900 %")


def test_keys_as_words() -> None:
    assert key_words("phoneNumber") == key_words("phone_number") == key_words("phone-number") == "phone number"


@pytest.mark.parametrize(
    ("text", "start", "end", "current"),
    [
        ("Jan 2023 – Present", "2023-01", None, True),
        ("Sept 2018 – May 2023", "2018-09", "2023-05", False),
        ("05/2019 - 08/2020", "2019-05", "2020-08", False),
        ("2004 – 2010", "2004", "2010", False),
        ("May – Aug 2021", "2021-05", "2021-08", False),
        ("März 2019 bis heute", "2019-03", None, True),
        ("seit 2020", "2020", None, True),
        ("janvier 2020 - aujourd'hui", "2020-01", None, True),
        ("enero de 2018 - actualidad", "2018-01", None, True),
        ("Summer 2022", "2022", "2022", False),
    ],
)
def test_date_ranges(text: str, start: str, end: str | None, current: bool) -> None:
    read = span(text)
    assert read is not None
    assert (str(read.start), str(read.end) if read.end else None, read.current) == (start, end, current)


@pytest.mark.parametrize("text", ["2020-13", "31.02.2020", "soon", "20200", ""])
def test_what_is_no_date(text: str) -> None:
    assert partial(text) is None


def test_overlaps_count_once() -> None:
    months = [(date(2020, 1, 1), date(2021, 1, 1)), (date(2020, 7, 1), date(2021, 7, 1))]
    spans = [(a.year * 12 + a.month, b.year * 12 + b.month) for a, b in months]
    assert months_covered(spans) == 18


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("USA", "US"),
        ("U.S.A.", "US"),
        ("Deutschland", "DE"),
        ("Germany +49", "DE"),
        ("🇩🇪 Germany (+49)", "DE"),
        ("États-Unis", "US"),
        ("UK", "GB"),
        ("Viet Nam", "VN"),
        ("South Korea", "KR"),
        ("Türkiye", "TR"),
        ("Narnia", None),
    ],
)
def test_country_names(text: str, code: str | None) -> None:
    assert country_code(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Berlin", "DE"),
        ("Munich, Germany", "DE"),
        ("New York, NY", "US"),
        ("San Francisco, CA", "US"),
        ("Toronto, ON", "CA"),
        ("Join us", None),
    ],
)
def test_where_a_place_lies(text: str, code: str | None) -> None:
    assert place_country(text) == code


def test_us_the_country_and_us_the_pronoun() -> None:
    assert places_in("Can you work in the US?") == ("US",)
    assert places_in("Why do you want to work with us?") == ()
    assert places_in("in the United States or the European Union") == ("EU", "US")


def test_languages_in_languages() -> None:
    assert [language_code(name) for name in ("German", "Deutsch", "allemand", "alemán")] == ["de"] * 4
    assert language_code("Klingonish") is None
