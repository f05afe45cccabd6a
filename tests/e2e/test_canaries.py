"""Twelve secrets are given to akotui in every way there is. That none comes out is asserted after every test."""

import base64
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from akotui.simulator.documents import Object
from akotui.simulator.store import Served
from akotui.sources.allowance import REVIEW
from tests.e2e.program import Site, akotui
from tests.e2e.terminal import terminal
from tests.secrecy import CANARIES, hand

COMMANDS = (
    ("check",),
    ("check", "-o", "json"),
    ("get", "inventory", "-o", "yaml"),
    ("explain", "ns/blue-1"),
    ("whatif", "ako/blue", "uninstall", "-o", "json"),
    ("doctor", "-o", "json"),
)
BROKEN_CONTEXTS = ("basic", "key", "oidc", "proxied", "file", "plugin-fails")


@pytest.fixture
def reviews() -> frozenset[str]:
    return frozenset({REVIEW})


class Aviary:
    """A site whose every secret is a canary, and the folders that akotui may write to."""

    def __init__(self, site: Site) -> None:
        self.site = site
        simulation = site.simulation
        simulation.kubernetes.token = CANARIES["bearer token"]
        simulation.avi.account.password = CANARIES["Controller password"]
        simulation.avi.account.token = CANARIES["Controller token"]
        self.mine = site.folder / "mine"
        self.theirs = site.folder / "theirs"
        for folder in (self.mine, *(self.theirs / name for name in ("home", "tmp", "run", "state", "cache"))):
            folder.mkdir(parents=True)
        self.password = self._file("password", CANARIES["Controller password"])
        self.token = self._file("token", CANARIES["Controller token"])
        self.kubeconfig = self._file("kubeconfig", json.dumps(self._contexts()))
        self._put_secret()

    @property
    def environ(self) -> Mapping[str, str]:
        """Where akotui finds itself: every place that programs write to is below `theirs`."""
        return {
            "HOME": str(self.theirs / "home"),
            "TMPDIR": str(self.theirs / "tmp"),
            "XDG_RUNTIME_DIR": str(self.theirs / "run"),
            "XDG_STATE_HOME": str(self.theirs / "state"),
            "XDG_CACHE_HOME": str(self.theirs / "cache"),
            "PYTHONASYNCIODEBUG": "1",
        }

    @property
    def options(self) -> tuple[str, ...]:
        """The options without an account."""
        return ("--kubeconfig", str(self.kubeconfig), "--avi-controller", self.site.simulation.avi_url)

    async def run(self, *argv: str, **environ: str) -> int:
        """Run a command to its end and return its exit code."""
        return (await akotui(*argv, environ={**self.environ, **environ})).code

    def _file(self, name: str, content: str, mode: int = 0o600) -> Path:
        return hand(self.mine / name, content, mode)

    def _plugin(self) -> Path:
        """A credential plugin that tells what it sees of akotui: arguments, and the environment but for its own."""
        status = {"token": CANARIES["bearer token"]}
        credential = {"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential", "status": status}
        answer = self._file("answer", json.dumps(credential))
        seen = self.theirs / "plugin-saw"
        script = f"#!/bin/sh\nenv | grep -v ^API_KEY= > {seen}\ntr '\\0' ' ' < /proc/$PPID/cmdline >> {seen}\n"
        return self._file("plugin", f'{script}[ "$1" = fail ] && exit 1\ncat {answer}\n', mode=0o700)

    def _contexts(self) -> Mapping[str, object]:
        plugin = str(self._plugin())
        variable = [{"name": "API_KEY", "value": CANARIES["plugin variable"]}]
        run = {"apiVersion": "client.authentication.k8s.io/v1", "command": plugin, "env": variable}
        oidc = {"idp-issuer-url": "https://127.0.0.1:9", "client-id": "c", "refresh-token": CANARIES["refresh token"]}
        key = base64.b64encode(CANARIES["client key"].encode()).decode()
        users: Mapping[str, object] = {
            "plugin": {"exec": run},
            "plugin-fails": {"exec": {**run, "args": ["fail"]}},
            "basic": {"username": "ann", "password": CANARIES["basic password"]},
            "key": {"client-certificate-data": key, "client-key-data": key},
            "oidc": {"auth-provider": {"name": "oidc", "config": oidc}},
            "file": {"tokenFile": str(self._file("bearer", CANARIES["token file"]))},
            "proxied": {"exec": run},
        }
        server = self.site.simulation.kubernetes_url
        proxy = f"http://me:{CANARIES['proxy password']}@127.0.0.1:9"
        contexts = [
            {"name": name, "context": {"cluster": "proxied" if name == "proxied" else "c", "user": name}}
            for name in users
        ]
        return {
            "current-context": "plugin",
            "clusters": [
                {"name": "c", "cluster": {"server": server}},
                {"name": "proxied", "cluster": {"server": "https://127.0.0.1:9", "proxy-url": proxy}},
            ],
            "contexts": contexts,
            "users": [{"name": name, "user": user} for name, user in users.items()],
        }

    def _put_secret(self) -> None:
        kubernetes = self.site.simulation.kubernetes
        kubernetes.store.serve(Served("", "v1", "secrets", "Secret"))
        content = {"username": self.site.simulation.avi_username, "password": CANARIES["AKO password"]}
        encoded: Object = {key: base64.b64encode(value.encode()).decode() for key, value in content.items()}
        metadata: Object = {"name": "avi-secret", "namespace": "blue"}
        kubernetes.put({"apiVersion": "v1", "kind": "Secret", "metadata": metadata, "data": encoded})


