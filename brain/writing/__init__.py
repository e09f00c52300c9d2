"""Documents from facts by selection and order alone: a tailored résumé without a new word, a letter without a new claim."""

from brain.writing.changes import Changes, changes
from brain.writing.coverage import Coverage, coverage
from brain.writing.frames import claims_of
from brain.writing.heads import letterhead
from brain.writing.letters import TONES, Letter, composed, letter, posting_language
from brain.writing.tailoring import tailored, whole

__all__ = [
    "TONES",
    "Changes",
    "Coverage",
    "Letter",
    "changes",
    "claims_of",
    "composed",
    "coverage",
    "letter",
    "letterhead",
    "posting_language",
    "tailored",
    "whole",
]
