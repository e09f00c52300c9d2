"""A résumé or letter as plain text, for fields one pastes into and for readers that take nothing else."""

import textwrap

from workers.hands.letter_sheet import LetterSheet
from workers.hands.resume_sheet import Entry, Sheet

WIDTH = 88


def resume_text(sheet: Sheet) -> bytes:
    """UTF-8, lines of at most 88 characters where words allow it, sections under headings in capitals."""
    lines = [sheet.name, sheet.label, *(link.text for link in (*sheet.contacts, *sheet.links))]
    made = ["\n".join(line for line in lines if line)]
    for section in sheet.sections:
        parts = [section.title.upper()]
        parts += _wrapped(section.text)
        for number, entry in enumerate(section.entries):
            parts += [""] * bool(number) + _entry(entry)
        for line in section.lines:
            parts += _wrapped(": ".join(part for part in (line.name, line.text) if part))
        made.append("\n".join(parts))
    return ("\n\n".join(part for part in made if part) + "\n").encode()


def letter_text(sheet: LetterSheet) -> bytes:
    """UTF-8: head, subject, and the text with its own line breaks."""
    head = "\n".join(line for line in (sheet.sender, *sheet.contacts) if line)
    blocks: list[str] = []
    goes_on = False
    for block in sheet.blocks:
        text = "\n".join(f"- {line}" if block.items else line for line in block.lines)
        if goes_on:
            blocks[-1] += f"\n{text}"
        else:
            blocks.append(text)
        goes_on = not block.ends
    return ("\n\n".join(part for part in (head, sheet.date, sheet.subject, *blocks) if part) + "\n").encode()


def _entry(entry: Entry) -> list[str]:
    rest = " · ".join(part for part in (entry.organisation, entry.place) if part)
    head = " — ".join(part for part in (entry.title, rest) if part)
    lines = _wrapped(f"{head} | {entry.dates}" if head and entry.dates else head or entry.dates)
    lines += [entry.link.text] if entry.link else []
    lines += _wrapped(entry.text)
    for bullet in entry.bullets:
        lines += textwrap.wrap(bullet, WIDTH, initial_indent="- ", subsequent_indent="  ", break_long_words=False)
    return lines + _wrapped(entry.tags)


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, break_long_words=False, break_on_hyphens=False) if text else []
