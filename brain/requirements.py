"""What a posting asks for: its requirements line by line, required or preferred, with the skills each names."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser

from brain.posting import Posting, Skills
from brain.skills import skills_in
from brain.words import fold

_BLOCKS = {"p", "div", "li", "ul", "ol", "br", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "section", "strong", "b"}
_LINE_TAGS = _BLOCKS - {"strong", "b"}
_HIDDEN = {"script", "style", "noscript", "template"}
_PREFERRED = re.compile(
    r"\b(nice[- ]to[- ]have|prefer\w*|bonus|plus(?:es)?\b|desirable|advantage\w*|ideally|good to have|"
    r"extra (?:credit|points)|wunschenswert|von vorteil|idealerweise|"
    r"un plus|atout\w*|serait un plus|deseable|valorable|se valora\w*|great if|would be great|not required|optional)\b"
)
_REQUIRED = re.compile(
    r"\b(requirements?|required|qualifications?|must[- ]haves?|you have|you bring|you'?ll need|you will "
    r"need|what we (?:look|are looking) for|who you are|"
    r"what you(?:'ll)? (?:bring|need)|about you|your (?:profile|skills|experience|background)|skills? "
    r"(?:and|&) experience|we expect|experience|anforderungen|dein profil|ihr profil|"
    r"das bringst du mit|das bringen sie mit|profil recherche|votre profil|competences|requisitos|tu "
    r"perfil|perfil|minimum|essential|we need|looking for|licen[cs]es?|certifications?)\b"
)
_OTHER = re.compile(
    r"\b(responsibilit\w*|what you(?:'ll| will) do|the role|your (?:tasks|role|mission|responsibilities|"
    r"impact)|duties|day[- ]to[- ]day|benefits?|perks|we offer|what we offer|about (?:us|the (?:company|team|role|job))|"
    r"who we are|our (?:team|company|mission|values|stack|process)|how to apply|aufgaben|wir bieten|uber "
    r"uns|missions?|avantages|nous offrons|beneficios|ofrecemos|funciones|compensation|salary|"
    r"equal opportunity|diversity|interview process|hiring process)\b"
)
_BULLET = re.compile(r"^\s*(?:[-*•●▪◦‣∙·–—]|\d{1,2}[.)])\s+")
_NEED = re.compile(
    r"\b(\d+\+?\s*(?:or more )?years?|experience (?:with|in|of|using)|proficien\w+|knowledge of|"
    r"familiar\w*|degree|licen[cs]e|certif\w+|fluent|ability to|required|must (?:have|be)|strong|solid|expertise)\b"
)


@dataclass(frozen=True, slots=True)
class Requirement:
    """One line that asks for something."""

    text: str
    preferred: bool
    skills: tuple[str, ...]


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in _HIDDEN
        if tag in _LINE_TAGS:
            self.parts.append("\n")
        if tag == "li":
            self.parts.append("- ")

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in _HIDDEN and self.hidden > 0
        if tag in _LINE_TAGS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.parts.append(data)


def plain_text(html_or_text: str) -> str:
    """The text of HTML with a line per block and `- ` before list items; text stays as it is."""
    if not re.search(r"</?[a-z][^>]*>", html_or_text, re.I):
        return html_or_text
    parser = _Text()
    parser.feed(html_or_text)
    return "\n".join(" ".join(line.split()) for line in "".join(parser.parts).splitlines() if line.strip())


def requirements(posting: Posting) -> tuple[Requirement, ...]:
    """The requirements of a posting, in its order; of one that lists none, the sentences that ask for something."""
    found = requirement_lines(posting.description_html or posting.description_text)
    if found or not (posting.skills.required or posting.skills.preferred):
        return found
    listed = [(name, False) for name in posting.skills.required] + [(name, True) for name in posting.skills.preferred]
    return tuple(Requirement(name, preferred, skills_in(name) or (fold(name),)) for name, preferred in listed)


def requirement_lines(html_or_text: str) -> tuple[Requirement, ...]:
    found: list[Requirement] = []
    section = "other"
    lines = [line for line in plain_text(html_or_text).splitlines() if line.strip()]
    for line in lines:
        text, bullet = _BULLET.sub("", line).strip(), bool(_BULLET.match(line))
        heading = None if bullet else _heading(text)
        if heading:
            section = heading
        elif (bullet and section in {"required", "preferred"}) or (section == "preferred" and not bullet and len(text) < 200):
            found.append(_requirement(text, section == "preferred"))
    if not any(not item.preferred for item in found):
        found += [
            _requirement(sentence, bool(_PREFERRED.search(fold(sentence)))) for sentence in _sentences(lines) if _asks(sentence)
        ]
    return tuple(dict.fromkeys(found))


def _heading(text: str) -> str | None:
    folded = fold(text)
    if len(folded.split()) > 8 or folded.endswith((".", ",")):
        return None
    if _PREFERRED.search(folded):
        return "preferred"
    if _OTHER.search(folded) and not re.search(r"require|qualif", folded):
        return "other"
    return "required" if _REQUIRED.search(folded) else None


def _requirement(text: str, preferred: bool) -> Requirement:
    softened = bool(
        re.search(
            r"\b(?:is|are|would be|as) (?:a |an )?(?:big |strong |huge |real )?(?:plus|bonus|advantage)\b|nice to "
            r"have|von vorteil|\(preferred\)|preferred but",
            fold(text),
        )
    )
    return Requirement(text, preferred or softened, skills_in(text))


def _sentences(lines: list[str]) -> list[str]:
    return [
        sentence.strip() for line in lines for sentence in re.split(r"(?<=[.!?])\s+", _BULLET.sub("", line)) if sentence.strip()
    ]


def _asks(sentence: str) -> bool:
    return bool(_NEED.search(fold(sentence))) and len(sentence) < 400


def requirements_in(html_or_text: str) -> Skills:
    """The skills a description requires and prefers, by their one name."""
    lines = requirement_lines(html_or_text)
    required = tuple(dict.fromkeys(skill for line in lines if not line.preferred for skill in line.skills))
    preferred = tuple(dict.fromkeys(skill for line in lines if line.preferred for skill in line.skills if skill not in required))
    return Skills(required=required, preferred=preferred)
