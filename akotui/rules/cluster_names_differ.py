"""AKO instances of one cluster use different cluster names.

What it finds:
    Known AKO instances whose clusterName is not the same.

Why it matters:
    The cluster name stands in every username, every object name, every marker and in the labels of static routes and
    Service Engine groups. Instances with different names look like different clusters to each other and to the
    Controller, and a Service Engine group accepts one name only: the second instance does not start with it.

Example:
    avi-system has clusterName: prod, blue has clusterName: prod-blue.
    Scenario: misconfigured

What to do:
    Use one clusterName. Before it is changed on an instance, let that instance delete its objects (deleteConfig: true),
    or everything it made under the old name stays on the Controller without an owner.

How sure:
    Certain: the settings were read. Likely when a ConfigMap was changed after its instance started. AKO takes the name
    into usernames in internal/lib/lib.go SetAKOUser, into names in SetNamePrefix; the Service Engine group is checked
    in internal/cache/controller_obj_cache.go validateAndConfigureSeGroup. AKO's documentation implies the rule
    (docs/multiple-ako.md) and does not write it down.
"""

from collections.abc import Iterator
from typing import Final

from akotui.analysis import citing, undecided
from akotui.analysis.findings import Finding, Remedy, Rule, Severity
from akotui.analysis.instances import Instance
from akotui.analysis.subjects import EstateSubject
from akotui.analysis.wording import listed
from akotui.model.kinds import Kind

SLUG: Final = "cluster-names-differ"


def check(subject: EstateSubject) -> Iterator[Finding]:
    """One finding for the cluster."""
    instances = citing.configured(subject.instances)
    if differences := citing.differences(instances, lambda one: one.cluster_name):
        yield _finding(instances, differences)


def _finding(instances: tuple[Instance, ...], differences: str) -> Finding:
    return Finding(
        rule=SLUG,
        severity=Severity.ERROR,
        about="cluster",
        title=f"cluster names differ: {differences}",
        objects=tuple(citing.instance_ref(one) for one in instances),
        owners=citing.users(instances),
        evidence=tuple(
            citing.setting(one, "clusterName", used=one.cluster_name, says=f"{one.id} writes {listed(one.users)}")
            for one in instances
        ),
        confidence=citing.sure(instances),
        remedy=(
            Remedy(
                "choose one name; on each instance that must change set deleteConfig=true and wait until its objects"
                " are gone (this takes its traffic down), then set clusterName and deleteConfig=false and restart it"
            ),
        ),
    )


RULE = Rule(
    slug=SLUG,
    severity=Severity.ERROR,
    subject=EstateSubject,
    check=check,
    page=__doc__ or "",
    needs=frozenset({Kind.STATEFUL_SET, Kind.CONFIG_MAP}),
    undecided=undecided.settings,
)
