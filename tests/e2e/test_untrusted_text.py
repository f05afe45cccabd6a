"""Text of both servers that holds markup or escape sequences reaches no terminal and no report raw."""

import asyncio
import json

import pytest

from tests.e2e.program import Site
from tests.e2e.terminal import terminal

CLIPBOARD = "\x1b]52;c;aGFja2Vk\x07"
TITLE = "\x1b]0;owned\x07"
REVERSED = "\u202egnp"
C1 = "\x9b31m"
MARKUP = "[red]x[/] [@click=app.quit]go[/]"
RAW = (CLIPBOARD, TITLE, REVERSED, C1, "\x1b]52", "\x1b]0;", "\u202e", "\x9b")


@pytest.fixture
def hostile(site: Site) -> Site:
    """The site, with hostile text wherever somebody may write: labels, names on the Controller, reasons."""
    kubernetes, avi = site.simulation.kubernetes, site.simulation.avi
    kubernetes.put(
        {
            "apiVersion": "v1",
            "kind": "Namespace",
            "metadata": {"name": f"a{MARKUP}{CLIPBOARD}", "labels": {"app": "migrate", "key": f"value2{TITLE}"}},
        }
    )
    kubernetes.relabel("namespaces", "blue-1", app="migrate", evil=f"{MARKUP}{CLIPBOARD}{REVERSED}")
    for number, text in enumerate((MARKUP, CLIPBOARD, TITLE, REVERSED, C1)):
        first = next(iter(avi.inventory.types["virtualservice"].values()))
        uuid = f"virtualservice-{number}"
        name, user = f"my-cluster--{number}{text}", f"ako-my-cluster-{text}"
        avi.put("virtualservice", {**first, "uuid": uuid, "name": name, "created_by": user, "service_metadata": "{}"})
        avi.set_state(uuid, "OPER_DOWN", f"because{text}")
    return site


@pytest.mark.parametrize("at_once", [3])
async def test_reports_hold_no_escape_sequence(hostile: Site) -> None:
    forms = ("table", "json", "yaml")
    for ran in await asyncio.gather(*(hostile.akotui("check", "-o", form, "--color", "never") for form in forms)):
        assert ran.code == 1
        assert not [text for text in RAW if text in ran.out + ran.err]
        assert "\x1b" not in ran.out
        assert "[@click=app.quit]" in ran.out


@pytest.mark.parametrize("at_once", [4])
async def test_tables_hold_no_escape_sequence(hostile: Site) -> None:
    kinds = ("namespaces", "virtualservices", "users", "hosts")
    for ran in await asyncio.gather(*(hostile.akotui("get", kind, "-o", "wide") for kind in kinds)):
        assert ran.code == 0
        assert not [text for text in ("\x1b", *RAW) if text in ran.out + ran.err]


async def test_document_keeps_the_text_visible(hostile: Site) -> None:
    document = (await hostile.akotui("get", "inventory", "-o", "json")).document
    assert f"ako-my-cluster-{MARKUP}" in {one["name"] for one in document.users}
    assert "␛]52;c;aGFja2Vk␇" in json.dumps(document.virtual_services, ensure_ascii=False)


async def test_terminal_gets_no_escape_sequence_of_the_cluster(hostile: Site) -> None:
    async with terminal(*hostile.cluster, *hostile.controller, columns=250, lines=60) as screen:
        await screen.until(lambda screen: "ako-my-cluster-green" in screen.text and "␛]52;c;aGFja2Vk␇" in screen.text)
        for keys, words in (("5", "Owner"), ("4", "Virtual"), ("3", "Names"), ("1", "Find"), ("z", "Find"), ("\r", "")):
            before = len(screen.written)
            screen.press(keys)
            await screen.until(lambda screen, before=before: len(screen.written) > before)
            assert words in screen.text
        screen.press("\x1bq")
        screen.press("\x03")
        assert await screen.end() == 0
        written = screen.written
    assert not [text for text in RAW if text.encode() in written]
    assert "[@click=app.quit]" in screen.text
    assert b"\x1b]52" not in written
