"""What a person must know for as long as it holds: on stderr without a screen, and on the screen, which stays."""

import msgspec

from tests.e2e.program import Site
from tests.e2e.screen import live, screen, seen, settings, shows
from tests.secrecy import hand

UNVERIFIED = "is NOT VERIFIED (--avi-insecure): whoever answers gets the password"


async def test_controller_that_is_not_verified_is_told_on_stderr_and_in_the_report(site: Site) -> None:
    ran = await site.akotui("check", "-o", "json", "--avi-insecure")
    name = site.simulation.avi_url.removeprefix("http://")
    assert ran.line == f"Avi {name} {UNVERIFIED}"
    assert str(ran.document.source("avi")["detail"]).endswith(ran.line)
    assert ran.document.source("avi")["state"] == "live"


async def test_controller_that_is_not_verified_has_a_banner_that_stays(site: Site) -> None:
    (one,) = settings(site).controllers
    chosen = msgspec.structs.replace(settings(site), controllers=(msgspec.structs.replace(one, insecure=True),))
    async with screen(chosen, size=(80, 24)) as pilot:
        await seen(pilot, lambda text: live(text.replace("●", "● live ")) or "NOT VERIFIED" in text)
        await pilot.press("3")
        await seen(pilot, shows("! Avi ", "is NOT VERIFIED (--avi-insecure)"))


async def test_kubeconfig_that_everybody_may_read_is_told_and_read(site: Site) -> None:
    site.kubeconfig.chmod(0o644)
    ran = await site.akotui("check")
    assert ran.line == (
        f"kubeconfig {site.kubeconfig} can be read by everybody (mode 0644); run: chmod 600 {site.kubeconfig}"
    )
    assert ran.code == 0


async def test_kubeconfig_that_changed_is_told_on_the_screen(site: Site) -> None:
    async with screen(settings(site)) as pilot:
        await seen(pilot, live)
        hand(site.kubeconfig, site.kubeconfig.read_text().replace(site.simulation.kubernetes_token, "another"))
        await pilot.press("ctrl+r")
        await seen(pilot, shows("! kubeconfig changed; restart to use it", "● live"))
