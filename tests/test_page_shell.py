"""Around the runs: signing in, home, the inbox, a new run, the audit, and a server that goes away."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from browser import PHONE

# Three alike questions that can be undone, and one that cannot.
ASKING = """
    name: Asking
    description: Asks before every step.
    autonomy: manual
    gates: {beforeStart: off, afterPlanning: off, beforeCompletion: off}
    agents:
      scout: {kind: command}
    steps:
      one: {name: Read the first, agent: scout, run: echo one}
      two: {name: Read the second, agent: scout, run: echo two}
      three: {name: Read the third, agent: scout, run: echo three}
      send: {name: Send the letter, agent: scout, effect: external, run: echo sent}
"""
INPUTS = """
    name: Every kind of input
    autonomy: supervised
    inputs:
      subject: {description: What it is about}
      count: {type: number, default: 3}
      fast: {type: boolean, default: false}
      folder: {type: path, default: "."}
      colour: {type: choice, options: [red, green], default: green}
    steps:
      say: {name: Say it, run: echo "$INPUT_SUBJECT $INPUT_COUNT $INPUT_FAST $INPUT_COLOUR"}
"""


@pytest.fixture
def server(start_server, tmp_path: Path):
    """A server with a playbook that asks and one with inputs."""
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    for name, text in {"asking": ASKING, "inputs": INPUTS}.items():
        (shelf / f"{name}.yaml").write_text(textwrap.dedent(text), encoding="utf-8")
    return start_server("--playbooks", shelf)


@pytest.fixture
def asking(server) -> tuple[Any, str]:
    """The server, and a run of it that asks four things at once."""
    run = server.request("POST", "/v1/runs", {"playbook": "asking"}).expect(201).json["run"]
    return server, run


def open_gates(server, run: str) -> list[dict[str, Any]]:
    """What the run asks now, as the server has it."""
    return server.request("GET", f"/v1/gates?status=open&run={run}").expect(200).json["gates"]


def test_a_link_signs_in_and_its_token_is_gone_from_the_address(server, person):
    page = person(server).sign_in()
    expect(page.get_by_label("What should get done?")).to_be_visible()
    assert "token" not in page.url
    page.go_back()
    assert "token" not in page.url


def test_a_wrong_token_is_refused_where_it_was_typed_and_a_right_one_signs_in(server, person):
    page = person(server).page
    page.goto(server.url)
    page.get_by_label("Token").fill("fermata_wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).not_to_be_empty()
    expect(page.get_by_label("Token")).to_be_focused()
    page.get_by_label("Token").fill(server.token)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Waiting for you")).to_be_visible()


def test_signing_out_shows_nothing_more_and_holds_after_a_reload(server, person):
    page = person(server).sign_in("/settings")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Token")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Token")).to_be_visible()


def test_signing_out_and_in_holds_for_every_tab(server, person):
    somebody = person(server)
    page, other = somebody.sign_in("/settings"), somebody.new_page()
    other.goto(f"{server.url}/inbox")
    expect(other.get_by_role("heading", name="Inbox")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(other.get_by_label("Token")).to_be_visible()
    other.get_by_label("Token").fill(server.token)
    other.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Settings")).to_be_visible()


def test_a_session_that_the_server_ends_asks_for_a_token_again(server, person):
    secret = server.create_token("guest", "viewer")
    page = person(server).sign_in(token=secret)
    expect(page.locator(".connection")).to_have_attribute("data-state", "live")
    server.request("DELETE", "/v1/tokens/guest")
    expect(page.get_by_label("Token")).to_be_visible(timeout=20_000)


def test_a_viewer_sees_what_waits_and_has_no_button_to_decide_it(asking, person):
    server, _ = asking
    page = person(server).sign_in(token=server.create_token("looker", "viewer"))
    expect(page.locator(".waiting-row")).to_have_count(4)
    expect(page.get_by_role("button", name="Approve")).to_have_count(0)
    expect(page.get_by_label("What should get done?")).to_have_count(0)


def test_what_can_be_undone_is_approved_in_place_and_the_rest_only_reviewed(asking, person):
    server, run = asking
    page = person(server).sign_in("/inbox")
    row = page.locator(".waiting-row", has_text="Read the second")
    letter = page.locator(".waiting-row", has_text="Send the letter")
    expect(letter).to_contain_text("Cannot be undone")
    expect(letter.get_by_role("button")).to_have_count(0)
    row.get_by_role("button", name="Approve").click()
    expect(row).to_have_count(0)
    assert "Read the second" not in str(open_gates(server, run))
    assert page.evaluate("document.activeElement !== document.body")


def test_alike_questions_are_approved_together_and_what_cannot_be_undone_stays(asking, person):
    server, run = asking
    page = person(server).sign_in()
    page.get_by_role("button", name="Approve these 3").click()
    expect(page.locator(".waiting-row")).to_have_count(1)
    (left,) = open_gates(server, run)
    assert "Send the letter" in left["title"]


def test_an_exception_of_a_batch_is_reported_by_name_and_holds_up_no_other(asking, person):
    server, run = asking
    page = person(server).sign_in()
    expect(page.locator(".waiting-row")).to_have_count(4)
    first = next(gate for gate in open_gates(server, run) if "first" in gate["title"])
    page.route(
        f"**/v1/gates/{first['gate']}/verdict",
        lambda route: route.fulfill(
            status=409, content_type="application/problem+json",
            body='{"code":"gate.stale-digest","title":"Changed","detail":"It has changed since."}'))
    page.get_by_role("button", name="Approve these 3").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("2 approved, 1 not")
    expect(dialog).to_contain_text("Read the first")
    expect(dialog).to_contain_text("It has changed since.")
    assert len(open_gates(server, run)) == 2


def test_what_arrives_joins_the_end_and_changes_no_button(asking, person):
    server, run = asking
    page = person(server).sign_in()
    batch = page.get_by_role("button", name="Approve these 3")
    expect(batch).to_be_visible()
    other = server.request("POST", "/v1/runs", {"playbook": "asking"}).expect(201).json["run"]
    expect(page.locator("waiting-group")).to_have_count(2)
    titles = page.locator(".waiting-run")
    assert [title.get_attribute("href") for title in titles.all()] == [f"/runs/{run}", f"/runs/{other}"]
    assert page.locator(".button.you").count() == 1, "one filled button at most"


def test_the_tab_says_how_much_waits(asking, person):
    server, _ = asking
    page = person(server).sign_in()
    expect(page).to_have_title(re.compile(r"^\(4\) "))
    page.goto(f"{server.url}/settings")
    expect(page).to_have_title("(4) Settings · Fermata")


def test_a_playbook_is_started_from_its_form_and_a_missing_input_is_told_at_its_field(server, person):
    page = person(server).sign_in("/new")
    page.get_by_role("button", name="Every kind of input").click()
    page.get_by_role("button", name="Start the run").click()
    expect(page.locator("#input-0-problem")).to_have_text("This is needed.")
    expect(page.get_by_label("subject")).to_be_focused()
    page.get_by_label("subject").fill("ships")
    page.get_by_label("count").fill("many")
    page.get_by_role("button", name="Start the run").click()
    expect(page.locator("#input-1-problem")).to_contain_text("number was expected")
    page.get_by_label("count").fill("4")
    page.get_by_label("fast").check()
    page.get_by_label("colour").select_option("red")
    page.get_by_role("button", name="Start the run").click()
    page.wait_for_url(re.compile(r"/runs/"))
    run = page.url.rsplit("/", 1)[1]
    inputs = server.request("GET", f"/v1/runs/{run}").expect(200).json["inputs"]
    assert (inputs["subject"], inputs["count"], inputs["fast"], inputs["colour"]) == ("ships", 4, True, "red")


def test_a_task_becomes_a_run_whose_plan_waits_for_the_person(server, person):
    page = person(server).sign_in()
    page.get_by_label("What should get done?").fill("Count the ships")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"/runs/"))
    run = page.url.rsplit("/", 1)[1]
    assert [gate["kind"] for gate in open_gates(server, run)] == ["afterPlanning"]


def test_the_audit_names_who_did_what_shows_payloads_and_verifies_the_log(asking, person):
    server, run = asking
    page = person(server).sign_in(f"/runs/{run}/audit")
    first = page.locator(".audit-row").first
    expect(first).to_contain_text("run.created")
    expect(first).to_contain_text("token")
    first.click()
    expect(page.get_by_label("Payload")).to_contain_text('"autonomy": "manual"')
    page.get_by_role("button", name="Verify the log").click()
    expect(page.get_by_role("status").filter(has_text="The log is sound")).to_be_visible()
    page.get_by_label("Find an event").fill("no such event")
    expect(page.locator(".audit-row")).to_have_count(0)


def test_the_page_says_that_the_server_is_gone_and_goes_on_with_it_without_a_reload(asking, person):
    server, run = asking
    somebody = person(server)
    page, other = somebody.sign_in(f"/runs/{run}/audit"), somebody.new_page()
    expect(page.locator(".audit-row").first).to_be_visible()
    other.goto(f"{server.url}/inbox")
    expect(other.locator(".waiting-row")).to_have_count(4)
    page.evaluate("window.isTheSamePage = true")
    server.kill()
    for each in (page, other):
        expect(each.locator(".connection")).to_have_attribute("data-state", "lost")
    expect(page.locator(".connection")).to_contain_text(re.compile(r"Connection lost after event \d+"))
    expect(page.locator(".audit-row").first).to_be_visible()
    server.start()
    for each in (page, other):
        expect(each.locator(".connection")).to_have_attribute("data-state", "live")
    other.locator(".waiting-row", has_text="Read the third").get_by_role("button", name="Approve").click()
    # A page behind another one draws nothing until it is looked at.
    page.bring_to_front()
    expect(page.locator(".audit-row", has_text="gate.decided")).to_have_count(1)
    assert page.evaluate("window.isTheSamePage")


def test_one_stream_serves_two_tabs_and_the_second_takes_over_when_the_first_closes(asking, person):
    server, run = asking
    somebody = person(server)
    first = somebody.sign_in()
    expect(first.locator(".connection")).to_have_attribute("data-state", "live")
    second = somebody.new_page()
    asked: list[str] = []
    second.on("request", lambda request: asked.append(request.url) if "/v1/feed" in request.url else None)
    second.goto(f"{server.url}/inbox")
    expect(second.locator(".waiting-row")).to_have_count(4)
    assert asked == []
    first.close()
    second.locator(".waiting-row", has_text="Read the first").get_by_role("button", name="Approve").click()
    expect(second.locator(".waiting-row")).to_have_count(3)
    assert len(asked) == 1


def test_keys_jump_and_are_listed_and_letters_can_be_turned_off(server, person):
    page = person(server).sign_in()
    expect(page.get_by_role("heading", name="Waiting for you")).to_be_visible()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_contain_text("To what waits for you")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("g")
    page.keyboard.press("s")
    expect(page.get_by_role("heading", name="Settings")).to_be_visible()
    page.get_by_label("Letter keys").uncheck()
    page.locator("body").press("g")
    page.locator("body").press("h")
    expect(page.get_by_role("heading", name="Settings")).to_be_visible()


def test_the_chosen_theme_holds_after_a_reload(server, person):
    page = person(server, color_scheme="light").sign_in()
    page.get_by_role("button", name="Light or dark").click()
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [{"width": 1440, "height": 900}, PHONE, {"width": 320, "height": 640}])
def test_every_screen_is_accessible_and_fits_its_width(asking, person, scheme, size):
    server, run = asking
    somebody = person(server, color_scheme=scheme, viewport=size)
    found = {}
    screens = [
        "/", "/inbox", "/new?playbook=inputs", "/agents", "/settings", f"/runs/{run}/audit", "/nothing",
    ]
    for path in screens:
        page = somebody.sign_in(path) if path == "/" else somebody.page
        page.goto(f"{server.url}{path}")
        expect(page.locator("#main h1, #main h2").first).to_be_attached()
        expect(page.locator(".connection")).to_have_attribute("data-state", "live")
        violations = somebody.violations()
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            violations.append("it is wider than the window")
        if violations:
            found[path] = violations
    assert found == {}
