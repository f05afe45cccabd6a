from akotui.analysis.estate import UnreadPart
from akotui.analysis.happenings import Sign
from akotui.analysis.subjects import State, UserState, Workload
from akotui.analysis.timeline import Event
from akotui.model.facts import SourceState
from akotui.model.kinds import Plane
from akotui.views import words
from akotui.views.findings import Unchecked
from akotui.views.lines import plain
from akotui.views.table import Tone
from akotui.views.why import Step, Why, explain
from akotui.views.why_lines import chain, full
from tests.build import AVI, MOMENT, instance, instance_subject, namespace_subject, user_subject
from tests.build_estate import READ_AT, estate, finding, source


def said(why: Why) -> list[str]:
    return [plain(one) for one in full(why)]


def explained(subject: object) -> Why:
    why = explain(subject, estate(), MOMENT)
    assert why is not None
    return why


def test_finding_is_explained_by_field_value_source_and_age() -> None:
    assert said(explained(finding())) == [
        "✗ namespace payments is claimed by avi-system and blue  (certain)",
        "",
        "1 Namespace/payments  read k8s 11s ago",
        "    metadata.labels = team=red",
        "    avi-system selects it",
        "2 ConfigMap/blue/avi-k8s-config  read k8s 11s ago",
        "    data.labelValue = blue",
        "    blue selects it",
        "",
        "→ take one of the labels away",
        "    kubectl label ns payments tier-",
        "",
        "rule double-owned-namespace",
        "objects (1):",
        "  Namespace/payments",
    ]


def test_what_was_not_checked_is_no_proof() -> None:
    why = explained(Unchecked("not-run", "gateways: 403", ("gateways-served-twice",)))
    assert said(why)[0] == "? 1 rule did not run: gateways: 403"
    assert "Not a finding, and no proof that nothing is wrong." in said(why)


def test_namespace_is_compared_with_every_selector() -> None:
    subject = next(one for one in estate().namespaces if one.namespace.metadata.name == "red-web")
    assert [(step.what, step.says) for step in explained(subject).steps] == [
        ("labels = team=red", "0 objects of AKO's classes"),
        ("selector team=red", "avi-system claims it"),
        ("selector tier=blue", "blue does not match"),
    ]


def test_instance_tells_what_follows_from_its_settings() -> None:
    why = explained(estate().instances[1])
    assert why.title == "AKO in blue: ready"
    assert (
        Step(
            "k8s 11s",
            "ConfigMap/blue/avi-k8s-config",
            "created_by = ako-prod-blue",
            "its usernames",
        )
        in why.steps
    )


def test_instance_whose_container_was_started_again_tells_how_often_and_what_may_be_behind_it() -> None:
    looping = instance_subject(instance("blue", primary=False, waiting="CrashLoopBackOff", restarts=37))
    steps = explained(looping).steps
    assert steps[0].says == "CrashLoopBackOff"
    assert steps[1].what == "restartCount = 37"
    assert "Controller's leader changes or refuses its password" in steps[1].says


def test_virtual_service_is_explained_from_its_owner_username_on() -> None:
    orphan = next(one for one in estate().virtual_services if one.state is State.ORPHANED)
    why = explained(orphan)
    assert (why.title, why.sure) == ("prod--shop-cart is orphaned: instance-removed", "certain")
    assert "ako-prod-violet" in why.steps[0].what
    assert why.steps[0].source == "avi 11s"


def test_username_is_compared_with_those_of_every_instance() -> None:
    assert [(step.what, step.says) for step in explained(estate().users[1]).steps] == [
        ("writes ako-prod", "another username"),
        ("writes ako-prod-blue", "another username"),
    ]


def test_what_is_no_subject_has_no_explanation() -> None:
    assert explain(None, estate(), MOMENT) is None


def test_step_names_its_object_by_what_tells_it_from_others() -> None:
    lines = [plain(one) for one in chain(explained(finding()), named=True)]
    assert lines == [
        "1 k8s 11s  Namespace/payments metadata.labels = team=red  avi-system selects it",
        "2 k8s 11s  ConfigMap/blue data.labelValue = blue  blue selects it",
    ]
    assert plain(chain(explained(finding()), named=False)[1]) == "2 k8s 11s  data.labelValue = blue  blue selects it"


def test_object_that_is_there_or_not_is_named_in_the_short_form() -> None:
    why = Why(words.UNCHECKED, "title", steps=(Step("k8s  2s", "Service/shop/cart", "metadata.name = absent", "gone"),))
    assert [plain(one) for one in chain(why, named=False)] == ["1 k8s  2s  Service/shop/cart absent  gone"]


def test_title_bears_the_tone_of_the_verdict() -> None:
    assert full(explained(finding()))[0][0].tone is Tone.ERROR


def test_object_whose_name_is_the_value_is_named_once() -> None:
    step = Step("k8s  2s", "StatefulSet/blue/ako", "metadata.name = ako", "runs AKO")
    assert plain(chain(Why(words.UNCHECKED, "title", steps=(step,)), named=True)[0]) == (
        "1 k8s  2s  StatefulSet/blue/ako  runs AKO"
    )


def test_one_of_a_thing_is_no_several() -> None:
    told = explain(instance_subject(instance("blue", primary=False)), estate(), MOMENT)
    assert told is not None
    assert "matches 1 namespace" in [one.says for one in told.steps]


WITHOUT_A_CONTROLLER = {key: at for key, at in READ_AT.items() if key[1].plane is Plane.KUBERNETES}


def test_username_has_no_number_of_virtual_services_where_none_were_read() -> None:
    known = estate(virtual_services=(), read_at=WITHOUT_A_CONTROLLER)
    why = explain(user_subject("ako-prod", state=UserState.KNOWN), known, MOMENT)
    assert why is not None
    assert why.title == "username ako-prod: known, virtual services: not read"
    lacking = (UnreadPart("virtualservices (tenant b)", "403"),)
    partly = estate(sources=(source(), source(AVI, SourceState.PARTIAL, unread=lacking)))
    why = explain(partly.users[1], partly, MOMENT)
    assert why is not None
    assert why.title == "username ako-prod-violet: no-instance, 1? virtual service"


def test_namespace_of_which_some_kinds_of_work_were_not_read_says_so() -> None:
    known = {"services": 1, "routes": 0, "gateways": 0}
    subject = namespace_subject("web", workloads=(Workload("Service", "web", "a"),), counts=known)
    assert explained(subject).steps[0].says == "1 object of AKO's classes in what was read; not read: ingresses"


def test_resolved_finding_has_its_evidence_and_no_remedy_any_more() -> None:
    raised, gone = (Event(1, MOMENT, sign, finding().title, (), finding()) for sign in (Sign.RAISED, Sign.RESOLVED))
    assert explained(raised).remedies == finding().remedy
    assert (explained(gone).remedies, len(explained(gone).steps)) == ((), 2)
