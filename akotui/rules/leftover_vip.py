"""A VSVIP of this cluster is used by no virtual service.

What it finds:
    A VSVIP whose marker or name is of one of this cluster's names and that no virtual service refers to.

Why it matters:
    It keeps an address of the pool and its DNS names. For shared parents AKO keeps it on purpose: a VSVIP named
    Shared-L7 stays when its virtual service goes, until somebody deletes it.

Example:
    prod--violet-Shared-L7-0 still holds 10.64.3.7 and the name maps.example.com.
    Scenario: leftovers

What to do:
    Remove it on the Controller if its address and names are not to be used again.

How sure:
    Certain that nothing refers to it: the rule runs only when all virtual services could be read. Whose it was cannot
    be told, because VSVIPs carry no created_by (AKO internal/rest/avi_obj_vsvip.go). What was not there at the first
    look must stand for 2 minutes: AKO makes the VSVIP before the virtual service. That shared ones are kept is in
    docs/faq.md.
"""

from collections.abc import Iterator
from typing import Final

from akotui.analysis import citing, undecided
from akotui.analysis.findings import Confidence, Evidence, Finding, Remedy, Rule, Severity
from akotui.analysis.grace import LAG
from akotui.analysis.subjects import VipSubject
from akotui.analysis.wording import listed
from akotui.model.kinds import Kind

SLUG: Final = "leftover-vip"


def check(subject: VipSubject) -> Iterator[Finding]:
    """One finding a VSVIP."""
    if not subject.ours or subject.virtual_services:
        return
    vip = subject.vip
    holds = listed((*vip.addresses, *vip.hosts))
    kept = ", which AKO keeps on purpose" if "Shared-L7" in vip.name else ""
    yield Finding(
        rule=SLUG,
        severity=Severity.INFO,
        about=vip.uuid,
        title=f"VSVIP {vip.name}{f' ({holds})' if holds else ''} is used by no virtual service{kept}",
        objects=(citing.vip_ref(subject),),
        owners=(),
        evidence=tuple(_evidence(subject)),
        confidence=Confidence.CERTAIN,
        remedy=(Remedy("remove it on the Controller, if neither its addresses nor its names are to be used again"),),
    )


def _evidence(subject: VipSubject) -> Iterator[Evidence]:
    vip = subject.vip
    for marker in vip.markers.get("clustername", ())[:1]:
        yield citing.vip(subject, "markers.clustername", marker, "AKO made it for this cluster")
    for address in vip.addresses:
        yield citing.vip(subject, "vip.ip_address", address, "it still holds this address")
    says = "no virtual service refers to it"
    yield Evidence(subject.scope, Kind.VIRTUAL_SERVICE, "VirtualService", "vsvip_ref", vip.uuid, says)


RULE = Rule(
    slug=SLUG,
    severity=Severity.INFO,
    subject=VipSubject,
    check=check,
    page=__doc__ or "",
    needs=frozenset({Kind.VS_VIP, Kind.STATEFUL_SET, Kind.CONFIG_MAP}),
    whole=frozenset({Kind.VIRTUAL_SERVICE}),
    grace=LAG,
    undecided=undecided.settings,
)
