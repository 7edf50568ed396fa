# SPDX-License-Identifier: Apache-2.0
"""The demo in Python tells the story that the one in C++ tells."""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

DEMO = pathlib.Path(__file__).resolve().parents[2] / "examples" / "demo.py"


def run(*arguments):
    return subprocess.run([sys.executable, str(DEMO), *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          encoding="utf-8", env=dict(os.environ, PYTHONIOENCODING="utf-8"))


class Demo(unittest.TestCase):
    def test_it_scores_explains_and_raises_risks(self):
        done = run("--weeks", "1", "--rows", "3")
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertRegex(done.stdout, r"Health of Genixify, engagement \S+: 75\.747368, shown as 76 green")
        self.assertIn("sum 54.947368 + 20.8 = 75.747368", done.stdout)
        self.assertIn("value 87 of target 95", done.stdout)
        self.assertIn("SOUT0000002 Share of requests solved by self-service", done.stdout)
        self.assertIn("35 of 50 percent", done.stdout)
        stream = done.stdout.split("Activity stream of SINI0000002")[1].split("Timeline of")[0]
        self.assertEqual(["2024-07-08T14:00Z  Kim", "2024-07-08T14:00Z  Kim", "2024-06-03T09:00Z  Kim",
                          "2024-06-03T09:00Z  Kim", "2024-05-22T12:00Z  system"],
                         re.findall(r"^  (\S+  \S+)", stream, re.MULTILINE))
        self.assertIn("work_note: Kick-off agreed with operations.", stream)
        timeline = done.stdout.split("Timeline of AENG0000002")[1].split("Active risks")[0]
        self.assertEqual(["engagement_changed", "touchpoint_created", "initiative_changed", "meeting_changed",
                          "meeting_completed", "touchpoint_changed", "success_task_changed", "initiative_changed",
                          "outcome_changed", "success_task_changed"],
                         re.findall(r"^  2024\S+ +(\w+)", timeline, re.MULTILINE)[:10])
        risks = done.stdout.split("Active risks of Genixify")[1]
        found = re.findall(r"RSIG\d+ +(.+?) +\d+ +(\S+) +(\S+) +(\S+)$", risks, re.MULTILINE)
        self.assertEqual([("Drop in NPS health", "26", "32", "6"),
                          ("SLA achievement is less than 90%", "87", "95", "8")], sorted(found))

    def test_it_tells_what_changed_what_would_change_and_what_would_have_been_told(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "answers.json"
            done = run("--weeks", "0", "--rows", "1", "--json", str(path))
            self.assertEqual(0, done.returncode, done.stderr)
            answers = json.loads(path.read_text(encoding="utf-8"))
        self.assertEqual(["score", "change", "simulation", "backtest"], list(answers))
        self.assertEqual(75.747368, answers["score"]["score"])

        change = answers["change"]
        self.assertAlmostEqual(change["difference"], change["after"]["score"] - change["before"]["score"], 6)
        parts = [metric[part] for metric in change["metrics"] for part in ("missing", "ageing", "values", "definition")]
        self.assertAlmostEqual(change["difference"], sum(parts), 6)
        self.assertIn("%s points" % change["difference"], done.stdout)

        for instant in answers["simulation"]["instants"]:
            self.assertEqual(instant["evaluated"], sum(move["records"] for move in instant["migration"]))
            self.assertIn("%d of %d scores would be others" % (instant["moved"], instant["evaluated"]), done.stdout)
            self.assertIn("signals that would come: %d" % len(instant["raised"]), done.stdout)

        quality = answers["backtest"]["quality"]
        self.assertEqual(69, sum(quality[part] for part in ("lost_alerted", "lost_quiet", "renewed_alerted",
                                                            "renewed_quiet")))
        for part in ("precision", "recall"):
            self.assertTrue(0 < quality[part] < 100)
            self.assertIn("%s %.1f%%" % (part, quality[part]), done.stdout)

    def test_a_failure_is_told_with_its_place(self):
        with tempfile.TemporaryDirectory() as folder:
            (pathlib.Path(folder) / "users.csv").write_text("user_name,name\nalex\n", encoding="utf-8")
            done = run("--data", folder)
        self.assertEqual(1, done.returncode)
        self.assertEqual("demo.py: users.csv, line 2: not as many cells as the header\n", done.stderr)


if __name__ == "__main__":
    unittest.main()
