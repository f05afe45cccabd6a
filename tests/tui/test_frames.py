"""The main screens at four sizes, as text, and their pictures: as the demo shows them."""

import pytest

from akotui.analysis.estate import Estate
from tests.screenshots import FOLDER, FRAMES, SHOTS, demo_estate, draw


@pytest.fixture(scope="module")
def kept() -> list[Estate]:
    return []


@pytest.mark.parametrize("name", SHOTS)
async def test_screen_is_as_it_was_drawn(name: str, kept: list[Estate]) -> None:
    if not kept:
        kept.append(await demo_estate())
    picture, text = await draw(kept[0], *SHOTS[name])
    again = "look at what changed, then run python -m tests.screenshots"
    assert text == (FRAMES / f"{name}.txt").read_text(encoding="utf-8"), again
    assert picture == (FOLDER / f"{name}.svg").read_text(encoding="utf-8"), again
