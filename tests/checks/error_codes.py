# SPDX-License-Identifier: Apache-2.0
"""Every error code that stands in the sources stands in docs/reference/errors.md too. Usage: error_codes.py <root>"""

import pathlib
import re
import sys

CODE = re.compile(r'(?:\b(?:Error|Fault|refuse|warn|misuse)\s*[({]\s*(?:Fault\s*\{\s*)?"([a-z][a-z_]+)",'
                  r'|(?<!\w)\.?code = "([a-z][a-z_]+)"|"([a-z][a-z_]+)",\s*Category::)')
# A declaration may name the field that holds a close code the same way.
FIELDS = {"close_code", "resolution_code"}


def codes_in(text):
    return {next(filter(None, groups)) for groups in CODE.findall(text)} - FIELDS


def main():
    root = pathlib.Path(sys.argv[1])
    listed = set(re.findall(r"^\| `([a-z_]+)` \|", (root / "docs/reference/errors.md").read_text(encoding="utf-8"), re.M))
    found = {}
    for folder in ("src", "capi/src", "include"):
        for path in sorted((root / folder).rglob("*.?pp")):
            for code in codes_in(path.read_text(encoding="utf-8")):
                found.setdefault(code, path.relative_to(root).as_posix())
    missing = sorted(set(found) - listed)
    for code in missing:
        print(f"{found[code]}: {code} is missing in docs/reference/errors.md")
    if len(found) < 100:
        missing.append("few codes were found; has their spelling changed?")
        print(missing[-1])
    print(f"{len(found)} codes, {len(missing)} faults")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
