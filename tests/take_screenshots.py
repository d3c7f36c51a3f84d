"""Takes a picture of every screen, in light and dark and on a phone: `make screenshots`."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Iterator

from playwright.sync_api import Page, sync_playwright

from browser import DESKTOP, PHONE, Person, launch
from large_playbook import large_playbook
from live_server import LiveServer
from page_worlds import World, decide, start_steered, states, wait_for, wait_for_gate

LOOKS = {
    "light-1440": {"color_scheme": "light", "viewport": DESKTOP},
    "dark-1440": {"color_scheme": "dark", "viewport": DESKTOP},
    "light-390": {"color_scheme": "light", "viewport": PHONE},
    "dark-390": {"color_scheme": "dark", "viewport": PHONE},
}


def screens(server: LiveServer, world: World) -> Iterator[tuple[str, str]]:
    """Each screen's name and place; the runs are made as they are needed."""
    proposed = world.make_run(server, "steered")
    wait_for_gate(server, proposed, "afterPlanning")
    yield "proposed", f"/runs/{proposed}"

    running = start_steered(server, world)
    world.open_door("read", "The fee is 1.12 % of the volume.")
    wait_for(server, running, lambda view: states(view)["read"] == "done", "a result")
    yield "running", f"/runs/{running}"

    asking = world.make_run(server, "gates")
    decide(server, wait_for_gate(server, asking, "beforeStart"))
    decide(server, wait_for_gate(server, asking, "afterPlanning"))
    wait_for_gate(server, asking, "beforeCriticalAction")
    yield "review", f"/runs/{asking}"

    yield "home", "/"
    yield "inbox", "/inbox"
    yield "new", "/new?playbook=steered"
    yield "agents", "/agents"
    yield "settings", "/settings"
    yield "audit", f"/runs/{running}/audit"

    for door in ("build", "check"):
        world.open_door(door, "done")
    gate = wait_for_gate(server, running, "beforeCompletion")
    yield "synthesis", f"/runs/{running}"
    decide(server, gate)
    wait_for(server, running, lambda view: view["status"] == "done", "the end")
    yield "done", f"/runs/{running}"

    world.write("large", large_playbook(500, 200))
    large = world.make_run(server, "large")
    wait_for(server, large, lambda view: view["counts"]["done"] >= 120, "some of the work")
    server.request("POST", f"/v1/runs/{large}/interventions", {"intervention": "pause"}).expect(200)
    yield "large", f"/runs/{large}"


def picture(page: Page, address: str, path: Path) -> None:
    page.goto(address)
    page.locator(".connection[data-state=live]").wait_for()
    page.locator("#main h1, #main h2").first.wait_for(state="attached")
    # Fonts and the first frame of what has just been loaded.
    page.evaluate("document.fonts.ready.then(() => new Promise(requestAnimationFrame))")
    page.screenshot(path=path)
    print(path)


def main(folder: Path) -> None:
    """Starts a server of its own and leaves the pictures in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    binary = Path(os.environ["FERMATA_BINARY"])
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        home = Path(scratch) / "home"
        home.mkdir()
        world = World(Path(scratch))
        offered = ["--playbooks", world.playbooks]
        server = LiveServer(binary, home=home, directory=Path(scratch), arguments=offered)
        browser = launch(playwright)
        try:
            people = {look: Person(browser, server, **options) for look, options in LOOKS.items()}
            for somebody in people.values():
                somebody.sign_in()
            for name, place in screens(server, world):
                for look, somebody in people.items():
                    picture(somebody.page, f"{server.url}{place}", folder / f"{name}-{look}.png")
        finally:
            browser.close()
            server.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
