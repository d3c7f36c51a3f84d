"""Nothing is decided unseen, nothing opens or moves by itself, and an undo undoes what it names."""

from __future__ import annotations

import re
import textwrap
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from page_worlds import decide, start_steered, states, view_of, wait_for, wait_for_gate

# As long as what has just come cannot be decided, in milliseconds, and then some.
SETTLED_MILLISECONDS = 800

# A question whose answer makes the same step ask for something else.
CHAIN = """
    name: Chain
    autonomy: supervised
    gates: {beforeStart: off, afterPlanning: off, beforeCompletion: on}
    steps:
      ask:
        name: Ask for the colour
        run: |
          if [ -z "${FERMATA_ANSWER+set}" ]; then
              echo '{"question": {"text": "Which colour?"}}' >>"$FERMATA_REPORT"
              exit 75
          fi
          echo "painted $FERMATA_ANSWER"
      next:
        name: Dry it
        needs: ask
        approval: required
        run: echo dry
"""
# One of each that ended a run, repeated a failure or accepted a result with one click in a list.
UNSEEN = """
    name: Unseen
    autonomy: supervised
    gates: {afterPlanning: off, beforeCompletion: on}
    steps:
      review: {name: Write the memo, approval: required, run: echo memo}
      fail: {name: Fetch the rates, run: exit 3}
"""


def box(locator: Locator) -> tuple[float, float]:
    place = locator.bounding_box()
    assert place is not None
    return place["x"], place["y"]


def intervene(server, run: str, **order: Any) -> dict[str, Any]:
    return server.request("POST", f"/v1/runs/{run}/interventions", order).expect(200).json


def add_note(page: Page) -> None:
    """Leaves a note for the step that is selected."""
    page.locator("step-detail").get_by_text("Everything about this step").click()
    page.locator("step-detail").get_by_role("button", name="Add a note").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Note").fill("Mind the annex.")
    dialog.get_by_role("button", name="Add the note").click()
    expect(page.locator(".toast", has_text="Note added.")).to_be_visible()


def test_the_undo_of_a_message_never_undoes_what_somebody_else_has_done_since(server, world, person):
    run = start_steered(server, world)
    page = person(server).sign_in(f"/runs/{run}")
    add_note(page)
    intervene(server, run, intervention="pause", step="read")
    page.locator(".toast", has_text="Note added.").get_by_role("button", name="Undo").click()
    expect(page.locator(".toast[data-kind=problem]")).to_contain_text("Not undone.")
    assert states(view_of(server, run))["read"] == "paused"


def test_what_was_undone_is_done_again_until_something_new_happens(server, world, person):
    run = start_steered(server, world)
    page = person(server).sign_in(f"/runs/{run}")
    head = page.locator("run-head")
    head.get_by_text("Manual", exact=True).click()
    wait_for(server, run, lambda view: view["autonomy"] == "manual", "the new level")
    page.locator(".toast").get_by_role("button", name="Undo").click()
    wait_for(server, run, lambda view: view["autonomy"] == "supervised", "the old level")
    page.locator(".toast", has_text="Undone.").get_by_role("button", name="Redo").click()
    wait_for(server, run, lambda view: view["autonomy"] == "manual", "the new level again")
    head.get_by_role("button", name=re.compile("^Undo:")).click()
    wait_for(server, run, lambda view: view["autonomy"] == "supervised", "the old level again")
    redo = head.get_by_role("button", name=re.compile("^Redo:"))
    expect(redo).to_be_enabled()
    intervene(server, run, intervention="note", text="Something new.")
    expect(redo).to_have_count(0)


