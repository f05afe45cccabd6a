"""A simulated Avi Controller: login, sessions, versions, tenants, lists in pages, operational state.

Only GET, POST /login and POST /logout are answered; anything else is refused and stays in `server.requests`.
"""

import ssl
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from urllib.parse import urlencode

from akotui.simulator.controller import Inventory, selected, tenant_of
from akotui.simulator.documents import Json, Object, encode, text
from akotui.simulator.http import Reply, Request, Server
from akotui.simulator.sessions import Account, Sessions, bad_csrf, credentials, failed, greeting

DEFAULT_PAGE = 25
LARGEST_PAGE = 200


class AviSimulator:
    """A Controller. `host` is what it calls itself in refs and in `next`: rarely the address a client uses."""

    def __init__(
        self, *, host: str = "controller.demo", version: str = "30.2.1", tls: ssl.SSLContext | None = None
    ) -> None:
        self.inventory = Inventory()
        self.account = Account()
        self.sessions = Sessions()
        self.server = Server(self._serve, tls=tls)
        self.host = host
        self.version = version
        self.cluster_uuid = "cluster-5d7f0c1e-3b52-4f0a-9d36-0a4f6f2d1c01"
        self.cluster_state = "CLUSTER_UP_NO_HA"
        self.all_tenants_allowed = True
        self.expired_status = 401
        self.ahead: timedelta | None = None
        self._secure = tls is not None
        self._forbidden: set[tuple[str, str]] = set()
        self._lists: dict[str, tuple[object, list[Object]]] = {}
        self.put_tenant("admin")

    def put(self, kind: str, document: Object) -> None:
        """Create or replace an object of type `kind` (`virtualservice`, `pool`, ...) by its uuid."""
        self.inventory.put(kind, document)

    def delete(self, kind: str, uuid: str) -> None:
        """Delete an object."""
        self.inventory.delete(kind, uuid)

    def put_tenant(self, name: str) -> None:
        """Create a tenant; `admin` is there from the start, with its name as its uuid."""
        uuid = name if name == "admin" else f"tenant-{name}"
        url = f"https://{self.host}/api/tenant/{uuid}#{name}"
        self.put("tenant", {"uuid": uuid, "name": name, "local": True, "url": url})

    def set_state(self, uuid: str, state: str, reason: str = "") -> None:
        """Let a virtual service be in an operational state such as OPER_DOWN."""
        reasons: list[Json] = [reason] if reason else []
        status: Object = {"state": state, "reason": reasons, "last_changed_time": {"secs": 1795368900, "usecs": 0}}
        self.inventory.runtimes[uuid] = {"oper_status": status, "percent_ses_up": 0, "vip_summary": []}

    def clear_state(self, uuid: str) -> None:
        """Let it be up again."""
        self.inventory.runtimes.pop(uuid, None)

    def forbid(self, kind: str = "", tenant: str = "") -> None:
        """Take the right to a type, to a tenant, or to a type in a tenant away (empty: any)."""
        self._forbidden.add((kind, tenant))

    def allow(self, kind: str = "", tenant: str = "") -> None:
        """Give the right back."""
        self._forbidden.discard((kind, tenant))

    def expire_sessions(self, status: int = 401) -> None:
        """End all sessions; requests in them get `status` (401, or 419)."""
        self.expired_status = status
        self.sessions.open.clear()

    async def _serve(self, request: Request) -> Reply:
        if request.method == "POST" and request.path in ("/login", "/logout"):
            return self._login(request) if request.path == "/login" else self._logout(request)
        if request.method != "GET":
            return failed(405, f"{request.method} is not served by this Controller")
        if request.path in ("/api/cluster/status", "/api/initial-data"):
            return Reply(200, encode(self._public(request.path)))
        session = self.sessions.of(request)
        if not session:
            return failed(self.expired_status, "Authentication credentials were not provided.")
        if _number(request.headers.get("x-avi-version", "16.4.1")) > _number(self.version):
            return failed(400, f"Invalid version {request.headers['x-avi-version']}: newer than {self.version}")
        reply = self._get(request)
        headers = self.sessions.cookies(session, secure=self._secure)
        headers = (*headers, *_date(self.ahead), ("AVI_API_VERSION", self.version))
        return Reply(reply.status, reply.body, reply.content_type, headers)

    def _login(self, request: Request) -> Reply:
        if not self.account.admits(credentials(request)):
            self.sessions.refused += 1
            return failed(401, "Invalid credentials")
        session = self.sessions.begin()
        known = self.inventory.types["tenant"].values()
        tenants = [tenant for tenant in known if self.account.sees(text(tenant, "name"))]
        body = encode(greeting(self.account, self.version, tenants))
        return Reply(200, body, headers=self.sessions.cookies(session, secure=self._secure))

    def _logout(self, request: Request) -> Reply:
        session = self.sessions.of(request)
        if not session or request.headers.get("x-csrftoken") != self.sessions.open[session]:
            return bad_csrf()
        if not request.headers.get("referer"):
            return bad_csrf()
        del self.sessions.open[session]
        return Reply(200, b"{}")

    def _public(self, path: str) -> Object:
        if path == "/api/initial-data":
            return {"version": {"Version": self.version, "Tag": f"{self.version}-9024", "min_version": "20.1.1"}}
        return {"state": self.cluster_state}

    def _get(self, request: Request) -> Reply:
        parts = request.path.strip("/").split("/")
        match parts:
            case ["api", "cluster"]:
                url = f"https://{self.host}/api/cluster/{self.cluster_uuid}#cluster-0-1"
                return Reply(200, encode({"uuid": self.cluster_uuid, "name": "cluster-0-1", "url": url, "nodes": []}))
            case ["api", "cluster", "runtime"]:
                state: Object = {"cluster_state": {"state": self.cluster_state}, "node_states": []}
                return Reply(200, encode(state))
            case ["api", "virtualservice-inventory"]:
                return self._list(request, "virtualservice", inventory=True)
            case ["api", kind] if kind in self.inventory.types:
                return self._list(request, kind)
            case ["api", kind, uuid] if uuid in self.inventory.types.get(kind, {}):
                return self._one(request, kind, uuid)
            case _:
                return failed(404, "Not found")

    def _one(self, request: Request, kind: str, uuid: str) -> Reply:
        document = self.inventory.types[kind][uuid]
        if self._refuses(kind, tenant_of(document)):
            return failed(403, f"User {self.account.username} is not allowed to read {kind}")
        named = request.parameter("include_name") in ("true", "1")
        return Reply(200, self.inventory.render(kind, document, fields=request.parameter("fields"), named=named))

    def _list(self, request: Request, kind: str, *, inventory: bool = False) -> Reply:
        tenant = self._tenant(request)
        names = {text(document, "name") for document in self.inventory.types["tenant"].values()}
        if tenant not in {*names, "*"}:
            return failed(403, f"Tenant '{tenant}' does not exist!")
        path = "virtualservice-inventory" if inventory else kind
        if self._refuses(path, tenant) or (tenant == "*" and not self.all_tenants_allowed):
            return failed(403, f"User {self.account.username} is not allowed to read {path} in tenant {tenant}")
        size = int(request.parameter("page_size") or DEFAULT_PAGE)
        if not 1 <= size <= LARGEST_PAGE:
            return failed(400, f"page_size must be between 1 and {LARGEST_PAGE}")
        page = int(request.parameter("page") or 1)
        found = self._found(request, kind, path, tenant)
        if page > 1 and (page - 1) * size >= len(found):
            return failed(404, "That page contains no results")
        items = found[(page - 1) * size : page * size]
        results = b",".join(_page(self.inventory, request, path, items))
        more = encode(_next(self.host, request, path, page)) if page * size < len(found) else b""
        tail = b',"next":' + more if more else b""
        return Reply(200, b'{"count":%d,"results":[%b]%b}' % (len(found), results, tail))

    def _found(self, request: Request, kind: str, path: str, tenant: str) -> list[Object]:
        """What the list holds, over all pages; kept until something that it depends on changes."""
        asked = tuple(pair for pair in request.query if pair[0] not in ("page", "page_size"))
        state = (self.inventory.writes, self.account.tenants, frozenset(self._forbidden), tenant, asked)
        known, found = self._lists.get(path, (None, []))
        if known != state:
            found = selected(self._visible(kind, path, tenant, sort=request.parameter("sort")), request)
            self._lists[path] = (state, found)
        return found

    def _visible(self, kind: str, path: str, tenant: str, *, sort: str) -> list[Object]:
        everywhere = tenant == "*" or kind == "tenant"
        owners = ((document, tenant_of(document)) for document in self.inventory.ordered(kind, sort))
        return [
            document for document, owner in owners if (everywhere or owner == tenant) and not self._refuses(path, owner)
        ]

    def _tenant(self, request: Request) -> str:
        uuid = request.headers.get("x-avi-tenant-uuid", "")
        if uuid:
            return text(self.inventory.types["tenant"].get(uuid), "name")
        return request.headers.get("x-avi-tenant", "admin")

    def _refuses(self, kind: str, tenant: str) -> bool:
        named = tenant != "*" and bool({("", tenant), (kind, tenant)} & self._forbidden)
        return named or (kind, "") in self._forbidden or not self.account.sees(tenant)


def _date(ahead: timedelta | None) -> tuple[tuple[str, str], ...]:
    """The `Date` of an answer by a clock that is so far ahead of the true one; none where nothing was said of it."""
    return () if ahead is None else (("Date", format_datetime(datetime.now(UTC) + ahead, usegmt=True)),)


def _page(inventory: Inventory, request: Request, path: str, items: list[Object]) -> list[bytes]:
    if path == "virtualservice-inventory":
        return [encode(inventory.summary(item)) for item in items]
    fields, named = request.parameter("fields"), request.parameter("include_name") in ("true", "1")
    return [inventory.render(path, item, fields=fields, named=named) for item in items]


def _next(host: str, request: Request, path: str, page: int) -> str:
    kept = [(key, value) for key, value in request.query if key != "page"]
    return f"https://{host}/api/{path}?{urlencode([*kept, ('page', str(page + 1))])}"


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())
