"""Rows as CSV: what readers get, and what of it is said to be doubtful."""

import csv
import io
from datetime import timedelta

import pytest

from akotui.analysis.estate import UnreadPart
from akotui.analysis.findings import Coverage
from akotui.model.facts import SourceState
from akotui.views.saved import OLD, Sheet, caveats, document, file_name
from akotui.views.table import Row, Step
from tests.build import AVI, MOMENT
from tests.build_estate import estate, source

SHEET = Sheet(((0, "STATE"), (2, "NAME")), MOMENT)
ALL_RAN = (Coverage("double-owned-namespace", "ran"),)


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def cell(text: str) -> str:
    """What a reader gets for such a cell."""
    return read(document(SHEET, [Row("k", ("ok", "x", text))]))[1][1]


def told(noun: str = "namespaces", **fields: object) -> str:
    made = estate(**{"coverage": ALL_RAN} | fields)
    return caveats(made, noun, demo=False, replay=False, paused=False, narrowing=(), caption="")


def test_chosen_columns_of_each_row_then_their_moment_and_what_is_doubtful() -> None:
    rows = [Row("a", ("✗ ERR", "left out", "web, shop")), Row("b", ("  ok", "x", 'say "no"'), old=True)]
    assert document(SHEET, rows).splitlines() == [
        "STATE,NAME,AS OF,CAVEATS",
        '✗ ERR,"web, shop",2026-11-22T17:00:00Z,',
        f'ok,"say ""no""",2026-11-22T17:00:00Z,{OLD}',
    ]


def test_what_holds_for_all_rows_stands_in_each() -> None:
    rows = [Row("a", ("ok", "", "web")), Row("b", ("ok", "", "shop"), old=True)]
    doubts = [line[-1] for line in read(document(Sheet(SHEET.columns, MOMENT, "PAUSED: held still"), rows))[1:]]
    assert doubts == ["PAUSED: held still", f"{OLD}; PAUSED: held still"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1+1", "@sum(a1)", "=cmd|' /c calc'!a0", " =1", "\uff1d1", "-", "--x"])
def test_no_cell_is_a_formula(text: str) -> None:
    said = cell(text)
    assert said in (f"'{text.strip()}", "-")
    assert said[0] == "'" or set(said) == {"-"}


def test_no_formula_comes_by_way_of_what_was_typed_into_the_filter() -> None:
    sheet = Sheet(SHEET.columns, MOMENT, "=1+1")
    assert read(document(sheet, [Row("a", ("ok", "", "web"))]))[1][-1] == "'=1+1"


def test_nothing_stays_as_it_is_written_everywhere_else() -> None:
    assert cell("--") == "--"


@pytest.mark.parametrize("text", ["\x1b]0;x\a", "a\nb", "a\r\nb", "\u202eabc", "a\tb", "\x00"])
def test_no_control_character_and_no_line_break_comes_out(text: str) -> None:
    saved = document(SHEET, [Row("k", ("ok", "x", text))])
    assert saved.count("\n") == 2
    assert saved.replace("\n", "").isprintable()


def test_long_cell_is_whole() -> None:
    assert cell("x" * 50_000) == "x" * 50_000


def test_of_rows_that_are_as_they_are_now_nothing_is_said() -> None:
    assert told() == ""


def test_source_that_was_lost_is_named_with_when_it_was_heard_of_last() -> None:
    lost = (source(state=SourceState.STALE), source(AVI))
    assert told(sources=lost) == "k8s STALE, last heard of 2026-11-22T16:59:58Z"


def test_what_could_not_be_read_is_named() -> None:
    parts = tuple(UnreadPart(f"kind{number}", "403") for number in range(12))
    partial = (source(state=SourceState.PARTIAL, unread=parts), source(AVI))
    said = told(sources=partial)
    assert said.startswith("k8s partial, last heard of 2026-11-22T16:59:58Z, not read: kind0, kind1, ")
    assert said.endswith("kind9 and 2 more")


def test_controller_that_is_off_is_said_and_what_is_predicted_then() -> None:
    read_at = {(scope, kind): at for (scope, kind), at in estate().read_at.items() if scope != AVI}
    off = (source(), source(AVI, state=SourceState.OFF, at=None))
    assert told(sources=off, read_at=read_at) == "avi off"
    assert told("virtual-services", sources=off, read_at=read_at) == "avi off; PREDICTED: Avi was not read"


def test_findings_say_when_rules_did_not_run() -> None:
    assert told("findings", coverage=estate().coverage) == "2 rules ran · 1 did not, or in part"
    assert told("findings") == ""


def test_what_leaves_rows_out_and_where_they_are_from_is_said() -> None:
    said = caveats(
        estate(coverage=ALL_RAN),
        "users",
        demo=True,
        replay=True,
        paused=True,
        narrowing=(Step("instances", "blue", "blue"), Step("namespaces", "web", "web")),
        caption="filter a: 1/2",
    )
    assert said.split("; ") == [
        "DEMO: of a simulated cluster",
        "REPLAY: of a recording",
        "PAUSED: held still",
        "only what concerns blue, web",
        "filter a: 1/2",
    ]


def test_usual_name_tells_cluster_pane_and_moment_and_is_one_name_whatever_the_context_is_called() -> None:
    assert file_name("prod-eu", "findings", MOMENT) == "akotui-prod-eu-findings-20261122T170000Z.csv"
    assert file_name("", "users", MOMENT + timedelta(days=1)) == "akotui-users-20261123T170000Z.csv"
    assert (
        file_name("arn:aws:eks:eu/../x\x1b[", "users", MOMENT)
        == "akotui-arn-aws-eks-eu-..-x-users-20261122T170000Z.csv"
    )
    assert len(file_name("x" * 1000, "virtual-services", MOMENT)) < 120
