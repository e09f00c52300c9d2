"""HTML of any making → safe HTML and clean text. All of it stays untrusted text: it is shown and searched, never obeyed."""

import html
import re
import unicodedata

import lxml.html
import nh3

MAX_HTML = 400_000
"""Characters kept of one description; the longest real ones have about 40,000."""

BLOCK_NAMES = (
    "address article aside blockquote dd details div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr li main"
    " nav ol p pre section summary table td th tr ul"
)
DROPPED_NAMES = "script style noscript template iframe object embed svg math head title select option textarea"
KEPT_NAMES = "p br div span ul ol li strong b em i u h1 h2 h3 h4 h5 h6 a blockquote pre code table thead tbody tr td th hr"
BLOCKS, DROPPED, KEPT = (frozenset(names.split()) for names in (BLOCK_NAMES, DROPPED_NAMES, KEPT_NAMES))
# What a reader of the page could not see is no part of the posting.
HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(\.0+)?\s*(;|$|!)"
    r"|font-size\s*:\s*[01](\.\d+)?(px|pt|em|rem|%)?\s*(;|$|!)|(text-indent|left|top)\s*:\s*-\d{3,}"
    r"|(?<![-\w])color\s*:\s*(transparent|white|#fff(fff)?)\b|(?<![-\w])(width|height)\s*:\s*[01](px)?\s*(;|$|!)",
    re.IGNORECASE,
)
MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>|<!--")
ESCAPED_MARKUP = re.compile(r"&(amp;)*lt;/?[a-zA-Z]")
XML_HEADER = re.compile(r"<\?xml[^>]*>")
UNSEEN = {"Cc", "Cf", "Co", "Cs", "Cn"}
KEPT_UNSEEN = {"\n", "\t", "\u200d"}


def clean(text: str) -> str:
    """One line of plain text: no control, invisible or private characters, blanks collapsed."""
    return " ".join(_seen(text).split())


def plain(text: str) -> str:
    """A short plain-text field (a title, a place) whose source may have left HTML entities in it."""
    return clean(html.unescape(text))


def _seen(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    kept = (char for char in text if unicodedata.category(char) not in UNSEEN or char in KEPT_UNSEEN)
    return "".join(kept).replace("\xa0", " ")


def unescaped(text: str) -> str:
    """HTML that was escaped once or more on its way (`&lt;p&gt;`) as HTML again; other text as it is."""
    for _ in range(3):
        if MARKUP.search(text) or not ESCAPED_MARKUP.search(text):
            break
        text = html.unescape(text)
    return text


def parse(source: str) -> "lxml.html.HtmlElement":
    """The markup as a tree without what is hidden from a reader. Nesting beyond the parser's limit is cut off."""
    text = XML_HEADER.sub("", _seen(unescaped(source[:MAX_HTML])))
    root = lxml.html.fragment_fromstring(text, create_parent="div")
    for element in list(root.iter()):
        if element is not root and element.getparent() is not None and _is_hidden(element):
            element.drop_tree()
    return root


def _is_hidden(element: "lxml.html.HtmlElement") -> bool:
    if not isinstance(element.tag, str):
        return True
    style = element.get("style") or ""
    return element.tag in DROPPED or "hidden" in element.attrib or bool(style and HIDDEN_STYLE.search(style))


def to_text(root: "lxml.html.HtmlElement") -> str:
    """The text as lines: a block starts a line, a list item starts with "- "."""
    pieces: list[str] = []
    for event, element in lxml.html.etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            pieces.append("\n- " if element.tag == "li" else "\n" if element.tag in BLOCKS or element.tag == "br" else "")
            pieces.append(_blanks(element.text))
        else:
            pieces.append("\n" if element.tag in BLOCKS else "")
            pieces.append(_blanks(element.tail) if element is not root else "")
    return _tidy("".join(pieces))


def _blanks(text: str | None) -> str:
    return re.sub(r"\s+", " ", text) if text else ""


def _tidy(text: str) -> str:
    lines = [" ".join(line.split()) for line in text.split("\n")]
    # An item whose text is a block of its own leaves the dash alone on its line.
    joined = re.sub(r"(?m)^-\n+(?=[^\n-])", "- ", "\n".join(lines))
    joined = re.sub(r"\n{2,}(?=- )", "\n", joined)
    return re.sub(r"\n{3,}", "\n\n", joined).strip()


def to_safe_html(root: "lxml.html.HtmlElement") -> str:
    """The tree as HTML that is safe to show: few tags, no styles, links only to the web."""
    made = lxml.html.tostring(root, encoding="unicode")
    return str(
        nh3.clean(made, tags=set(KEPT), attributes={"a": {"href"}, "*": set()}, url_schemes={"http", "https", "mailto"})
    ).strip()


def description(source: str) -> tuple[str, str]:
    """`(text, safe HTML)` of a description in HTML, also when it was escaped on its way or is plain text."""
    if not source.strip():
        return "", ""
    shown = XML_HEADER.sub("", unescaped(source[:MAX_HTML]))
    if not MARKUP.search(shown):
        shown = "".join(f"<p>{html.escape(html.unescape(part))}</p>" for part in re.split(r"\n+", shown) if part.strip())
    root = parse(shown)
    return to_text(root), to_safe_html(root)
