"""Every kind of question, answered on the page, and what happens when nobody answers."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from page_worlds import decide, states, view_of, wait_for, wait_for_gate


def review(page: Page) -> Locator:
    """The pane in which a question is read and answered. The page never turns to it unasked."""
    pane = page.locator("review-pane")
    tab = page.get_by_role("tab", name="Review")
    following = pane.get_by_role("button", name="Open the next request")
    pane.or_(tab).first.wait_for()
    if tab.is_visible():
        tab.click()
    following.or_(pane.locator("[data-control]")).first.wait_for()
    if following.is_visible():
        following.click()
    return pane


def answer(page: Page, label: str) -> None:
    """Presses a button of the review, which cannot be pressed in its first moment."""
    review(page).get_by_role("button", name=label).first.click()


def test_every_kind_of_question_is_asked_and_answered_on_the_page(server, world, person):
    run = world.make_run(server, "gates")
    page = person(server).sign_in(f"/runs/{run}")

    wait_for_gate(server, run, "beforeStart")
    answer(page, "Start")
    wait_for_gate(server, run, "afterPlanning")
    # What a decision causes waits to be opened.
    page.get_by_role("button", name="Is this the plan?").click()
    page.get_by_role("button", name="Start this plan").click()

    critical = wait_for_gate(server, run, "beforeCriticalAction")
    expect(review(page)).to_contain_text("The step's impact is high.")
    expect(review(page)).to_contain_text("Exactly this is started.")
    answer(page, "Edit")
    text = review(page).get_by_role("textbox")
    assert "Draft" in text.input_value()
    text.fill(text.input_value().replace("Draft", "Final"))
    answer(page, "Approve your version")
    view = wait_for(server, run, lambda view: states(view)["write"] == "done", "the edited action")
    assert view["steps"][0]["outputs"]["text"] == "Final written"
    assert critical["gate"] not in [gate["gate"] for gate in view["gates"]]

    wait_for_gate(server, run, "reviewResult")
    answer(page, "Reject")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("What should be different").fill("Once more, please.")
    dialog.get_by_label("What should be different").press("Control+Enter")
    wait_for(server, run, lambda view: len(view["steps"][1]["attempts"]) == 2, "another attempt")
    wait_for_gate(server, run, "reviewResult")
    expect(review(page)).to_contain_text("attempt 2")
    answer(page, "Approve")

    wait_for_gate(server, run, "question")
    review(page).get_by_text("blue").click()
    answer(page, "Answer")
    view = wait_for(server, run, lambda view: states(view)["ask"] == "done", "the answer")
    assert view["steps"][2]["outputs"]["text"] == "painted blue"

    wait_for_gate(server, run, "breakpoint")
    answer(page, "Continue")

    wait_for(server, run, lambda view: view["steps"][4]["attempts"] != [], "the failure")
    expect(review(page)).to_contain_text("no luck")
    (world.folder / "mended").touch()
    answer(page, "Try again")

    wait_for_gate(server, run, "beforeCriticalAction")
    expect(review(page)).to_contain_text("Cannot be undone")
    answer(page, "Approve")
    wait_for(server, run, lambda view: states(view)["send"] == "done", "what cannot be undone")

    wait_for_gate(server, run, "beforeCompletion")
    page.get_by_role("tab", name="Result").click()
    page.locator("result-pane").get_by_role("button", name="Edit Result").click()
    page.locator("result-pane").get_by_role("textbox").fill("All is blue.")
    page.get_by_role("button", name="Accept your version").click()
    view = wait_for(server, run, lambda view: view["status"] == "done", "the end")
    assert view["synthesis"]["parts"][0]["text"] == "All is blue."
    expect(page.locator("result-pane")).to_contain_text("edited by you")


def test_what_cannot_be_undone_takes_effect_after_a_grace_in_which_it_is_taken_back(server, world, person):
    world.write("send", """
        name: Send
        gates: {afterPlanning: off, beforeCriticalAction: on, beforeCompletion: off}
        steps:
          send: {name: Send it, effect: external, run: echo sent}
        """)
    run = world.make_run(server, "send")
    page = person(server).sign_in(f"/runs/{run}")
    wait_for_gate(server, run, "beforeCriticalAction")
    answer(page, "Approve")
    page.get_by_role("button", name="Take it back").first.click()
    expect(review(page).get_by_role("button", name="Approve").first).to_be_visible()
    assert states(view_of(server, run))["send"] == "waiting"
    answer(page, "Approve")
    wait_for(server, run, lambda view: states(view)["send"] == "done", "the effect after the grace")


def test_a_default_is_taken_when_nobody_answers_and_the_page_said_so(server, world, person):
    world.write("silence", """
        name: Silence
        gates:
          afterPlanning: off
          beforeCriticalAction: {on: true, timeout: 4s, onTimeout: skip}
          beforeCompletion: on
        steps:
          write: {name: Write it, impact: high, run: echo written}
        """)
    run = world.make_run(server, "silence")
    page = person(server).sign_in(f"/runs/{run}")
    expect(review(page)).to_contain_text("Skips the step in")
    wait_for(server, run, lambda view: states(view)["write"] == "skipped", "the default")
    expect(page.locator("review-pane")).not_to_contain_text("Skips the step in")


def test_a_held_question_does_not_expire(server, world, person):
    world.write("held", """
        name: Held
        gates:
          afterPlanning: off
          beforeCriticalAction: {on: true, timeout: 1h, onTimeout: skip}
        steps:
          write: {name: Write it, impact: high, run: echo written}
        """)
    run = world.make_run(server, "held")
    page = person(server).sign_in(f"/runs/{run}")
    expect(review(page)).to_contain_text("Skips the step in")
    answer(page, "Hold")
    view = wait_for(server, run, lambda view: "deadline" not in view["gates"][0], "the hold")
    assert view["gates"][0]["kind"] == "beforeCriticalAction"
    expect(review(page)).to_contain_text("Held, waits for you")


def test_an_effect_whose_end_is_unknown_is_asked_about_after_a_crash(server, world, person):
    run = world.make_run(server, "recovery")
    page = person(server).sign_in(f"/runs/{run}")
    expect(page.get_by_role("heading", name="Cut short", level=1)).to_be_visible()
    wait_for(server, run, lambda view: states(view)["pay"] == "running", "the payment")
    server.kill()
    server.start()
    wait_for_gate(server, run, "recovery")
    expect(review(page)).to_contain_text("Did it happen?")
    answer(page, "Yes, it happened")
    wait_for(server, run, lambda view: states(view)["pay"] in ("done", "waiting"), "the answer")
    assert (world.folder / "paid").read_text() == "begun\n"


def test_a_plan_that_is_refused_waits_for_an_edit(server, world, person):
    run = world.make_run(server, "steered")
    page = person(server).sign_in(f"/runs/{run}")
    wait_for_gate(server, run, "afterPlanning")
    page.get_by_role("button", name="Ask for another").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox").first.fill("Check the scope first.")
    dialog.get_by_role("textbox").first.press("Control+Enter")
    wait_for(server, run, lambda view: view["gates"] == [], "the rejection")
    assert view_of(server, run)["status"] == "proposed"


def test_a_verdict_given_elsewhere_closes_the_question_on_the_page(server, world, person):
    run = world.make_run(server, "hostile")
    page = person(server).sign_in(f"/runs/{run}")
    gate = wait_for_gate(server, run, "reviewResult")
    expect(review(page).get_by_role("button", name="Approve").first).to_be_visible()
    decide(server, gate)
    pane = page.locator("review-pane")
    expect(pane).to_contain_text(re.compile("approved “Is the result"))
    expect(pane.get_by_role("button", name="Approve")).to_have_count(0)


def test_a_failure_shows_what_a_yes_starts_and_who_may_not_say_yes_is_told_why(server, world, person):
    world.write("failing", """
        name: Failing
        gates: {afterPlanning: off}
        steps:
          fetch: {name: Fetch the rates, run: "echo no luck >&2; exit 3"}
        """)
    run = world.make_run(server, "failing")
    view = wait_for(server, run, lambda view: view["gates"] != [], "the failure")
    assert view["gates"][0]["about"] == "failure"
    page = person(server).sign_in(f"/runs/{run}", token=server.create_token("olga", "operator"))
    pane = review(page)
    expect(pane.get_by_role("region", name="What a yes starts, once")).to_contain_text("exit 3")
    expect(pane.locator("[data-control=redirect]")).to_be_enabled()
    for name in ("approve", "reject"):
        control = pane.locator(f"[data-control={name}]")
        expect(control).to_be_disabled()
        expect(control).to_have_attribute("title", "This needs the role approver")
        expect(control).not_to_have_attribute("data-is-fresh", "")


def test_what_is_forbidden_says_what_can_be_done_in_place_of_a_yes(server, world, person):
    world.write("forbidden", """
        name: Forbidden
        gates: {afterPlanning: off}
        forbid: [{effect: external, reason: Nothing leaves the house.}]
        steps:
          send: {name: Send the letter, effect: external, run: echo sent}
        """)
    run = world.make_run(server, "forbidden")
    wait_for(server, run, lambda view: view["gates"] != [], "the question")
    pane = review(person(server).sign_in(f"/runs/{run}"))
    expect(pane).to_contain_text("Nothing leaves the house.")
    expect(pane.get_by_role("heading", name="What you can do")).to_be_visible()
    expect(pane.get_by_role("heading", name="If you", exact=True)).to_have_count(0)
    expect(pane.locator("[data-control=approve]")).to_have_count(0)
    expect(pane.locator("[data-control=skip]")).to_be_enabled()
