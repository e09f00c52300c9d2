"""What a person wants of a letter or résumé: what comes first, what goes, how long, in which tone. It adds no fact."""

from typing import Literal

from pydantic import Field as pyfield

from brain.posting import Frozen

By = Literal["fact", "model", "person"]


class OwnBullet(Frozen):
    """A bullet in the person's own hand. `fact_id`: the bullet it stands for; None for one they added."""

    fact_id: int | None
    text: str


class Reworded(Frozen):
    """A bullet or paragraph in a model's words, and the facts it was found to stand on."""

    text: str
    fact_ids: tuple[int, ...]


class Directions(Frozen):
    """All wishes so far, as topics in the person's words; of `first` the newest stands first.

    `length`: steps from the usual one, negative is shorter. `pages`: at most so many (résumé). `targeted`: at the posting, else
    for any employer. `own`: the bullets of entries (`work[0]`) that the person edited, whole and in their order. `reworded`:
    bullets by fact id. `text`: a letter the person wrote; `middle`: a letter's paragraphs in a model's words.
    """

    first: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    less: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    length: int = 0
    pages: int | None = None
    tone: str = "professional"
    language: str | None = None
    targeted: bool = True
    own: dict[str, tuple[OwnBullet, ...]] = pyfield(default_factory=dict)
    reworded: dict[int, Reworded] = pyfield(default_factory=dict)
    text: str = ""
    middle: tuple[Reworded, ...] = ()
