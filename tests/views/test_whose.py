from datetime import timedelta

import msgspec
import pytest

from akotui.analysis.findings import ObjectRef, Severity
from akotui.analysis.happenings import Sign
from akotui.analysis.subjects import NamespaceState, State, UserState
from akotui.analysis.timeline import Event
from akotui.views.findings import Unchecked
from akotui.views.whose import owners_of, whose
from akotui.views.why import Why
from tests.build import MOMENT, namespace_subject, user_subject, virtual_service, virtual_service_subject
from tests.build_estate import BLUE, ORPHAN, RED, estate, finding

SEEN = estate()
DOUBLE, OWNED, ORPHANED, LEGACY = SEEN.virtual_services
BLUE_API, PAYMENTS, RED_WEB, WEB = SEEN.namespaces


def told(subject: object, *events: Event) -> Why:
    why = whose(subject, SEEN, events, MOMENT)
    assert why is not None
    return why


@pytest.mark.parametrize(
    ("subject", "owners", "title"),
    [
        (PAYMENTS, ("avi-system", "blue"), "avi-system and blue both claim namespace payments"),
        (BLUE_API, ("blue",), "AKO in blue claims namespace blue-api"),
        (WEB, (), "nobody claims namespace web"),
        (OWNED, ("avi-system",), "AKO in avi-system owns prod--red"),
        (
            DOUBLE,
            ("avi-system", "blue"),
            "AKO in avi-system owns prod--pay, and another claims it: avi-system and blue",
        ),
        (ORPHANED, (), "nobody owns prod--shop-cart: no AKO instance here writes ako-prod-violet"),
        (LEGACY, (), "legacy is not AKO's: created by admin"),
        (SEEN.instances[1], ("blue",), "AKO in blue: ready"),
        (SEEN.users[1], (), "no AKO instance here writes username ako-prod-violet"),
        (finding(), ("avi-system", "blue"), "avi-system and blue both claim namespace payments"),
        (SEEN.findings[1], (), "nobody owns prod--shop-cart: no AKO instance here writes ako-prod-violet"),
        (
            finding(owners=("ako-prod-blue",), objects=(ObjectRef("ClusterRole", "ako-cr"),)),
            ("blue",),
            "AKO in blue: ready",
        ),
        (
            finding(
                owners=("ako-prod",), objects=tuple(ObjectRef("StatefulSet", "ako", one.id) for one in (RED, BLUE))
            ),
            ("avi-system",),
            "AKO in avi-system: ready",
        ),
        (Event(1, MOMENT, Sign.CHANGED, "blue", subject=SEEN.instances[1]), ("blue",), "AKO in blue: ready"),
    ],
)
def test_whose_a_thing_is(subject: object, owners: tuple[str, ...], title: str) -> None:
    assert (owners_of(subject, SEEN), told(subject).title) == (owners, title)


def test_a_note_is_nobodys() -> None:
    assert whose(Unchecked("not-run", "403", ("x",)), SEEN, (), MOMENT) is None
    assert whose(None, SEEN, (), MOMENT) is None


def test_what_could_not_be_read_is_not_said_to_be_nobodys() -> None:
    unread = namespace_subject("web", state=NamespaceState.UNKNOWN)
    service = virtual_service_subject(virtual_service("prod--x", created_by="ako-prod-x"), state=State.UNKNOWN)
    user = msgspec.structs.replace(user_subject("ako-prod-x", state=UserState.NO_INSTANCE), known=False)
    assert told(unread).title == "it cannot be told who claims namespace web"
    assert told(service).title == "it cannot be told whose prod--x is: not all that decides could be read"
    assert told(user).title == "it cannot be told which AKO instance writes username ako-prod-x"


def test_one_of_several_alike_is_told_of_with_the_number_of_the_others() -> None:
    refs = (ObjectRef("VirtualService", "prod--shop-cart", id=ORPHAN.vs.uuid), ObjectRef("VirtualService", "b", id="b"))
    assert told(finding(objects=refs)).title.endswith("writes ako-prod-violet (and 1 more like it)")


def test_nobody_is_explained_by_what_was_compared_and_who_there_is() -> None:
    why = told(WEB)
    assert [step.says for step in why.steps[1:]] == ["avi-system does not match", "blue does not match"]
    assert why.more[:3] == (
        "AKO instances here (3):",
        "  avi-system: ready, primary, selects team=red, writes ako-prod",
        "  blue: ready, non-primary, selects tier=blue, writes ako-prod-blue",
    )


def test_owner_is_told_with_settings_pod_and_last_events() -> None:
    started = (MOMENT - timedelta(days=3)).isoformat().replace("+00:00", "Z")
    one = msgspec.structs.replace(
        SEEN.instances[1], instance=msgspec.structs.replace(BLUE, started=started, version="2.2.1", leader="ako-0")
    )
    seen = msgspec.structs.replace(SEEN, instances=(SEEN.instances[0], one))
    events = (
        Event(2, MOMENT, Sign.CHANGED, "AKO instance blue serviceType: ClusterIP → NodePort", subject=one),
        Event(1, MOMENT, Sign.NOTED, "first reading: 3 AKO instances"),
    )
    why = whose(one, seen, events, MOMENT)
    assert why is not None
    assert [step.what for step in why.steps] == [
        "ready = 1 of 1",
        "clusterName = prod",
        "selector tier=blue",
        "created_by = ako-prod-blue",
        "controllerIP = avi.test",
        "serviceType = ClusterIP",
        "version = 2.2.1",
        f"started = {started}",
    ]
    assert why.steps[-1].says == "3d ago; ako-0 leads"
    assert why.more[-3:] == (
        "last events of blue in this session:",
        f"  {MOMENT:%H:%M:%S}Z ~ AKO instance blue serviceType: ClusterIP → NodePort",
        "  events of Kubernetes are not read: kubectl get events -n blue",
    )


def test_nothing_that_happened_is_said_with_since_when() -> None:
    quiet = Event(1, MOMENT, Sign.NOTED, "first reading: 3 AKO instances")
    assert "nothing happened to blue in this session since 17:00:00Z" in told(SEEN.instances[1], quiet).more


def test_remedy_is_that_of_the_row_and_without_any_that_of_the_findings_about_the_thing() -> None:
    own = finding(severity=Severity.WARNING, objects=(ObjectRef("StatefulSet", "ako", "blue"),))
    seen = estate(findings=(finding(remedy=()), own))
    for subject in (finding(), PAYMENTS, ORPHANED):
        why = told(subject)
        assert [one.command for one in why.remedies] == ["kubectl label ns payments tier-"]
    why = whose(seen.instances[1], seen, (), MOMENT)
    assert why is not None
    assert why.remedies == own.remedy


def test_instances_that_could_not_be_read_are_not_said_to_be_none() -> None:
    service = virtual_service_subject(virtual_service("prod--x", created_by="ako-prod-x"), state=State.UNKNOWN)
    blind = whose(service, estate(instances=(), read_at={}), (), MOMENT)
    assert blind is not None
    assert blind.more == ("AKO instances here (?):",)