def test_a_message_offers_no_undo_where_its_order_left_nothing_to_undo(server, world, person):
    run = start_steered(server, world)
    intervene(server, run, intervention="pause", step="read")
    page = person(server).sign_in(f"/runs/{run}")
    page.locator("agent-grid").get_by_role("article").filter(has_text="forge").get_by_role(
        "button", name=re.compile("^Redirect")).click()
    page.get_by_role("dialog").get_by_label("Do it differently").fill("Only the annex.")
    page.get_by_role("dialog").get_by_label("Do it differently").press("Control+Enter")
    message = page.locator(".toast", has_text="Redirected.")
    expect(message).to_be_visible()
    expect(message.get_by_role("button", name="Undo")).to_have_count(0)


def test_an_undo_names_what_it_undoes_and_the_answer_to_an_order_says_what_that_is(server, world, person):
    run = start_steered(server, world)
    page = person(server).sign_in(f"/runs/{run}")
    sent: list[Any] = []
    page.on("request", lambda request: sent.append(request.post_data_json)
            if request.url.endswith("/interventions") else None)
    page.locator("run-head").get_by_text("Manual", exact=True).click()
    wait_for(server, run, lambda view: view["autonomy"] == "manual", "the new level")
    page.locator(".toast").get_by_role("button", name="Undo").click()
    wait_for(server, run, lambda view: view["autonomy"] == "supervised", "the old level")
    assert sent[-1]["intervention"] == "undo"
    assert isinstance(sent[-1]["revision"], int)


def test_a_rollback_that_would_do_something_else_by_now_is_shown_anew_and_does_nothing(server, world, person):
    world.write("posting", """
        name: Posting
        gates: {afterPlanning: off, beforeCompletion: on}
        inputs: {world: {type: path}}
        steps:
          read: {name: Read it, run: cat "$INPUT_WORLD/read"}
          post: {name: Post it, needs: read, effect: external, run: echo posted}
        """)
    run = world.make_run(server, "posting")
    wait_for(server, run, lambda view: states(view)["read"] == "running", "the first step")
    page = person(server).sign_in(f"/runs/{run}")
    page.locator("step-detail").get_by_role("button", name="Roll back to here").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("will be done again")
    expect(dialog.get_by_label("Post it stays as it is")).to_have_count(0)
    world.open_door("read")
    for _ in range(2):
        view = wait_for(server, run, lambda view: view["gates"] or states(view)["post"] == "done", "the post")
        for gate in view["gates"]:
            if gate["about"] == "action":
                decide(server, gate)
    wait_for(server, run, lambda view: states(view)["post"] == "done", "the post")
    dialog.get_by_role("button", name="Roll back").click()
    expect(dialog).to_contain_text("It would do something else by now")
    assert states(view_of(server, run))["post"] == "done"
    dialog.get_by_label("Post it stays as it is").check()
    dialog.get_by_role("button", name="Roll back").click()
    expect(dialog).to_have_count(0)
    wait_for(server, run, lambda view: states(view)["read"] == "running", "the first step again")


def test_what_is_not_shown_whole_cannot_be_approved_in_a_list(server, world, person):
    world.write("unseen", UNSEEN)
    run = world.make_run(server, "unseen")
    wait_for(server, run, lambda view: len(view["gates"]) == 2, "a result and a failure")
    page = person(server).sign_in("/")
    expect(page.locator(".waiting-row")).to_have_count(2)
    page.wait_for_timeout(SETTLED_MILLISECONDS)
    expect(page.locator("waiting-list").get_by_role("button", name=re.compile("^Approve"))).to_have_count(0)
    page.keyboard.press("a")
    assert len(view_of(server, run)["gates"]) == 2


def test_the_end_of_a_run_is_not_decided_in_a_list(server, world, person):
    world.write("ending", """
        name: Ending
        gates: {afterPlanning: off, beforeCompletion: on}
        steps:
          say: {name: Say it, run: echo said}
        """)
    run = world.make_run(server, "ending")
    gate = wait_for_gate(server, run, "beforeCompletion")
    assert gate["isDecidableInPlace"] is False
    page = person(server).sign_in("/inbox")
    row = page.locator(".waiting-row")
    expect(row).to_contain_text("Ends the run")
    page.wait_for_timeout(SETTLED_MILLISECONDS)
    expect(row.get_by_role("button")).to_have_count(0)


