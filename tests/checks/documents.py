# SPDX-License-Identifier: Apache-2.0
"""Compiles and runs the marked C++ blocks of README.md and docs.

usage: documents.py SOURCE_FOLDER WORK_FOLDER LIBRARY COMPILER [FLAG...]
"""

import os
import pathlib
import re
import subprocess
import sys

MARK = "<!-- run: cpp -->"
BLOCK = re.compile(re.escape(MARK) + r"\n```cpp\n(.*?)^```$", re.DOTALL | re.MULTILINE)
# Each of these has at least one block; a check that found none would pass for nothing.
EXPECTED = ["README.md", "docs/getting-started.md", "docs/concepts/success-work.md"]


def documents(root):
    return [root / "README.md", *sorted((root / "docs").rglob("*.md"))]


def blocks(root):
    """(document, line of the first statement, code) of each marked block."""
    found, faults = [], []
    for path in documents(root):
        name = path.relative_to(root).as_posix()
        text = path.read_text(encoding="utf-8")
        here = [(name, text.count("\n", 0, match.start(1)) + 1, match.group(1)) for match in BLOCK.finditer(text)]
        if len(here) != text.count(MARK):
            faults.append("%s: a mark is not followed by a block of C++" % name)
        if not here and name in EXPECTED:
            faults.append("%s: no marked block of C++" % name)
        found += here
    return found, faults


def run_block(work, library, compiler, name, line, code):
    """Empty text when the block compiles and exits with 0, else what went wrong."""
    stem = "%s_%d" % (re.sub(r"[^a-z0-9]+", "_", name.lower()), line)
    source, program = work / (stem + ".cpp"), work / stem
    # Faults of the compiler then name the document and its line.
    source.write_text('#line %d "%s"\n%s' % (line, name, code), encoding="utf-8")
    command = compiler + [str(source), "-o", str(program), str(library), "-Wl,-rpath,%s" % library.parent]
    for step in (command, [str(program)]):
        done = subprocess.run(step, cwd=work, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300)
        if done.returncode != 0:
            return "%s, line %d: %s gave %d\n%s" % (name, line, os.path.basename(step[0]), done.returncode,
                                                    done.stdout.decode("utf-8", "replace"))
    return ""


def main(arguments):
    if len(arguments) < 4:
        print(__doc__, file=sys.stderr)
        return 2
    root, work, library = (pathlib.Path(argument).resolve() for argument in arguments[:3])
    work.mkdir(parents=True, exist_ok=True)
    found, faults = blocks(root)
    for name, line, code in found:
        faults.append(run_block(work, library, arguments[3:], name, line, code))
    faults = [fault for fault in faults if fault]
    for fault in faults:
        print(fault, file=sys.stderr)
    print("%d blocks, %d faults" % (len(found), len(faults)))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
