"""A real Chromium on the page of a real server."""

from __future__ import annotations

import os
import shutil
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Playwright

from live_server import LiveServer

# How long the page may take to show what a test waits for.
PAGE_TIMEOUT_MILLISECONDS = 20_000
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}


def launch(playwright: Playwright) -> Browser:
    """Starts Debian's Chromium, or the one that FERMATA_CHROMIUM names."""
    program = os.environ.get("FERMATA_CHROMIUM") or shutil.which("chromium")
    assert program, "no Chromium: scripts/setup installs it"
    # Chromium's sandbox refuses to run as root, which containers usually are.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    return playwright.chromium.launch(executable_path=program, args=arguments)


class Person:
    """Somebody at a browser of their own: a context with cookies nobody else has, and one page."""

    def __init__(self, browser: Browser, server: LiveServer, **options: Any) -> None:
        self.server = server
        settings: dict[str, Any] = {"viewport": DESKTOP, "reduced_motion": "reduce", **options}
        self.context: BrowserContext = browser.new_context(**settings)
        self.context.set_default_timeout(PAGE_TIMEOUT_MILLISECONDS)
        self.problems: list[str] = []
        self.page = self.new_page()

    def new_page(self) -> Page:
        """Another tab. What its scripts throw or the policy of its content refuses is a failure."""
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.problems.append(f"thrown: {error}"))
        page.on("console", self._note)
        return page

    def _note(self, message: Any) -> None:
        # A connection that was lost, and an answer that refuses, are reported by the browser itself.
        if message.type == "error" and "Failed to load resource" not in message.text:
            if "net::ERR" not in message.text:
                self.problems.append(f"console: {message.text}")

    def sign_in(self, path: str = "/", token: str | None = None) -> Page:
        """Signs in as a person would, by the link, and goes to a place of the page."""
        self.page.goto(f"{self.server.url}/#token={token or self.server.token}")
        self.page.get_by_role("link", name="Inbox").first.wait_for()
        if path != "/":
            self.page.goto(f"{self.server.url}{path}")
        return self.page

    def violations(self, page: Page | None = None) -> list[str]:
        """What axe-core finds against WCAG 2.2 A and AA and its best practices."""
        found = Axe().run(page or self.page).response["violations"]
        return [
            f"{violation['id']}: {violation['help']}: "
            + "; ".join(" ".join(node["target"]) for node in violation["nodes"][:5])
            for violation in found
        ]

    def close(self) -> None:
        self.context.close()
