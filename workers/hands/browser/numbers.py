"""A number as people and pages write it."""

import re

_GROUPED = re.compile(r"[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")  # 1,250.5
_POINTED = re.compile(r"[-+]?\d{1,3}(?:\.\d{3})+,\d+|[-+]?\d{1,3}(?:\.\d{3}){2,}")  # 1.250,5 and 1.250.000
_PLAIN = re.compile(r"[-+]?\d+(?:[.,]\d+)?")


def number_of(text: str) -> float | None:
    """`"1,250.5"` and `"1.250,5"` → 1250.5, `"1,5"` → 1.5; None when it is no number."""
    said = text.replace("\u2212", "-").strip()
    if _GROUPED.fullmatch(said):
        return float(said.replace(",", ""))
    if _POINTED.fullmatch(said):
        return float(said.replace(".", "").replace(",", "."))
    return float(said.replace(",", ".")) if _PLAIN.fullmatch(said) else None
