"""Every value of a résumé must occur in the text it was read from."""

import pytest

from brain.resume.grounded import ungrounded

TEXT = """Noor Haddad
noor@example.org | +44 20 7946 0958 | Leeds, United Kingdom | www.linkedin.com/in/noor-h
Ward Manager, Leeds General Infirmary      Mar 2020 – Present
- Ran a ward of 24 beds with re-
sponsibility for eleven nurses
JavaScript, C++
"""


@pytest.mark.parametrize(
    "resume",
    [
        {"basics": {"name": "Noor Haddad", "phone": "+442079460958", "location": {"city": "Leeds", "countryCode": "GB"}}},
        {"basics": {"profiles": [{"network": "LinkedIn", "url": "https://www.linkedin.com/in/noor-h/", "username": "noor-h"}]}},
        {"work": [{"name": "Leeds General Infirmary", "position": "ward manager", "startDate": "2020-03"}]},
        {"work": [{"startDate": "2020", "highlights": ["Ran a ward of 24 beds with responsibility for eleven nurses"]}]},
        {"skills": [{"name": "C++"}, {"name": "JavaScript"}]},
    ],
)
def test_what_the_text_says_is_grounded(resume: dict[str, object]) -> None:
    assert ungrounded(resume, TEXT) == ()


@pytest.mark.parametrize(
    ("resume", "path"),
    [
        ({"work": [{"name": "Leeds University Hospital"}]}, "work[0].name"),
        ({"work": [{"position": "Senior Ward Manager"}]}, "work[0].position"),
        ({"work": [{"startDate": "2019-03"}]}, "work[0].startDate"),
        ({"work": [{"startDate": "2020-03-01"}]}, "work[0].startDate"),
        ({"work": [{"highlights": ["Ran a ward of 240 beds"]}]}, "work[0].highlights[0]"),
        ({"skills": [{"name": "Java"}]}, "skills[0].name"),
        ({"skills": [{"name": "C"}]}, "skills[0].name"),
        ({"basics": {"location": {"countryCode": "US"}}}, "basics.location.countryCode"),
        ({"basics": {"email": "noor@example.com"}}, "basics.email"),
        ({"basics": {"phone": "+44 20 7946 0959"}}, "basics.phone"),
        ({"basics": {"url": "https://noor.example"}}, "basics.url"),
    ],
)
def test_what_the_text_does_not_say_is_named_by_its_path(resume: dict[str, object], path: str) -> None:
    assert [found.path for found in ungrounded(resume, TEXT)] == [path]
