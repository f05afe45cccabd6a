"""ctrl-s and :save: the rows of the pane that is seen, in a new file."""

import asyncio
import csv
import errno
import os
from pathlib import Path
from types import SimpleNamespace
from typing import NoReturn

import pytest
from textual.pilot import Pilot

from akotui import new_file
from akotui.model.facts import SourceState
from akotui.tui import saving
from akotui.tui.saving import SavingApp
from akotui.tui.widgets.footer_bar import FooterBar
from akotui.views.saved import OLD
from tests.build import AVI, virtual_service, virtual_service_subject
from tests.build_estate import estate, source
from tests.tui.dead_disk import dead_disk
from tests.tui.running import app_on, screen_text, text_of

USUAL = "akotui-prod-eu-{}-20261122T170000Z.csv"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where akotui is started."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


async def saved(pilot: Pilot[None], *keys: str) -> str:
    """Press these keys, wait until the file is there or not, and return what is told."""
    await pilot.press(*keys)
    await pilot.pause()
    await pilot.pause()
    assert isinstance(pilot.app, SavingApp)
    while pilot.app._saving:
        await pilot.pause()
    first, *rest = text_of(pilot.app.screen.query_one(FooterBar)).splitlines()
    return " ".join((first, *(line for line in rest if "? help" not in line))).strip().replace("   ", " ")


def names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


async def test_rows_of_the_pane_that_is_seen_are_saved_and_it_is_said_where_and_how_many(folder: Path) -> None:
    async with app_on(estate(), size=(120, 40)) as pilot:
        told = await saved(pilot, "4", "ctrl+s")
    name = USUAL.format("virtual-services")
    assert told.startswith(f"4 rows saved: {name} in ")
    assert names(folder) == [name]
    assert (folder / name).stat().st_mode & 0o777 == 0o600
    assert [row["NAME"] for row in rows(folder / name)] == ["prod--shop-cart", "prod--pay", "prod--red", "legacy"]
    assert {row["AS OF"] for row in rows(folder / name)} == {"2026-11-22T17:00:00Z"}
    assert {row["CAVEATS"] for row in rows(folder / name)} == {""}


async def test_file_has_the_columns_that_are_seen_and_all_after_ctrl_w_but_those_hidden(folder: Path) -> None:
    async with app_on(estate()) as pilot:
        await saved(pilot, "4", *":save few.csv", "enter")
        await saved(pilot, "ctrl+w", "right", *":save all.csv", "enter")
        await saved(pilot, "v", "down", "space", "escape", *":save less.csv", "enter")
        titles = screen_text(pilot)
    few, every, less = (list(rows(folder / f"{name}.csv")[0]) for name in ("few", "all", "less"))
    assert few[:2] == ["STATE", "NAME"]
    assert "UUID" in set(every) - set(few)
    assert set(every) - set(less) == {"NAME"}
    assert "NAME" not in titles
    assert every[-2:] == ["AS OF", "CAVEATS"]


async def test_rows_are_those_filtered_in_their_order_beyond_what_fits_on_the_screen_with_whole_cells(
    folder: Path,
) -> None:
    services = tuple(
        virtual_service_subject(virtual_service(f"prod--{'x' * 90}{number:03}", created_by="ako-prod"))
        for number in range(300)
    )
    async with app_on(estate(virtual_services=services)) as pilot:
        await pilot.press("4", "slash", *"x1", "enter", *":sort name", "enter", "O")
        told = await saved(pilot, *":save some.csv", "enter")
    assert told.startswith("100 rows saved: some.csv in ")
    found = rows(folder / "some.csv")
    assert [row["NAME"][-3:] for row in found] == [f"{number}" for number in range(199, 99, -1)]
    assert {len(row["NAME"]) for row in found} == {99}
    assert {row["CAVEATS"] for row in found} == {"filter x1: 100/300"}


async def test_ages_are_saved_as_the_moments_that_they_are_counted_from(folder: Path) -> None:
    async with app_on(estate(), size=(120, 40)) as pilot:
        await pilot.press("z")
        await pilot.pause()
        assert "AGE" in screen_text(pilot)
        await saved(pilot, *":save f.csv", "enter")
    assert {row["AGE"] for row in rows(folder / "f.csv")} <= {"2026-11-22T17:00:00Z+", "--"}


