"""A cluster as its people describe it, and AKO instances that act on it: scenarios are written in these words.

Each running instance does what AKO does: it deletes what it no longer wants, creates what it wants unless the name is
taken by another (409), and writes back to the Ingresses and Services it serves. A stopped one does nothing.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import groupby

import msgspec

from akotui.simulator import ako, charts, manifests
from akotui.simulator.avi_objects import AviObject, Site, uuid_of
from akotui.simulator.avi_shapes import vip_address
from akotui.simulator.deployed import deployed
from akotui.simulator.documents import Object, member, objects, text
from akotui.simulator.leases import Leases
from akotui.simulator.manifests import Written
from akotui.simulator.names import Instance
from akotui.simulator.simulation import Simulation
from akotui.simulator.workloads import GatewayRoute, IngressHost, Workload

Key = tuple[str, str]  # type and uuid of a Controller object


class World:
    """Both simulated servers behind the words of a scenario; call `sync` after a change to let the instances act."""

    def __init__(self, simulation: Simulation, *, controller: str = "") -> None:
        self.simulation = simulation
        self.site = Site(simulation.avi.host, simulation.moment)
        self.moment = simulation.moment
        self.controller = controller or simulation.avi_url.partition("://")[2]
        self.labels: dict[str, dict[str, str]] = {}
        self.instances: dict[str, Instance] = {}
        self.stopped: set[str] = set()
        self.leases = Leases(simulation.kubernetes, simulation.moment)
        self._workloads: dict[str, list[Workload]] = {}
        self._tenants: dict[str, str] = {}
        self._infra: dict[str, str] = {}
        self._made: dict[str, dict[Key, AviObject]] = {}
        self._makers: dict[Key, str] = {}  # usernames: what bears its own AKO takes for its own
        self._shown: dict[Key, Object] = {}
        self._notes: dict[Workload, Written] = {}

    def before(self, **ago: float) -> datetime:
        """Return a moment of the past: `before(days=3)`."""
        return self.moment - timedelta(**ago)

    def namespace(
        self, name: str, labels: Mapping[str, str] | None = None, *workloads: Workload, infra: str = ""
    ) -> None:
        """Create a namespace and what people deploy in it; `infra` is the AviInfraSetting it names."""
        self._infra[name] = infra
        self.labels[name] = dict(labels or {})
        self._workloads[name] = list(workloads)
        self._put_namespace(name)

    def relabel(self, name: str, **labels: str | None) -> None:
        """Set labels of a namespace, or with None take them off."""
        merged = {**self.labels[name], **labels}
        self.labels[name] = {key: value for key, value in merged.items() if value is not None}
        self._put_namespace(name)

    def retenant(self, name: str, tenant: str) -> None:
        """Send a namespace's objects to another tenant; AKO leaves the old ones until it restarts (ako_tenancy.md)."""
        self._tenants[name] = tenant
        self._put_namespace(name)
        for made in self._made.values():
            left = {found.name for found in made.values() if _namespace(found) == name}
            for key in [key for key, found in made.items() if found.name in left]:
                del made[key]
        self._workloads[name] = [msgspec.structs.replace(found, tenant=tenant) for found in self._workloads[name]]

    def delete_namespace(self, name: str) -> None:
        """Delete a namespace with all in it."""
        del self.labels[name], self._workloads[name]
        self.simulation.kubernetes.delete("namespaces", name)

    def install(
        self, instance: Instance, *, controller: str = "", ready: bool = True, changed_days: float = 12.0
    ) -> None:
        """Install an AKO instance in its namespace, which is created if need be.

        Its pod runs for 11 days, its ConfigMap was last changed `changed_days` ago.
        """
        if instance.namespace not in self.labels:
            self.namespace(instance.namespace)
        charts.install(self.simulation.kubernetes, instance, self.moment)
        self.configure(instance, controller=controller, changed_days=changed_days)
        charts.run(self.simulation.kubernetes, instance, self.moment, ready=ready)
        if not ready:
            self.stopped.add(instance.namespace)
        if instance.replicas > 1:
            self.leases.lead(instance.namespace, "ako-0")

    def configure(self, instance: Instance, *, controller: str = "", changed_days: float = 12.0) -> None:
        """Let somebody edit its ConfigMap and restart it; under another username it forgets what it made."""
        before = self.instances.get(instance.namespace, instance)
        self.instances[instance.namespace] = instance
        if before.user != instance.user:
            self._made[instance.namespace] = {}
        self._made.setdefault(instance.namespace, {})
        settings = manifests.config_map(
            instance, controller=controller or self.controller, changed=self.before(days=changed_days)
        )
        self.simulation.kubernetes.put(settings)

    def uninstall(self, namespace: str) -> None:
        """Uninstall an instance without deleteConfig: what it made stays on the Controller."""
        charts.uninstall(self.simulation.kubernetes, self.instances.pop(namespace))

    def stop(self, namespace: str) -> None:
        """Let an instance crash."""
        self.stopped.add(namespace)
        charts.run(self.simulation.kubernetes, self.instances[namespace], self.moment, ready=False)

    def start(self, namespace: str) -> None:
        """Let it come back."""
        self.stopped.discard(namespace)
        charts.run(self.simulation.kubernetes, self.instances[namespace], self.moment, ready=True)

    def sync(self) -> None:
        """Let every running instance act on the cluster as it is, deletions of all before creations of any."""
        running = [found for name, found in self.instances.items() if name not in self.stopped]
        wanted = {found.namespace: self._wanted(found) for found in running}
        for name, kept in wanted.items():
            for key in [key for key in self._made[name] if key not in kept]:
                self.simulation.avi.delete(*key)
                del self._made[name][key]
                self._makers.pop(key, None)
        for name, kept in wanted.items():
            for key, found in kept.items():
                self._create(self.instances[name], key, found)
        self._write_back()

    def uuid(self, namespace: str, workload: Workload) -> str:
        """Return the uuid of the virtual service that an instance makes for a workload."""
        name = ako.annotated(self.instances[namespace], workload)
        return uuid_of("virtualservice", ako.tenant_of(self.instances[namespace], workload), name)

    def _claims(self, instance: Instance, workload: Workload) -> bool:
        """Gateways whatever the namespace; Ingresses only when their class exists (lib.ValidateIngressForClass)."""
        if isinstance(workload, GatewayRoute):
            return True
        namespace, cluster = workload.namespace, self.simulation.kubernetes
        name = f"avi-{workload.infra or 'lb'}" if isinstance(workload, IngressHost) and not workload.route else ""
        known = not name or name in cluster.store.collection("ingressclasses").entries
        return known and instance.accepts(namespace, self.labels[namespace])

    def _wanted(self, instance: Instance) -> dict[Key, AviObject]:
        every = [found for workloads in self._workloads.values() for found in workloads]
        made = ako.objects(instance, [found for found in every if self._claims(instance, found)], self.site)
        return {(found.kind, found.uuid): found for found in made}

    def _create(self, instance: Instance, key: Key, found: AviObject) -> None:
        if self._makers.get(key, instance.user) != instance.user:
            return  # 409: the name is taken, the other one keeps it
        made = self._made[instance.namespace]
        if found != made.get(key):
            self.simulation.avi.put(found.kind, found.document)
        self._makers[key] = instance.user
        made[key] = found

    def _write_back(self) -> None:
        shown: dict[Key, Object] = {}
        for namespace, workloads in self._workloads.items():
            for _, group in groupby(workloads, key=lambda found: (type(found), found.name)):
                gathered, created = list(group), self.before(days=20 + len(namespace))
                written = [found for workload in gathered if (found := self._noted(workload))]
                for document in deployed(gathered, written, created=created):
                    shown[text(document, "kind"), f"{namespace}/{text(document, 'metadata', 'name')}"] = document
        for key, document in shown.items():
            if self._shown.get(key) != document:
                self.simulation.kubernetes.put(document)
        for kind, name in self._shown.keys() - shown.keys():
            self.simulation.kubernetes.delete(_PLURALS[kind], name)
        self._shown = shown

    def _noted(self, workload: Workload) -> Written | None:
        """What stands on its Kubernetes object; what an instance wrote that is gone nobody clears."""
        before, now = self._notes.pop(workload, None), self._written(workload)
        if now is None and before and before.user not in [one.user for one in self.instances.values()]:
            now = before
        if now:
            self._notes[workload] = now
        return now

    def _written(self, workload: Workload) -> Written | None:
        for name, instance in self.instances.items():
            made = self._made[name]
            served = made.get(("virtualservice", self.uuid(name, workload)))
            vip_name = ako.addressed(instance, workload)
            tenant = ako.tenant_of(instance, workload)
            vip = made.get(("vsvip", uuid_of("vsvip", tenant, vip_name)))
            if served and vip and self._claims(instance, workload):
                host, cluster = ako.host_of(workload, self.site), self.simulation.avi.cluster_uuid
                return Written(host, served.uuid, vip_address(vip), tenant, cluster, instance.user)
        return None

    def _put_namespace(self, name: str) -> None:
        tenant, created = self._tenants.get(name, ""), self.before(days=30 + len(name))
        infra = self._infra[name]
        document = manifests.namespace(name, self.labels[name], tenant=tenant, infra=infra, created=created)
        self.simulation.kubernetes.put(document)


_PLURALS = {
    "Ingress": "ingresses",
    "Route": "routes",
    "HostRule": "hostrules",
    "Service": "services",
    "Gateway": "gateways",
    "HTTPRoute": "httproutes",
}


def _namespace(found: AviObject) -> str:
    for marker in objects(found.document, "markers"):
        values = member(marker, "values")
        if marker.get("key") == "Namespace" and isinstance(values, list) and values:
            return str(values[0])
    return ""
