"""Degrees in English, German, French and Spanish, their subjects and marks."""

import re

from brain.resume.blocks import is_place
from brain.resume.headings import has_school_word
from brain.words import bare, fold, words

_DEGREE = re.compile(
    r"(?<![\w-])(ph\.?\s?d\.?|doctor(?:ate|at)?(?: of [a-z]+)?|doktor(?:at)?|promotion|m\.?b\.?a\.?|ll\.?[mb]\.?|"
    r"(?:b|m)\.?\s?(?:sc|eng|tech|ed|com|phil|res|a|s)\.?(?: ?\(hons?\.?\))?|beng|meng|bed|pgce|pgde|md|jd|dds|"
    r"bachelor(?:'?s)?(?: degree)?"
    r"(?: of (?:science|arts|engineering|business administration|fine arts|laws|education|commerce|"
    r"nursing|technology|music|architecture|medicine|computer science))?|master(?:'?s)?(?: degree)?"
    r"(?: of (?:science|arts|engineering|business administration|fine arts|laws|education|public health|public "
    r"administration|social work|"
    r"technology|music|architecture|philosophy|research))?|diplom(?:a|e|o|ado|-[a-z]+)?(?: (?:d'etat|d'ingenieur|"
    r"universitaire))?|"
    r"associate(?:'?s)?(?: degree)?(?: of [a-z]+)?|"
    r"abitur|fachabitur|(?:allgemeine |fachgebundene )?hochschulreife|fachhochschulreife|mittlere reife|"
    r"realschulabschluss|hauptschulabschluss|gesellenbrief|meisterbrief|"
    r"baccalaureat|bac(?: (?:pro|\+ ?\d|s|es|l|st[a-z]+))?|brevet|cap|bep|bts|dut|but|deug|dcg|dscg|licence(?: "
    r"pro(?:fessionnelle)?)?|maitrise|"
    r"bachillerato|licenciatura|licenciad[oa]|grado(?: superior| medio)?|tecnico superior|tecnico medio|fp|eso|"
    r"doctorado|ingenieria|postgrado|"
    r"staatsexamen|magister|magistra|high school diploma|class (?:x|xi|xii|10|12)|secondary school|ged|(?:\d{1,2} )?gcses?|"
    r"a[- ]levels?|"
    r"leaving certificate|bsn|adn|msn|bfa|mfa|"
    r"btec|hnd|hnc|[ns]vq|city & guilds|(?:advanced|higher|national|graduate|postgraduate|professional)? ?certificate|"
    r"apprenticeship|"
    r"ausbildung zu[mr]|berufsausbildung|lehre|umschulung)"
    r"(?![\w])"
)
_SCORE = re.compile(
    r"\b(?:gpa|note|notendurchschnitt|abschlussnote|grade|cgpa|mention|nota "
    r"media)\s*:?\s*(\d[.,]\d{1,2}(?:\s?/\s?\d(?:[.,]\d{1,2})?)?)|"
    r"(\d\.\d{1,2}(?:\s?/\s?\d(?:\.\d{1,2})?)?)\s*(?:gpa|cgpa)",
    re.I,
)


_OF_WHAT = re.compile(r"^\s*(?:degree )?(?:in der|in|of|en|der|im|-|:)\s+", re.I)
_COUNTED = re.compile(r"\b((?:erstes|zweites|erste|zweite|first|second|joint|double|dual|executive|premier|double)\s+)$")


def degree_in(text: str) -> bool:
    return bool(_DEGREE.search(fold(text)))


def is_degree(text: str) -> bool:
    """Whether the words are those of a degree everywhere; a licence or certificate is one only in some countries."""
    match = _DEGREE.search(fold(text))
    return match is not None and not re.search(r"licen[cs]e|certificate|cap|lehre", match.group())


def score_in(text: str) -> str | None:
    """A mark as written: `3.7/4.0`, `1,3`."""
    match = _SCORE.search(text)
    return (match.group(1) or match.group(2)).replace(" ", "") if match else None


def _initials(degree: str) -> str:
    return "".join(word[0] for word in words(degree) if word not in {"of", "in"})


def read_degree(pieces: list[str]) -> tuple[str | None, str | None, str | None, list[str]]:
    """Degree, subject and mark among the pieces of an entry's head, and the pieces that are none of them."""
    degree = area = score = None
    rest = []
    for before, piece in zip(["", *pieces], pieces, strict=False):
        before = before[-len(area) :] if area else before
        if (found := score_in(piece)) and score is None:
            score = found
            piece = _SCORE.sub("", piece).strip(" ,;:-()")
            if not piece:
                continue
        match = _DEGREE.search(fold(piece)) if degree is None and len(fold(piece)) == len(piece) else None
        if match:
            # `Erstes Staatsexamen`, `Joint Master`: which one it is belongs to it.
            start = counted.start(1) if (counted := _COUNTED.search(fold(piece[: match.start()]) + " ")) else match.start()
            if re.match(r"\s+(?:degree )?(?:in der|in|of|en|der|im)\s", piece[match.end() :], re.I):
                start = 0  # `Trade certificate in cookery`: what comes before says which one it is, not in what
            degree = piece[start : match.end()].strip(" ,")
            after = " ".join((piece[:start] + " " + piece[match.end() :]).split()).strip(" ,")
            if short := re.match(r"\s*[-–]\s*([A-Z][A-Za-z.]{1,5})$", piece[match.end() :]):
                # `Bachelor of Science - BS` says it twice.
                degree, after = f"{degree} - {short[1]}", ""
            after = after[1:-1] if after.startswith("(") and after.endswith(")") and after.count("(") == 1 else after
            area = _OF_WHAT.sub("", after).strip(" ,:-") or area
        elif degree and area is None and (_DEGREE.fullmatch(fold(piece)) or _initials(degree) == bare(piece)):
            # `Bachelor of Science - BS` says it twice.
            degree = f"{degree} - {piece}"
        elif area and re.search(r"\b(?:and|und|et|y|e)\b", fold(piece)) and area == before and not has_school_word(piece):
            # `Chemistry, Biology and Welsh` goes on behind its comma.
            area = f"{area}, {piece}"
        elif area is None and not is_place(piece) and not re.search(r"\d", piece):
            area = piece
        elif not is_place(piece):
            rest.append(piece)
    return degree, area, score, rest
