"""Snapshots: what is written is what is known, without secrets; what is read back is whole, or refused in words."""

import contextlib
import hashlib
import os
import random
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import msgspec
import pytest
from hypothesis import given, settings

from akotui.analysis.analyse import analyse
from akotui.errors import UsageError
from akotui.model.inventory import Cluster, Controller, Health, Inventory
from akotui.rules import ALL_RULES
from akotui.sources import snapshot, snapshot_lines
from tests.analysis.fleets import Fleet, fleets, inventory_of
from tests.analysis.golden import golden
from tests.build import cluster, config_map, controller, inventory, namespace, virtual_service

NOW = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)


def written(found: Inventory) -> bytes:
    return snapshot.content(found, analyse(None, found, ALL_RULES), "prod-eu", NOW)


def back(folder: Path, content: bytes) -> snapshot.Snapshot:
    path = folder / "taken"
    path.write_bytes(content)
    return snapshot.read(str(path))


def refusal(folder: Path, content: bytes) -> str:
    with pytest.raises(UsageError) as refused:
        back(folder, content)
    return str(refused.value).removeprefix(f"{folder / 'taken'}: ")


@pytest.mark.parametrize("state", ["steady", "gateway", "deleted"])
def test_what_was_known_is_what_is_read_back(tmp_path: Path, state: str) -> None:
    found = golden(state)
    taken = back(tmp_path, written(found))
    assert taken.inventory == found
    assert (taken.saved, taken.title) == (NOW, "prod-eu")
    assert analyse(None, taken.inventory, ALL_RULES) == analyse(None, found, ALL_RULES)


@given(fleets())
@settings(max_examples=20, deadline=None)
def test_any_fleet_comes_back(tmp_path_factory: pytest.TempPathFactory, fleet: Fleet) -> None:
    found = inventory_of(fleet)
    assert back(tmp_path_factory.mktemp("taken"), written(found)).inventory == found


def test_what_was_not_read_is_not_read_afterwards_either(tmp_path: Path) -> None:
    taken = back(tmp_path, written(Inventory()))
    assert (taken.inventory, taken.complete) == (Inventory(), False)


def test_settings_that_tell_of_a_secret_are_left_out(tmp_path: Path) -> None:
    told = config_map("blue", apiToken="hunter2", serviceType="NodePort", useToken="true")
    content = written(inventory(cluster(told)))
    assert b"hunter2" not in content
    (found,) = back(tmp_path, content).inventory.cluster.configmaps.rows.values()
    assert found.settings["serviceType"] == "NodePort"
    assert found.settings["useToken"] == "true"


def test_head_tells_how_whole_it_is_before_anything_else_is_read() -> None:
    head = snapshot_lines.begin(written(golden("steady")).split(b"\n")[0])
    assert [one.name for one in head.sources] == [one.scope.name for one in analyse(None, golden("steady"), ()).sources]
    assert head.at == golden("steady").at


def test_many_objects_are_many_lines() -> None:
    """No line takes so long to write or to read that a key would wait for it."""
    many = inventory(cluster(*(namespace(f"n{number}") for number in range(1000))))
    assert max(map(len, written(many).split(b"\n"))) < 50_000


