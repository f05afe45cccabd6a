import pytest

from akotui.analysis.estate import Estate
from akotui.views import loading
from akotui.views.lines import plain
from akotui.views.opening import first_screen
from akotui.views.table import Tone
from akotui.views.width import width
from tests.build import MOMENT

SIZES = [(1, 1), (12, 2), (40, 6), (80, 24), (120, 40), (200, 60)]


@pytest.mark.parametrize(("columns", "lines"), SIZES)
@pytest.mark.parametrize("title", ["", "prod-eu", "集群" * 50])
def test_first_screen_has_every_cell_of_its_size(columns: int, lines: int, title: str) -> None:
    seen = first_screen(title, MOMENT, demo=False, columns=columns, lines=lines)
    assert [width(plain(line)) for line in seen] == [columns] * lines


def test_first_screen_tells_the_cluster_what_is_to_be_done_and_the_way_out() -> None:
    seen = [plain(line).rstrip() for line in first_screen("prod-eu", MOMENT, demo=False, columns=80, lines=24)]
    assert seen[0].startswith(" akotui  prod-eu  … connecting  READ-ONLY ")
    assert seen[0].endswith("✗0… ▲0…  17:00:00Z")
    assert seen[4:8] == [plain(line) for line in loading.page(Estate())]
    assert seen[-1] == " q quit  ? help"
    assert not any(seen[1:4])
    assert not any(seen[8:-1])


def test_first_screen_of_a_demo_says_so() -> None:
    line = first_screen("multi-ako", MOMENT, demo=True, columns=80, lines=24)[0]
    assert [span.text for span in line if span.tone is Tone.LOUD] == [" DEMO "]


@pytest.mark.parametrize(("columns", "lines"), SIZES[2:])
def test_however_small_it_is_it_says_that_keys_work(columns: int, lines: int) -> None:
    text = "\n".join(map(plain, first_screen("prod-eu", MOMENT, demo=False, columns=columns, lines=lines)))
    assert "… connecting" in text
    assert "q quit" in text