def test_what_a_list_lets_approve_stands_in_it_whole(server, world, person):
    world.write("small", """
        name: Small
        autonomy: manual
        gates: {beforeStart: off, afterPlanning: off, beforeCompletion: off}
        steps:
          short: {name: Look, run: "ls /tmp", env: {WHERE: here}}
          long: {name: Look longer, run: "echo %s"}
          files: {name: Write, effect: workspace, run: touch x}
        """ % ("x" * 400))
    run = world.make_run(server, "small")
    wait_for(server, run, lambda view: len(view["gates"]) == 3, "three questions")
    page = person(server).sign_in("/inbox")
    short = page.locator(".waiting-row", has_text='Run "Look"?')
    for text in ("ls /tmp", "WHERE", "here"):
        expect(short).to_contain_text(text)
    expect(short.get_by_role("button", name=re.compile("^Approve"))).to_be_visible()
    expect(page.locator("waiting-list").get_by_role("button", name=re.compile("^Approve"))).to_have_count(1)


def test_a_link_to_a_request_opens_it(server, world, person):
    world.write("unseen", UNSEEN)
    run = world.make_run(server, "unseen")
    view = wait_for(server, run, lambda view: len(view["gates"]) == 2, "a result and a failure")
    page = person(server).sign_in("/")
    for gate in reversed(view["gates"]):
        page.goto(f"{server.url}/")
        page.locator(f'a[href*="gate={gate["gate"]}"]').click()
        expect(page.locator("review-pane .review-head h2")).to_contain_text(gate["title"])


def test_what_an_answer_causes_does_not_open_by_itself(server, world, person):
    world.write("chain", CHAIN)
    run = world.make_run(server, "chain")
    wait_for_gate(server, run, "question")
    page = person(server).sign_in(f"/runs/{run}")
    pane = page.locator("review-pane")
    pane.get_by_role("textbox").fill("blue")
    # The answer to the verdict comes after everything that the verdict causes.
    page.route("**/verdict", lambda route: (
        route_slowly(route, lambda: wait_for_gate(server, run, "reviewResult"))))
    answer = pane.get_by_role("button", name="Answer", exact=True)
    expect(answer).to_be_enabled()
    answer.click()
    expect(pane.get_by_role("button", name="Open the next request")).to_be_visible()
    page.wait_for_timeout(SETTLED_MILLISECONDS)
    expect(pane.locator("[data-control=approve]")).to_have_count(0)
    pane.get_by_role("button", name="Open the next request").click()
    expect(pane.locator("[data-control=approve]")).to_be_enabled()


def route_slowly(route, until) -> None:
    """Gives the server's answer to the page only when something has come about."""
    answer = route.fetch()
    until()
    route.fulfill(response=answer)


def test_the_question_about_a_plan_waits_when_it_comes_while_somebody_works(server, world, person):
    world.write("planned", """
        name: Planned
        gates: {beforeStart: on, afterPlanning: on}
        steps:
          say: {name: Say it, run: echo said}
        """)
    run = world.make_run(server, "planned")
    wait_for_gate(server, run, "beforeStart")
    page = person(server).sign_in(f"/runs/{run}")
    start = page.locator("review-pane").get_by_role("button", name="Start", exact=True)
    expect(start).to_be_enabled()
    start.click()
    wait_for_gate(server, run, "afterPlanning")
    waiting = page.get_by_role("button", name="Is this the plan?")
    expect(waiting).to_be_visible()
    expect(page.get_by_role("button", name="Start this plan")).to_be_hidden()
    waiting.click()
    expect(page.get_by_role("button", name="Start this plan")).to_be_enabled()


