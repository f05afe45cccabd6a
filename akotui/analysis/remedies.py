"""What a person could do about an instance's settings: text, and commands to copy. akotui runs none of them."""

import msgspec

from akotui.analysis.citing import STATEFUL_SET
from akotui.analysis.configuration import CONFIG_MAP
from akotui.analysis.findings import Remedy
from akotui.analysis.instances import Instance
from akotui.analysis.wording import command


def set_value(instance: Instance, key: str, value: str, text: str) -> Remedy:
    """Change one setting of an instance's ConfigMap; Helm values win at the next upgrade, so they are named too."""
    patch = msgspec.json.encode({"data": {key: value}}).decode()
    patched = command("kubectl", "patch", "configmap", CONFIG_MAP, "-n", instance.id, "--type=merge", "-p", patch)
    return Remedy(f"{text}; set the Helm value too, or the next upgrade undoes it", patched)


def restart(instance: Instance, effect: str = "it reads its settings only at start") -> Remedy:
    """Restart an instance, and what that does besides."""
    name = next(iter(instance.stateful_sets), STATEFUL_SET)
    return Remedy(
        f"restart {instance.id}: {effect}",
        command("kubectl", "rollout", "restart", f"statefulset/{name}", "-n", instance.id),
    )
