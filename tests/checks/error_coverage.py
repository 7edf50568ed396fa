# SPDX-License-Identifier: Apache-2.0
"""Holds the documented error codes against the tests: every code that a rule names is provoked with its rule and its
field by a `refused(…)` check, and every code of the list of errors stands in some test.

usage: error_coverage.py RULES.md ERRORS.md TESTS_FOLDER
"""
import pathlib
import re
import sys

# The faults of these carry the id of another rule: of the table's own one, or of the mechanism that does the work.
ANYONE = None
TOLD_BY = {
    **dict.fromkeys(("GEN-02", "CHD-01", "CHD-04", "CHD-05", "TCH-09"), ANYONE),
    **dict.fromkeys(("IMP-01", "ONB-04", "ONT-03"), {"SYN-02", "SYN-03"}),
    **dict.fromkeys(("OTP-03", "OTP-04"), {"PUB-01"}),
    **dict.fromkeys(("ROC-01", "TIM-02"), {"ACL-10"}),
    "DOM-14": {"GEN-04"},
    "GEN-16": {"CTD-04"},
    "INS-01": {"GEN-04"},
    "TCH-11": {"GEN-15"},
    "VSM-01": {"GEN-16"},
}
# Errors that are no faults of a write: they come alone, without a rule.
ALONE = {"not_found"}
# A test cannot bring these about: a bug of the library itself, no memory, no number left for a handle.
OUT_OF_REACH = {"internal_error", "out_of_memory", "too_many_handles"}
FOLDERS = ("rules", "metrics", "engine", "access", "boundary")
CHECKS = ("refused", "delivery_refused")
ANY_FIELD = {"", "each", "field", "parent"}
LITERAL = re.compile(r'"([^"\\]*)"')
DEFINITION = re.compile(r"\b(\w+)(?: = \[[^\]]*\])?\(((?:[^(){};]|\([^(){};]*\))*)\)(?: const)?(?: -> [^{;]+)? \{")
NO_FUNCTION = {"if", "for", "while", "switch", "TEST_CASE", "SECTION", "DYNAMIC_SECTION"}


def table(page):
    """The rows of a page's tables, as {heading: cell}."""
    head = None
    for line in page.read_text(encoding="utf-8").splitlines():
        if not line.startswith("|"):
            head = None
            continue
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if head is None:
            head = cells
        elif not set(line) <= set("|-: "):
            yield dict(zip(head, cells))


def documented(page):
    """Every (rule, code, field) of the rules page."""
    for row in table(page):
        for part in filter(None, row["codes"].split(", ")):
            code, _, field = part.partition(" @")
            if "warning" not in part and "…" not in code:
                yield row["id"], code.strip("`"), field


def closing(text, start, pair):
    """The position of the bracket that closes the one at `start`, skipping literals."""
    depth, quote, i = 0, "", start
    while i < len(text):
        char = text[i]
        if quote:
            i += char == "\\"
            quote = "" if char == quote else quote
        elif char == '"' or (char == "'" and not text[i - 1].isalnum()):
            quote = char
        elif char in pair:
            depth += 1 if char == pair[0] else -1
            if depth == 0:
                return i
        i += 1
    return len(text)


def arguments(text, opening):
    """The arguments of the call whose bracket opens here."""
    parts, depth, quote, start = [], 0, "", opening + 1
    for i in range(start, closing(text, opening, "()")):
        char = text[i]
        if quote:
            if char == quote and text[i - 1] != "\\":
                quote = ""
        elif char == '"':
            quote = char
        elif char in "([{":
            depth += 1
        elif char in ")]}":
            depth -= 1
        elif char == "," and depth == 0:
            parts.append(text[start:i])
            start = i + 1
    parts.append(text[start : closing(text, opening, "()")])
    return [part.strip() for part in parts]


