# SPDX-License-Identifier: Apache-2.0
"""Tries the seeded faults of mutants.txt: each is put into a copy of the tree, the test programs that it names are
rebuilt and run until one fails. A fault that no test notices has survived.

usage: run.py [--root DIR] [--work DIR] [--list] [ID | FIRST-LAST]...

The copy and its build are kept in --work (default: a temporary folder that goes afterwards); another run with the
same folder builds only what changed.
"""
import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time


BLOCK = re.compile(r"^(M\d+) (\S+) (.+)\n(.+)\n<<<\n([\s\S]*?)\n===\n([\s\S]*?)\n?>>>$", re.M)
FLAGS = "-O1 -g0 --param ggc-min-expand=300 --param ggc-min-heapsize=600000"


class Mutant:
    def __init__(self, match):
        self.id, self.file, tests, self.danger, self.old, self.new = match.groups()
        self.tests = tests.split()


def read_mutants(root):
    path = pathlib.Path(root) / "tests/boundary/mutants/mutants.txt"
    return [Mutant(match) for match in BLOCK.finditer(path.read_text(encoding="utf-8"))]


def chosen(mutants, words):
    if not words:
        return mutants
    number = lambda text: int(text.lstrip("M"))
    wanted = set()
    for word in words:
        first, _, last = word.partition("-")
        wanted.update(range(number(first), number(last or first) + 1))
    return [one for one in mutants if number(one.id) in wanted]


def copy_tree(root, tree):
    """Brings the copy up to date; a file that is the same keeps its time, so that it is not compiled again."""
    listing = subprocess.run(["git", "-C", root, "ls-files", "-co", "--exclude-standard", "-z"], capture_output=True,
                             text=True, check=False).stdout
    names = {name for name in listing.split("\0") if name and (root / name).is_file()}
    if not names:  # no checkout, but an unpacked archive
        names = {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}
    for name in names:
        source, target = root / name, tree / name
        if target.is_file() and target.read_bytes() == source.read_bytes():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
        shutil.copymode(source, target)
    for target in list(tree.rglob("*")):
        if target.is_file() and str(target.relative_to(tree)) not in names:
            target.unlink()


def configure(tree, build):
    subprocess.run(["cmake", "-G", "Ninja", "-S", tree, "-B", build, "-DCMAKE_BUILD_TYPE=Debug",
                    f"-DCMAKE_CXX_FLAGS_DEBUG={FLAGS}", "-DSTEWARD_UNITY=ON", "-DSTEWARD_SHARED=OFF",
                    "-DSTEWARD_EXAMPLES=OFF", "-DSTEWARD_BENCH=OFF", "-DSTEWARD_INSTALL=OFF"],
                   stdout=subprocess.DEVNULL, check=True)


def built(build, target):
    run = subprocess.run(["ninja", "-C", build, target], capture_output=True, text=True, check=False)
    return run.returncode == 0, run.stdout


def passes(build, program):
    """Up to the first failure; a program that hangs has noticed the fault as well."""
    try:
        run = subprocess.run([build / "tests" / program, "--abort"], capture_output=True, timeout=600, check=False)
    except subprocess.TimeoutExpired:
        return False
    return run.returncode == 0


def verdict(mutant, tree, build):
    path = tree / mutant.file
    text = path.read_text(encoding="utf-8")
    if text.count(mutant.old) != 1:
        return "error: its text does not stand exactly once"
    try:
        path.write_text(text.replace(mutant.old, mutant.new), encoding="utf-8")
        for program in mutant.tests:
            good, said = built(build, program)
            if not good:
                told = next((line for line in said.splitlines() if "error" in line), said[-200:])
                return f"error: does not compile: {told}"
            if not passes(build, program):
                return f"killed by {program}"
        return "SURVIVED"
    finally:
        path.write_text(text, encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--root", type=pathlib.Path, default=pathlib.Path(__file__).resolve().parents[3])
    parser.add_argument("--work", type=pathlib.Path)
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--skip-baseline", action="store_true", help="trust that the programs pass without a fault")
    parser.add_argument("which", nargs="*")
    given = parser.parse_args()
    mutants = chosen(read_mutants(given.root), given.which)
    if given.list:
        for one in mutants:
            print(f"{one.id} {one.file}: {one.danger}")
        return
    work = given.work or pathlib.Path(tempfile.mkdtemp(prefix="steward-mutants-"))
    tree, build = work / "tree", work / "build"
    try:
        copy_tree(given.root, tree)
        configure(tree, build)
        programs = [] if given.skip_baseline else sorted({program for one in mutants for program in one.tests})
        for program in programs:
            good, said = built(build, program)
            if not good or not passes(build, program):
                sys.exit(f"{program} fails without any fault\n{said[-2000:] if not good else ''}")
        counts = {"killed": 0, "SURVIVED": 0, "error:": 0}
        for one in mutants:
            begun = time.monotonic()
            answer = verdict(one, tree, build)
            counts[answer.split()[0]] += 1
            print(f"{one.id} {answer} ({time.monotonic() - begun:.0f} s) {one.file}: {one.danger}", flush=True)
        print(f"{counts['killed']} killed, {counts['SURVIVED']} survived" +
              (f", {counts['error:']} errors" if counts["error:"] else ""))
        sys.exit(1 if counts["SURVIVED"] or counts["error:"] else 0)
    finally:
        if given.work is None:
            shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    os.environ.pop("STEWARD_TEST_DISABLE_RULE", None)
    main()
