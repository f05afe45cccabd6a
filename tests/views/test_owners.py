import pytest

from akotui.analysis.findings import ObjectRef
from akotui.analysis.subjects import State
from akotui.views.owners import instance_of
from tests.build_estate import estate, finding

SEEN = estate()


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        (finding(owners=("blue",)), "blue"),
        (finding(owners=("ako-prod-blue",)), "blue"),
        (finding(owners=("ako-prod-violet",)), None),
        (finding(owners=(), objects=(ObjectRef("StatefulSet", "ako", "blue"),)), "blue"),
        (finding(owners=(), objects=(ObjectRef("Ingress", "web", "blue"),)), None),
        (SEEN.instances[1], "blue"),
        (next(one for one in SEEN.namespaces if one.namespace.metadata.name == "payments"), "avi-system"),
        (next(one for one in SEEN.virtual_services if one.state is State.OWNED), "avi-system"),
        (next(one for one in SEEN.virtual_services if one.state is State.ORPHANED), None),
        (None, None),
    ],
)
def test_row_leads_to_the_instance_that_owns_it_or_to_none(subject: object, expected: str | None) -> None:
    assert instance_of(subject, SEEN) == expected
