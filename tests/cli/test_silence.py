"""What is said when no cluster answered: which cluster, why, and what to do."""

from datetime import datetime

import msgspec

from akotui.analysis.estate import Estate
from akotui.cli.silence import silence
from akotui.model.facts import SourceState
from akotui.model.inventory import Health
from tests.build_estate import MOMENT, source

URL = "https://10.0.0.1:6443"


def said(state: SourceState, detail: str, at: datetime | None = None) -> str:
    return silence(
        Estate(sources=(msgspec.structs.replace(source(health=Health(state, detail, endpoint=URL)), at=at),))
    )


def test_the_address_is_named_with_the_state() -> None:
    words = said(SourceState.UNAUTHORIZED, "401 Unauthorized")
    assert words == f"nothing could be evaluated: kubernetes ({URL}) is unauthorized: 401 Unauthorized"


def test_address_that_the_reason_names_is_not_repeated() -> None:
    assert said(SourceState.UNREACHABLE, f"no connection to {URL}").count(URL) == 1


def test_source_that_still_connects_names_the_time_limit_and_what_it_was_doing() -> None:
    words = said(SourceState.CONNECTING, "3 of 15 kinds not read yet")
    assert "is unreachable: no answer within the time limit (3 of 15 kinds not read yet)" in words
    assert "--timeout" in words


def test_source_that_answered_and_was_not_done_says_how_far_it_came() -> None:
    words = said(SourceState.CONNECTING, "3 of 15 kinds not read yet", MOMENT)
    assert (
        f"kubernetes ({URL}) is partial: not all was read within the time limit (3 of 15 kinds not read yet)" in words
    )
    assert words.endswith("give it longer (--timeout 3m)")


def test_credential_plugin_that_did_not_answer_is_named_and_the_network_is_not() -> None:
    words = said(SourceState.CONNECTING, "credential plugin sh has not answered")
    assert "is unreachable: credential plugin sh has not answered within the time limit; run it by hand" in words
    assert "network" not in words


def test_estate_without_any_cluster_has_words_too() -> None:
    assert silence(Estate()) == "nothing could be evaluated: no cluster was read"
