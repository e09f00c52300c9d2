"""Descriptions: clean text and safe HTML from markup of any making."""

import html
import time

import pytest

from workers.hands.boards.parsing.text import clean, description, plain


def test_blocks_become_lines_and_items_get_dashes() -> None:
    text, _ = description("<h2>About</h2><p>We  build\n lamps.</p><ul><li><p>Python</p></li><li>SQL</li></ul>tail<br>end")
    assert text == "About\n\nWe build lamps.\n- Python\n- SQL\n\ntail\nend"


@pytest.mark.parametrize("times", [0, 1, 2, 3])
def test_markup_escaped_on_its_way(times: int) -> None:
    source = "<p>Tom &amp; Ada’s &lt;b&gt;</p>"
    for _ in range(times):
        source = html.escape(source)
    text, safe = description(source)
    assert text == "Tom & Ada’s <b>"
    assert "<p>Tom &amp; Ada’s &lt;b&gt;</p>" in safe


def test_plain_text_keeps_its_lines() -> None:
    assert description("R&amp;D\n\nwrite < 5 & > 3")[0] == "R&D\n\nwrite < 5 & > 3"


@pytest.mark.parametrize(
    "hidden",
    [
        "<!-- evil -->", '<span style="display:none">evil</span>', "<b hidden>evil</b>",
        '<p style="visibility: hidden">evil</p>', "<script>evil</script>",
        "<style>evil{}</style>", "<noscript>evil</noscript>", '<i style="font-size:1px">evil</i>',
        '<i style="color:#FFF">evil</i>',
        '<div style="position:absolute;left:-9999px"><p>evil</p></div>', '<img alt="evil" src=x onerror="evil()">',
        '<p title="evil" aria-label="evil"></p>',
        '<i style="opacity:0">evil</i>', "<template>evil</template>", '<meta content="evil">', '<svg><text>evil</text></svg>',
    ],
)  # fmt: skip
def test_what_no_reader_sees_is_left_out(hidden: str) -> None:
    text, safe = description(f"<p>before {hidden}after</p>")
    assert "evil" not in text + safe
    assert "".join(text.split()) == "beforeafter"


def test_what_a_reader_sees_stays() -> None:
    shown = '<p style="color:#fffaf0;font-size:10pt;opacity:0.9;background-color:white;border-left:-1px;max-width:1px">seen</p>'
    assert description(shown)[0] == "seen"


def test_html_is_safe_to_show() -> None:
    _, safe = description(
        '<p onclick="x()">a<a href="javascript:x">b</a><a href="https://e.example/">c</a><iframe src="//e"></iframe></p>'
    )
    assert "onclick" not in safe
    assert "javascript" not in safe
    assert "iframe" not in safe
    assert 'href="https://e.example/"' in safe


def test_odd_characters_are_taken_out() -> None:
    assert clean(" a\x00b\u200bc\ufeff\ue000\ud800\u202e \n d ") == "abc d"
    assert plain("R&amp;D &#8211; Ops") == "R&D – Ops"


@pytest.mark.parametrize(
    "bomb", ["<div>" * 200_000, "<" * 500_000, "&lt;" * 200_000, "<p>" + "a" * 10_000_000, "<b " * 100_000, "<!--" * 90_000]
)
def test_bombs_end_soon(bomb: str) -> None:
    started = time.monotonic()
    text, safe = description(bomb + "x")
    assert time.monotonic() - started < 3
    assert len(text) < 500_000
    assert len(safe) < 3_000_000


@pytest.mark.parametrize("source", ["", "   ", "<p></p>", "<!-- only -->", "<?xml version='1.0' encoding='x'?>", "\x00"])
def test_nothing_is_nothing(source: str) -> None:
    assert description(source)[0] == ""
