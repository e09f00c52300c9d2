"""The software behind a page: what ships of it as data, and how a page is matched to it.

One file per family in `families/`. Nothing here or in the rest of the engine knows a family by name.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Annotated, Any, Protocol
from urllib.parse import urlsplit

import yaml
from pydantic import Field, StrictBool, StrictInt, StringConstraints, ValidationError, model_validator

from brain.errors import InvalidInput
from brain.ports import KnownSelector
from brain.posting import Frozen
from brain.selectors import may_be_kept
from brain.sites import domain_of
from workers.hands.browser.raw import RawPage

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,30}$")]
Host = Annotated[str, StringConstraints(pattern=r"^(?:[a-z0-9-]+\.)+[a-z]{2,}(?::\d{2,5})?$", max_length=100)]
Mark = Annotated[str, StringConstraints(min_length=5, max_length=100)]


class Quirks(Frozen):
    """How a family's pages differ in what must be done to them.

    `types_by_keys`: a text counts only where real keys wrote it. `ticks_by_mouse`: boxes and choices are clicked as by a person.
    `settle_ms`: how long a page must have been still before it is read. `autofill_ms`: how long after an upload the page may
    begin to fill in from it; files go first there. `tenant`: where in an address's path an account's tenant stands, as a pattern
    with a group of that name, for families whose hosts serve many.
    """

    types_by_keys: StrictBool = False
    ticks_by_mouse: StrictBool = False
    settle_ms: Annotated[StrictInt, Field(ge=0, le=3000)] = 0
    autofill_ms: Annotated[StrictInt, Field(ge=0, le=10_000)] = 0
    tenant: Annotated[str, StringConstraints(pattern=r"^$|^\^.*\(\?P<tenant>", max_length=100)] = ""


class Family(Frozen):
    """One family: `hosts` it serves forms and takes uploads from, `marks` that addresses in its pages carry.

    A host counts with all below it; `host:port` names one port of one host. `mail`: domains it sends mail from besides.
    `selectors`: purpose → selectors, best first, in the form of what is learned; those of `next` and `submit` also say which
    action of a page is the last one.
    """

    name: Name
    hosts: Annotated[tuple[Host, ...], Field(min_length=1)]
    marks: tuple[Mark, ...] = ()
    mail: tuple[Host, ...] = ()
    selectors: dict[str, Annotated[tuple[str, ...], Field(min_length=1, max_length=3)]] = Field(default_factory=dict)
    quirks: Quirks = Field(default_factory=Quirks)

    @model_validator(mode="after")
    def _only_what_may_be_learned(self) -> "Family":
        for purpose, selectors in self.selectors.items():
            for selector in selectors:
                if not may_be_kept(purpose, selector):
                    raise ValueError(f"{purpose}: {selector} is no selector of identity for a known purpose")
        return self


class Families(Protocol):
    def of_address(self, url: str) -> str | None:
        """The family whose host this is, or that its site is registered for. What a page says changes nothing."""
        ...

    def of_page(self, url: str, frames: Sequence[str], raw: RawPage) -> str | None:
        """The family of a page by its address, else by its frames' addresses, else by the marks it carries."""
        ...

    def hosts(self, family: str | None) -> frozenset[str]: ...
    def all_hosts(self) -> frozenset[str]: ...
    def mail(self, family: str | None) -> frozenset[str]: ...
    def seeds(self, family: str | None) -> Sequence[KnownSelector]:
        """Selectors that ship, best first for each purpose."""
        ...

    def quirks(self, family: str | None) -> Quirks: ...


class KnownFamilies:
    """Families from a list; the order of the list breaks ties."""

    def __init__(self, families: Sequence[Family] = ()) -> None:
        self._families: Mapping[str, Family] = {family.name: family for family in families}

    def of_address(self, url: str) -> str | None:
        host, place = urlsplit(url).hostname or "", urlsplit(url).netloc
        for family in self._families.values():
            if any(known in (host, place) or host.endswith(f".{known}") for known in family.hosts):
                return family.name
        return None

    def of_page(self, url: str, frames: Sequence[str], raw: RawPage) -> str | None:
        for address in (url, *frames):
            if found := self.of_address(address):
                return found
        carried = " ".join([*(action.href for action in raw.actions), *(form.action for form in raw.forms), *raw.assets])
        return next((f.name for f in self._families.values() if any(mark in carried for mark in f.marks)), None)

    def hosts(self, family: str | None) -> frozenset[str]:
        known = self._families.get(family or "")
        return frozenset(known.hosts) if known else frozenset()

    def all_hosts(self) -> frozenset[str]:
        return frozenset(host for family in self._families.values() for host in family.hosts)

    def mail(self, family: str | None) -> frozenset[str]:
        known = self._families.get(family or "")
        return frozenset(known.mail) if known else frozenset()

    def seeds(self, family: str | None) -> Sequence[KnownSelector]:
        known = self._families.get(family or "")
        held = known.selectors.items() if known else ()
        return [KnownSelector(purpose=purpose, selector=selector) for purpose, ranked in held for selector in ranked]

    def quirks(self, family: str | None) -> Quirks:
        known = self._families.get(family or "")
        return known.quirks if known else Quirks()


class RegisteredSites:
    """`families`, with further domains registered for some of them: what their pages carry comes second.

    `registered`: family by domain.
    """

    def __init__(self, families: Families, registered: Mapping[str, str]) -> None:
        self._families, self._registered = families, registered
        self.seeds, self.quirks, self.mail = families.seeds, families.quirks, families.mail

    def of_address(self, url: str) -> str | None:
        return self._registered.get(domain_of(url)) or self._families.of_address(url)

    def hosts(self, family: str | None) -> frozenset[str]:
        return self._families.hosts(family) | {domain for domain, its in self._registered.items() if its == family}

    def all_hosts(self) -> frozenset[str]:
        return self._families.all_hosts() | self._registered.keys()

    def of_page(self, url: str, frames: Sequence[str], raw: RawPage) -> str | None:
        known = (self.of_address(address) for address in (url, *frames))
        return next((family for family in known if family), None) or self._families.of_page(url, frames, raw)


def read_families(folder: Traversable) -> tuple[Family, ...]:
    """Every family file of a folder, by name. Raises `InvalidInput` `family_invalid` that names the file."""
    paths = sorted((path for path in folder.iterdir() if path.name.endswith(".yaml")), key=lambda path: path.name)
    families = tuple(_parsed(path) for path in paths)
    _refuse_shared_hosts(families)
    return families


def _parsed(path: Traversable) -> Family:
    try:
        held: Any = yaml.safe_load(path.read_text("utf-8"))
        family = Family.model_validate(held)
    except yaml.YAMLError as error:
        raise _invalid(path.name, str(error)) from error
    except ValidationError as error:
        first = error.errors()[0]
        raise _invalid(path.name, f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    if path.name != f"{family.name}.yaml":
        raise _invalid(path.name, f"its name is {family.name}")
    return family


def _refuse_shared_hosts(families: Iterable[Family]) -> None:
    owners: dict[str, str] = {}
    for family in families:
        for host in family.hosts:
            if owners.setdefault(host, family.name) != family.name:
                raise _invalid(f"{family.name}.yaml", f"{host} belongs to {owners[host]}")


def _invalid(name: str, detail: str) -> InvalidInput:
    return InvalidInput("family_invalid", "A family file cannot be used.", f"{name}: {detail}", "Correct the file.")


@cache
def default_families() -> KnownFamilies:
    """The families that ship with the product."""
    return KnownFamilies(read_families(files(__package__) / "families"))
