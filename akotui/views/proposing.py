"""A proposed change while it is typed: how it begins for a row, and what it can become."""

from collections.abc import Iterable, Iterator

from akotui.analysis.estate import Estate, namespace_called
from akotui.analysis.findings import Finding, ObjectRef
from akotui.analysis.instances import Instance
from akotui.analysis.proposal_words import (
    FLAGS,
    INSTANCE,
    LABEL,
    NAMESPACE,
    SERVICE_TYPES,
    UNINSTALL,
)
from akotui.analysis.subjects import (
    InstanceSubject,
    NamespaceSubject,
    UserSubject,
    VirtualServiceSubject,
)
from akotui.views.referring import house, referred, told_of

_INSTANCE = f"{INSTANCE}/"
_NAMESPACE = f"{NAMESPACE}/"


def beginning(subject: object, estate: Estate) -> str:
    """Return how a change of what a row is about begins: `ns/shop label:team=`, `ako/blue `; empty for what has none.

    Of a virtual service its namespace is changed, of a finding the first of its objects that can be.
    """
    begun = ""
    subject = house(told_of(subject), estate)
    match subject:
        case NamespaceSubject():
            begun = f"{_NAMESPACE}{subject.namespace.metadata.name} {LABEL}:{_key(subject, estate)}"
        case InstanceSubject():
            begun = f"{_INSTANCE}{subject.instance.id} "
        case VirtualServiceSubject():
            begun = _of_namespaces(subject.namespaces, estate)
        case UserSubject():
            begun = f"{_INSTANCE}{subject.expected_of[0]} " if subject.expected_of else ""
        case Finding():
            begun = next(filter(None, (_referred(ref, estate) for ref in subject.objects)), "")
        case _:
            pass
    return begun


def _referred(ref: ObjectRef, estate: Estate) -> str:
    found = referred(ref, estate)
    return beginning(found, estate) if found is not None else ""


def _of_namespaces(names: Iterable[str], estate: Estate) -> str:
    spaces = (namespace_called(estate, name) for name in names)
    return next((beginning(space, estate) for space in spaces if space is not None), "")


def _key(subject: NamespaceSubject, estate: Estate) -> str:
    """The label by which it is claimed, else one that instances select by; with its `=`, empty when there is none."""
    every = (*subject.claimants, *subject.blockers, *_known(estate))
    return next((f"{one.selector.key}=" for one in every if one.selector is not None), "")


def _known(estate: Estate) -> Iterator[Instance]:
    return (one.instance for one in estate.instances if one.instance.known)


def continuations(typed: str, estate: Estate) -> Iterator[str]:
    """Yield what changes that are being typed can become: the last word, an object or what becomes of it, completed."""
    *before, word = typed.split(" ")
    done = [one for one in before if one]
    start = " ".join((*done, ""))
    start = start if done else ""
    if len(done) % 2 == 0:
        offers = _objects(estate)
    elif done[-1].startswith(_INSTANCE):
        offers = _of_instance(done[-1].removeprefix(_INSTANCE), estate)
    else:
        offers = _of_namespace(done[-1].removeprefix(_NAMESPACE), estate)
    wanted = word.casefold()
    later: list[str] = []
    for offer in offers:
        if offer.casefold().startswith(wanted):
            yield f"{start}{offer}"
        elif wanted in offer.casefold():
            later.append(f"{start}{offer}")
    yield from later


def _objects(estate: Estate) -> Iterator[str]:
    yield from (f"{_INSTANCE}{one.id}" for one in _known(estate))
    yield from (f"{_NAMESPACE}{one.namespace.metadata.name}" for one in estate.namespaces)


def _of_namespace(name: str, estate: Estate) -> Iterator[str]:
    """Yield the labels that instances select by, then those it has taken away."""
    selectors = dict.fromkeys(one.selector for one in _known(estate) if one.selector is not None)
    space = namespace_called(estate, name)
    labels = space.namespace.metadata.labels if space else dict[str, str]()
    for one in selectors:
        if labels.get(one.key) != one.value:
            yield f"{LABEL}:{one.key}={one.value}"
    keys = {one.key for one in selectors}
    yield from (f"{LABEL}:{key}-" for key in sorted(labels, key=lambda key: (key not in keys, key)))


def _of_instance(name: str, estate: Estate) -> Iterator[str]:
    """Yield what is not set so already; of selectors those of the labels that namespaces bear under a key in use."""
    one = next((each for each in _known(estate) if each.id == name), None)
    if one is None:
        return
    yield UNINSTALL
    keys = dict.fromkeys(each.selector.key for each in _known(estate) if each.selector is not None)
    for key in keys:
        found = {space.namespace.metadata.labels.get(key) for space in estate.namespaces}
        values = sorted(value for value in found if value)
        yield from (f"selector:{key}={value}" for value in values if (key, value) != (one.label_key, one.label_value))
    yield "selector:-"
    yield f"primary:{FLAGS[one.primary]}"
    yield f"deleteConfig:{FLAGS[one.delete_config]}"
    yield from (f"serviceType:{kind}" for kind in SERVICE_TYPES if kind != one.service_type)
    yield f"blocked:{','.join(one.blocked) or '-'}"
    names = dict.fromkeys(each.cluster_name for each in _known(estate) if each.cluster_name)
    yield from (f"clusterName:{each}" for each in names)
