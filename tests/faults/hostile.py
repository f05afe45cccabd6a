"""Text as somebody would write it who wants a terminal, a screen or a report to do something."""

import json
import unicodedata
from random import Random
from typing import Final

from akotui.analysis.analyse import analyse
from akotui.analysis.estate import Estate
from akotui.decode.folding import Fold
from akotui.model.changes import apply
from akotui.model.facts import Fact, ListEnded, Observed, Paged, Scope, SourceState, Unread
from akotui.model.inventory import Inventory
from akotui.model.kinds import Kind, Plane
from akotui.model.text import clean
from akotui.rules import ALL_RULES
from tests.build import MOMENT

PIECES: Final = (
    "\x1b]52;c;aGFja2Vk\x07", "\x1b]52;c;aGFja2Vk\x1b\\", "\x1b]0;owned\x07", "\x1b]2;owned\x07",
    "\x1b]8;;http://evil\x1b\\go\x1b]8;;\x1b\\", "\x1b]0;unterminated", "\x1b[1337m", "\x1b[777;777H",
    "\x1b[2J", "\x1bc", "\x1bP1337q\x1b\\", "\x1b_G1337\x1b\\", "\x1b^pm\x1b\\", "\x1bX\x1b\\", "\x1b",
    "\x9b1337m", "\x9d52;c;eA==\x9c", "\x90q\x9c", "\x85", "\x00", "\x07", "\x08", "\x0e", "\x0f", "\x7f", "\r",
    "\n", "\r\n", "\t", "\v", "\f", "\u2028", "\u2029", "\u202egnp.exe", "\u2066x\u2069", "\u200b", "\u200d",
    "\u200e", "\ufeff", "\u2060", "\u00ad", "\U000e0061\U000e007f", "\ufe0f", "\u180e", "\u3164", "[red]x",
    "[/]", "[/red]", "a[/b]c", "[[", "]", '[a b="c]', "[link=http://x]y[/link]", "[@click=app.quit]go[/]",
    "[@click='app.bell']go[/]", "[bold blink]", "$foreground", ":smile:", "\\[", "%s%n", "{0}", "`rm -rf`", "|",
    "||", "<script>x</script>", "![i](http://x)", "[l](http://x)", "***", "# h", "&lt;", "- [ ] x",
    "e" + "\u0301" * 1000, "\u0301", "北京", "\uff57\uff49\uff44\uff45", "👩\u200d💻", "👍🏽", "🇩🇪", "❤\ufe0f",
    "שלום", "مرحبا", "नमस्ते", "각", "\u1112\u1161\u11ab", "\u0440\u0430yment", "\xa0", "\u3000", "\ue000",
    "\U00018d09", "\uffff", "x" * 5000, "shop", "prod--web",
)  # fmt: skip
"""Sequences that a terminal would take hold numbers that akotui never writes, so that they can be told from its own."""


def text(chance: Random) -> str:
    """A few pieces and characters from anywhere."""
    return "".join(_one(chance) for _ in range(chance.randint(1, 5)))


def _one(chance: Random) -> str:
    if chance.random() < 0.7:
        return chance.choice(PIECES)
    code = chance.choice((chance.randrange(0x20), chance.randrange(0x80, 0x300), chance.randrange(0x110000)))
    return chr(code)


def clean_text(chance: Random) -> str:
    """Such text as akotui keeps it."""
    return clean(text(chance))


def acts(character: str) -> bool:
    """Whether a character does something where it is shown: a control, a surrogate, a line's end, a format."""
    kind = unicodedata.category(character)
    return kind in ("Cc", "Cs", "Zl", "Zp") or (kind == "Cf" and not _is_sign(character))


def _is_sign(character: str) -> bool:
    """Whether a format character is a visible one: number signs and the like of a few scripts."""
    script = unicodedata.name(character, "").partition(" ")[0]
    return script in ("ARABIC", "SYRIAC", "KAITHI", "EGYPTIAN", "SHORTHAND", "MUSICAL")


