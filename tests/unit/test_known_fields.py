"""A field keeps its key through names drawn by lot, rebuilt sites and uploads; where it is not sure, it does not."""

from brain.form import Field, FieldKind, FormPage
from brain.known_fields import KnownField, with_known_keys


def a_field(key: str, label: str, kind: FieldKind = "text") -> Field:
    return Field(key=key, label=label, kind=kind)


def a_page(*fields: Field, errors: dict[str, str] | None = None) -> FormPage:
    return FormPage(number=1, kind="form_step", url="https://example.org/", fields=fields, errors=errors or {})


def known(*fields: Field) -> list[KnownField]:
    return [KnownField.of(field) for field in fields]


def keys(page: FormPage) -> list[str]:
    return [field.key for field in page.fields]


FIRST, RESUME = a_field("p1.first", "First name"), a_field("p1.input_x7", "Resume", "file")


def test_a_control_that_is_called_otherwise_at_each_visit_keeps_its_key_and_its_error() -> None:
    page = a_page(FIRST, a_field("p1.input_q9", "Resume", "file"), errors={"p1.input_q9": "too large"})
    now = with_known_keys(page, known(FIRST, RESUME))
    assert keys(now) == ["p1.first", "p1.input_x7"]
    assert now.errors == {"p1.input_x7": "too large"}


def test_a_page_that_nobody_knows_is_left_as_it_is() -> None:
    page = a_page(FIRST, RESUME)
    assert with_known_keys(page, []) is page


def test_alike_fields_are_told_apart_by_their_order_where_there_are_equally_many() -> None:
    before = known(a_field("p1.a", "Employer"), a_field("p1.b", "Employer"))
    assert keys(with_known_keys(a_page(a_field("p1.x", "Employer"), a_field("p1.y", "Employer")), before)) == ["p1.a", "p1.b"]


def test_alike_fields_of_another_number_are_not_guessed() -> None:
    before = known(a_field("p1.a", "Employer"))
    assert keys(with_known_keys(a_page(a_field("p1.x", "Employer"), a_field("p1.y", "Employer")), before)) == ["p1.x", "p1.y"]


def test_names_that_changed_places_follow_what_a_person_reads() -> None:
    before = known(a_field("p1.f1", "First name"), a_field("p1.f2", "Last name"))
    now = with_known_keys(a_page(a_field("p1.f1", "Last name"), a_field("p1.f2", "First name")), before)
    assert {field.label: field.key for field in now.fields} == {"First name": "p1.f1", "Last name": "p1.f2"}


def test_a_control_that_bears_its_file_s_name_now_is_still_the_same() -> None:
    assert keys(with_known_keys(a_page(a_field("p1.cv", "ada.pdf", "file")), known(a_field("p1.cv", "CV", "file")))) == ["p1.cv"]


def test_a_new_question_under_a_known_name_gets_a_key_of_its_own_where_the_old_one_is_still_asked() -> None:
    before = known(a_field("p1.q1", "Notice period"))
    now = with_known_keys(a_page(a_field("p1.q1", "Salary", "number"), a_field("p1.q2", "Notice period")), before)
    assert {field.label: field.key for field in now.fields} == {"Salary": "p1.q1_2", "Notice period": "p1.q1"}
