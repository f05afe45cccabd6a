from akotui.analysis.findings import Remedy
from akotui.views import words
from akotui.views.markdown import markdown
from akotui.views.why import Step, Why, explain
from tests.build import MOMENT
from tests.build_estate import estate, finding


def test_finding_becomes_title_table_remedies_and_objects() -> None:
    why = explain(finding(), estate(), MOMENT)
    assert why is not None
    assert markdown(why, MOMENT).splitlines() == [
        "### namespace payments is claimed by avi\\-system and blue",
        "",
        "✗ ERR, certain; seen by akotui at 2026-11-22T17:00:00Z",
        "",
        "| read | object | field and value | says |",
        "| --- | --- | --- | --- |",
        "| k8s 11s before | `Namespace/payments` | `metadata.labels = team=red` | avi\\-system selects it |",
        "| k8s 11s before | `ConfigMap/blue/avi-k8s-config` | `data.labelValue = blue` | blue selects it |",
        "",
        "- take one of the labels away",
        "",
        "      kubectl label ns payments tier-",
        "",
        "- rule double\\-owned\\-namespace",
        "- objects \\(1\\)\\:",
        "  - Namespace/payments",
    ]


def test_hostile_text_stays_text() -> None:
    step = Step("", "[x](y)|z", "`f` = <b>", "**bold**")
    text = markdown(Why(words.UNCHECKED, "# <i>", steps=(step,), remedies=(Remedy("![a](b)"),)), MOMENT)
    assert "### \\# \\<i\\>" in text
    assert "|  | \\[x\\]\\(y\\)\\|z | \\`f\\` = \\<b\\> | \\*\\*bold\\*\\* |" in text
    assert "- \\!\\[a\\]\\(b\\)" in text