class Source:
    def __init__(self, path):
        raw = re.sub(r"//[^\n]*", "", path.read_text(encoding="utf-8"))
        self.text = re.sub(r'R"\((.*?)\)"', '""', raw, flags=re.DOTALL)
        self.functions = []
        for found in DEFINITION.finditer(self.text):
            if found[1] not in NO_FUNCTION:
                end = closing(self.text, found.end() - 1, "{}")
                names = [re.split(r"[\s&*]+", part.split("=")[0].strip())[-1] for part in split_parameters(found[2])]
                self.functions.append((found.end(), end, found[1], names))

    def calls(self, name):
        for found in re.finditer(r"\b" + name + r"(?:<[^<>()]*>)?\(", self.text):
            yield found.start(), arguments(self.text, found.end() - 1)

    def enclosing(self, position):
        inside = [entry for entry in self.functions if entry[0] <= position < entry[1]]
        return sorted(inside, key=lambda entry: -entry[0])


def split_parameters(text):
    return [part for part in arguments("(" + text + ")", 0) if part]


class Checks:
    """Every refusal that the tests check, as (rule, code, field); None where the text does not tell."""

    def __init__(self, sources):
        self.sources = sources
        self.found = set()
        for source in sources:
            for name in CHECKS:
                for position, given in source.calls(name):
                    if len(given) >= 3 and not given[0].startswith("const Result"):
                        self.add(source, position, given[1:4])

    def add(self, source, position, texts, depth=0):
        sets = [self.values(source, position, text) for text in texts]
        if all(values is not None for values in sets):
            rules, codes = sets[0], sets[1]
            fields = sets[2] if len(sets) > 2 else {None}
            self.found |= {(rule, code, field) for rule in rules for code in codes for field in fields}
            return
        if depth == 3:
            return
        # A helper that is told what to expect: put in what its callers say.
        for _, _, name, names in source.enclosing(position):
            if not any(text in names for text in texts):
                continue
            for caller in self.sources:
                for at, given in caller.calls(name):
                    if any(text in names and names.index(text) >= len(given) for text in texts):
                        continue
                    filled = [given[names.index(text)] if text in names else text for text in texts]
                    if filled != texts:
                        self.add(caller, at, filled, depth + 1)
            return

    @staticmethod
    def values(source, position, text):
        """The literals that an argument may stand for; None when they are not written here."""
        literals = set(LITERAL.findall(text))
        if literals or text == "{}":
            return literals or {""}
        if not re.fullmatch(r"\w+", text):
            return None
        named = re.findall(r"\b" + text + r'\s*=\s*"([^"]*)";', source.text)
        if named:
            return set(named)
        loop = r"for \([^;{]*\b" + text + r"(?:, \w+\])? : (?:[\w:<>, ]*)\{(.*?)\}\) ?\{"
        loops = re.findall(loop, source.text[:position], re.DOTALL)
        return set(LITERAL.findall(loops[-1])) or None if loops else None

    def has(self, rule, code, field):
        tellers = TOLD_BY.get(rule, {rule})
        return any(
            code == found and (field in ANY_FIELD or field == at) and (tellers is ANYONE or told in tellers | {rule})
            for told, found, at in self.found
        )

    def alone(self, code):
        return any(re.search(r'\bcode\(\) == "' + code + '"', source.text) for source in self.sources)


def words_of(tests):
    """Every word that stands in a test."""
    words = set()
    for path in tests.rglob("*"):
        if path.suffix in {".cpp", ".hpp", ".c", ".py"} and "checks" not in path.parts:
            words.update(re.findall(r"\b[a-z]+(?:_[a-z]+)*\b", path.read_text(encoding="utf-8")))
    return words


def main():
    rules, errors, tests = (pathlib.Path(argument) for argument in sys.argv[1:])
    sources = [Source(path) for folder in FOLDERS for path in sorted((tests / folder).glob("*.?pp"))]
    checks = Checks(sources)
    wanted = sorted(set(documented(rules)))
    problems = [f"{rule}: no test is refused with {code}" + (f" @{field}" if field else "")
                for rule, code, field in wanted
                if not checks.has(rule, code, field) and not (code in ALONE and checks.alone(code))]
    named = words_of(tests)
    codes = [row["code"].strip("`") for row in table(errors) if "code" in row]
    problems += [f"{code}: no test names this code" for code in codes
                 if code not in named | OUT_OF_REACH and "…" not in code]
    if len(wanted) < 200 or len(codes) < 60 or len(checks.found) < 300:
        problems.append("few codes or checks were found; has their spelling changed?")
    for text in problems:
        print(text)
    print(f"{len(wanted)} codes of rules, {len(codes)} codes, {len(checks.found)} checks, {len(problems)} missing")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
