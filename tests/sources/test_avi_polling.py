"""A Controller read again and again: what comes as it was costs little, and nobody is hurried by it."""

import contextlib
import json

import pytest

from akotui.model.facts import ListEnded, Paged, SourceState
from akotui.model.kinds import AVI_TYPES, Kind
from akotui.simulator.documents import parse
from akotui.sources import avi_wire, gate
from akotui.sources.avi import AviSource
from akotui.sources.pace import Pace
from tests.sources.avi_reading import ACCOUNT, controller, source, until

LONG = "x" * 1000


async def test_round_that_brings_the_same_unpacks_nothing_and_one_object_that_changed_is_seen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    unpacked = list[int]()

    def counted(raw: bytes, limit: int | None) -> bytes:
        unpacked.append(len(raw))
        return whole(raw, limit)

    whole = gate._unpacked
    monkeypatch.setattr(gate, "_unpacked", counted)

    def named(number: int, name: str) -> dict[str, object]:
        uuid = f"virtualservice-{number:08x}-0000-4000-8000-000000000000"
        return {"uuid": uuid, "name": name, "tenant_ref": "https://x/api/tenant/admin#admin", "service_metadata": LONG}

    async with controller() as simulator:
        for number in range(401):
            simulator.put("virtualservice", parse(json.dumps(named(number, f"v{number:05}"))))
        async with contextlib.aclosing(source(simulator, follow=True).facts()) as facts:
            await until(facts, SourceState.LIVE)
            first, rounds = len(unpacked), 0
            assert first == 2, "pages of 200 are compressed"
            async for fact in facts:
                if isinstance(fact, Paged) and fact.kind is Kind.VIRTUAL_SERVICE:
                    assert rounds < 2 or len(unpacked) == first + 1
                    if rounds == 2:
                        assert any(b"v00000-changed" in item for item in fact.items)
                        break
                if isinstance(fact, ListEnded) and fact.kind is Kind.RUNTIME:
                    assert len(unpacked) == first
                    rounds += 1
                    if rounds == 2:
                        simulator.put("virtualservice", parse(json.dumps(named(0, "v00000-changed"))))


class Turns(Pace):
    """Waits for nothing, and notes for how many turns a wait would be."""

    def __init__(self) -> None:
        super().__init__(burst=1, rate=1.0)
        self.together: list[int] = []

    def delay(self, now: float, *, together: int = 1) -> float:
        del now
        self.together.append(together)
        return 0.0


async def test_poll_asks_for_several_pages_at_a_time_and_what_a_person_waits_for_goes_as_soon_as_it_may() -> None:
    async with controller() as simulator:
        turns = Turns()
        reader = AviSource(simulator.server.url, ACCOUNT, verify=True, interval=0.02, pace=turns)
        rounds = list[set[int]]()
        async with contextlib.aclosing(reader.facts()) as facts:
            async for fact in facts:
                if isinstance(fact, ListEnded) and fact.kind is list(AVI_TYPES)[-1]:
                    rounds.append(set(turns.together))
                    turns.together.clear()
                    if len(rounds) == 2:
                        reader.poke()
                    elif len(rounds) == 3:
                        break
    assert rounds == [{1}, {avi_wire.TOGETHER}, {1}]
