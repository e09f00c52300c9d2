"""What to do when a page finds fault with an answer: the same fact in the form it asks for, or a question to the person.

A message of the page is data: it is read for the format it names, by rules, and never for what to say.
"""

from collections.abc import Callable, Collection, Mapping, Sequence

from brain.form import FieldValue, FormPage
from brain.manifest import Answer, Unanswered

MOST_ROUNDS = 3
Answering = Callable[[FormPage], tuple[Sequence[Answer], Sequence[Unanswered]]]


def faulted(page: FormPage, errors: Mapping[str, str]) -> FormPage:
    """The page with each message as its field's help; what a page finds fault with, it requires."""
    fields = tuple(
        f.model_copy(update={"help": f"{f.help} {errors[f.key]}".strip(), "required": True}) if f.key in errors else f
        for f in page.fields
    )
    return page.model_copy(update={"fields": fields})


def mended(page: FormPage, errors: Mapping[str, str], given: Mapping[str, FieldValue], answer: Answering) -> list[Answer]:
    """Other values for the fields a page finds fault with, in the page's order; none where nothing else says the same.

    `given`: what was put in, by key. `answer` is asked with the page's messages as help.
    """
    found, _ = answer(faulted(page, errors))
    return [one for one in found if one.field.key in errors and one.value != given.get(one.field.key)]


def still_faulted(page: FormPage, errors: Mapping[str, str], but: Collection[str] = ()) -> list[Unanswered]:
    """The same fields as questions to the person, with the page's words, all that are on show and not in `but`."""
    return [
        Unanswered(field=f, reason="no_option_fits", detail=f"The page says: {errors[f.key]}")
        for f in faulted(page, errors).fields
        if f.key in errors and f.key not in but and f.visible and not f.honeypot
    ]
