# SPDX-License-Identifier: Apache-2.0
"""The marked Python blocks of README.md and docs run as they stand."""

import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
MARK = "<!-- run: python -->"
BLOCK = re.compile(re.escape(MARK) + r"\n```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def blocks(path):
    """(line of the first statement, code) of each marked block."""
    text = path.read_text(encoding="utf-8")
    found = [(text.count("\n", 0, match.start(1)) + 1, match.group(1)) for match in BLOCK.finditer(text)]
    if len(found) != text.count(MARK):
        raise AssertionError("%s: a mark is not followed by a block of Python" % path.relative_to(ROOT))
    return found


class Documents(unittest.TestCase):
    def test_the_readme_shows_python(self):
        self.assertTrue(blocks(ROOT / "README.md"))

    def test_marked_blocks_run(self):
        for path in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]:
            for line, code in blocks(path):
                with self.subTest(document=str(path.relative_to(ROOT)), line=line):
                    self.expect_success(code)

    def expect_success(self, code):
        environment = dict(os.environ, PYTHONIOENCODING="utf-8", PYTHONPATH=str(ROOT / "capi" / "python"))
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run([sys.executable, "-c", code], cwd=folder, env=environment, stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE, encoding="utf-8")
        self.assertEqual(0, done.returncode, done.stderr)


if __name__ == "__main__":
    unittest.main()