async def test_file_says_that_its_rows_are_old_held_still_or_of_a_demo(folder: Path) -> None:
    lost = (source(state=SourceState.STALE), source(AVI))
    async with app_on(estate(sources=lost), demo=True) as pilot:
        told = await saved(pilot, "3", "p", *":save n.csv", "enter")
    assert {row["CAVEATS"] for row in rows(folder / "n.csv")} == {
        f"{OLD}; DEMO: of a simulated cluster; PAUSED: held still; k8s STALE, last heard of 2026-11-22T16:59:58Z"
    }
    assert told.startswith("4 rows saved: n.csv in ")


async def test_screen_says_that_there_are_caveats() -> None:
    async with app_on(estate(), demo=True, size=(200, 60)) as pilot:
        assert (await saved(pilot, "3", "ctrl+s")).endswith("; CAVEATS say what is doubtful")


async def test_nothing_is_overwritten_and_no_link_followed(folder: Path) -> None:
    (folder / "there").write_text("before")
    (folder / "link").symlink_to(folder / "there")
    async with app_on(estate()) as pilot:
        for name in ("there", "link"):
            told = await saved(pilot, *f":save {name}", "enter")
            assert told == f"not saved: {name} is there already; :save FILE takes another name"
        await saved(pilot, "ctrl+s")
        assert "is there already" in await saved(pilot, "ctrl+s")
    assert (folder / "there").read_text() == "before"
    assert len(names(folder)) == 3


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.ENOSPC, "No space left on device"), (errno.EACCES, "Permission denied"), (errno.EIO, "Input/output error")],
)
async def test_file_that_cannot_be_written_is_one_line_and_leaves_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    def refused(_: int) -> NoReturn:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(new_file.os, "fsync", refused)
    async with app_on(estate()) as pilot:
        assert await saved(pilot, *":save x.csv", "enter") == f"not saved: x.csv: {words}"
        assert pilot.app.is_running
    assert names(folder) == []


async def test_folder_that_is_not_there_is_one_line(folder: Path) -> None:
    async with app_on(estate()) as pilot:
        assert await saved(pilot, *":save no/x.csv", "enter") == "not saved: no/x.csv: No such file or directory"
    assert names(folder) == []


async def test_table_without_rows_is_not_saved_as_if_nothing_was_there(folder: Path) -> None:
    async with app_on(estate()) as pilot:
        assert await saved(pilot, "/", *"nothing", "enter", "ctrl+s") == "nothing is saved: there is no row here"
    assert names(folder) == []


async def test_pages_above_the_panes_have_no_rows(folder: Path) -> None:
    async with app_on(estate()) as pilot:
        told = await saved(pilot, "d", "ctrl+s")
    assert told == "ctrl-s saves the rows of a pane; Esc goes back to the panes"
    assert names(folder) == []


async def test_keys_go_on_while_a_disk_does_not_answer(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with app_on(estate()) as pilot:
        with dead_disk(monkeypatch) as asked:
            await pilot.press("ctrl+s")
            await asked.wait()
            await pilot.press("3")
            await pilot.pause()
            assert "> payments" in screen_text(pilot)
            await pilot.press("ctrl+s")
            await pilot.pause()
            assert "still being saved" in screen_text(pilot)
        assert (await saved(pilot)).startswith("3 rows saved: ")
    assert names(folder) == [USUAL.format("findings")]


async def test_many_rows_are_made_between_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    services = tuple(
        virtual_service_subject(virtual_service(f"prod--{number}", created_by="ako-prod")) for number in range(1000)
    )
    waits = list[float]()

    async def counted(seconds: float) -> None:
        waits.append(seconds)
        await asyncio.sleep(seconds)

    async with app_on(estate(virtual_services=services)) as pilot:
        await pilot.press("4")
        monkeypatch.setattr(saving, "asyncio", SimpleNamespace(sleep=counted, to_thread=asyncio.to_thread))
        assert (await saved(pilot, "ctrl+s")).startswith("1000 rows saved: ")
    assert waits == [0.0] * 5
