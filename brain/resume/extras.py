"""What applications ask and résumés lack: the values of `x-jobhunter`, each a fact with its class."""

import re
from collections.abc import Mapping
from typing import Any

from brain.facts import FactKind, Sensitivity
from brain.places import area, country_code, country_name
from brain.resume.ledger import Ledger
from brain.words import key_words

SECRET = re.compile(
    r"\b(ssn|sin|social (security|insurance)|national (id|identification|insurance)|passport|tax (id|"
    r"number)|steuer|iban|bic|swift|bank|account number|"
    r"routing|credit card|card number|cvv|birth ?date|date of birth|dob|birthday|mothers? maiden|maiden "
    r"name|password|passcode|pin|api key|secret|"
    r"token|security question|health|medical|blood|religion|driver s? ?licen[cs]e (no|number|id)|licen[cs]e number)\b"
)
_GROUPS: dict[str, tuple[FactKind, Sensitivity]] = {
    "name": ("name", "public"),
    "phone": ("contact", "contact"),
    "address": ("contact", "contact"),
    "demographics": ("preference", "sensitive"),
    "consents": ("preference", "public"),
    "documents": ("preference", "public"),
}
_GROUP_KEYS = {
    "name": {"first", "middle", "last", "preferred"},
    "phone": {"country", "dial_code", "national"},
    "address": {"line", "unit", "full", "city", "region", "region_code", "postal_code", "country"},
}
_SINGLE: dict[str, Sensitivity] = {
    "pronouns": "public",
    "notice_period": "public",
    "available_from": "public",
    "relocation": "public",
    "best_time_to_call": "contact",
    "heard_from": "public",
}
_STREET = {"line", "unit", "full", "postal_code"}


def extra_facts(ledger: Ledger, extra: Mapping[str, Any]) -> None:
    """Every value becomes a fact. Keys nobody expected become facts too and are listed as not understood."""
    for key, value in extra.items():
        path = f"x-jobhunter.{key}"
        if value is None or key in {"not_applicable", "letter_style"}:
            continue
        if key in {"work_authorization", "work_authorisation", "sponsorship"} and isinstance(value, Mapping):
            _authorisations(ledger, path, key, value)
        elif key == "citizenship":
            _citizenships(ledger, path, value)
        elif key == "salary" and isinstance(value, Mapping):
            _salary(ledger, path, value)
        elif key == "salary" and isinstance(value, list) and all(isinstance(one, Mapping) for one in value):
            for index, one in enumerate(value):
                _salary(ledger, f"{path}[{index}]", one)
        elif key in _GROUPS and isinstance(value, Mapping):
            _group(ledger, path, key, value)
        elif key in _SINGLE and not isinstance(value, Mapping):
            ledger.add("preference", path, _title(key), {"part": key, "value": value}, _SINGLE[key])
        else:
            _unexpected(ledger, path, key, value)


def _title(key: str) -> str:
    return key_words(key).capitalize()


def _authorisations(ledger: Ledger, path: str, key: str, value: Mapping[str, Any]) -> None:
    sponsorship = key == "sponsorship"
    for place, held in value.items():
        code = (area(place) or country_code(place)) if isinstance(held, bool) else None
        if code is None:
            ledger.not_understood.append(f"{path}.{place}")
            continue
        title = f"Needs sponsorship to work in {country_name(code)}" if sponsorship else f"May work in {country_name(code)}"
        fact = {"country": code, ("sponsorship" if sponsorship else "authorised"): held}
        ledger.add("authorisation", f"{path}.{place}", title, fact, "sensitive", shown=held)


def _citizenships(ledger: Ledger, path: str, value: Any) -> None:
    for index, place in enumerate(value if isinstance(value, list) else [value]):
        code = country_code(str(place))
        if code:
            fact = {"country": code, "citizen": True}
            ledger.add("authorisation", f"{path}[{index}]", "Citizen of", fact, "sensitive", shown=country_name(code))
        else:
            ledger.not_understood.append(f"{path}[{index}]")


def _salary(ledger: Ledger, path: str, value: Mapping[str, Any]) -> None:
    amount = value.get("expectation")
    held = {"part": "salary", "value": amount, "currency": value.get("currency"), "period": value.get("period")}
    shown = " ".join(
        str(part) for part in (amount, value.get("currency"), f"per {value['period']}" if value.get("period") else None) if part
    )
    if isinstance(amount, int | float) and not isinstance(amount, bool):
        ledger.add("preference", path, "Salary expectation", held, "sensitive", shown=shown)
    else:
        ledger.not_understood.append(f"{path}.expectation")
    ledger.unknown(path, value, {"expectation", "currency", "period"})


def _group(ledger: Ledger, path: str, key: str, value: Mapping[str, Any]) -> None:
    kind, level = _GROUPS[key]
    for part, held in value.items():
        if held is None:
            continue
        if SECRET.search(key_words(part)):
            _secret(ledger, f"{path}.{part}", part, held)
            continue
        own: Sensitivity = "sensitive" if key == "address" and part in _STREET else level
        title = f"Consent {key_words(part)}" if key == "consents" else f"{_title(key)} {key_words(part)}"
        name = f"{key}.{part}" if kind == "preference" else part
        ledger.add(kind, f"{path}.{part}", title, {"part": name, "value": held}, own, shown=held)
    ledger.unknown(path, value, _GROUP_KEYS.get(key, set(value)))


def _unexpected(ledger: Ledger, path: str, key: str, value: Any) -> None:
    ledger.not_understood.append(path)
    if isinstance(value, Mapping):
        for part, held in value.items():
            _keep(ledger, f"{path}.{part}", f"{key}.{part}", held)
    else:
        _keep(ledger, path, key, value)


def _keep(ledger: Ledger, path: str, key: str, value: Any) -> None:
    if SECRET.search(key_words(key)):
        _secret(ledger, path, key, value)
    elif isinstance(value, str | int | float | bool) or (
        isinstance(value, list) and all(isinstance(item, str) for item in value)
    ):
        ledger.add("preference", path, _title(key), {"part": key, "value": value}, "sensitive", shown=value)


def _secret(ledger: Ledger, path: str, key: str, value: Any) -> None:
    # Its words stay out of the fact: nothing that reads facts has a use for them.
    ledger.add("preference", path, _title(key), {"part": key}, "secret", shown="kept, never used in a form")
