"""Résumés in which something cannot be: said with a stable code, what could be read is kept, nothing is made up."""

import pytest

from brain.resume import ImportedResume, TextLine, import_candidate


def read(text: str) -> ImportedResume:
    return import_candidate([TextLine(text=line, line=number) for number, line in enumerate(text.splitlines(), 1)], "cv.txt")


def codes(imported: ImportedResume) -> list[str]:
    return [warning.split(":")[0] for warning in imported.warnings]


def test_a_job_that_ends_before_it_starts_is_kept_as_written_and_told() -> None:
    found = read("Noor Haddad\nnoor@example.org\n\nEXPERIENCE\nNurse, City Hospital | Mar 2020 – Jan 2018\n")
    assert codes(found) == ["end_before_start"]
    assert (found.resume["work"][0]["startDate"], found.resume["work"][0]["endDate"]) == ("2020-03", "2018-01")
    twisted = {"basics": {"name": "Noor"}, "work": [{"name": "A", "startDate": "2020", "endDate": "2019"}]}
    assert codes(import_candidate(twisted, "cv.json")) == ["end_before_start"]


@pytest.mark.parametrize(
    ("start", "end"), [("2020", "2020"), ("2020-05", "2020"), ("2020-05-04", "2020-05"), ("2019-12", "present")]
)
def test_dates_that_may_be_right_are_not_doubted(start: str, end: str) -> None:
    job = {"name": "A", "startDate": start, "endDate": end}
    assert import_candidate({"basics": {"name": "Noor"}, "work": [job]}, "cv.json").warnings == ()


def test_two_people_in_one_file_are_told_and_the_second_is_nobodys_address() -> None:
    found = read("Noor Haddad\nnoor@example.org\n\nSKILLS\nTriage\n\nSam Berg\nsam@example.com\n\nSKILLS\nWelding\n")
    assert codes(found) == ["second_person"]
    assert (found.resume["basics"]["name"], found.resume["basics"]["email"]) == ("Noor Haddad", "noor@example.org")
    assert "sam@example.com" not in str(found.resume["basics"])


def test_empty_sections_hold_nothing() -> None:
    found = read("Noor Haddad\n\nEXPERIENCE\n\nEDUCATION\n\nSKILLS\n\nLANGUAGES\n")
    assert found.resume == {"basics": {"name": "Noor Haddad"}}
    assert found.warnings == ()


def test_a_name_of_300_letters_is_no_name_and_is_listed() -> None:
    long = "Noor " + "Abcdefghi" * 33
    found = read(f"{long}\nnoor@example.org\n")
    assert codes(found) == ["no_name"]
    assert any(long in line for line in found.not_understood)
    assert codes(import_candidate({"basics": {"name": long}}, "cv.json")) == ["name_too_long"]


@pytest.mark.parametrize(
    "text",
    [
        "Nora Nilsen\nnora@example.no\n\nErfaring\nSykepleier ved Oslo universitetssykehus siden 2019, med ansvar for "
        "opplæring av nye "
        "kolleger og for planlegging av vakter på hele avdelingen gjennom året",
        "Анна Петрова\nanna@example.ru\n\nОпыт работы\nМедсестра, Городская больница, 2015 – 2020\nРабота с пациентами "
        "после операций",
        "王小明\nwang@example.cn\n\n工作经历\n护士 市立医院 2015年至2020年",
        "Giulia Rossi\ngiulia@example.it\n\nEsperienza\nInfermiera che lavora in ospedale con i pazienti del reparto di "
        "chirurgia della "
        "città, che sono assistiti nel pre e nel post operatorio, e che si occupa della formazione dei nuovi colleghi "
        "al turno di notte",
    ],
)
def test_a_language_that_is_not_read_is_told_and_contacts_are_kept(text: str) -> None:
    found = read(text)
    assert "language_unknown" in codes(found)
    assert found.resume["basics"]["email"].split("@")[1].startswith("example")
    assert found.not_understood


def test_text_from_right_to_left_keeps_its_words() -> None:
    found = read("نور حداد\nnoor@example.org\n\nالخبرة\nممرضة، مستشفى المدينة 2015 - 2020\nرعاية المرضى بعد العمليات الجراحية")
    assert "language_unknown" in codes(found)
    assert found.resume["basics"]["email"] == "noor@example.org"
    assert any("مستشفى" in line for line in found.not_understood)
