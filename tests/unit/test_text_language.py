"""Which language a text is in: short lines, lists of tools, and documents in two languages."""

import subprocess
import sys

import pytest

from brain.text_language import Language, language_of, spoken_language_of, spoken_or_english

LINES = [
    ("en", "Led a team of 5 engineers."), ("en", "Reduced cloud spend by 38 %"), ("en", "Registered Nurse, Intensive Care"),
    ("en", "Wrote Spring Boot services."), ("en", "Built data pipelines with Python, Kafka and PostgreSQL"),
    ("de", "Ein Team von fünf Leuten geleitet"), ("de", "Kundenberatung und Verkauf"), ("de", "Umsatz um 12 % gesteigert"),
    ("de", "Eingesetzt: Python, Docker, Kubernetes, AWS"), ("de", "Senior Backend Entwickler mit Python und Docker"),
    ("fr", "J'ai encadré une équipe de cinq personnes"), ("fr", "Suivi des patients sous CRRT"), ("fr", "Formation des nouveaux"),
    ("fr", "Gestion de projet Agile, Scrum et DevOps"), ("fr", "Réduit les coûts de 12 %"),
    ("es", "Dirigí un equipo de cinco personas"), ("es", "Atención al cliente y ventas"), ("es", "Reduje los costes un 12 %"),
    ("es", "Una campaña de marketing en Instagram"),
    ("it", "Sviluppo di applicazioni web con Python per clienti italiani"),
    ("pt", "Desenvolvimento de aplicações web com Python para a empresa"),
    ("nl", "Ontwikkeling van webapplicaties met Python voor de klanten"),
    ("sv", "Utveckling av webbapplikationer med Python för kunder"), ("fi", "Verkkosovellusten kehittäminen asiakkaille"),
    ("cs", "Vývoj webových aplikací pro zákazníky"), ("pl", "Tworzenie aplikacji internetowych w języku Python"),
    ("tr", "Müşteriler için web uygulamaları geliştirdim"), ("uk", "Розробка веб-застосунків для клієнтів їхньої компанії"),
    ("ru", "Разработка веб-приложений на Python"), ("ja", "Pythonでウェブアプリを開発しました"),
    ("zh", "使用Python开发网络应用程序"), ("ko", "파이썬으로 웹 애플리케이션을 개발했습니다"),
    ("ar", "تطوير تطبيقات الويب باستخدام بايثون"),
    ("he", "פיתוח יישומי אינטרנט עם פייתון"), ("el", "Ανάπτυξη εφαρμογών"), ("hi", "वेब अनुप्रयोगों का विकास"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "line"), LINES)
def test_a_line_tells_its_language(code: str, line: str) -> None:
    assert language_of(line) == code


@pytest.mark.parametrize(("code", "line"), [row for row in LINES if row[0] != "en" or len(row[1]) > 40])
def test_a_line_that_tells_is_not_talked_into_another_language(code: str, line: str) -> None:
    assert language_of(line, "de" if code != "de" else "fr") == code


@pytest.mark.parametrize(
    "text", ["", "12 + 30 %", "AWS", "Python, SQL, Docker", "Mira Okafor", "Scrum Master", "mira@example.org"]
)
@pytest.mark.parametrize("expected", ["en", "de", "fr", "es"])
def test_what_tells_nothing_is_in_the_language_that_was_expected(text: str, expected: Language) -> None:
    assert language_of(text, expected) == expected
    assert spoken_language_of(text, expected) in {expected, "de"}


GERMAN = "Verantwortlich für den Betrieb der Plattform und die Betreuung der Kunden im Norden."
ENGLISH = "Responsible for running the platform and for the customers in the north of the country."


@pytest.mark.parametrize(("lines", "code"), [((GERMAN, GERMAN, ENGLISH), "de"), ((ENGLISH, GERMAN, ENGLISH), "en")])
def test_a_document_in_two_languages_is_in_that_of_most_of_it(lines: tuple[str, ...], code: str) -> None:
    assert language_of("\n".join(lines)) == code


def test_a_german_resume_full_of_english_tools_is_german() -> None:
    tools = "\n".join(
        ["Python, Docker, Kubernetes, Terraform, AWS", "Senior Software Engineer", "Machine Learning, Data Engineering"]
    )
    assert language_of(f"Lebenslauf\nBerufserfahrung\n{GERMAN}\n{tools}\n{GERMAN}") == "de"


def test_addresses_and_numbers_say_nothing() -> None:
    assert language_of(f"https://www.example.com/the/team/and/the/people-of-it\n+49 30 123456\n{GERMAN}") == "de"


@pytest.mark.parametrize(("code", "ours"), [("de", "de"), ("es", "es"), ("pt", "en"), ("", "en"), ("xx", "en")])
def test_other_languages_get_english_letters(code: str, ours: str) -> None:
    assert spoken_or_english(code) == ours


def test_the_model_is_not_read_before_it_is_needed() -> None:
    looks = "import sys, brain.writing, brain.critic, brain.skills; print('py3langid' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", looks], capture_output=True, text=True, check=True).stdout.strip() == "False"
