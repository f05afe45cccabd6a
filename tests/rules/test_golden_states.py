import pytest

from akotui.analysis.analyse import analyse
from akotui.rules import ALL_RULES
from tests.analysis.golden import golden


@pytest.mark.parametrize("state", ["steady", "gateway", "deleted"])
def test_real_instances_that_share_a_cluster_well_raise_nothing_but_what_is_there(state: str) -> None:
    estate = analyse(None, golden(state), ALL_RULES)
    assert [(finding.rule, finding.about) for finding in estate.findings] == [("unclaimed-namespace", "nobody")]
    assert {covered.status for covered in estate.coverage} == {"ran"}
