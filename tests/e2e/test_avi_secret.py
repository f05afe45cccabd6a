"""AKO's own account is used only when asked for by name, says so for as long as it is, and is read again once."""

import base64
from collections.abc import Mapping

import msgspec
import pytest

from akotui.config import ControllerSettings
from akotui.simulator.store import Served
from tests.e2e.program import Site
from tests.e2e.screen import screen, seen, settings, shows

SECRETS = Served("", "v1", "secrets", "Secret")
CAUTION = "AKO's own account, which may WRITE, is in use (--use-avi-secret blue)"


def put_secret(site: Site, **values: str) -> None:
    """Put AKO's Secret of namespace blue there."""
    fields: Mapping[str, str] = {"username": site.simulation.avi_username, **values}
    site.simulation.kubernetes.store.serve(SECRETS)
    site.simulation.kubernetes.put(
        {
            "apiVersion": "v1",
            "kind": "Secret",
            "metadata": {"name": "avi-secret", "namespace": "blue"},
            "data": {key: base64.b64encode(value.encode()).decode() for key, value in fields.items()},
        }
    )


def options(site: Site, namespace: str = "blue") -> tuple[str, ...]:
    return (*site.cluster, "--avi-controller", site.simulation.avi_url, "--use-avi-secret", namespace)


def secret_reads(site: Site) -> list[str]:
    return [one.path for one in site.simulation.kubernetes.server.requests if "secret" in one.path]


async def test_account_of_the_secret_is_used_and_said(site: Site) -> None:
    put_secret(site, password=site.simulation.avi_password, authtoken="")
    ran = await site.run("get", "inventory", "-o", "json", *options(site))
    assert (ran.code, ran.line) == (0, CAUTION)
    assert ran.document.source("avi")["state"] == "live"
    assert str(ran.document.source("avi")["detail"]).endswith(CAUTION)
    assert secret_reads(site) == ["/api/v1/namespaces/blue/secrets/avi-secret"]


async def test_without_the_option_no_secret_is_read(site: Site) -> None:
    put_secret(site, password=site.simulation.avi_password)
    await site.run("check", *site.cluster, "--avi-controller", site.simulation.avi_url)
    assert secret_reads(site) == []


@pytest.mark.parametrize(
    ("namespace", "values", "words"),
    [
        ("nowhere", {}, "there is no Secret nowhere/avi-secret"),
        ("blue", {"password": ""}, "Secret blue/avi-secret holds no username with a password or authtoken"),
        ("blue", {"password": "wrong"}, "refused user"),
    ],
)
async def test_secret_that_does_not_help_is_told_in_one_line(
    site: Site, namespace: str, values: Mapping[str, str], words: str
) -> None:
    put_secret(site, **values)
    ran = await site.run("get", "inventory", "-o", "json", *options(site, namespace))
    assert ran.document.source("avi")["state"] == "unauthorized"
    assert words in str(ran.document.source("avi")["detail"])
    assert sum(one.path == "/login" for one in site.simulation.avi.server.requests) <= 1


async def test_secret_that_may_not_be_read_is_told_with_the_right_it_takes(site: Site) -> None:
    put_secret(site, password=site.simulation.avi_password)
    site.simulation.kubernetes.forbid("secrets")
    ran = await site.run("get", "inventory", "-o", "json", *options(site))
    assert "akotui rbac --use-avi-secret blue prints the right" in str(ran.document.source("avi")["detail"])


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (("--use-avi-secret", "../x"), "this is no name of a namespace"),
        (("--use-avi-secret", "blue", "--avi-username", "me"), "--use-avi-secret and --avi-username: give one of them"),
    ],
)
async def test_options_that_make_no_sense_are_refused(site: Site, argv: tuple[str, ...], words: str) -> None:
    ran = await site.run("check", *site.cluster, *argv)
    assert ran.code == 2
    assert words in ran.line


async def test_renewed_token_is_read_again_once_and_the_banner_stays(site: Site) -> None:
    simulation = site.simulation
    put_secret(site, authtoken="first-token")
    simulation.avi.account.token = "first-token"
    chosen = msgspec.structs.replace(
        settings(site), controllers=(ControllerSettings(simulation.avi_url),), use_avi_secret="blue"
    )
    async with screen(chosen) as pilot:
        await seen(pilot, shows(f"! {CAUTION}"))
        simulation.avi.account.token = "second-token"
        put_secret(site, authtoken="second-token")
        simulation.avi.sessions.open.clear()
        await pilot.press("ctrl+r")
        await seen(pilot, lambda text: simulation.avi.sessions.opened == 2 and f"! {CAUTION}" in text)
    assert sum(one.path == "/login" for one in simulation.avi.server.requests) == 2
