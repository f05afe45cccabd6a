"""How much of the notices fits."""

from akotui.tui.widgets.banner import fitted
from akotui.views.banners import Notice
from akotui.views.lines import line, plain

LONG = Notice(line("✗ Kubernetes STALE: no answer"), tuple(line(f"  reason {n}") for n in range(5)), line("  ^r again"))


def told(*notices: Notice, width: int = 40, most: int = 6) -> list[str]:
    return [plain(one) for one in fitted(notices, width, most)]


def test_all_of_it_is_seen_where_there_is_room() -> None:
    assert told(LONG, most=8) == ["✗ Kubernetes STALE: no answer", *(f"  reason {n}" for n in range(5)), "  ^r again"]


def test_details_that_do_not_fit_are_counted_and_keys_stay() -> None:
    assert told(LONG, most=4) == ["✗ Kubernetes STALE: no answer", "  reason 0", "  and 4 more", "  ^r again"]
    assert told(LONG, most=2) == ["✗ Kubernetes STALE: no answer", "  ^r again"]
    assert told(LONG, most=1) == ["✗ Kubernetes STALE: no answer"]


def test_each_notice_has_at_least_its_beginning() -> None:
    other = Notice(line("○ Kubernetes only"))
    assert told(LONG, other, most=3) == ["✗ Kubernetes STALE: no answer", "  ^r again", "○ Kubernetes only"]
    assert told(other, LONG, LONG, most=2) == ["○ Kubernetes only", "✗ Kubernetes STALE: no answer"]


def test_long_lines_are_broken_and_what_does_not_fit_is_left_to_the_screen_to_cut() -> None:
    wide = Notice(line("✗ Kubernetes unreachable: no connection to the server"))
    assert told(wide, width=30) == ["✗ Kubernetes unreachable: no", "  connection to the server"]
    assert told(wide, width=30, most=1) == ["✗ Kubernetes unreachable: no  connection to the server"]
