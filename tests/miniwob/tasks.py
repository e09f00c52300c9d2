"""From what a task says to answers: which value for which field, and which action at the end. No part of the product."""

import re
from collections.abc import Awaitable, Callable
from datetime import datetime

from brain.form import Field, FieldValue
from tests.miniwob.screen import Screen

ORDINALS = ("1st", "2nd", "3rd")
TEXT = ("text", "textarea", "email", "phone", "url", "number", "code", "signature", "combobox")


def quoted(said: str) -> list[str]:
    return re.findall(r'"([^"]*)"', said)


def between(said: str, pattern: str) -> str:
    found = re.search(pattern, said)
    assert found, f"not understood: {said}"
    return found.group(1)


def iso(american: str) -> str:
    return datetime.strptime(american, "%m/%d/%Y").date().isoformat()


async def enter_text(screen: Screen) -> None:
    await screen.read()
    await screen.fill((screen.fields(*TEXT)[0], quoted(screen.said)[0]))
    await screen.press("Submit")


async def enter_text_2(screen: Screen) -> None:
    await screen.read()
    words = quoted(screen.said)[0]
    await screen.fill((screen.fields(*TEXT)[0], words.upper() if "upper case" in screen.said else words.lower()))
    await screen.press("Submit")


async def enter_date(screen: Screen) -> None:
    await screen.read()
    await screen.fill((screen.fields("date")[0], iso(between(screen.said, r"(\d+/\d+/\d+)"))))
    await screen.press("Submit")


async def enter_time(screen: Screen) -> None:
    await screen.read()
    await screen.fill((screen.fields("date")[0], between(screen.said, r"(\d+:\d+\s?[AP]M)").replace("\u202f", " ")))
    await screen.press("Submit")


async def choose_list(screen: Screen) -> None:
    await screen.read()
    await screen.fill((screen.fields("select")[0], between(screen.said, r"Select (.*) from the list")))
    await screen.press("Submit")


async def click_checkboxes(screen: Screen) -> None:
    await screen.read()
    named = between(screen.said, r"Select (.*) and click")
    wanted = () if named == "nothing" else tuple(named.split(", "))
    values: list[tuple[Field, FieldValue]] = []
    for field in screen.fields("checkbox", "consent"):
        offered = [option.label for option in field.options or ()]
        values.append((field, tuple(one for one in wanted if one in offered) if offered else field.label in wanted))
    await screen.fill(*values)
    await screen.press("Submit")


async def click_option(screen: Screen) -> None:
    await screen.read()
    await screen.fill((screen.fields("radio", "boolean", "rating")[0], between(screen.said, r"Select (.*) and click")))
    await screen.press("Submit")


async def login_user(screen: Screen) -> None:
    await screen.read()
    user, password = quoted(screen.said)
    await screen.fill((screen.field("Username"), user), (screen.field("Password"), password))
    await screen.press("Login")


async def form_sequence_2(screen: Screen) -> None:
    await screen.read()
    radio, box = (ORDINALS.index(one) for one in re.findall(r"1st|2nd|3rd", screen.said))
    choice = screen.fields("radio", "rating")[0]
    await screen.fill((choice, (choice.options or ())[radio].label), (screen.fields(*TEXT)[box], quoted(screen.said)[0]))
    await screen.press("Submit")


async def form_sequence_3(screen: Screen) -> None:
    await screen.read()
    await screen.fill((screen.fields("select", "combobox")[0], between(screen.said, r"Choose (.*) from the dropdown")))
    await screen.press(quoted(screen.said)[0])


async def use_autocomplete(screen: Screen) -> None:
    await screen.read()
    begins, *ends = quoted(screen.said)
    field = screen.field("Tags")
    offered = await screen.offered(field, begins)
    await screen.fill((field, next(one for one in offered if one.startswith(begins) and one.endswith(ends[0] if ends else ""))))
    await screen.press("Submit")


async def use_spinner(screen: Screen) -> None:
    await screen.read()
    await screen.fill((screen.field("Select a value"), float(between(screen.said, r"Select (-?\d+) with"))))
    await screen.press("Submit")


async def book_flight(screen: Screen) -> None:
    await screen.read()
    for label, words in (("From", r"from: (.*) to: "), ("To", r" to: (.*) on \d")):
        place = between(screen.said, words)
        offered = await screen.offered(screen.field(label), place)
        await screen.fill((screen.field(label), next(one for one in offered if place in one)))
    await screen.fill((screen.fields("date")[0], iso(between(screen.said, r"on (\d+/\d+/\d+)"))))
    await screen.press("Search")
    shown = (await screen.read()).text
    prices = [float(price) for price in re.findall(r"Book flight for \$(\d+)", shown)]
    minutes = [int(hours) * 60 + int(rest) for hours, rest in re.findall(r"(\d+)h (\d+)m", shown)]
    best = prices if "cheapest" in screen.said else minutes
    await screen.press("Book flight", best.index(min(best)))


async def multi_orderings(screen: Screen) -> None:
    await screen.read()
    genre, director, year = re.findall(r"Search for (.*) movies directed by (.*) from year (.*)\.", screen.said)[0]
    await screen.fill((screen.field("Genre"), genre), (screen.field("Director"), director), (screen.field("Year"), year))
    await screen.press("Submit")


async def sign_agreement(screen: Screen) -> None:
    await screen.read()
    if named := quoted(screen.said):
        await screen.fill((screen.field("Name"), named[0]))
    await screen.press("Agree" if '"Agree"' in screen.said else "Cancel")


TASKS: dict[str, Callable[[Screen], Awaitable[None]]] = {
    "enter-text": enter_text,
    "enter-text-2": enter_text_2,
    "enter-date": enter_date,
    "enter-time": enter_time,
    "choose-list": choose_list,
    "choose-date": enter_date,
    "click-checkboxes": click_checkboxes,
    "click-option": click_option,
    "login-user": login_user,
    "form-sequence-2": form_sequence_2,
    "form-sequence-3": form_sequence_3,
    "use-autocomplete": use_autocomplete,
    "use-spinner": use_spinner,
    "book-flight": book_flight,
    "multi-orderings": multi_orderings,
    "sign-agreement": sign_agreement,
}
