"""What every black-box test may ask for: the built program, a home of its own, and ways to run it."""

from __future__ import annotations

import os
import subprocess
import textwrap
from pathlib import Path
from typing import Callable, Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from browser import Person, launch
from command_line import Finished, run_command
from live_run import LiveRun
from live_server import LiveServer
from page_worlds import World
from places import Place, at_server
from small_disk import SmallDisk
from terminal import Terminal

REPOSITORY = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of this project."""
    return REPOSITORY


@pytest.fixture(scope="session")
def fermata() -> Path:
    """The debug build of fermata, which the unit tests have built already."""
    named = os.environ.get("FERMATA_BINARY")
    if named is None:
        folder = subprocess.run(
            ["swift", "build", "--show-bin-path"],
            cwd=REPOSITORY, capture_output=True, text=True, check=True, timeout=300,
        ).stdout.strip()
        named = f"{folder}/fermata"
    path = Path(named)
    assert path.is_file(), f"{path} is missing: run `swift build` first"
    return path


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home directory of the test's own. FERMATA_HOME is `fermata` in it."""
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture
def place(request: pytest.FixtureRequest) -> Place:
    """Where the runs of a test are: this machine's journal unless the test asks for a server."""
    if getattr(request, "param", "here") == "here":
        return Place()
    return at_server(request.getfixturevalue("start_server")())


@pytest.fixture
def run_cli(fermata: Path, home: Path, tmp_path: Path, place: Place) -> Callable[..., Finished]:
    """Runs `fermata ARGUMENTS…` to its end: `run_cli("runs", "--json").expect_success()`."""

    def run(*arguments: str | Path, **options) -> Finished:
        options.setdefault("directory", tmp_path)
        options["additions"] = {**place.additions, **options.get("additions", {})}
        return run_command([fermata, *arguments], home=home, **options)

    return run


@pytest.fixture
def open_terminal(
    fermata: Path, home: Path, tmp_path: Path, place: Place
) -> Iterator[Callable[..., Terminal]]:
    """Starts `fermata ARGUMENTS…` in a terminal of its own, closed when the test ends."""
    opened: list[Terminal] = []

    def open_one(*arguments: str | Path, **options) -> Terminal:
        options.setdefault("directory", tmp_path)
        options["additions"] = {**place.additions, **options.get("additions", {})}
        opened.append(Terminal([fermata, *arguments], home=home, **options))
        return opened[-1]

    yield open_one
    for terminal in opened:
        terminal.close()


@pytest.fixture
def start_run(
    fermata: Path, home: Path, tmp_path: Path, place: Place
) -> Iterator[Callable[..., LiveRun]]:
    """Starts `fermata ARGUMENTS… --json` and speaks to it in JSON lines; killed when the test ends."""
    started: list[LiveRun] = []

    def start(*arguments: str | Path, **options) -> LiveRun:
        options.setdefault("directory", tmp_path)
        options["additions"] = {**place.additions, **options.get("additions", {})}
        started.append(LiveRun([fermata, *arguments, "--json"], home=home, **options))
        return started[-1]

    yield start
    for run in started:
        run.close()


@pytest.fixture
def start_server(fermata: Path, home: Path, tmp_path: Path) -> Iterator[Callable[..., LiveServer]]:
    """Starts `fermata serve` on a free port: `start_server("--playbooks", folder)`; killed at the end."""
    started: list[LiveServer] = []

    def start(*arguments: str | Path, **options) -> LiveServer:
        options.setdefault("directory", tmp_path)
        started.append(LiveServer(fermata, home=home, arguments=arguments, **options))
        return started[-1]

    yield start
    for server in started:
        server.close()


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Playbooks to serve, and doors that their steps wait at."""
    return World(tmp_path)


@pytest.fixture
def server(start_server: Callable[..., LiveServer], world: World) -> LiveServer:
    """A server that offers the playbooks of the test's world."""
    return start_server("--playbooks", world.playbooks)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests; every person in it is apart from the others."""
    with sync_playwright() as playwright:
        program = launch(playwright)
        yield program
        program.close()


@pytest.fixture
def person(browser: Browser) -> Iterator[Callable[..., Person]]:
    """Somebody at a browser: `person(server)`. A test fails when their page threw or broke its own policy."""
    people: list[Person] = []

    def arrive(server: LiveServer, **options) -> Person:
        people.append(Person(browser, server, **options))
        return people[-1]

    yield arrive
    problems = [problem for somebody in people for problem in somebody.problems]
    for somebody in people:
        somebody.close()
    assert not problems, "\n".join(problems)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[str], SmallDisk]]:
    """Mounts a disk that fills up: `small_disk("3m")`. It is gone after the test."""
    disks: list[SmallDisk] = []

    def mount(size: str) -> SmallDisk:
        disks.append(SmallDisk(tmp_path / "small", size))
        return disks[-1]

    yield mount
    for disk in disks:
        disk.remove()


@pytest.fixture
def playbook(tmp_path: Path) -> Callable[[str], Path]:
    """Writes a playbook file and gives its path."""

    def write(text: str, name: str = "playbook.yaml") -> Path:
        path = tmp_path / name
        path.write_text(textwrap.dedent(text), encoding="utf-8")
        return path

    return write


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """A test that was skipped, or expected to fail, has not been run: the whole run fails."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None:
        return
    unrun = [kind for kind in ("skipped", "xfailed", "xpassed") if reporter.stats.get(kind)]
    if unrun and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        reporter.write_line(f"failed because some tests are {', '.join(unrun)}", red=True)
