"""Whatever a form asks: no secret is ever given, and what is given stands before the critic."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from brain.answering.questions import classify
from brain.answers import answer_form, parse_given
from brain.critic import audit
from brain.form import Field, Option
from brain.tables import table
from tests.support.candidates import TODAY, candidate, extra, manifest, page, posting
from tests.support.question_rows import IDENTITY, LAW, SECRETS, TERMS, WORK

_ROWS = IDENTITY + LAW + TERMS + WORK
_LABELS = [row[0] for row in _ROWS] + SECRETS + [label for question in table("questions") for label in question.get("labels", ())]
_KINDS = [
    "text",
    "textarea",
    "email",
    "phone",
    "url",
    "number",
    "date",
    "select",
    "radio",
    "checkbox",
    "combobox",
    "boolean",
    "consent",
    "multiselect",
]
_OPTIONS = sorted({label for row in _ROWS if row[2] for label in row[2]})
WHO = candidate(extra(ssn="123-45-6789", date_of_birth="1990-05-01", password="hunter2", iban="DE00", driving_licence="B"))
GIVEN = parse_given({"Date of birth": "1990-05-01", "Password": "hunter2", "City": "Uppsala"})

labels = st.one_of(
    st.sampled_from(_LABELS),
    st.tuples(
        st.sampled_from(_LABELS), st.sampled_from(["", " *", " (optional)", "?", " please", " / "]), st.sampled_from(_LABELS)
    ).map("".join),
    st.text(max_size=40),
)
fields = st.builds(
    Field,
    key=st.uuids().map(str),
    label=labels,
    kind=st.sampled_from(_KINDS),
    name=st.sampled_from(["", "email", "first_name", "ssn", "q1", "password", "city"]),
    section=st.sampled_from(["", "Education", "Employment history", "Emergency contact"]),
    required=st.booleans(),
    honeypot=st.booleans(),
    options=st.one_of(
        st.none(),
        st.lists(st.sampled_from(_OPTIONS), min_size=2, max_size=6, unique=True).map(
            lambda held: tuple(Option(label=text, value=text) for text in held)
        ),
    ),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(fields, min_size=1, max_size=6, unique_by=lambda one: one.key))
def test_no_secret_is_given_and_what_is_given_passes(asked: list[Field]) -> None:
    answers, left = answer_form(page(*asked), WHO, posting(), GIVEN, today=TODAY)
    assert sorted(item.field.key for item in (*answers, *left)) == sorted(one.key for one in asked)
    for answer in answers:
        assert classify(answer.field).who != "nobody"
        assert not answer.field.honeypot
        for secret in ("123-45-6789", "1990-05-01", "hunter2", "DE00"):
            assert secret not in str(answer.value)
    doubts = audit(manifest(answers), WHO, posting(), today=TODAY).doubts
    assert doubts == ()
