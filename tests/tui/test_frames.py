"""Every screen and state, as text and as pictures: as the simulated sites show them."""

import pytest

from tests.rastering import digest, drawn_from
from tests.screenshots import FOLDER, FRAMES, SHOTS, Scenes, draw, scenes

AGAIN = "look at what changed, then run python -m tests.screenshots"
MOST = 7 << 20
"""Bytes of all pictures together."""


@pytest.fixture(scope="module")
def kept() -> list[Scenes]:
    return []


@pytest.mark.parametrize("name", SHOTS)
async def test_screen_is_as_it_was_drawn(name: str, kept: list[Scenes]) -> None:
    if not kept:
        kept.append(await scenes())
    picture, text = await draw(SHOTS[name], kept[0])
    assert text == (FRAMES / f"{name}.txt").read_text(encoding="utf-8"), AGAIN
    assert picture == (FOLDER / f"{name}.svg").read_text(encoding="utf-8"), AGAIN
    assert drawn_from(FOLDER / f"{name}.png") == digest(picture), AGAIN


def test_nothing_else_is_kept_and_all_of_it_is_small() -> None:
    pictures = list(FOLDER.iterdir())
    assert sorted(path.name for path in pictures) == sorted(f"{name}.{end}" for name in SHOTS for end in ("svg", "png"))
    assert sorted(path.name for path in FRAMES.iterdir()) == sorted(f"{name}.txt" for name in SHOTS)
    assert sum(path.stat().st_size for path in pictures) < MOST
