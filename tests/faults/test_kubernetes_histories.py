"""Whatever happens, and whatever goes wrong on the way: once it is quiet, what is known is what is there."""

from collections.abc import Callable, Mapping
from random import Random

from akotui.decode.folding import Fold
from akotui.model.changes import apply
from akotui.model.facts import Fact
from akotui.model.inventory import Extent, Inventory
from akotui.model.kinds import Kind
from akotui.model.kubernetes import Ingress
from akotui.sources.kubernetes_protocol import ListWatch
from akotui.sources.kubernetes_steps import List, Wait
from akotui.sources.kubernetes_wire import Answer, Lines, Unreadable
from tests.faults.forgetful_server import ForgetfulServer, Stream
from tests.sources.kubernetes_answers import AT, SCOPE

STEPS = 40


class Reading:
    """The machine at work on the model of a server, and everything that is known of it."""

    def __init__(self, seed: int, *, losing: bool = False) -> None:
        self.chance = Random(seed)
        self.server = ForgetfulServer(self.chance)
        self.machine = ListWatch(SCOPE, Kind.INGRESS)
        self.inventory = Inventory()
        self.newest = dict[str, int]()
        self._losing = losing
        self._fold = Fold()

    def misadventure(self) -> None:
        """Let things happen and go wrong, one after the other."""
        for _ in range(STEPS):
            self.server.live()
            if self._losing and self.chance.random() < 0.1:
                self.server.lose()
            self.step(faulty=self.chance.random() < 0.4)

    def calm(self) -> None:
        """Read on without faults until a watch has brought all there is; then audit."""
        for _ in range(2):
            steps = 0
            while not self.step(faulty=False):
                steps += 1
                assert steps < 100, "no end of trouble without a fault"
            self.machine.left(1.0, doubt=True)
        self.step(faulty=False)

    def step(self, *, faulty: bool) -> bool:
        """Do what the machine asks for; return whether it was a watch that was opened."""
        step = self.machine.step(self.chance.random())
        if isinstance(step, Wait):
            return False
        if isinstance(step, List):
            self._list(step, faulty=faulty)
            return False
        answer = self.server.watched(step, faulty=faulty)
        lasted = self.chance.choice((0.1, 5.0, 250.0))
        if answer is None:
            self._take(self.machine.lost("refused", AT, lasted=0.0))
        elif isinstance(answer, Answer):
            self._take(self.machine.opened(answer, AT))
            self.machine.ended(0.0)
        else:
            self._watch(answer, lasted)
        return isinstance(answer, Stream)

    def _list(self, step: List, *, faulty: bool) -> None:
        following: List | None = step
        while following is not None:
            answer = self.server.listed(following, faulty=faulty and self.chance.random() < 0.5)
            self._take(self.machine.lost("reset", AT) if answer is None else self.machine.listed(answer, AT))
            if faulty:
                self.server.live()
            following = self.machine.next_page()

    def _watch(self, stream: Stream, lasted: float) -> None:
        machine, lines = self.machine, Lines()
        self._take(machine.opened(Answer(200), AT))
        for piece in stream.pieces:
            try:
                for line in lines.feed(piece):
                    self._take(machine.event(line, AT))
                    if machine.leaving:
                        break
            except Unreadable as error:
                machine.distrust(str(error))
            if machine.leaving:
                break
        if stream.breaks and not machine.leaving:
            self._take(machine.lost("reset", AT, lasted=lasted))
        else:
            machine.ended(lasted)

    def _take(self, facts: tuple[Fact, ...]) -> None:
        for fact in facts:
            self._fold.add(fact)
        if self.chance.random() < 0.7:
            self.look()

    def look(self) -> None:
        """Bring the inventory up to date. No object may be older than it was, be it there or gone."""
        before = self.known
        self.inventory = apply(self.inventory, self._fold.take())
        for name in before.keys() - self.known.keys():
            self.newest[name] = max(self.newest.get(name, 0), before[name] + 1)
        for name, version in self.known.items():
            assert version >= self.newest.get(name, 0), f"{name} is older than it was"
            self.newest[name] = version

    @property
    def known(self) -> Mapping[str, int]:
        """The version of each known object."""
        rows: Mapping[str, Ingress] = self.inventory.cluster.ingresses.rows
        return {key.partition("/")[2]: int(row.hosts[0][1:]) for key, row in rows.items()}

    @property
    def truth(self) -> Mapping[str, int]:
        """The same of each object on the server."""
        return {
            name: int(raw.partition(b'"host": "v')[2].partition(b'"')[0])
            for name, (_, raw) in self.server.objects.items()
        }


def test_after_any_history_of_faults_what_is_known_is_what_is_there(
    sized: Callable[[int, int], int], figure: Callable[[str], None]
) -> None:
    histories, objects, steps = sized(400, 20_000), 0, 0
    for seed in range(histories):
        run = Reading(seed)
        run.misadventure()
        run.calm()
        run.look()
        assert run.known == run.truth, seed
        table = run.inventory.cluster.ingresses
        assert (table.coverage.extent, table.coverage.repaired, dict(table.broken)) == (Extent.COMPLETE, 0, {}), seed
        objects += len(run.known)
        steps += STEPS
    figure(f"histories: {histories} with {steps} steps; {objects} objects at the end: 0 lost, 0 phantom, 0 resurrected")


def test_what_a_watch_loses_is_put_right_by_the_audit_and_counted(
    sized: Callable[[int, int], int], figure: Callable[[str], None]
) -> None:
    histories, lost, repaired = sized(200, 5_000), 0, 0
    for seed in range(histories):
        run = Reading(seed, losing=True)
        run.misadventure()
        run.calm()
        run.look()
        assert run.known == run.truth, seed
        lost += run.server.lost
        repaired += run.inventory.cluster.ingresses.coverage.repaired
    assert 0 < repaired <= lost
    figure(f"losing histories: {histories}; {lost} events never sent, {repaired} objects repaired by audits, 0 wrong")
