"""An explanation as text, Markdown and document."""

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from akotui.analysis.acknowledging import Acknowledgement
from akotui.analysis.chain import Chain, Explanation, Link, LinkState, Step, breaks, holds
from akotui.analysis.findings import Confidence, Evidence
from akotui.model.kinds import Kind
from akotui.report import encoding, explaining, explanation, paint
from akotui.views.escaping import code, escape, row
from tests.build import AVI, KUBERNETES, MOMENT
from tests.report.example import NOW, ORPHANED, estate

READ_AT = {(KUBERNETES, Kind.NAMESPACE): MOMENT}
LABEL = breaks(
    Step.LABEL, Evidence(KUBERNETES, Kind.NAMESPACE, "Namespace/web", "metadata.labels.tier", "red", "not it")
)
WRITTEN = holds(
    Step.VIRTUAL_SERVICE,
    Evidence(AVI, Kind.VIRTUAL_SERVICE, "VirtualService/admin/prod--shop", "created_by", "ako-prod", "what it writes"),
)
FOUND = Explanation(
    ORPHANED.objects[0],
    "orphaned: user-matches-no-instance",
    (Chain("Namespace/web → VirtualService/admin/prod--shop", (LABEL, WRITTEN)),),
    (ORPHANED,),
    state="orphaned",
    reasons=("user-matches-no-instance",),
    confidence=Confidence.LIKELY,
)


def test_text_says_each_link_and_where_the_chain_breaks() -> None:
    assert explaining.text((FOUND,), READ_AT) == (
        "VirtualService/admin/prod--shop\n"
        "  orphaned: user-matches-no-instance (likely)\n"
        "\n"
        "  ✗ Namespace/web → VirtualService/admin/prod--shop\n"
        "    ✗ label            kubernetes  Namespace/web                    metadata.labels.tier = red  not it        "
        "  read 2026-11-22T17:00:00Z\n"
        "    ✓ virtual-service  avi         VirtualService/admin/prod--shop  created_by = ako-prod       what"
        " it writes\n"
        "    breaks at label: not it\n"
        "\n"
        "  findings:\n"
        "    ✗ error  orphaned-virtual-service  1 virtual service of ako-prod-violet has no AKO instance\n"
    )


def test_markdown_has_a_table_a_chain() -> None:
    assert explaining.markdown((FOUND,), READ_AT) == (
        "## `VirtualService/admin/prod--shop`\n"
        "\n"
        "**orphaned\\: user\\-matches\\-no\\-instance \\(likely\\)**\n"
        "\n"
        "### ✗ Namespace/web → VirtualService/admin/prod\\-\\-shop\n"
        "\n"
        "|  | link | object | field | value | says | read |\n"
        "| --- | --- | --- | --- | --- | --- | --- |\n"
        "| ✗ | label | `Namespace/web` | `metadata.labels.tier` | `red` | not it | 2026-11-22T17:00:00Z |\n"
        "| ✓ | virtual-service | `VirtualService/admin/prod--shop` | `created_by` | `ako-prod` | what it writes |  |\n"
        "\n"
        "breaks at label\\: not it\n"
        "\n"
        "### Findings\n"
        "\n"
        "- **error** `orphaned-virtual-service` 1 virtual service of ako\\-prod\\-violet has no AKO instance\n"
    )


def test_document_reads_back_as_itself_and_dates_each_link() -> None:
    document = explanation.compose("vs/prod--shop", (FOUND,), estate(), now=NOW, accepted={})
    written = encoding.as_json(document)
    assert msgspec.json.decode(written, type=explanation.Explanation) == document
    (chain,) = json.loads(written)["objects"][0]["chains"]
    assert chain["state"] == "breaks"
    assert chain["links"][0] == {
        "step": "label",
        "state": "breaks",
        "source": "kubernetes",
        "object": "Namespace/web",
        "field": "metadata.labels.tier",
        "value": "red",
        "asOf": None,
        "says": "not it",
    }


def test_acknowledged_finding_is_marked_wherever_it_is_told() -> None:
    accepted = {ORPHANED.fingerprint: Acknowledgement("*", "*", "known since spring")}
    assert "acknowledged: error  orphaned-virtual-service" in explaining.text((FOUND,), READ_AT, accepted=accepted)
    assert "*acknowledged: known since spring*" in explaining.markdown((FOUND,), READ_AT, accepted)
    document = explanation.compose("x", (FOUND,), estate(), now=NOW, accepted=accepted)
    assert document.objects[0].findings[0].acknowledged is not None


@pytest.mark.parametrize(("exists", "words"), [(False, "does not exist; "), (None, "was not seen"), (True, "")])
def test_verdict_says_what_does_not_exist(exists: bool | None, words: str) -> None:  # noqa: FBT001 - what is tested
    assert explaining.verdict(msgspec.structs.replace(FOUND, exists=exists)).startswith(words or FOUND.verdict)


def test_many_links_that_hold_are_counted_and_none_that_breaks_is_left_out() -> None:
    links = (*(numbered(number) for number in range(20)), LABEL)
    shown = explaining.text((msgspec.structs.replace(FOUND, chains=(Chain("long", links),)),), READ_AT)
    assert "… and 8 more links virtual-service that hold\n" in shown
    assert "✗ label" in shown


def numbered(number: int) -> Link:
    evidence = msgspec.structs.replace(WRITTEN.evidence, value=str(number))
    return Link(Step.VIRTUAL_SERVICE, LinkState.HOLDS, evidence)


def test_many_chains_that_hold_are_counted_and_none_that_breaks_is_left_out() -> None:
    chains = (*(Chain(f"way {number}", (WRITTEN,)) for number in range(20)), *FOUND.chains)
    shown = explaining.text((msgspec.structs.replace(FOUND, chains=chains),), READ_AT)
    assert "  … and 8 more chains that hold\n" in shown
    assert "✗ Namespace/web →" in shown


def test_colour_adds_escape_sequences_and_changes_nothing_else() -> None:
    painted = explaining.text((FOUND,), READ_AT, paint.coloured)
    for escaped in ("\x1b[0m", "\x1b[1m", "\x1b[1;91m"):
        painted = painted.replace(escaped, "")
    assert painted == explaining.text((FOUND,), READ_AT)


@given(st.text("ab`|\\*_[](){}<>!#~&:@+- ", max_size=30))
def test_markdown_cell_holds_no_bar_and_no_markup_of_its_own(text: str) -> None:
    for cell in (escape(text), code(text)):
        bare = cell.replace("\\\\", "").replace("\\|", "")
        assert "|" not in bare
        if not cell.startswith("`"):
            assert not set("`*_[]<>") & set(_unescaped(cell))
    assert row((escape(text), "x")).endswith(" | x |")


def _unescaped(cell: str) -> str:
    """What stands without a backslash before it."""
    plain, letters = "", iter(cell)
    for letter in letters:
        if letter == "\\":
            next(letters, "")
        else:
            plain += letter
    return plain
