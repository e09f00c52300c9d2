"""Whether what a manifest took from remembered answers is still what the person says: changed or forgotten since, it is not."""

from collections.abc import Sequence

from brain.answers import answer_form
from brain.facts import Candidate, RememberedAnswer
from brain.form import FormPage
from brain.manifest import Manifest, ManifestField
from brain.manifest_edits import reopened, with_answers
from brain.posting import Frozen, Posting


class Renewed(Frozen):
    """A manifest as the person's answers stand now. `changed` and `gone` are the labels of the fields that differ."""

    manifest: Manifest
    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()

    @property
    def same(self) -> bool:
        return not self.changed and not self.gone

    @property
    def remark(self) -> str:
        """What a person is told of it; labels only, since it is stored as it stands."""
        said = [f"your answer to “{label}” was changed since" for label in self.changed]
        said += [f"your answer to “{label}” was forgotten since" for label in self.gone]
        return f"{said[0][0].upper()}{'; '.join(said)[1:]}." if said else ""


def stands_on_answers(manifest: Manifest) -> bool:
    """Whether anything in it came from remembered answers."""
    return any(_stands_on(f) is not None for f in manifest.fields)


def outdated(manifest: Manifest, remembered: Sequence[RememberedAnswer]) -> tuple[ManifestField, ...]:
    """The fields whose remembered answer is gone, or says another thing than when the field was filled in."""
    held = {one.id: one for one in remembered}
    return tuple(f for f in manifest.fields if (number := _stands_on(f)) is not None and not _holds(f, held.get(number)))


def renewed(manifest: Manifest, candidate: Candidate, posting: Posting) -> Renewed:
    """The manifest with those fields answered anew, as any field is; open again where nothing answers them any more."""
    late = {f.key: f for f in outdated(manifest, candidate.remembered)}
    if not late:
        return Renewed(manifest=manifest)
    changed: list[str] = []
    for number in sorted({f.page for f in late.values()}):
        fields = tuple(f.as_field() for f in late.values() if f.page == number)
        page = FormPage(number=number, kind="form_step", url=manifest.url, fields=fields)
        answers, unanswered = answer_form(page, candidate, posting)
        changed += [late[a.field.key].label for a in answers if a.value != late[a.field.key].value]
        manifest = reopened(with_answers(manifest, answers, number), unanswered)
    still = {f.key for f in manifest.fields}
    return Renewed(manifest=manifest, changed=tuple(changed), gone=tuple(f.label for key, f in late.items() if key not in still))


def _stands_on(field: ManifestField) -> int | None:
    source = field.provenance
    if source.answer is not None:
        return source.answer
    return source.ids[0] if source.kind == "remembered" and source.ids else None


def _holds(field: ManifestField, now: RememberedAnswer | None) -> bool:
    # A manifest made before answers were told apart by what they say stands as long as its answer is there.
    return now is not None and field.provenance.digest in ("", now.digest)