@pytest.fixture
def aviary(site: Site) -> Aviary:
    return Aviary(site)


def test_there_are_twelve_of_them() -> None:
    assert len(set(CANARIES.values())) + len(("session id", "CSRF token")) == 12


async def test_no_secret_of_a_run_that_goes_well_is_seen_anywhere(aviary: Aviary) -> None:
    name = ("--avi-username", aviary.site.simulation.avi_username)
    accounts: Sequence[tuple[tuple[str, ...], Mapping[str, str]]] = (
        (("--avi-password-file", str(aviary.password)), {}),
        (("--avi-token-file", str(aviary.token)), {}),
        ((), {"AKOTUI_AVI_PASSWORD": CANARIES["Controller password"]}),
        ((), {"AKOTUI_AVI_TOKEN": CANARIES["Controller token"]}),
    )
    for command, (options, environ) in zip(COMMANDS, [*accounts, *accounts[:2]], strict=True):
        assert await aviary.run(*command, *aviary.options, *name, *options, **environ) in (0, 1), command
    options, _ = accounts[0]
    assert await aviary.run("snapshot", "save", str(aviary.theirs / "taken"), *aviary.options, *name, *options) == 0
    assert (aviary.theirs / "taken").stat().st_size > 10_000
    assert "AKOTUI_" not in (aviary.theirs / "plugin-saw").read_text()


async def test_no_secret_of_a_run_that_fails_is_seen_anywhere(aviary: Aviary) -> None:
    for context in BROKEN_CONTEXTS:
        assert await aviary.run("check", *aviary.options, "--context", context, "--timeout", "5s") in (2, 3), context
    assert await aviary.run("check", *aviary.options, "--use-avi-secret", "blue") == 4


async def test_no_secret_is_seen_on_the_screen_or_left_behind_when_it_is_killed(aviary: Aviary) -> None:
    name = ("--avi-username", aviary.site.simulation.avi_username)
    account = (*name, "--avi-password-file", str(aviary.password))
    async with terminal(*aviary.options, *account, environ={**aviary.environ, "PYTHONASYNCIODEBUG": ""}) as screen:
        await screen.until(lambda seen: seen.text.count("● live") >= 2)
        screen.press("3e\x1b:\x1b?\x1bC")
        await screen.until(lambda seen: "READ-ONLY" in seen.text)
