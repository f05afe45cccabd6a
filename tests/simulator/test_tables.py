import asyncio
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from akotui.simulator.documents import Json, Object
from akotui.simulator.kubernetes import KubernetesSimulator
from akotui.simulator.store import MOMENT
from tests.simulator.test_kubernetes import INGRESSES, client, cluster, ingress, namespace

__all__ = ["client", "cluster"]

AS_TABLE = {
    "Accept": "application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,"
    "application/json"
}


def secure_ingress(where: str, name: str, *hosts: str) -> Object:
    listed: list[Json] = [*hosts]
    rules: list[Json] = [{"host": host} for host in hosts]
    document = ingress(where, name)
    document["spec"] = {"ingressClassName": "avi-lb", "tls": [{"hosts": listed}], "rules": rules}
    document["status"] = {"loadBalancer": {"ingress": [{"ip": "192.0.2.1"}]}}
    return document


def phased(name: str, phase: str) -> Object:
    document = namespace(name)
    document["status"] = {"phase": phase}
    return document


async def test_discovery_tells_short_names_and_categories(client: httpx.AsyncClient) -> None:
    core = {found["name"]: found for found in (await client.get("/api/v1")).json()["resources"]}
    assert core["namespaces"]["shortNames"] == ["ns"]
    assert "categories" not in core["namespaces"]
    assert core["pods"]["categories"] == ["all"]


async def test_table_rows_carry_cells_and_the_whole_metadata(
    cluster: KubernetesSimulator, client: httpx.AsyncClient
) -> None:
    cluster.put(secure_ingress("red", "web", "a.example.test", "b.example.test", "c.example.test", "d.example.test"))
    cluster.put(ingress("red", "plain"))
    cluster.relabel("ingresses", "red/web", team="red")
    table = (await client.get(INGRESSES, headers=AS_TABLE)).json()
    assert (table["kind"], table["apiVersion"]) == ("Table", "meta.k8s.io/v1")
    columns = [column["name"] for column in table["columnDefinitions"]]
    assert columns == ["Name", "Class", "Hosts", "Address", "Ports", "Age"]
    hosts = "a.example.test,b.example.test,c.example.test + 1 more..."
    assert [row["cells"] for row in table["rows"]] == [
        ["plain", "<none>", "*", "", "80", "0s"],
        ["web", "avi-lb", hosts, "192.0.2.1", "80, 443", "0s"],
    ]
    found = table["rows"][1]["object"]
    item = (await client.get(INGRESSES)).json()["items"][1]
    assert found == {"kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1", "metadata": item["metadata"]}
    assert found["metadata"]["labels"] == {"team": "red"}


async def test_tables_have_pages_and_follow_changes(cluster: KubernetesSimulator, client: httpx.AsyncClient) -> None:
    for name in ("a", "b", "c"):
        cluster.put(namespace(name))
    first = (await client.get("/api/v1/namespaces", params={"limit": 2}, headers=AS_TABLE)).json()
    asked = {"limit": 2, "continue": first["metadata"]["continue"]}
    second = (await client.get("/api/v1/namespaces", params=asked, headers=AS_TABLE)).json()
    assert [[row["cells"][0] for row in page["rows"]] for page in (first, second)] == [["a", "b"], ["c"]]
    cluster.put(phased("a", "Terminating"))
    one = (await client.get("/api/v1/namespaces/a", headers=AS_TABLE)).json()
    assert [row["cells"] for row in one["rows"]] == [["a", "Terminating", "0s"]]
    assert (await client.get("/api/v1/namespaces/z", headers=AS_TABLE)).json()["reason"] == "NotFound"


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (119, "119s"), (120, "2m"), (200, "3m20s"), (7200, "120m"), (5 * 3600, "5h"), (5 * 3600 + 60, "5h1m"),
        (47 * 3600, "47h"), (6 * 86400 + 4 * 3600, "6d4h"), (100 * 86400, "100d"), (3 * 365 * 86400, "3y"),
        (9 * 365 * 86400 + 86400, "9y"), (-5, "0s"),
    ],
)  # fmt: skip
async def test_ages_are_written_as_kubectl_writes_them(
    cluster: KubernetesSimulator, client: httpx.AsyncClient, seconds: int, shown: str
) -> None:
    document = namespace("a")
    created = MOMENT - timedelta(seconds=seconds)
    document["metadata"] = {"name": "a", "creationTimestamp": f"{created:%Y-%m-%dT%H:%M:%SZ}"}
    cluster.put(document)
    table = (await client.get("/api/v1/namespaces", headers=AS_TABLE)).json()
    assert table["rows"][0]["cells"][2] == shown


@pytest.mark.skipif(shutil.which("kubectl") is None, reason="kubectl is not on this machine")
async def test_kubectl_gets_short_names_as_tables(cluster: KubernetesSimulator, tmp_path: Path) -> None:
    cluster.put(phased("red", "Active"))
    cluster.put(secure_ingress("red", "web", "a.example.test"))
    command = ["kubectl", "--server", cluster.server.url, "--cache-dir", str(tmp_path), "get", "ns,ing", "-A"]
    environment = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin:/usr/local/bin", "KUBECONFIG": str(tmp_path / "none")}
    ran = await asyncio.to_thread(
        subprocess.run, command, env=environment, capture_output=True, text=True, timeout=30, check=False
    )
    assert ran.stderr == ""
    assert [line.split() for line in ran.stdout.splitlines() if "AGE" not in line and line] == [
        ["namespace/red", "Active", "0s"],
        ["red", "ingress.networking.k8s.io/web", "avi-lb", "a.example.test", "192.0.2.1", "80,", "443", "0s"],
    ]
