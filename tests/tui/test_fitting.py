import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from akotui.analysis.findings import Remedy
from akotui.tui.panes.fitting import fitted
from akotui.tui.widgets.painting import length
from akotui.views import why_lines, words
from akotui.views.lines import Line, Span, plain
from akotui.views.why import Step, Why

STEPS = tuple(Step("k8s  2s", "Namespace/shop", f"f{number} = v", "") for number in range(9))
WHY = Why(words.UNCHECKED, "title", "likely", STEPS, (Remedy("do this", "kubectl x"), Remedy("or that")))
WORDY = Why(words.UNCHECKED, "a title of many words", "", STEPS, (Remedy("do this and then", "kubectl x --all"),))


def told(why: Why, width: int, height: int) -> list[str]:
    return [plain(one) for one in fitted(why, width, height)]


def test_title_and_first_remedy_stay_whatever_the_height() -> None:
    assert told(WHY, 80, 5) == [
        "? title  (likely)",
        "1 k8s  2s  Namespace/shop f0 = v",
        "2 k8s  2s  Namespace/shop f1 = v",
        "  +7 more, Enter shows all",
        "→ do this  kubectl x",
    ]
    assert told(WHY, 80, 2) == ["? title  (likely)", "→ do this  kubectl x"]


def test_one_line_says_what_the_row_does_not() -> None:
    assert [plain(one) for one in fitted(WHY, 80, 1, "claimed twice")] == ["? claimed twice"]
    assert told(WHY, 80, 1) == ["? title  (likely)"]


def test_object_is_left_out_of_a_line_without_room_for_it() -> None:
    assert told(WHY, 30, 5)[1:3] == ["1 k8s  2s  f0 = v", "2 k8s  2s  f1 = v"]


def test_step_that_takes_more_than_its_line_has_another_where_one_is_left() -> None:
    long = Step("k8s  2s", "Namespace/shop", "metadata.labels.team = red", "equals the selector of avi-system")
    why = Why(words.UNCHECKED, "title", "", (long, long), (Remedy("do this"),))
    assert told(why, 40, 5) == [
        "? title",
        "1 k8s  2s  label team = red  equals the",
        "  selector of avi-system",
        "2 k8s  2s  label team = red  equals the selector of avi-system",
        "→ do this",
    ]


def test_object_that_is_not_named_leaves_few_words_of_field_and_value() -> None:
    uuid = "virtualservice-fe5a89f5-3724-55a0-9649-820821ebd955"
    step = Step("", "Ingress/maps/web", f"metadata.annotations.ako.vmware.com/host-fqdn-vs-uuid-map = {uuid}", "gone")
    why = Why(words.UNCHECKED, "title", "", (step,))
    (seen,) = why_lines.chain(why, named=False)
    assert plain(seen) == "1 annotation host-fqdn-vs-uuid-map = fe5a89f5…  gone"
    (seen,) = why_lines.chain(why, named=True)
    assert uuid in plain(seen)


def test_title_and_remedy_are_wrapped_where_that_leaves_room_for_steps() -> None:
    assert told(WORDY, 20, 6) == [
        "? a title of many",
        "  words",
        "1 k8s  2s  f0 = v",
        "  +8 more, Enter shows all",
        "→ do this and then",
        "  kubectl x --all",
    ]
    assert told(WORDY, 20, 4)[0] == "? a title of many words"


def test_steps_that_have_no_room_are_counted_and_not_made_into_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Step] = []

    def counted(step: Step, *, named: bool) -> Line:
        made.append(step)
        return (Span(f"{step.what}{named}"),)

    monkeypatch.setattr(why_lines, "_what", counted)
    long = msgspec.structs.replace(WHY, steps=STEPS * 100)
    assert told(long, 80, 6)[-2:] == [f"  +{len(long.steps) - 3} more, Enter shows all", "→ do this  kubectl x"]
    assert len(made) <= 2 * 6


def test_everything_is_shown_where_it_fits() -> None:
    assert len(told(WHY, 80, 60)) == 2 + 2 * len(STEPS) + 5
    assert told(WHY, 80, 20)[-2:] == ["→ do this  kubectl x", "→ or that"]


@given(st.sampled_from((WHY, WORDY)), st.integers(1, 100), st.integers(0, 40))
def test_height_is_kept_and_what_is_wrapped_is_not_cut(why: Why, width: int, height: int) -> None:
    lines = fitted(why, width, height)
    assert len(lines) <= height
    assert width < 40 or all(length(one) <= width for one in lines)
