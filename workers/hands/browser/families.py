"""The software behind a page, and the hosts that belong to it.

Knowledge of families is data handed in by whoever composes the hands; this is its shape and how a page is matched to it.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Protocol
from urllib.parse import urlsplit

import yaml
from pydantic import TypeAdapter

from brain.posting import Frozen
from workers.hands.browser.raw import RawPage


class Family(Frozen):
    """One family: `hosts` it serves forms and uploads from, `marks` that its pages carry.

    A host counts with all below it; `host:port` names one port of one host.
    """

    name: str
    hosts: tuple[str, ...]
    marks: tuple[str, ...] = ()


class Families(Protocol):
    def of_page(self, url: str, frames: Sequence[str], raw: RawPage) -> str | None:
        """The family of a page by its address, else by its frames' addresses, else by the marks it carries."""
        ...

    def hosts(self, family: str | None) -> frozenset[str]: ...
    def all_hosts(self) -> frozenset[str]: ...


class KnownFamilies:
    """Families from a list; the order of the list breaks ties."""

    def __init__(self, families: Sequence[Family] = ()) -> None:
        self._families: Mapping[str, Family] = {family.name: family for family in families}

    def of_page(self, url: str, frames: Sequence[str], raw: RawPage) -> str | None:
        for address in (url, *frames):
            host, place = urlsplit(address).hostname or "", urlsplit(address).netloc
            for family in self._families.values():
                if any(known in (host, place) or host.endswith(f".{known}") for known in family.hosts):
                    return family.name
        carried = " ".join([*(action.href for action in raw.actions), *(form.action for form in raw.forms), *raw.assets])
        return next((f.name for f in self._families.values() if any(mark in carried for mark in f.marks)), None)

    def hosts(self, family: str | None) -> frozenset[str]:
        known = self._families.get(family or "")
        return frozenset(known.hosts) if known else frozenset()

    def all_hosts(self) -> frozenset[str]:
        return frozenset(host for family in self._families.values() for host in family.hosts)


@cache
def default_families() -> KnownFamilies:
    """The families that ship with the product (`families.yaml`)."""
    listed = yaml.safe_load((files(__package__) / "families.yaml").read_text("utf-8"))
    return KnownFamilies(TypeAdapter(tuple[Family, ...]).validate_python(listed))
