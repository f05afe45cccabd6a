"""The chains of an IP address: the virtual services that answer there, and what names it without one."""

import ipaddress
from collections.abc import Iterator

from akotui.analysis import chain_virtual_services, citing
from akotui.analysis.chain import Chain, Step, breaks, holds, unknown
from akotui.analysis.chain_case import Case
from akotui.analysis.chain_objects import SERVED
from akotui.analysis.coverage import lack
from akotui.analysis.findings import Evidence
from akotui.analysis.subjects import VirtualServiceSubject, Workload
from akotui.model.facts import Scope
from akotui.model.inventory import Controller, Table
from akotui.model.kinds import Kind
from akotui.model.kubernetes import Gateway, Ingress, Service

_STATUS = (Kind.INGRESS, Kind.SERVICE, Kind.GATEWAY)
_WORDS = {kind: word for word, kind in SERVED.items()}


def serving(address: str, case: Case) -> tuple[VirtualServiceSubject, ...]:
    """Return the virtual services that answer at an address."""
    return tuple(one for one in case.estate.virtual_services if _among(address, one.addresses))


def chains(address: str, case: Case) -> tuple[Chain, ...]:
    """Return the chains of the virtual services there, then VSVIPs nobody uses, then objects whose status names it."""
    subjects = serving(address, case)
    found = [chain for subject in subjects for chain in chain_virtual_services.chains(subject, case)]
    for scope, controller in case.controllers.items():
        found += _unused(address, scope, controller)
    behind = {origin.workload for subject in subjects for origin in subject.origins}
    found += (_claimed(workload, address, case) for workload in _naming(address, case) if workload not in behind)
    return tuple(found)


def _unused(address: str, scope: Scope, controller: Controller) -> Iterator[Chain]:
    """VSVIPs that no virtual service refers to."""
    services = controller.virtualservices
    used = {vs.vs_vip for vs in services.rows.values()}
    for row in controller.vsvips.rows.values():
        if _among(address, row.addresses) and row.uuid not in used:
            place = f"VsVip/{row.tenant}/{row.name}"
            says = lack((services,)) or "no virtual service refers to it"
            reference = Evidence(scope, Kind.VS_VIP, place, "uuid", row.uuid, says)
            address_link = holds(
                Step.VIP, Evidence(scope, Kind.VS_VIP, place, "vip", ", ".join(row.addresses), "holds the address")
            )
            open_end = (breaks if services.whole else unknown)(Step.VIRTUAL_SERVICE, reference)
            yield Chain(f"{place} → no virtual service", (open_end, address_link))


def _naming(address: str, case: Case) -> Iterator[Workload]:
    for kind in _STATUS:
        table: Table[Ingress | Service | Gateway] = getattr(case.intent.cluster, kind.value)
        for row in table.rows.values():
            if _among(address, row.addresses):
                yield Workload(_WORDS[kind], row.metadata.namespace, row.metadata.name)


def _claimed(workload: Workload, address: str, case: Case) -> Chain:
    """An object whose status names the address, which no virtual service of it has."""
    tables = [table for one in case.controllers.values() for table in (one.virtualservices, one.vsvips)]
    missing = lack(tables) if tables else "no Avi Controller is read"
    kind = SERVED[workload.kind]
    evidence = Evidence(citing.CLUSTER, kind, str(workload), "status", address, "its status names the address")
    says = missing or "no virtual service of it has this address"
    scope = next(iter(case.controllers), None)
    end = Evidence(scope, Kind.VS_VIP, "VsVip", "vip", "", says) if scope else evidence
    return Chain(
        f"{workload} → no virtual service",
        (holds(Step.OBJECT, evidence), (unknown if missing else breaks)(Step.VIP, end)),
    )


def _among(address: str, addresses: tuple[str, ...]) -> bool:
    return address in addresses or any(_parsed(one) == _parsed(address) for one in addresses)


def _parsed(address: str) -> object:
    """Two spellings of one IPv6 address are one address."""
    try:
        return ipaddress.ip_address(address)
    except ValueError:
        return address
