# SPDX-License-Identifier: Apache-2.0
"""Holds the list of seeded faults against the source: each names a file that is there, an old text that stands in it
exactly once, and another new one; ids do not repeat. Whether tests kill them is tried by run.py beside the list.

usage: mutants.py SOURCE_FOLDER
"""
import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "boundary/mutants"))
from run import read_mutants  # noqa: E402


def problem(mutant, root, known):
    if mutant.id in known:
        return "its id is taken"
    path = root / mutant.file
    if not path.is_file():
        return f"there is no {mutant.file}"
    times = path.read_text(encoding="utf-8").count(mutant.old)
    if times != 1:
        return f"its text stands {times} times in {mutant.file}"
    if mutant.old == mutant.new:
        return "it changes nothing"
    if not all(one.startswith("test_") for one in mutant.tests):
        return "it names no test programs"
    return None


def main():
    root = pathlib.Path(sys.argv[1])
    mutants = read_mutants(root)
    listed = (root / "tests/boundary/mutants/mutants.txt").read_text(encoding="utf-8").count("\n<<<\n")
    known, problems = set(), []
    for mutant in mutants:
        found = problem(mutant, root, known)
        known.add(mutant.id)
        if found:
            problems.append(f"{mutant.id}: {found}")
    if len(mutants) < 60 or len(mutants) != listed:
        problems.append(f"{len(mutants)} of {listed} blocks could be read; at least 60 are expected")
    for text in problems:
        print(text)
    print(f"{len(mutants) - len(problems)} passed, {len(problems)} failed")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
