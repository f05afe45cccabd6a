import json
from collections.abc import AsyncGenerator

import httpx
import pytest

from akotui.simulator.avi import AviSimulator
from akotui.simulator.documents import Object

pytestmark = pytest.mark.usefixtures("asked_by_hand")


def virtual_service(name: str, tenant: str = "admin", **more: str) -> Object:
    host = "https://controller.demo/api"
    return {
        "uuid": f"virtualservice-{name}",
        "name": name,
        "url": f"{host}/virtualservice/virtualservice-{name}#{name}",
        "tenant_ref": f"{host}/tenant/{tenant}#{tenant}",
        "vsvip_ref": f"{host}/vsvip/vsvip-{name}#{name}",
        "_last_modified": "1795368901040849",
        **more,
    }


@pytest.fixture
async def controller() -> AsyncGenerator[AviSimulator, None]:
    controller = AviSimulator()
    await controller.server.start()
    yield controller
    await controller.server.close()


@pytest.fixture
async def client(controller: AviSimulator) -> AsyncGenerator[httpx.AsyncClient, None]:
    async with httpx.AsyncClient(base_url=controller.server.url, trust_env=False, timeout=30) as client:
        client.headers["X-Avi-Version"] = "30.2.1"
        client.headers["X-Avi-Tenant"] = "*"
        yield client


async def login(client: httpx.AsyncClient) -> httpx.Response:
    return await client.post("/login", json={"username": "oncall", "password": "demo-password"})


async def test_login_answers_cookies_version_and_tenants(controller: AviSimulator, client: httpx.AsyncClient) -> None:
    controller.put_tenant("team-a")
    answer = await login(client)
    assert answer.status_code == 200
    assert set(client.cookies) == {"csrftoken", "sessionid", "avi-sessionid"}
    assert client.cookies["sessionid"] == client.cookies["avi-sessionid"]
    body = answer.json()
    assert body["version"]["Version"] == "30.2.1"
    assert [tenant["name"] for tenant in body["tenants"]] == ["admin", "team-a"]
    assert body["session_cookie_name"] == "avi-sessionid"
    assert body["user"]["is_superuser"] is False


async def test_form_and_token_log_in_too(controller: AviSimulator, client: httpx.AsyncClient) -> None:
    controller.account.token = "t0ken"
    form = await client.post("/login", data={"username": "oncall", "password": "demo-password"})
    token = await client.post("/login", json={"username": "oncall", "token": "t0ken"})
    assert (form.status_code, token.status_code) == (200, 200)


async def test_wrong_password_is_refused_in_the_words_ako_looks_for(client: httpx.AsyncClient) -> None:
    answer = await client.post("/login", json={"username": "oncall", "password": "wrong"})
    assert (answer.status_code, answer.json()) == (401, {"error": "Invalid credentials"})


async def test_session_is_needed_and_can_expire(controller: AviSimulator, client: httpx.AsyncClient) -> None:
    assert (await client.get("/api/virtualservice")).status_code == 401
    assert (await client.get("/api/initial-data")).json()["version"]["Version"] == "30.2.1"
    assert (await client.get("/api/cluster/status")).status_code == 200
    await login(client)
    assert (await client.get("/api/cluster")).json()["uuid"] == controller.cluster_uuid
    controller.expire_sessions(419)
    assert (await client.get("/api/cluster")).status_code == 419


async def test_logout_wants_the_csrf_token(controller: AviSimulator, client: httpx.AsyncClient) -> None:
    await login(client)
    refused = await client.post("/logout")
    assert (refused.status_code, refused.text) == (401, "CSRF token missing or incorrect.")
    headers = {"X-CSRFToken": client.cookies["csrftoken"], "Referer": controller.server.url}
    assert (await client.post("/logout", headers=headers)).status_code == 200
    assert controller.sessions.open == {}


async def test_version_above_the_controllers_is_invalid(client: httpx.AsyncClient) -> None:
    await login(client)
    answer = await client.get("/api/virtualservice", headers={"X-Avi-Version": "31.1.1"})
    assert answer.status_code == 400
    assert "Invalid version" in answer.json()["error"]