def world(chance: Random) -> tuple[Estate, Inventory]:
    """What akotui makes of a cluster and a Controller where everybody wrote such text wherever one may write."""
    fold = Fold()
    for fact in _facts(chance):
        fold.add(fact)
    known = apply(Inventory(), fold.take())
    return analyse(None, known, ALL_RULES), known


CLUSTER: Final = Scope("kubernetes", Plane.KUBERNETES)


def _facts(chance: Random) -> list[Fact]:
    controller = Scope("avi.test", Plane.AVI)
    objects = {**_cluster(chance), **_controller(chance)}
    facts: list[Fact] = [
        Observed(CLUSTER, SourceState.LIVE, text(chance), MOMENT, text(chance)),
        Observed(controller, SourceState.PARTIAL, text(chance), MOMENT, text(chance)),
    ]
    for kind in Kind:
        scope = controller if kind.plane is Plane.AVI else CLUSTER
        if kind is Kind.ROUTE:
            facts.append(Unread(scope, kind, text(chance), MOMENT))
            continue
        items = tuple(json.dumps(one).encode() for one in objects.get(kind, []))
        facts += [Paged(scope, kind, items, MOMENT), ListEnded(scope, kind, MOMENT)]
    return facts


def _cluster(chance: Random) -> dict[Kind, list[object]]:
    ako = {"name": "ako", "namespace": "avi-system", "annotations": {"AviObjectDeletionStatus": text(chance)}}
    image = f"registry/ako:{text(chance)}"
    settings = {
        "clusterName": text(chance), "primaryInstance": text(chance), "controllerIP": text(chance),
        "nsSyncLabelKey": "team", "nsSyncLabelValue": "red", "blockedNamespaceList": text(chance),
        "serviceType": text(chance), text(chance): text(chance),
    }  # fmt: skip
    return {
        Kind.STATEFUL_SET: [{"metadata": ako, "spec": {"template": {"spec": {"containers": [{"image": image}]}}}}],
        Kind.CONFIG_MAP: [
            {"metadata": {"name": "avi-k8s-config", "namespace": "avi-system"}, "data": settings},
            {"metadata": {"name": "avi-k8s-config", "namespace": text(chance)}, "data": settings},
        ],
        Kind.NAMESPACE: [
            {"metadata": {"name": "shop", "labels": {"team": "red", text(chance): text(chance)}}},
            {"metadata": {"name": text(chance), "labels": {text(chance): text(chance)}}},
        ],
        Kind.INGRESS_CLASS: [{"metadata": {"name": "avi-lb"}, "spec": {"controller": "ako.vmware.com/avi-lb"}}],
        Kind.INGRESS: [
            {
                "metadata": {"name": text(chance), "namespace": "shop", "creationTimestamp": "2026-01-01T00:00:00Z"},
                "spec": {"ingressClassName": "avi-lb", "rules": [{"host": text(chance)}, {"host": "a.example.com"}]},
            },
        ],
    }  # fmt: skip


def _controller(chance: Random) -> dict[Kind, list[object]]:
    services, runtimes = list[object](), list[object]()
    for number in range(4):
        uuid = f"virtualservice-{number}"
        metadata = {"namespace": "shop", "namespace_ingress_name": [text(chance)], "hostnames": [text(chance)]}
        services.append(
            {
                "uuid": uuid,
                "name": text(chance),
                "tenant_ref": f"https://x/api/tenant/admin#{text(chance)}",
                "cloud_ref": f"https://x/api/cloud/c#{text(chance)}",
                "created_by": chance.choice(("ako-prod", text(chance))),
                "markers": [{"key": "clustername", "values": [text(chance)]}],
                "service_metadata": chance.choice((json.dumps(metadata), text(chance))),
                "vh_domain_name": [text(chance)],
            }
        )
        runtimes.append(
            {
                "uuid": uuid,
                "runtime": {
                    "oper_status": {"state": chance.choice(("OPER_DOWN", text(chance))), "reason": [text(chance)]}
                },
            }
        )
    return {
        Kind.VIRTUAL_SERVICE: services,
        Kind.RUNTIME: runtimes,
        Kind.POOL: [{"uuid": "pool-1", "name": text(chance), "created_by": text(chance)}],
        Kind.TENANT: [{"uuid": "admin", "name": text(chance)}],
    }
