"""The final verdicts, patched: what only many virtual services together tell, and the groups that others look at."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import msgspec

from akotui.analysis.elsewhere import LEAST, doubted, find_doubts
from akotui.analysis.intentions import Intentions
from akotui.analysis.judging import Key, Verdicts
from akotui.analysis.later import Later, made
from akotui.analysis.patches import Rows, everything, patch, regroup, regroup_later, reorder
from akotui.analysis.reach import tenants_shown, tenants_used
from akotui.analysis.renames import find_former, former, may_be_former
from akotui.analysis.subjects import State, VirtualServiceSubject, Workload
from akotui.analysis.virtual_services import order
from akotui.analysis.wishes import Intent
from akotui.model.facts import Scope
from akotui.model.inventory import Inventory

Judged = Mapping[Key, VirtualServiceSubject]
Groups = Iterable[Iterable[str]]


class Settled(msgspec.Struct, frozen=True):
    """What is kept of the final verdicts.

    `of_user` are the verdicts on each alone by username, `doubts` what becomes of those without source, by username
    and Controller; `doubtful` are those that may have none. `strangers` may be of a former name of the cluster,
    `former` are. `judged` are the final verdicts, `ordered` the same in the contract's order, grouped by source,
    namespace, host and owner. `whole` tells of which Controllers all virtual services of this cluster were read.
    """

    of_user: Rows[str, tuple[Key, ...]] = Rows()
    doubts: Mapping[str, Mapping[Scope, State]] = {}
    doubtful: frozenset[Key] = frozenset()
    strangers: frozenset[Key] = frozenset()
    former: frozenset[Key] = frozenset()
    judged: Rows[Key, VirtualServiceSubject] = Rows()
    ordered: Sequence[VirtualServiceSubject] = ()
    from_source: Later[Rows[Workload, tuple[Key, ...]]] = made(Rows())
    from_namespace: Later[Rows[str, tuple[Key, ...]]] = made(Rows())
    serving: Later[Rows[str, tuple[Key, ...]]] = made(Rows())
    owned: Rows[str, tuple[Key, ...]] = Rows()
    whole: Mapping[Scope, bool] = {}


def settle_again(was: Settled, verdicts: Verdicts, inventory: Inventory, kept: Intentions, *, every: bool) -> Settled:
    """Return the final verdicts now; `every`: more than virtual services may differ."""
    alone, whole = verdicts.alone, _whole(inventory, kept)
    of_user = regroup(was.of_user.now, alone, _users)
    users = everything(of_user) if every or whole != was.whole else of_user.touched
    concerned = Rows(alone.now, alone.was, everything(alone)) if every else alone
    doubtful = _doubtful(was.doubtful, concerned)
    groups = ((user, _counted(of_user.now.get(user, ()), doubtful)) for user in users)
    doubts = patch(was.doubts, ((user, _doubts(keys, alone, whole)) for user, keys in groups))
    strangers = _strangers(was.strangers, concerned, kept.intent)
    renamed = find_former([alone.now[key] for key in sorted(strangers)], alone.now.values(), inventory.cluster)
    now = Settled(of_user, doubts.now, doubtful, strangers, renamed)
    judged = _finally(was, alone, now, _members(doubts.touched, of_user))
    return msgspec.structs.replace(
        now,
        judged=judged,
        ordered=reorder(was.ordered, judged, order),
        from_source=regroup_later(was.from_source, judged, sources),
        from_namespace=regroup_later(was.from_namespace, judged, namespaces),
        serving=regroup_later(was.serving, judged, hosts),
        owned=regroup(was.owned.now, judged, _owners),
        whole=whole,
    )


def _whole(inventory: Inventory, kept: Intentions) -> Mapping[Scope, bool]:
    """Of which Controllers all virtual services were read, in all tenants this cluster is known to use."""
    used = tenants_used(kept.intent.instances, kept.in_tenant.now)
    return {
        scope: controller.virtualservices.whole and tenants_shown(controller).issuperset(used)
        for scope, controller in inventory.controllers.items()
    }


def _doubts(
    keys: Iterable[Key], alone: Rows[Key, VirtualServiceSubject], whole: Mapping[Scope, bool]
) -> Mapping[Scope, State] | None:
    return find_doubts([alone.now[key] for key in keys], whole) or None


def _doubtful(was: frozenset[Key], alone: Rows[Key, VirtualServiceSubject]) -> frozenset[Key]:
    """The virtual services that count when a username is doubted: the stale ones, and those nobody knows of."""
    now, stale, unknown = alone.now, State.STALE, State.UNKNOWN
    some = [key for key in alone.touched if key in now]
    return _as_before(was, alone, {key for key in some if (state := now[key].state) is stale or state is unknown})


def _counted(keys: tuple[Key, ...], doubtful: frozenset[Key]) -> Collection[Key]:
    """What of a username must be looked at: the doubtful, and when these may be most of it, all."""
    found = doubtful.intersection(keys) if doubtful else doubtful
    return keys if len(found) >= LEAST else found


def _strangers(was: frozenset[Key], alone: Rows[Key, VirtualServiceSubject], intent: Intent) -> frozenset[Key]:
    now, foreign = alone.now, State.FOREIGN
    added = {
        key
        for key in alone.touched
        if (one := now.get(key)) is not None and one.state is foreign and may_be_former(one, intent)
    }
    return _as_before(was, alone, added)


def _as_before(was: frozenset[Key], alone: Rows[Key, VirtualServiceSubject], added: set[Key]) -> frozenset[Key]:
    """Those of before that nothing touched, and these; the very same set when it is the same."""
    gone = was.intersection(alone.touched) if was else was
    return (was - gone) | added if gone or added else was


def _members(users: Iterable[str], of_user: Rows[str, tuple[Key, ...]]) -> Iterator[Key]:
    for user in users:
        yield from of_user.now.get(user, ())


def _finally(
    was: Settled, alone: Rows[Key, VirtualServiceSubject], now: Settled, doubtful: Iterable[Key]
) -> Rows[Key, VirtualServiceSubject]:
    """The final verdicts: those on each alone, while none is of a former name and no username is in doubt."""
    if not (now.former or now.doubts or was.former or was.doubts) and was.judged.now is alone.was:
        return alone
    stirred = {*alone.touched, *(now.former ^ was.former), *doubtful}
    return patch(was.judged.now, ((key, _final(key, alone.now.get(key), now)) for key in stirred))


def _final(key: Key, one: VirtualServiceSubject | None, now: Settled) -> VirtualServiceSubject | None:
    if one is None:
        return None
    if key in now.former:
        return former(one)
    doubts = now.doubts.get(one.vs.created_by or "")
    return doubted(one, doubts.get(one.scope)) if doubts else one


def _users(rows: Judged) -> Groups:
    return [(one.vs.created_by or "",) for one in rows.values()]


def sources(rows: Judged) -> Iterable[Iterable[Workload]]:
    """Return the objects that each names as its sources."""
    return [[origin.workload for origin in one.origins] for one in rows.values()]


def namespaces(rows: Judged) -> Groups:
    """Return the namespaces that each comes from."""
    return [one.namespaces for one in rows.values()]


def hosts(rows: Judged) -> Groups:
    """Return the hosts that each serves."""
    return [one.hosts for one in rows.values()]


def _owners(rows: Judged) -> Groups:
    return [(one.owner,) if one.owner else () for one in rows.values()]