def test_file_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    whole = written(golden("steady"))
    for place in (len(whole) // 2, len(whole) - 1, whole.rindex(b"\n", 0, -1) + 1):
        assert "is cut off or damaged" in refusal(tmp_path, whole[:place])
    assert "is no snapshot" in refusal(tmp_path, whole[:50])
    assert "is no snapshot" in refusal(tmp_path, b"")


def test_damaged_line_is_named(tmp_path: Path) -> None:
    lines = written(golden("steady")).split(b"\n")
    lines[3] = lines[3][:-2]
    assert refusal(tmp_path, b"\n".join(lines)).startswith("is damaged at line 4: ")


def test_file_of_a_newer_akotui_is_refused_as_such(tmp_path: Path) -> None:
    head = b'{"akotui":"snapshot","version":99,"saved":{"new":"form"}}\n'
    assert refusal(tmp_path, head) == f"its version is 99, this akotui reads {snapshot_lines.VERSION}"


def test_recording_is_no_snapshot(tmp_path: Path) -> None:
    head = b'{"akotui":"recording","version":1,"began":"2026-11-28T09:00:00Z"}\n'
    assert refusal(tmp_path, head) == "is no snapshot of akotui snapshot save"
    assert not snapshot.is_snapshot(str(tmp_path / "taken"))


def test_what_is_no_file_is_neither_waited_for_nor_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name, why in (("pipe", "a pipe or a device"), ("", "Is a directory"), ("none", "No such file"), ("\0", "name")):
        with pytest.raises(UsageError, match=why):
            snapshot.read(f"{tmp_path}/{name}")
        assert not snapshot.is_snapshot(f"{tmp_path}/{name}")


def test_text_of_a_file_is_harmless_whoever_wrote_it(tmp_path: Path) -> None:
    found = inventory(cluster(namespace("shop")), controller(virtual_service("prod--shop")))
    content = written(found).replace(b"prod--shop", b"\\u001b[31m\\u202e").replace(b"prod-eu", b"\\u001b]0;x\\u0007")
    taken = back(tmp_path, content)
    (side,) = taken.inventory.controllers.values()
    (vs,) = side.virtualservices.rows.values()
    assert vs.name == "␛[31m�"
    assert taken.title == "␛]0;x␇"


@pytest.mark.parametrize("moment", ["2026-11-28T09:00:00", "0001-01-01T00:00:00Z", "2026-11-28T09:00:00+14:00"])
def test_moment_that_cannot_be_reckoned_with_is_refused(tmp_path: Path, moment: str) -> None:
    assert "is no snapshot" in refusal(
        tmp_path, written(golden("steady")).replace(b'"saved":"2026-11-28T09:00:00Z"', f'"saved":"{moment}"'.encode())
    )


def test_no_damage_is_a_traceback(tmp_path: Path) -> None:
    """Whatever a file holds: it is judged, or refused in words."""
    whole, dice = written(golden("steady")), random.Random(7)
    for _ in range(150):
        broken = bytearray(whole)
        for _ in range(dice.choice((1, 1, 3))):
            start = dice.randrange(len(broken))
            broken[start : start + dice.choice((0, 1, 1, 30))] = dice.choice(
                (b"", b"0", b'"', b"}", b"null", b"[]", b"-9")
            )
        with contextlib.suppress(UsageError):
            analyse(None, back(tmp_path, bytes(broken)).inventory, ALL_RULES)


def test_snapshot_says_that_nothing_is_read_now(tmp_path: Path) -> None:
    taken = back(tmp_path, written(golden("steady")))
    (said,) = snapshot.marked(taken).cluster.health.cautions
    assert said.startswith("this is a snapshot of prod-eu, saved 2026-11-28T09:00:00Z: nothing is read now")


def without_words(schema: object) -> object:
    match schema:
        case dict():
            fields = cast("dict[str, object]", schema)
            return {name: without_words(one) for name, one in fields.items() if name != "description"}
        case list() | tuple():
            return [without_words(one) for one in cast("list[object]", schema)]
        case _:
            return schema


def test_form_has_the_version_of_its_models() -> None:
    """When this fails, the models changed: an old snapshot would be read as something else. Raise VERSION."""
    schema = without_words(msgspec.json.schema_components([Cluster, Controller, Health, snapshot_lines.Head]))
    digest = hashlib.sha256(msgspec.json.encode(schema, order="deterministic")).hexdigest()
    assert (snapshot_lines.VERSION, digest[:16]) == (2, "dc23a05745341011")


def test_name_that_is_taken_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    (tmp_path / "there").write_text("mine")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    for name in ("there", "link", ""):
        with pytest.raises(UsageError, match="is there already"):
            snapshot.refuse_taken(f"{tmp_path}/{name}")
        with pytest.raises(UsageError, match="is there already"):
            snapshot.save(f"{tmp_path}/{name}", b"")
    with pytest.raises(UsageError, match="cannot be written: No such file or directory"):
        snapshot.save(f"{tmp_path}/nowhere/x", b"")
    assert (tmp_path / "there").read_text() == "mine"
