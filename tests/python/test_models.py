# SPDX-License-Identifier: Apache-2.0
"""The scoring models of the examples give their numbers from Python as they do from C++."""

import copy
import importlib.util
import pathlib
import subprocess
import sys
import tempfile
import unittest
from decimal import Decimal

import steward

EXAMPLES = pathlib.Path(__file__).resolve().parents[2] / "examples"
FILES = sorted((EXAMPLES / "models").glob("*.json"))

# The documented numbers, of which each must be among those that the file checks: path, as found.
DOCUMENTED = {
    "nested_groups": [("score", "72.760855"), ("leaf_points", "72.760855")],
    "product_adoption": [("items.0.adoption_score", "90"), ("items.1.adoption_score", "90")],
    "service_and_loyalty": [("score", "75.747368"), ("items.0.gap", "8"), ("items.0.gap", "6")],
    "success_rate": [("score", "75"), ("score", "60"), ("initiatives_completed", "0"), ("initiatives_total", "8")],
    "three_equal_metrics": [("score as shown", "6.67"), ("score", "66.66"), ("score", "66.67")],
    "weighted_inputs": [("score", "40.122807"), ("score as shown", "40.12")],
}


def load_program():
    spec = importlib.util.spec_from_file_location("steward_example_model", EXAMPLES / "model.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


program = load_program()


class Models(unittest.TestCase):
    def test_every_model_gives_its_documented_numbers(self):
        self.assertEqual(sorted(DOCUMENTED), [path.stem for path in FILES])
        for path in FILES:
            with self.subTest(model=path.stem):
                made = program.run(program.read_model(path))
                found = []
                for call, comparisons in made:
                    for where, expected, value in comparisons:
                        self.assertEqual(expected, value, "%s of %s" % (where, call))
                        found.append((where, str(value)))
                for documented in DOCUMENTED[path.stem]:
                    self.assertIn(documented, found)

    def test_a_model_runs_in_a_file_too(self):
        with tempfile.TemporaryDirectory() as folder:
            for _, comparisons in program.run(program.read_model(FILES[0]), folder + "/model.db"):
                for where, expected, found in comparisons:
                    self.assertEqual(expected, found, where)

    def test_the_set_up_goes_into_a_store_of_ones_own(self):
        model = program.read_model(EXAMPLES / "models" / "weighted_inputs.json")
        with steward.open() as engine, engine.system_session() as session:
            names = program.install(session, model)
            self.assertEqual("published", session.get("health_definition", names["health"]["id"])["state"])
            self.assertEqual(0, session.count("account"))

    def test_a_set_up_that_fails_leaves_nothing(self):
        model = copy.deepcopy(program.read_model(EXAMPLES / "models" / "weighted_inputs.json"))
        metric = next(call for call in model["setup"] if call["args"].get("table") == "health_metric")
        metric["args"]["values"]["weight"] = 19
        with steward.open() as engine, engine.system_session() as session:
            with self.assertRaisesRegex(program.ModelError, r"^setup, call \d+, publish: .*weight_sum"):
                program.install(session, model)
            self.assertEqual(0, session.count("data_source"))

    def test_another_number_is_told(self):
        model = copy.deepcopy(program.read_model(EXAMPLES / "models" / "weighted_inputs.json"))
        model["expected"][0]["expect"] = {"score": Decimal("40.12"), "metrics.9.value": None}
        model["expected"][0]["shown"]["as"] = "40.13"
        _, comparisons = next(made for made in program.run(model) if made[0] is model["expected"][0])
        self.assertEqual([("score", Decimal("40.12"), Decimal("40.122807")), ("metrics.9.value", None, None),
                          ("score as shown", "40.13", "40.12")], comparisons)

    def test_unknown_names_and_paths_are_told_with_their_call(self):
        account = {"op": "create", "args": {"table": "account", "values": {"name": "of ${nobody}"}}}
        model = {"now": "2024-11-20T21:00:00Z", "setup": [], "sample": [account], "expected": []}
        with self.assertRaisesRegex(program.ModelError, r"^sample, call 1, create: \$\{nobody\}: no call before"):
            program.run(model)
        account.update(args={"table": "account", "values": {"name": "A"}}, expect={"names": "A"})
        with self.assertRaisesRegex(program.ModelError, r"^sample, call 1, create: .*names"):
            program.run(model)

    def test_scores_are_shown_rounded_half_away_from_zero(self):
        for value, places, divided_by, text in (("66.66", 2, 10, "6.67"), ("0.005", 2, 1, "0.01"),
                                                ("-0.005", 2, 1, "-0.01"), ("7", 2, 1, "7.00"), ("99.5", 0, 1, "100"),
                                                ("1", 1, 3, "0.3")):
            self.assertEqual(text, program.shown(Decimal(value), places, divided_by))

    def test_the_program_prints_the_numbers_and_tells_what_fails(self):
        def run(*arguments):
            return subprocess.run([sys.executable, str(EXAMPLES / "model.py"), *arguments], stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE, encoding="utf-8")

        done = run(str(EXAMPLES / "models" / "weighted_inputs.json"))
        self.assertEqual((0, ""), (done.returncode, done.stderr))
        self.assertIn('score as shown = "40.12"\n', done.stdout)
        self.assertEqual(2, run().returncode)
        missing = run("missing.json")
        self.assertEqual(1, missing.returncode)
        self.assertIn("missing.json", missing.stderr)
        with tempfile.TemporaryDirectory() as folder:
            changed = pathlib.Path(folder) / "changed.json"
            text = (EXAMPLES / "models" / "weighted_inputs.json").read_text(encoding="utf-8")
            changed.write_text(text.replace('"as": "40.12"', '"as": "40.13"'), encoding="utf-8")
            done = run(str(changed))
        self.assertEqual(1, done.returncode)
        self.assertIn('score as shown = "40.12", EXPECTED "40.13"\n', done.stdout)


if __name__ == "__main__":
    unittest.main()
