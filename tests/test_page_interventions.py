"""Every intervention, made from the page by a person, and what it does to the run in the server."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from page_worlds import start_steered, states, view_of, wait_for


@pytest.fixture
def steered(server, world, person) -> tuple[Page, Any, str]:
    """The page on a run with three steps at work, its server, and the run's name."""
    run = start_steered(server, world)
    page = person(server).sign_in(f"/runs/{run}")
    expect(page.get_by_role("heading", name="Steered", level=1)).to_be_visible()
    return page, server, run


def select_step(page: Page, title: str) -> Locator:
    """Chooses a step in the plan and gives the place where its details stand."""
    plan = page.get_by_role("region", name="Plan", exact=True)
    plan.get_by_role("button", name=re.compile(title)).first.click()
    detail = page.locator("step-detail")
    expect(detail).to_contain_text(title)
    return detail


def everything_about(detail: Locator) -> Locator:
    detail.get_by_text("Everything about this step").click()
    return detail


def test_pausing_all_holds_the_run_and_resuming_lets_it_go_on(steered):
    page, server, run = steered
    page.get_by_role("button", name="Pause all").click()
    wait_for(server, run, lambda view: view["isPaused"], "the hold")
    resume = page.get_by_role("button", name="Resume all")
    expect(resume).to_be_visible()
    # A control that has just changed its meaning does nothing for a moment.
    expect(page.locator("run-head .badge")).to_contain_text("Paused")
    page.wait_for_timeout(700)
    resume.click()
    wait_for(server, run, lambda view: not view["isPaused"], "the end of the hold")
    expect(page.get_by_role("button", name="Pause all")).to_be_visible()


def test_a_step_is_redirected_with_instructions_and_starts_another_attempt(steered):
    page, server, run = steered
    select_step(page, "Read the contracts").get_by_role("button", name="Redirect").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Do it differently").fill("Only the annex.")
    dialog.get_by_label("Do it differently").press("Control+Enter")
    view = wait_for(
        server, run, lambda view: len(view["steps"][0]["attempts"]) == 2, "a second attempt")
    assert view["steps"][0]["instructions"][-1]["text"] == "Only the annex."
    expect(dialog).to_have_count(0)


def test_a_step_is_skipped_and_what_needs_it_goes_on_without_it(steered, world):
    page, server, run = steered
    select_step(page, "Check the scope").get_by_role("button", name="Skip").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Why, for the record").fill("Known already.")
    dialog.get_by_role("button", name="Skip").click()
    wait_for(server, run, lambda view: states(view)["check"] == "skipped", "the skip")
    world.open_door("read")
    world.open_door("build")
    wait_for(server, run, lambda view: states(view)["publish"] == "done", "what needed it")
    expect(page.get_by_role("region", name="Plan", exact=True)).to_contain_text("Check the scope")


def test_a_skip_can_take_what_needs_the_step_with_it(steered):
    page, server, run = steered
    select_step(page, "Check the scope").get_by_role("button", name="Skip").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("Skip them too").click()
    dialog.get_by_role("button", name="Skip").click()
    wait_for(server, run, lambda view: states(view)["publish"] == "skipped", "the skip of what needs it")


def test_a_step_is_taken_over_with_outputs_of_the_person(steered):
    page, server, run = steered
    everything_about(select_step(page, "Build the rules")).get_by_role("button", name="Take over").click()
    dialog = page.get_by_role("dialog")
    outputs = dialog.get_by_label(re.compile("^Outputs"))
    outputs.fill("no object")
    dialog.get_by_role("button", name="Use my outputs").click()
    expect(dialog.get_by_role("alert")).to_contain_text("no JSON")
    outputs.fill('{"text": "nine rules"}')
    dialog.get_by_role("button", name="Use my outputs").click()
    view = wait_for(server, run, lambda view: states(view)["build"] == "done", "the take-over")
    assert view["steps"][1]["outputs"] == {"text": "nine rules"}


