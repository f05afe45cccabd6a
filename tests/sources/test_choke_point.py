"""What only one command may ask, the others cannot: the wider allowances are named where they are used, and nowhere."""

from pathlib import Path

import pytest

from akotui.errors import Refused
from akotui.simulator.kubernetes import KubernetesSimulator
from akotui.sources.connection import Connection
from akotui.sources.credentials import Fixed, bearer
from akotui.sources.gate import Allowance
from akotui.sources.kubernetes import HttpWire
from tests.secrecy import BEARER

CODE = Path(__file__).parents[2] / "akotui"


def files_with(*words: str) -> set[str]:
    return {
        str(path.relative_to(CODE))
        for path in CODE.rglob("*.py")
        if any(word in path.read_text(encoding="utf-8") for word in words)
    }


def test_wider_allowances_are_used_by_one_file_each() -> None:
    listed = "sources/allowance.py"
    assert files_with("Allowance.KUBERNETES_DOCTOR") == {listed, "sources/kubernetes_examination.py"}
    assert files_with("Allowance.AVI_SECRET") == {listed, "sources/avi_secret.py"}
    assert files_with("kubernetes_examination") == {"cli/doctor.py"}
    assert files_with("avi_secret.asking") == {"cli/live.py"}


def test_nothing_writes_with_a_client_of_its_own() -> None:
    verbs = tuple(f".{verb}(" for verb in ("post", "put", "patch", "delete", "request", "stream"))
    speaking = {"sources/gate.py", "sources/client.py", "sources/kubernetes.py", "sources/avi_wire.py"}
    assert files_with("import httpx") == speaking
    for path in speaking:
        text = (CODE / path).read_text(encoding="utf-8")
        assert [verb for verb in verbs if f"client{verb}" in text] == []


async def test_question_of_rights_is_stopped_for_everyone_else(cluster: KubernetesSimulator) -> None:
    connection = Connection(server=cluster.server.url, credentials=Fixed(bearer(BEARER)))
    for allowance in (Allowance.KUBERNETES, Allowance.AVI_SECRET):
        async with HttpWire(connection, allowance=allowance) as wire:
            with pytest.raises(Refused, match="this POST is not on the list"):
                await wire.review(b"{}")
    assert cluster.server.requests == []
