"""What a page shows only the beginning of cannot be approved until all of it is shown."""

from __future__ import annotations

from playwright.sync_api import expect

from page_worlds import states, view_of, wait_for, wait_for_gate

# Results of which a review shows only the beginning: too many lines, a line too long, and a text too long.
LONG = """
    name: Long
    autonomy: supervised
    gates: {afterPlanning: off, beforeCompletion: on}
    steps:
      lines:
        {name: Print many lines, approval: required, run: "seq 1 600; echo last of the lines"}
      line:
        name: Print a long line
        approval: required
        needs: lines
        run: head -c 3000 /dev/zero | tr '\\0' x; echo last of the line
      text:
        name: Print a long text
        needs: line
        run: seq 1 5000; echo last of the text
    synthesis:
      - {title: All of it, text: "${{ steps.text.outputs.text }}"}
"""


def test_what_is_not_shown_whole_can_be_refused_but_not_approved_until_it_is(server, world, person):
    world.write("long", LONG)
    run = world.make_run(server, "long")
    page = person(server).sign_in(f"/runs/{run}")
    pane = page.locator("review-pane")
    for step in ("lines", "line"):
        view = wait_for(server, run, lambda view, step=step: (
            any(gate.get("step") == step for gate in view["gates"])), f"the result of {step}")
        assert view["gates"][0]["isShownWhole"] is False
        page.goto(f"{server.url}/runs/{run}?gate={view['gates'][0]['gate']}")
        expect(pane.locator("[data-control=reject]")).to_be_enabled()
        expect(pane.locator("[data-control=approve]")).to_be_disabled()
        expect(pane.locator("[data-control=edit]")).to_be_disabled()
        pane.locator("[data-control=approve]").click(force=True)
        page.keyboard.press("a")
        expect(pane).not_to_contain_text(f"last of the {step}")
        pane.get_by_role("button", name="Show all of it").click()
        expect(pane).to_contain_text(f"last of the {step}")
        expect(pane.get_by_role("button", name="Show all of it")).to_have_count(0)
        assert states(view_of(server, run))[step] == "waiting"
        expect(pane.locator("[data-control=approve]")).to_be_enabled()
        pane.locator("[data-control=approve]").click()
    wait_for_gate(server, run, "beforeCompletion")
    page.get_by_role("tab", name="Result").click()
    result = page.locator("result-pane")
    accept = result.get_by_role("button", name="Accept result")
    expect(result.get_by_role("button", name="Send back")).to_be_enabled()
    expect(accept).to_be_disabled()
    expect(result).not_to_contain_text("last of the text")
    result.get_by_role("button", name="Show all of it").click()
    expect(result).to_contain_text("last of the text")
    expect(accept).to_be_enabled()
    accept.click()
    wait_for(server, run, lambda view: view["status"] == "done", "the end")
