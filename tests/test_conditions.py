"""`fermata cel` checks and evaluates conditions."""

import json

STATE = {"step": {"uncertainty": 0.9, "impact": "low", "tags": ["a", "release"]}, "run": {"cost": 3}}


def test_a_condition_is_evaluated_over_a_file(run_cli, tmp_path):
    file = tmp_path / "state.json"
    file.write_text(json.dumps(STATE), encoding="utf-8")
    source = 'step.uncertainty > 0.7 && step.tags.exists(tag, tag == "release") && run.cost > 2.5'
    assert run_cli("cel", "eval", source, "--json", str(file)).expect_success().output == "true\n"
    value = run_cli("cel", "eval", "{'tags': step.tags, 'cost': run.cost + 1}", "--json", str(file))
    assert json.loads(value.expect_success().output) == {"tags": ["a", "release"], "cost": 4}


def test_a_misspelled_field_is_marked_and_corrected(run_cli, tmp_path):
    file = tmp_path / "state.json"
    file.write_text(json.dumps(STATE), encoding="utf-8")
    found = run_cli("cel", "check", "step.uncertanty > 0.7", "--json", str(file))
    assert found.exit_code == 65, found.story()
    assert found.output.splitlines() == [
        "1:6: no field `uncertanty` on step; did you mean `uncertainty`?",
        "  step.uncertanty > 0.7",
        "       ^^^^^^^^^^",
    ]
    assert run_cli("cel", "check", "step.uncertainty > 0.7", "--json", str(file)).expect_success()


def test_what_is_no_expression_and_what_has_no_value_end_alike(run_cli):
    refused = run_cli("cel", "eval", "1 +")
    assert refused.exit_code == 65 and refused.output.startswith("1:4: "), refused.story()
    failed = run_cli("cel", "eval", "1 / 0")
    assert failed.exit_code == 65 and "a division by zero" in failed.output, failed.story()


def test_without_a_file_names_may_stand_for_anything(run_cli):
    assert run_cli("cel", "check", "step.anything > 3").expect_success()
    assert run_cli("cel", "check", "step.anything > 3 && 1").exit_code == 65


def test_a_condition_is_true_or_false_unless_something_else_is_expected(run_cli):
    refused = run_cli("cel", "check", "1")
    assert refused.exit_code == 65 and "bool" in refused.output, refused.story()
    assert run_cli("cel", "check", "--expect", "int", "1").expect_success()
    assert run_cli("cel", "check", "--expect", "any", "[1]").expect_success()
    assert run_cli("cel", "check", "--expect", "list", "'x'").exit_code == 65
    assert run_cli("cel", "check", "--expect", "truth", "1").exit_code == 64


def test_octets_that_are_no_text_are_marked_once(run_cli):
    source = r"'%s'.format([b'a\xff\xfeb\xef\xbf\xbd\xffc'])"
    assert run_cli("cel", "eval", source).expect_success().output == '"a\ufffdb\ufffd\ufffdc"\n'


def test_conditions_that_begin_with_a_dash_are_conditions(run_cli):
    assert run_cli("cel", "check", "-x < 3").expect_success()
    assert run_cli("cel", "eval", "-5").expect_success().output == "-5\n"
    held = run_cli("cel", "eval", "-h < 3", "--json", "-", standard_input='{"h": 1}')
    assert held.expect_success().output == "true\n"


def test_a_file_that_is_no_object_is_refused_by_name(run_cli, tmp_path):
    for text in ("[1]", '{"a": ', "nothing"):
        file = tmp_path / "state.json"
        file.write_text(text, encoding="utf-8")
        refused = run_cli("cel", "eval", "1 == 1", "--json", str(file))
        assert refused.exit_code == 1 and "state.json" in refused.errors, refused.story()
