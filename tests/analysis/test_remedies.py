import json
import shlex

from hypothesis import given
from hypothesis import strategies as st

from akotui.analysis.findings import Remedy
from akotui.analysis.remedies import restart, set_value
from tests.build import instance


@given(key=st.text(min_size=1), value=st.text())
def test_patch_carries_any_value_as_one_word_of_json(key: str, value: str) -> None:
    words = shlex.split(set_value(instance("blue"), key, value, "change it").command)
    assert words[:-1] == ["kubectl", "patch", "configmap", "avi-k8s-config", "-n", "blue", "--type=merge", "-p"]
    assert json.loads(words[-1]) == {"data": {key: value}}


def test_patch_says_that_helm_undoes_it() -> None:
    assert set_value(instance("blue"), "a", "b", "change it").text == (
        "change it; set the Helm value too, or the next upgrade undoes it"
    )


def test_restart_names_the_stateful_set() -> None:
    named = instance("blue", stateful_sets=("ako-two",))
    assert restart(named, "it wakes up") == Remedy(
        "restart blue: it wakes up", "kubectl rollout restart statefulset/ako-two -n blue"
    )
