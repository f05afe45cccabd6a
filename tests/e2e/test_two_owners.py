"""Two instances on one screen, and a namespace that gets a second owner and loses it again while somebody looks."""

from tests.e2e.program import Site
from tests.e2e.screen import live, screen, seen, settings, shows, shows_no

RULE = "double-owned-namespace"


async def test_second_owner_appears_as_a_finding_and_goes_with_the_label(site: Site) -> None:
    async with screen(settings(site)) as pilot:
        first = await seen(pilot, live)
        assert "✗ 0 errors" in first
        assert "ERR ns blue-1" not in first
        site.simulation.kubernetes.relabel("namespaces", "blue-1", app="migrate")
        both = await seen(pilot, shows("ERR ns blue-1"))
        assert "✗ 0 errors" not in both
        await pilot.press("1", "home", "enter")
        told = await seen(pilot, shows(RULE))
        assert "avi-system" in told
        assert "app = migrate" in told
        assert "key = value2" in told
        await pilot.press("escape")
        site.simulation.kubernetes.relabel("namespaces", "blue-1", app=None)
        await seen(pilot, shows_no("ERR ns blue-1"))
        await seen(pilot, shows("✗ 0 errors"))


async def test_instances_users_and_their_namespaces_are_on_the_first_screen(site: Site) -> None:
    async with screen(settings(site)) as pilot:
        text = await seen(pilot, live)
        for instance, selector, user in (
            ("avi-system", "app=migra", "ako-my-cluster"),
            ("blue", "key=value2", "ako-my-cluster-blue"),
            ("green", "team=green", "ako-my-cluster-green"),
        ):
            assert any(instance in line and selector in line for line in text.splitlines()), (instance, text)
            assert user in text


async def test_label_that_is_taken_away_while_the_screen_runs_leaves_a_namespace_unclaimed(site: Site) -> None:
    async with screen(settings(site)) as pilot:
        await seen(pilot, live)
        site.simulation.kubernetes.relabel("namespaces", "green-1", team=None)
        await seen(pilot, shows("ns green-1"))
