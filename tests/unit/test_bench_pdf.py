"""What `bench pdf` compares is the same résumé, and a peer that cannot run is told with what to do."""

from brain.errors import Unavailable
from deploy.bench.pdf import PangoMissing, _page, _view
from workers.hands.resume_sheet import sheet


def test_both_print_the_same_words_and_every_round_others() -> None:
    drawn = sheet(_view(3).resume)
    page = _page(drawn)
    for section in drawn.sections:
        assert section.title in page
        for entry in section.entries:
            assert all(part in page for part in (entry.title, entry.organisation, entry.dates, *entry.bullets))
    assert page != _page(sheet(_view(4).resume))


def test_a_missing_library_of_the_system_is_told_with_its_fix() -> None:
    error: Unavailable = PangoMissing("cannot load library 'libpango-1.0-0'")
    assert error.code == "peer_not_installed"
    assert "libpango-1.0-0" in error.fix
    assert "--peers" not in error.fix