def test_a_note_reaches_the_next_attempt(steered):
    page, server, run = steered
    everything_about(select_step(page, "Publish the memo")).get_by_role("button", name="Add a note").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Note").fill("Mind the annex.")
    dialog.get_by_role("button", name="Add the note").click()
    wait_for(
        server, run, lambda view: view["steps"][3]["instructions"] != [], "the note")


def test_one_step_is_held_and_goes_on_again(steered):
    page, server, run = steered
    detail = everything_about(select_step(page, "Read the contracts"))
    detail.get_by_role("button", name="Pause this step").click()
    wait_for(server, run, lambda view: states(view)["read"] == "paused", "the hold of one step")
    assert states(view_of(server, run))["build"] == "running"
    detail.get_by_role("button", name="Resume this step").click()
    wait_for(server, run, lambda view: states(view)["read"] == "running", "its end")


def test_an_agent_is_held_and_all_its_steps_with_it(steered):
    page, server, run = steered
    card = page.locator("agent-grid").get_by_role("article").filter(has_text="forge")
    card.get_by_role("button", name=re.compile("^Pause")).click()
    wait_for(server, run, lambda view: view["pausedAgents"] == ["forge"], "the hold of an agent")
    card.get_by_role("button", name=re.compile("^Resume")).click()
    wait_for(server, run, lambda view: view["pausedAgents"] == [], "its end")


def test_rolling_back_does_the_steps_again(steered, world):
    page, server, run = steered
    world.open_door("read", "first")
    wait_for(server, run, lambda view: states(view)["read"] == "done", "the first result")
    select_step(page, "Read the contracts").get_by_role("button", name="Roll back to here").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("will be done again")
    dialog.get_by_label("What should be done differently").fill("Read it twice.")
    dialog.get_by_role("button", name="Roll back").click()
    wait_for(server, run, lambda view: states(view)["read"] == "running", "the second reading")
    world.open_door("read", "second")
    view = wait_for(server, run, lambda view: states(view)["read"] == "done", "the second result")
    assert "second" in view["steps"][0]["outputs"]["text"]


def test_the_level_of_autonomy_is_changed(steered):
    page, server, run = steered
    page.locator("run-head").get_by_text("Manual", exact=True).click()
    wait_for(server, run, lambda view: view["autonomy"] == "manual", "the new level")
    expect(page.locator("run-head")).to_contain_text("asks before every step")


def test_a_breakpoint_is_set_in_the_dialog_and_removed_at_the_step(steered):
    page, server, run = steered
    page.get_by_role("button", name="Breakpoint", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Before which step").select_option(label="4. Publish the memo")
    dialog.get_by_role("button", name="Add the breakpoint").click()
    wait_for(server, run, lambda view: [each["step"] for each in view["breakpoints"]] == ["publish"], "it")
    plan = page.get_by_role("region", name="Plan", exact=True)
    plan.get_by_role("button", name=re.compile("reakpoint.*step 4")).click()
    wait_for(server, run, lambda view: view["breakpoints"] == [], "its removal")


def test_the_last_intervention_is_undone(steered):
    page, server, run = steered
    page.locator("run-head").get_by_text("Manual", exact=True).click()
    wait_for(server, run, lambda view: view["autonomy"] == "manual", "the new level")
    page.locator("run-head").get_by_role("button", name=re.compile("^Undo")).click()
    wait_for(server, run, lambda view: view["autonomy"] == "supervised", "the old level")
    # What an earlier message offered would be refused by now.
    messages = page.locator(".toast")
    expect(messages.get_by_role("button", name="Redo")).to_have_count(1)
    expect(messages.get_by_role("button", name="Undo")).to_have_count(0)


def test_stopping_says_what_is_left_undone_and_ends_the_run(steered):
    page, server, run = steered
    page.locator("run-head").get_by_role("button", name="Stop").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("4 steps will be left undone")
    dialog.get_by_label("Why, for the record").fill("No longer needed.")
    dialog.get_by_role("button", name="Stop the run").click()
    wait_for(server, run, lambda view: view["status"] in ("stopped", "concluding", "waiting"), "the end")
    expect(page.locator("run-head .badge")).not_to_contain_text("Running")