def test_a_click_on_what_has_just_come_under_the_pointer_does_nothing(server, world, person):
    world.write("unseen", UNSEEN)
    run = world.make_run(server, "unseen")
    wait_for(server, run, lambda view: len(view["gates"]) == 2, "a result and a failure")
    page = person(server).sign_in(f"/runs/{run}")
    approve = page.locator("review-pane [data-control]").first
    expect(approve).to_be_enabled()
    x, y = box(approve)
    page.mouse.move(x + 8, y + 8)
    # Another control takes its place, as when something arrives.
    page.evaluate(
        """() => {
            const button = document.querySelector("review-pane [data-control]");
            const other = button.cloneNode(true);
            other.textContent = "Something else";
            other.addEventListener("click", () => (window.wasPressed = true));
            button.replaceWith(other);
            document.querySelector("run-head").schedule();
        }""")
    page.wait_for_timeout(100)
    page.mouse.down()
    page.mouse.up()
    assert page.evaluate("window.wasPressed") is None
    page.wait_for_timeout(SETTLED_MILLISECONDS)
    page.mouse.down()
    page.mouse.up()
    assert page.evaluate("window.wasPressed") is True


def test_what_led_to_a_request_is_the_result_as_a_person_left_it(server, world, person):
    world.write("edited", """
        name: Edited
        gates: {afterPlanning: off, beforeCompletion: off}
        steps:
          count:
            name: Count the ships
            approval: required
            run: |
              echo '{"assessment": {"summary": "I counted twelve."}}' >>"$FERMATA_REPORT"
              echo "12 ships"
          tell:
            name: Tell it
            needs: count
            approval: required
            run: echo told
        """)
    run = world.make_run(server, "edited")
    decide(server, wait_for_gate(server, run, "reviewResult"), edits={"text": "13 ships"})
    wait_for(server, run, lambda view: states(view)["tell"] == "waiting", "the next question")
    page = person(server).sign_in(f"/runs/{run}")
    led = page.locator("review-pane .review-causes")
    expect(led).to_contain_text("13 ships")
    expect(led).to_contain_text("edited by")
    expect(led).not_to_contain_text("twelve")


AGENTS = textwrap.dedent("""
    name: Many hands
    gates: {afterPlanning: off, beforeCompletion: on}
    inputs: {world: {type: path}}
    agents:
      one: {kind: command}
      two: {kind: command}
      three: {kind: command}
    steps:
      first: {name: Begin, agent: one, run: cat "$INPUT_WORLD/read"}
      second: {name: Go on, agent: two, needs: first, run: cat "$INPUT_WORLD/build"}
      third: {name: Finish, agent: three, needs: first, approval: required, run: echo done}
""")


@pytest.mark.parametrize("width", [1440, 900, 390])
def test_nothing_moves_when_agents_begin_and_requests_come(server, world, person, width: int):
    world.write("hands", AGENTS)
    run = world.make_run(server, "hands")
    wait_for(server, run, lambda view: states(view)["first"] == "running", "the first agent")
    page = person(server, viewport={"width": width, "height": 844}).sign_in(f"/runs/{run}")
    shown = [
        "run-head h1", "run-head .run-controls button:visible", "run-head .run-cells", "[role=tab]:visible",
        "step-detail .button-row button:visible", ".timeline-head h2:visible", ".run-panels button:visible",
    ]
    expect(page.locator("run-head h1")).to_be_visible()
    page.wait_for_timeout(SETTLED_MILLISECONDS)
    if page.get_by_role("tab").first.is_visible():
        page.get_by_role("tab", name="Agents").click()

    def places() -> dict[str, list[tuple[float, float]]]:
        return {what: [box(each) for each in page.locator(what).all()] for what in shown}

    before = places()
    world.open_door("read")
    wait_for(
        server, run, lambda view: len(view["gates"]) == 1 and states(view)["second"] == "running", "work")
    expect(page.locator("run-head .badge")).to_contain_text("1 question waits")
    page.wait_for_timeout(SETTLED_MILLISECONDS)
    assert places() == before