async def test_list_has_pages_whose_next_names_the_controllers_own_host(
    controller: AviSimulator, client: httpx.AsyncClient
) -> None:
    for number in range(5):
        controller.put("virtualservice", virtual_service(f"vs{4 - number}"))
    await login(client)
    query = {"page_size": "2", "sort": "name", "fields": "tenant_ref"}
    first = (await client.get("/api/virtualservice", params=query)).json()
    assert first["count"] == 5
    assert first["next"] == "https://controller.demo/api/virtualservice?page_size=2&sort=name&fields=tenant_ref&page=2"
    assert [item["name"] for item in first["results"]] == ["vs0", "vs1"]
    assert set(first["results"][0]) == {"uuid", "name", "url", "tenant_ref", "_last_modified"}
    last = (await client.get("/api/virtualservice", params={**query, "page": "3"})).json()
    assert "next" not in last
    assert [item["name"] for item in last["results"]] == ["vs4"]
    assert (await client.get("/api/virtualservice?page_size=201")).status_code == 400
    assert len((await client.get("/api/virtualservice")).json()["results"]) == 5


async def test_refs_carry_names_only_when_asked(controller: AviSimulator, client: httpx.AsyncClient) -> None:
    controller.put("virtualservice", virtual_service("a#b"))
    await login(client)
    bare = (await client.get("/api/virtualservice/virtualservice-a%23b")).json()
    named = (await client.get("/api/virtualservice?include_name=true")).json()["results"][0]
    assert bare["tenant_ref"] == "https://controller.demo/api/tenant/admin"
    assert named["tenant_ref"] == "https://controller.demo/api/tenant/admin#admin"


async def test_filters_narrow_a_list(controller: AviSimulator, client: httpx.AsyncClient) -> None:
    controller.put("virtualservice", virtual_service("prod--a", created_by="ako-prod"))
    controller.put("virtualservice", virtual_service("hand-made"))
    await login(client)

    async def names(**query: str) -> list[str]:
        return [item["name"] for item in (await client.get("/api/virtualservice", params=query)).json()["results"]]

    assert await names(created_by="ako-prod") == ["prod--a"]
    assert await names(**{"name.contains": "prod--"}) == ["prod--a"]
    assert await names(name="hand-made") == ["hand-made"]


async def test_tenants_part_objects(controller: AviSimulator, client: httpx.AsyncClient) -> None:
    controller.put_tenant("team-a")
    controller.put("virtualservice", virtual_service("one"))
    controller.put("virtualservice", virtual_service("two", "team-a"))
    await login(client)

    async def count(tenant: str) -> int:
        return (await client.get("/api/virtualservice", headers={"X-Avi-Tenant": tenant})).json()["count"]

    assert [await count(tenant) for tenant in ("*", "admin", "team-a")] == [2, 1, 1]
    missing = await client.get("/api/virtualservice", headers={"X-Avi-Tenant": "nobody"})
    assert missing.json()["error"] == "Tenant 'nobody' does not exist!"


async def test_rights_can_miss_for_a_type_a_tenant_or_all_tenants(
    controller: AviSimulator, client: httpx.AsyncClient
) -> None:
    controller.put_tenant("team-a")
    await login(client)
    controller.forbid("pool")
    assert (await client.get("/api/pool")).status_code == 403
    controller.allow("pool")
    controller.all_tenants_allowed = False
    assert (await client.get("/api/pool")).status_code == 403
    assert (await client.get("/api/pool", headers={"X-Avi-Tenant": "team-a"})).status_code == 200
    controller.account.tenants = ("admin",)
    assert (await client.get("/api/pool", headers={"X-Avi-Tenant": "team-a"})).status_code == 403
    controller.all_tenants_allowed = True
    assert (await client.get("/api/tenant")).json()["count"] == 1


async def test_inventory_tells_states_but_no_owner(controller: AviSimulator, client: httpx.AsyncClient) -> None:
    controller.put("virtualservice", virtual_service("a", created_by="ako-prod"))
    controller.put("virtualservice", virtual_service("b"))
    controller.set_state("virtualservice-b", "OPER_DOWN", "no server is up")
    await login(client)
    up, down = (await client.get("/api/virtualservice-inventory?sort=name")).json()["results"]
    assert up["runtime"]["oper_status"]["state"] == "OPER_UP"
    assert "created_by" not in json.dumps(up)
    assert down["runtime"]["oper_status"] | {"last_changed_time": None} == {
        "state": "OPER_DOWN",
        "reason": ["no server is up"],
        "last_changed_time": None,
    }


async def test_writes_are_refused_and_recorded(controller: AviSimulator, client: httpx.AsyncClient) -> None:
    await login(client)
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert (await client.request(method, "/api/virtualservice/x")).status_code == 405
    assert [seen.method for seen in controller.server.requests] == ["POST", "POST", "PUT", "PATCH", "DELETE"]
