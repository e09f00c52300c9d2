"""What a person has agreed to, as they read it: class by class, and each consent by its name."""

from collections.abc import Mapping
from typing import Any

from brain.errors import InvalidInput
from brain.profile_questions import classes, questions

ALWAYS = {"public": True, "contact": True, "secret": False}  # goes with applying, or is never filled in


def consents_document(held: Mapping[str, bool]) -> dict[str, Any]:
    """`classes` and `consents`, each with what was said (None: asked when it comes up).

    `held`: by name, and by `name:site` for one site.
    """
    rows = [
        {"name": name, "given": ALWAYS.get(name, held.get(name)), "changeable": name not in ALWAYS, "about": about}
        for name, about in classes().items()
    ]
    named = {name: held.get(name) for name in _known() if name != "sensitive"}
    named |= {name: given for name, given in held.items() if name not in {"sensitive", *named}}
    return {
        "classes": rows,
        "consents": [
            {
                "name": name.partition(":")[0],
                "site": name.partition(":")[2],
                "given": given,
                "about": _known().get(name.partition(":")[0], ""),
            }
            for name, given in named.items()
        ],
    }


def known_consent(name: str) -> str:
    """The consent called so. Raises `InvalidInput` `consent_unknown`, `consent_fixed`."""
    if name in ALWAYS:
        raise InvalidInput(
            "consent_fixed", "This cannot be changed.", classes()[name], "Change `sensitive`, or what a class holds."
        )
    if name not in _known():
        raise InvalidInput(
            "consent_unknown", "There is no such consent.", name, f"Use one of: {', '.join(_known())}.", field="name"
        )
    return name


def _known() -> dict[str, str]:
    return {q.id.partition(".")[2]: q.text for q in questions({}) if q.id.startswith("consents.")}
