"""The doctor looks at everything, names what is wrong with a next step, and ends in an exit code of the contract."""

from collections import Counter
from typing import Final

import msgspec
import pytest

from akotui.model.kinds import AVI_TYPES, RESOURCES, Kind
from akotui.sources.allowance import REVIEW
from tests.e2e.program import Ran, Site
from tests.secrecy import BEARER, WRONG, hand

OF_THE_TERMINAL: Final = ("terminal", "colours", "text", "clipboard")
RIGHTS: Final = [f"right to {kind.value}" for kind in RESOURCES]


class Examined(msgspec.Struct):
    name: str
    status: str
    says: str
    remedy: str


class Checkup(msgspec.Struct, rename="camel"):
    api_version: str
    kind: str
    checks: list[Examined]


@pytest.fixture
def reviews() -> frozenset[str]:
    return frozenset({REVIEW})


def checkup(ran: Ran) -> dict[str, Examined]:
    found = msgspec.json.decode(ran.out, type=Checkup)
    assert (found.api_version, found.kind) == ("akotui/v1", "Checkup")
    assert all(one.remedy for one in found.checks if one.status != "pass")
    assert all("\n" not in one.says + one.remedy for one in found.checks)
    return {one.name: one for one in found.checks}


async def examined(site: Site, *argv: str) -> tuple[int, dict[str, Examined]]:
    ran = await site.akotui("doctor", "-o", "json", *argv)
    assert ran.err == ""
    return ran.code, checkup(ran)


async def test_where_all_is_well_everything_passes_but_the_terminal_that_is_not_there(site: Site) -> None:
    code, found = await examined(site)
    assert code == 0
    assert {one.name for one in found.values() if one.status != "pass"} == {"terminal", "clipboard"}
    name = site.simulation.avi_url.removeprefix("http://")
    avi = [f"avi {name} {part}" for part in ("login", *(kind.value for kind in AVI_TYPES))]
    assert list(found) == ["versions", "kubeconfig", "kubernetes", *RIGHTS, *avi, *OF_THE_TERMINAL]
    assert found[f"avi {name} tenants"].says == "sees admin, tenant-a, tenant-b"
    requests = Counter((one.method, one.path) for one in site.simulation.avi.server.requests)
    assert (requests["POST", "/login"], requests["POST", "/logout"]) == (1, 1)
    assert site.simulation.avi.sessions.open == {}
    assert max(requests.values()) == 1


async def test_table_says_the_same_with_the_remedy_below(site: Site) -> None:
    site.simulation.kubernetes.forbid("ingresses")
    ran = await site.akotui("doctor")
    assert ran.code == 1
    lines = ran.out.splitlines()
    (place,) = [number for number, line in enumerate(lines) if "right to ingresses " in line]
    assert lines[place].startswith("✗ FAIL     right to ingresses  ")
    assert "may not list ingresses.networking.k8s.io, may not watch ingresses.networking.k8s.io" in lines[place]
    assert lines[place + 1].strip() == "→ akotui rbac prints the ClusterRole that allows it; bind it to this user"


@pytest.mark.parametrize("plural", [one.plural for kind, one in RESOURCES.items() if kind is not Kind.ROUTE])
async def test_each_right_that_is_missing_is_named(site: Site, plural: str) -> None:
    site.simulation.kubernetes.forbid(plural)
    code, found = await examined(site, "--no-avi")
    assert code == 1
    assert [one.name for one in found.values() if one.status == "fail"] == [f"right to {plural}"]


async def test_rights_in_single_namespaces_are_enough_for_those_namespaces(site: Site) -> None:
    for resource in RESOURCES.values():
        if resource.namespaced:
            site.simulation.kubernetes.forbid(resource.plural, allowed_in=("blue", "blue-1"))
    code, found = await examined(site, "--no-avi", "-n", "blue", "-n", "blue-1")
    assert (code, found["right to ingresses"].status) == (0, "pass")
    code, found = await examined(site, "--no-avi", "-n", "blue", "-n", "elsewhere")
    assert code == 1
    assert "list ingresses.networking.k8s.io in elsewhere" in found["right to ingresses"].says
    assert "in blue" not in found["right to ingresses"].says


async def test_refused_password_is_tried_once(site: Site) -> None:
    hand(site.password, WRONG)
    code, found = await examined(site)
    assert code == 1
    (login,) = [one for one in found.values() if one.name.endswith("login")]
    assert login.status == "fail"
    assert "refused user" in login.says
    assert sum(one.path == "/login" for one in site.simulation.avi.server.requests) == 1


async def test_type_that_the_account_may_not_read_is_named(site: Site) -> None:
    site.simulation.avi.forbid("pool")
    code, found = await examined(site)
    (pools,) = [one for one in found.values() if one.name.endswith(" pools")]
    assert (code, pools.status) == (1, "fail")
    assert pools.remedy.startswith("akotui rbac --avi prints a role")


@pytest.mark.parametrize("content", [None, "", "{", "contexts: null", "\x00\x01"])
async def test_kubeconfig_that_cannot_be_used_is_a_line_and_exit_code_2(site: Site, content: str | None) -> None:
    site.kubeconfig.unlink()
    if content is not None:
        hand(site.kubeconfig, content)
        site.kubeconfig.chmod(0o600)
    code, found = await examined(site)
    assert (code, found["kubeconfig"].status) == (2, "fail")
    assert str(site.kubeconfig) in found["kubeconfig"].says
    (login,) = [one for one in found.values() if one.name.endswith("login")]
    assert login.status == "pass"


async def test_cluster_that_is_not_there_is_a_line_and_exit_code_3(site: Site) -> None:
    await site.simulation.kubernetes.server.close()
    code, found = await examined(site)
    assert (code, found["kubernetes"].status, found["rights"].status) == (3, "fail", "unknown")


async def test_cluster_that_refuses_the_token_is_a_line_and_exit_code_3(site: Site) -> None:
    site.simulation.kubernetes.token = BEARER
    code, found = await examined(site)
    assert (code, found["kubernetes"].status) == (3, "fail")
    assert "401" in found["kubernetes"].says


async def test_controller_that_nobody_named_is_unknown_and_exit_code_4(site: Site) -> None:
    ran = await site.run("doctor", "-o", "json", *site.cluster)
    found = checkup(ran)
    assert (ran.code, found["avi"].status) == (4, "unknown")
    assert "--avi-controller" in found["avi"].remedy


async def test_settings_of_a_controller_that_cannot_be_used_hide_nothing_else(site: Site) -> None:
    site.password.chmod(0o644)
    code, found = await examined(site)
    assert (code, found["avi settings"].status, found["kubernetes"].status) == (1, "fail", "pass")
    assert "chmod 600" in found["avi settings"].says


async def test_certificate_that_is_not_verified_and_file_that_is_open_fail(site: Site) -> None:
    site.kubeconfig.chmod(0o644)
    code, found = await examined(site, "--avi-insecure")
    assert code == 1
    assert found["kubeconfig mode"].remedy == f"chmod 600 {site.kubeconfig}"
    assert any("NOT VERIFIED" in one.says for one in found.values())


async def test_demo_can_be_examined_and_a_dump_cannot(site: Site, golden: object) -> None:
    ran = await site.run("doctor", "--demo")
    assert ran.code == 0
    assert ", 0 failed" in ran.out
    for option in ("--from-dir", "--replay"):
        ran = await site.run("doctor", option, str(golden))
        assert ran.code == 2
        assert f"{option}: there is nothing to examine in files" in ran.line
