"""Hostile text through the cleaner, every report and the clipboard: it is shown, and does nothing."""

import base64
import re
from collections.abc import Callable, Iterator
from random import Random

import pytest

from akotui.analysis.analyse import analyse
from akotui.analysis.asking import explanations_of, parse
from akotui.analysis.chain_case import open_case
from akotui.analysis.estate import Estate
from akotui.model.inventory import Inventory
from akotui.model.text import SHOWN, clean
from akotui.report import composing, encoding, explaining, tables, text
from akotui.tui.copying import Form, copy
from akotui.tui.widgets.wrapping import wrap
from akotui.views import findings, hosts, instances, namespaces, users, virtual_services
from akotui.views.lines import plain
from akotui.views.table import Query
from akotui.views.why import explain
from akotui.views.why_lines import full
from tests.build import MOMENT, ako, cluster, controller, inventory, virtual_service
from tests.faults import hostile

VIEWS = (findings, hosts, instances, namespaces, users, virtual_services)


def test_hundred_thousand_hostile_strings_are_clean_after_one_cleaning() -> None:
    chance = Random(52)
    for _ in range(100_000):
        raw = hostile.text(chance)
        shown = clean(raw)
        assert not any(map(hostile.acts, shown)), (raw, shown)
        assert clean(shown) == shown
        assert len(shown) == len(raw)


def worlds(sized: Callable[[int, int], int]) -> Iterator[tuple[Estate, Inventory]]:
    return (hostile.world(Random(seed)) for seed in range(sized(40, 2_000)))


def ours(text: str) -> bool:
    """Whether all of a report may stand on a terminal: line ends are akotui's own."""
    return not any(map(hostile.acts, text.replace("\n", "")))


def test_every_form_of_every_report_holds_nothing_that_acts(sized: Callable[[int, int], int]) -> None:
    for estate, known in worlds(sized):
        report, whole = composing.report(estate, MOMENT), composing.inventory(estate, MOMENT)
        for encode in (encoding.as_json, encoding.as_yaml):
            assert ours(encode(report).decode())
            assert ours(encode(whole).decode())
        assert ours(text.text(estate))
        case = open_case(known, estate)
        found = [one for vs in estate.virtual_services for one in explanations_of(parse(f"vs/{vs.vs.uuid}"), case)]
        assert found
        assert ours(explaining.text(found, estate.read_at))
        assert ours(explaining.markdown(found, estate.read_at))


def test_row_of_every_table_is_one_line_without_anything_that_acts(sized: Callable[[int, int], int]) -> None:
    for estate, _ in worlds(sized):
        for view in VIEWS:
            rows = view.rows(estate, Query())
            printed = tables.table(view.COLUMNS, rows, wide=True)
            assert ours(printed)
            assert printed.count("\n") == (len(rows) + 1 if rows else 0)


def test_what_is_copied_is_clean_and_the_sequence_around_it_is_one(
    sized: Callable[[int, int], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TMUX", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for estate, _ in worlds(sized):
        subjects = (*estate.findings, *estate.virtual_services, *estate.namespaces, *estate.instances, *estate.users)
        for subject in subjects:
            why = explain(subject, estate, MOMENT)
            for form in Form:
                sequence, _ = copy(why, form, MOMENT)
                if sequence is None:
                    continue
                found = re.fullmatch(r"\x1b\]52;c;([A-Za-z0-9+/=]+)\a", sequence)
                assert found is not None
                assert ours(base64.b64decode(found[1]).decode())


def test_long_and_many_texts_are_cut_where_they_stand_beside_others_and_whole_in_the_detail() -> None:
    name = "n" * 100_000
    vs = virtual_service(name, hosts=tuple(f"h{n}" for n in range(10_000)))
    estate = analyse(None, inventory(cluster(ako()), controller(vs)), ())
    (subject,) = estate.virtual_services
    printed = tables.table(virtual_services.COLUMNS, virtual_services.rows(estate, Query()))
    assert max(map(len, printed.splitlines())) < 3 * SHOWN
    why = explain(subject, estate, MOMENT)
    assert why is not None
    detail = [part for one in full(why) for part in wrap(one, 80)]
    assert name in "".join(plain(part).strip() for part in detail)
    assert len(detail) < 6_000, "of 10,000 hosts forty are named and the others counted"
    assert name in encoding.as_json(composing.inventory(estate, MOMENT)).decode()
