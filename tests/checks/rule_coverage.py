# SPDX-License-Identifier: Apache-2.0
"""Holds the rule catalogue against the tests: every id has a test where the rule refuses or acts and one where it
leaves good data alone, and with the rule switched off at least one of the former fails. What holds by declaration has
both tests, but nothing to switch off.

usage: rule_coverage.py RULES.md TEST_PROGRAM...
"""
import concurrent.futures
import os
import re
import subprocess
import sys


ROW = re.compile(r"^\| ([A-Z]+-\d+) \| [^|]*\| [^|]*\| ([a-z_ ]+) \|", re.M)


def catalogue(page):
    """The ids of the rules, in order, and those that only hold by declaration."""
    with open(page, encoding="utf-8") as text:
        rows = ROW.findall(text.read())
    runs = {rule for rule, phase in rows if phase != "by declaration"}
    return sorted({rule for rule, _ in rows}), {rule for rule, _ in rows} - runs


def tagged_tests(program):
    """The tags of every test of a program, one set a test."""
    listing = subprocess.run([program, "--list-tests"], capture_output=True, text=True, check=False).stdout
    tests, tags = [], ""
    for line in listing.splitlines() + [""]:
        if re.match(r"^ {6,}\[", line) or (tags and re.match(r"^ {8,}\S", line)):
            tags += line.strip()
            continue
        if tags:
            tests.append(set(re.findall(r"\[([^\]]+)\]", tags)))
        tags = ""
    return tests


def fails_without(rule, program):
    environment = dict(os.environ, STEWARD_TEST_DISABLE_RULE=rule)
    run = subprocess.run([program, f"[{rule}][refuses]"], capture_output=True, env=environment, timeout=120, check=False)
    return run.returncode != 0


def verdict(rule, programs, declared):
    refusing = [p for p, tests in programs.items() if any({rule, "refuses"} <= tags for tags in tests)]
    accepting = any({rule, "accepts"} <= tags for tests in programs.values() for tags in tests)
    if not refusing:
        return f"{rule}: no test where it refuses or acts"
    if not accepting:
        return f"{rule}: no test where it leaves good data alone"
    if not declared and not any(fails_without(rule, program) for program in refusing):
        return f"{rule}: no test notices when it is switched off"
    return None


def main():
    page, *names = sys.argv[1:]
    rules, declared = catalogue(page)
    if len(rules) < 100 or not names:
        sys.exit("the catalogue or the test programs are missing")
    programs = {name: tagged_tests(name) for name in names}
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        verdicts = list(pool.map(lambda rule: verdict(rule, programs, rule in declared), rules))
    problems = [text for text in verdicts if text]
    for text in problems:
        print(text)
    print(f"{len(rules) - len(problems)} passed, {len(problems)} failed")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
