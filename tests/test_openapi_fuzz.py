"""Bodies and addresses that nobody thought of: whatever comes is answered with what the description says, and
the server lives on. FERMATA_FUZZ_EXAMPLES enlarges it, FERMATA_FUZZ_SEED repeats it.
"""

from __future__ import annotations

import os
import random
from pathlib import Path
from typing import Any, Callable, Iterator

import hypothesis
import pytest
import schemathesis
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance, negative_data_rejection, response_schema_conformance, status_code_conformance,
    unsupported_method,
)

from live_server import LiveServer

# How many requests each operation gets, of those that fit its description and of those that do not.
EXAMPLES = int(os.environ.get("FERMATA_FUZZ_EXAMPLES", "12"))
SEED = int(os.environ.get("FERMATA_FUZZ_SEED", str(random.SystemRandom().randrange(1 << 32))))
# How long one request may take, in seconds.
REQUEST_SECONDS = 30.0
CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance,
    negative_data_rejection, unsupported_method,
]

# A person does every step, so that nothing that is made up here is ever run as a command.
PLAYBOOK = """\
name: Fuzzed
autonomy: {autonomy}
agents:
  ada: {{kind: human}}
  bob: {{kind: human}}
gates: {{afterPlanning: {planning}}}
steps:
  first: {{agent: ada, run: Do this}}
  second: {{agent: bob, needs: [first], run: And this, effect: external, impact: high}}
"""


@pytest.fixture
def fuzzed(start_server: Callable[..., LiveServer], tmp_path: Path) -> LiveServer:
    """A server whose limits of requests are not in the way."""
    folder = tmp_path / "playbooks"
    folder.mkdir()
    for autonomy in ["manual", "autonomous"]:
        for planning in ["on", "off"]:
            text = PLAYBOOK.format(autonomy=autonomy, planning=planning)
            (folder / f"{autonomy}-{planning}.yaml").write_text(text)
    server = start_server("--playbooks", folder, "--requests-per-second", "100000")
    print(f"FERMATA_FUZZ_SEED={SEED} FERMATA_FUZZ_EXAMPLES={EXAMPLES}")
    return server


@pytest.fixture
def runs(fuzzed: LiveServer) -> list[str]:
    """Runs in every state that a run can stay in."""
    made = []
    for playbook in ["manual-on", "manual-off", "autonomous-off"]:
        for order in [None, "pause", "stop"]:
            run = fuzzed.request("POST", "/v1/runs", {"playbook": playbook}).expect(201).json["run"]
            if order:
                fuzzed.request(
                    "POST", f"/v1/runs/{run}/interventions", {"intervention": order}).expect(200)
            made.append(run)
    assert len({fuzzed.request("GET", f"/v1/runs/{run}").json["status"] for run in made}) >= 3
    return made


def operations(server: LiveServer) -> Iterator[Any]:
    schema = schemathesis.openapi.from_url(f"{server.url}/openapi.json")
    for result in schema.get_all_operations():
        operation = result.ok()
        # The feed never ends, a session's end would sign nobody out, and there is nobody else's token here.
        if operation.path != "/v1/feed":
            yield operation


def aim(case: Any, server: LiveServer, runs: list[str]) -> None:
    """Sends most requests to something that is there; the others show what is said of what is not."""
    chance = random.Random(repr((SEED, case.path, case.method, case.path_parameters, str(case.body)[:200])))
    if chance.random() < 0.2 or not case.path_parameters:
        return
    run = chance.choice(runs)
    if "run" in case.path_parameters:
        case.path_parameters["run"] = run
    if "gate" in case.path_parameters:
        case.path_parameters["gate"] = f"{run}.g1"
        gates = server.request("GET", f"/v1/gates?run={run}").json["gates"]
        if gates and isinstance(case.body, dict) and "digest" in case.body and chance.random() < 0.5:
            case.path_parameters["gate"] = gates[0]["gate"]
            case.body["digest"] = gates[0]["digest"]
    for members in (case.body, case.query):
        if isinstance(members, dict) and isinstance(members.get("step"), str) and chance.random() < 0.7:
            members["step"] = chance.choice(["first", "second"])


@pytest.mark.parametrize(
    "mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["what fits", "what does not"])
def test_the_server_answers_as_its_description_says(fuzzed, runs, mode):
    count = 0
    for operation in operations(fuzzed):

        @hypothesis.seed(SEED)
        @hypothesis.settings(
            max_examples=EXAMPLES, database=None, deadline=None, print_blob=True,
            phases=[hypothesis.Phase.generate], suppress_health_check=list(hypothesis.HealthCheck),
        )
        @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
        def ask(case: Any) -> None:
            nonlocal count
            count += 1
            if mode is GenerationMode.POSITIVE:
                aim(case, fuzzed, runs)
            case.headers["Authorization"] = f"Bearer {fuzzed.token}"
            case.headers["Accept"] = "application/json"
            response = case.call(timeout=REQUEST_SECONDS)
            case.validate_response(response, checks=CHECKS)

        try:
            ask()
        except hypothesis.errors.Unsatisfiable:
            # There is nothing wrong to send to what takes nothing.
            assert mode is GenerationMode.NEGATIVE and not operation.body
    print(f"{count} requests")
    assert count > EXAMPLES * 10
    fuzzed.request("GET", "/readyz").expect(200)
