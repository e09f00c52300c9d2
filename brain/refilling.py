"""Filling a form from its approved manifest, and finding out whether the page is still what was approved."""

from collections.abc import Collection, Mapping, Sequence

from brain.by_hand import TYPED, in_their_hands, lend
from brain.context import Context
from brain.exploring import (
    MAX_PAGES,
    MOST_ROUNDS,
    Past,
    changes_since,
    entries_for,
    go_on,
    leave_nothing_preset,
    preset_fields,
    signed_out,
)
from brain.form import Entry, Field, FieldValue, FormPage, ReadBack, says_same
from brain.manifest import Manifest
from brain.ports import FormSession
from brain.repeaters import add_again


class FormChanged(Exception):
    """What the page holds now is not what was approved."""


async def fill_to_the_end(ctx: Context, session: FormSession, manifest: Manifest, past: Past) -> tuple[FormPage, list[str]]:
    """Every page filled from the manifest and read back; ends on the page with the last action. Raises `FormChanged`.

    Where the site forgets who it is on the way, it begins again behind the sign-in.
    """
    shots: list[str] = []
    for number in range(1, manifest.pages + 1):
        known = [m for m in manifest.fields if m.page == number]
        session.recognise(number, [*known, *(u.field for u in manifest.unanswered if u.field.key.startswith(f"p{number}."))])
    for _ in range(MAX_PAGES):
        page = await past(session, await session.read())
        before, page = page, await _fill_page(ctx, session, page, manifest)
        if signed_out(before, page):
            continue
        shots.append(await session.screenshot(f"before-{page.number}"))
        await ctx.emit("applier:type", f"Page {page.number} holds what was approved.", page=page.number)
        if page.number >= manifest.pages:
            return page, shots
        given = {m.key: m.value for m in manifest.fields if m.page == page.number and m.kind != "file"}
        after = await go_on(session, page, given)
        if after.number == page.number:
            raise FormChanged("; ".join(after.errors.values()) or "it does not go on to its next page")
    raise FormChanged("it has more pages than were approved")


def _fewer(entry: Entry, read_back: ReadBack) -> bool:
    """Whether a list holds only some of the choices that were approved."""
    held = read_back.value if isinstance(read_back.value, tuple) else ()
    return entry.field.kind == "multiselect" and isinstance(entry.value, tuple) and len(held) < len(entry.value)


def _differs(field: Field, done: Collection[str], held: Mapping[str, FieldValue]) -> bool:
    """Whether an approved field is still to be filled in, or was changed by the page after it was. Of files only the first is
    asked: how a page shows their names is its own."""
    if field.key not in done:
        return True
    return field.key in held and field.kind not in ("file", "password", "code") and not says_same(field.value, held[field.key])


async def _by_hand(ctx: Context, session: FormSession, wrong: Sequence[Entry], manifest: Manifest) -> None:
    """What takes nothing from the machine is the person's to put in: what they had typed by hand before it, or as they look on.

    Raises `FormChanged` unless the page then holds what was approved.
    """
    keys, labels = {e.field.key for e in wrong}, [e.field.label for e in wrong]
    if {m.key for m in manifest.fields if m.provenance.detail == TYPED} >= keys:
        await in_their_hands(
            ctx, session, "question", f"These fields take what you said only from your own hand: {', '.join(labels)}.", {}
        )
    elif not await lend(ctx, labels):
        raise FormChanged(f"these fields did not take what was approved: {', '.join(labels)}")
    now = {f.key: f.value for f in (await session.read()).fields}
    if still := [e.field.label for e in wrong if not says_same(now.get(e.field.key), e.value)]:
        raise FormChanged(f"these fields do not hold what was approved: {', '.join(still)}")


async def _fill_page(ctx: Context, session: FormSession, page: FormPage, manifest: Manifest) -> FormPage:
    done: set[str] = set()
    held: dict[str, FieldValue] = {}
    for _ in range(MOST_ROUNDS):
        entries = [e for e in entries_for(page, manifest) if _differs(e.field, done, held)]
        if not entries:
            break
        read_back = await session.fill(page, entries)
        if wrong := [e for e, r in zip(entries, read_back, strict=True) if not r.ok or _fewer(e, r)]:
            await _by_hand(ctx, session, wrong, manifest)
        done |= {e.field.key for e in entries}
        held |= {r.key: r.value for r in read_back} | {e.field.key: e.value for e in wrong}
        before, page = page, await session.read()
        if signed_out(before, page):
            return page
    page, added, wrong_again = await add_again(session, page, [m for m in manifest.fields if m.page == page.number], done)
    if wrong_again:
        raise FormChanged(f"these fields did not take what was approved: {', '.join(wrong_again)}")
    done |= added
    page = await leave_nothing_preset(session, page, {m.key for m in manifest.fields})
    if moved := [e.field.label for e in entries_for(page, manifest) if _differs(e.field, done, held)]:
        raise FormChanged(f"these fields do not keep what was approved: {', '.join(moved)}")
    if changes := changes_since(page, manifest, done):
        raise FormChanged("; ".join(changes))
    if preset := preset_fields(page, {m.key for m in manifest.fields}):
        raise FormChanged(f"the page fills these in by itself: {', '.join(f.label for f in preset)}")
    return page
