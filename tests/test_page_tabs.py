"""Many tabs on one stream: each is told what is up with its own run, and none can harm another."""

from __future__ import annotations

import sqlite3

import pytest
from playwright.sync_api import Page, expect

from page_worlds import decide, start_steered, states, wait_for, wait_for_gate

# As many runs as one stream follows.
FOLLOWED_RUNS = 8
# How the journal makes an event's position from its run's number and its revision.
REVISION_BITS = 24


def open_tab(somebody, server, run: str) -> Page:
    """Another tab of the same browser on a run."""
    page = somebody.new_page()
    page.goto(f"{server.url}/runs/{run}")
    expect(page.locator("main > *")).to_be_attached()
    return page


def expect_lamp(page: Page, state: str) -> None:
    expect(page.locator(".connection")).to_have_attribute("data-state", state)


def pause(server, run: str) -> None:
    server.request("POST", f"/v1/runs/{run}/interventions", {"intervention": "pause"}).expect(200)


@pytest.mark.parametrize("name", ["20990101-000000-nobody", "no,such:run", "%25", "%E0%A4%A"])
def test_a_link_to_a_run_that_does_not_exist_harms_no_other_tab(server, world, person, name: str):
    run = start_steered(server, world)
    somebody = person(server)
    page = somebody.sign_in(f"/runs/{run}")
    expect_lamp(page, "live")
    lost = open_tab(somebody, server, name)
    expect(lost.locator("main").get_by_text("cannot be shown").or_(
        lost.get_by_role("heading", name="There is nothing at this address"))).to_be_visible()
    third = open_tab(somebody, server, run)
    expect_lamp(third, "live")
    expect_lamp(page, "live")
    page.evaluate("window.isTheSamePage = true")
    pause(server, run)
    for each in (page, third):
        each.bring_to_front()
        expect(each.locator("run-head .badge")).to_contain_text("Paused")


def test_the_tab_of_one_run_too_many_says_that_it_is_not_live_and_is_as_soon_as_there_is_room(
    server, world, person
):
    runs = [world.make_run(server, "steered") for _ in range(FOLLOWED_RUNS + 2)]
    for run in runs:
        wait_for_gate(server, run, "afterPlanning")
    somebody = person(server)
    tabs = [somebody.sign_in(f"/runs/{runs[0]}")]
    for run in runs[1:]:
        expect(tabs[-1].locator("run-head h1")).to_be_visible()
        tabs.append(open_tab(somebody, server, run))
    for tab in tabs[:FOLLOWED_RUNS]:
        expect_lamp(tab, "live")
    for tab in tabs[FOLLOWED_RUNS:]:
        expect_lamp(tab, "stale")
        expect(tab.locator(".connection")).to_contain_text("Not live")
        expect(tab.locator(".connection")).to_have_attribute("title", "8 other runs are watched on this "
                                                             "stream, which is all that it follows. Close "
                                                             "one of them.")
    tabs[0].close()
    expect_lamp(tabs[FOLLOWED_RUNS], "live")
    expect_lamp(tabs[FOLLOWED_RUNS + 1], "stale")
    expect_lamp(tabs[1], "live")
    pause(server, runs[FOLLOWED_RUNS])
    tabs[FOLLOWED_RUNS].bring_to_front()
    expect(tabs[FOLLOWED_RUNS].locator("run-head .badge")).to_contain_text("Paused")


def test_a_run_that_has_ended_takes_no_room_from_one_that_goes_on(server, world, person):
    world.write("short", """
        name: Short
        gates: {afterPlanning: off, beforeCompletion: off}
        steps:
          say: {name: Say it, run: echo said}
        """)
    ended = [world.make_run(server, "short") for _ in range(FOLLOWED_RUNS)]
    for run in ended:
        wait_for(server, run, lambda view: view["status"] == "done", "the end")
    somebody = person(server)
    somebody.sign_in("/")
    for run in ended:
        tab = open_tab(somebody, server, run)
        expect(tab.locator("run-head .badge")).to_contain_text("Done")
        expect_lamp(tab, "live")
    run = start_steered(server, world)
    tab = open_tab(somebody, server, run)
    expect_lamp(tab, "live")
    world.open_door("read")
    wait_for(server, run, lambda view: states(view)["read"] == "done", "a result")
    expect(tab.locator("run-head")).to_contain_text("1 of 4 steps done")


def test_a_run_whose_log_is_damaged_says_so_in_its_tab_and_harms_no_other(server, world, person, home):
    world.write("short", """
        name: Short
        gates: {afterPlanning: off, beforeCompletion: off}
        steps:
          say: {name: Say it, run: echo said}
        """)
    damaged = world.make_run(server, "short")
    wait_for(server, damaged, lambda view: view["status"] == "done", "the end")
    run = world.make_run(server, "steered")
    gate = wait_for_gate(server, run, "afterPlanning")
    somebody = person(server)
    page = somebody.sign_in(f"/runs/{run}")
    expect_lamp(page, "live")
    (database,) = home.rglob("*.sqlite")
    with sqlite3.connect(database) as connection:
        (number,) = connection.execute("SELECT number FROM runs WHERE name = ?", (damaged,)).fetchone()
        second = (number << REVISION_BITS) + 2
        connection.execute("UPDATE events SET type = 'no.such' WHERE position = ?", (second,))
        connection.execute("DELETE FROM snapshots WHERE run = ?", (number,))
    connection.close()
    asked: list[str] = []
    hurt = somebody.new_page()
    hurt.on("request", lambda request: asked.append(request.url) if damaged in request.url else None)
    hurt.goto(f"{server.url}/runs/{damaged}")
    expect(hurt.get_by_role("alert")).to_contain_text("cannot be shown")
    expect_lamp(hurt, "stale")
    expect_lamp(page, "live")
    decide(server, gate)
    page.bring_to_front()
    expect(page.locator("run-head .badge")).to_contain_text("3 steps at work")
    assert len([url for url in asked if url.endswith(f"/v1/runs/{damaged}")]) == 1, "it is asked for once"
