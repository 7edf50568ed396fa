# SPDX-License-Identifier: Apache-2.0
"""Checks of the source tree: includes go down only, dependencies stay where they belong, files stay short,
each has its licence line, none names a path of somebody's machine. Usage: tree.py <root>"""

import os
import re
import subprocess
import sys

LOW = ["base", "model", "condition"]
AREAS = ["access", "metrics", "calculation", "insight", "health", "risk", "analysis", "account", "engagement", "plan", "play", "meeting", "team", "blueprint",
         "adoption", "onboarding", "import", "touchpoint", "collaboration", "timeline"]

# What each folder of src may include besides itself. Areas may use one another as long as no circle arises.
ALLOWED = {
    "base": [],
    "model": ["base"],
    "condition": ["base", "model"],
    "scoring": LOW,
    "store": LOW,
    "stores/memory": LOW + ["store"],
    "stores/packed": LOW + ["store"],
    "stores/sqlite": LOW + ["store", "stores/packed"],
    "columns": LOW + ["store"],
    "rule": LOW + ["scoring", "store"],
    **{area: LOW + ["scoring", "store", "rule"] + AREAS for area in AREAS},
}
ALLOWED["engine"] = list(ALLOWED)
ALLOWED["capi"] = list(ALLOWED)

# Public headers that belong to a layer: steward/model.hpp, steward/model/x.hpp and so on.
PUBLIC = {"model": "model", "engine": "engine", "session": "engine", "steward": "engine"}

# Which part of the tree may see a dependency.
DEPENDENCIES = {
    "nlohmann/": ["src/base/json.cpp", "src/base/json_parse.cpp"],
    "date/": ["src/base/"],
    "openssl/": ["src/base/"],
    "xxhash.h": ["src/stores/packed/seal.cpp"],
    "sqlite3.h": ["src/stores/sqlite/", "tests/"],
    "fmt/": ["src/", "capi/src/", "tests/", "tools/"],
    "catch2/": ["tests/"],
    "rapidcheck": ["tests/"],
}

CODE = (".cpp", ".hpp", ".h", ".c", ".py", ".cs", ".sh", ".cmake", ".map")
INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]', re.M)
MACHINE_PATH = re.compile(r"(?<![\w.$}~-])/(?:work|home|root|Users|tmp/b-)/?\w*/")
LINES = 600


def tracked_files(root):
    """The files of the repository, or all files where git is missing."""
    listing = subprocess.run(["git", "-c", "safe.directory=*", "-C", root, "ls-files", "-z", "--cached", "--others",
                              "--exclude-standard"], capture_output=True, check=False)
    if listing.returncode == 0:
        names = listing.stdout.decode().split("\0")
        return sorted(n for n in names if n and os.path.isfile(os.path.join(root, n)))
    found = []
    for folder, folders, names in os.walk(root):
        folders[:] = [f for f in folders if f not in (".git", "build", "__pycache__")]
        found += [os.path.relpath(os.path.join(folder, n), root) for n in names]
    return sorted(found)


def layer_of(path):
    """The layer a path below src, or an include path, belongs to; None when it is no layer's."""
    parts = path.split("/")
    for length in (2, 1):
        name = "/".join(parts[:length])
        if name in ALLOWED and len(parts) > length:
            return name
    return None


def public_layer(include):
    """The layer of a public header; None for the plain values that all layers share."""
    return PUBLIC.get(include.removeprefix("steward/").removesuffix(".hpp").split("/")[0])


def home_of(name):
    """The layer a source file belongs to."""
    if name.startswith("src/"):
        return layer_of(name.removeprefix("src/"))
    return "capi" if name.startswith("capi/src/") else None


def check_includes(name, text, edges):
    home = home_of(name)
    public = name.startswith("include/")
    if name.startswith("src/") and home is None:
        yield "lies in no known layer (see cmake/layers.cmake)"
    for mark, include in INCLUDE.findall(text):
        for dependency, places in DEPENDENCIES.items():
            if include.startswith(dependency) and not name.startswith(tuple(places)):
                yield f"may not include {include}"
        if mark == "<":
            continue
        if include.startswith("../"):
            yield f"includes {include}; name it from the include root"
        if public and not include.startswith("steward/"):
            yield f"is public and includes {include}"
        if name.startswith("examples/") and not include.startswith(("steward", "portfolio/", "models/")):
            yield f"is an example and includes {include}"
        if home is None:
            continue
        used = public_layer(include) if include.startswith("steward/") else layer_of(include)
        if used is None or used == home:
            continue
        if used not in ALLOWED[home]:
            yield f"is of {home} and includes {include}"
        edges.setdefault(home, {}).setdefault(used, name)


def find_circle(edges):
    """One circle of layers as text, or None."""
    done = set()

    def visit(layer, trail):
        if layer in trail:
            return trail[trail.index(layer):] + [layer]
        if layer in done:
            return None
        for used in edges.get(layer, {}):
            circle = visit(used, trail + [layer])
            if circle:
                return circle
        done.add(layer)
        return None

    for layer in edges:
        circle = visit(layer, [])
        if circle:
            steps = [f"{a} -> {b} ({edges[a][b]})" for a, b in zip(circle, circle[1:])]
            return "layers in a circle: " + ", ".join(steps)
    return None


def is_code(name):
    return name.endswith(CODE) or os.path.basename(name) in ("CMakeLists.txt", "dev") or name == ".ci/run"


def check_file(name, text, edges):
    lines = text.splitlines()
    if is_code(name):
        head = lines[1:2] if lines and lines[0].startswith("#!") else lines[:1]
        if not head or "SPDX-License-Identifier: Apache-2.0" not in head[0]:
            yield "lacks the SPDX line at its head"
        if len(lines) > LINES and not any("Generated by" in line for line in lines[:4]):
            yield f"has {len(lines)} lines; {LINES} are the end"
    if name.endswith((".cpp", ".hpp", ".h", ".c")):
        yield from check_includes(name, text, edges)
    if name.endswith(".hpp") and "#pragma once" not in text:
        yield "lacks #pragma once"
    for number, line in enumerate(lines, 1):
        if MACHINE_PATH.search(line):
            yield f"names a path of a machine in line {number}"


def check_tree(root, names):
    """All complaints, each `file: what`."""
    complaints, edges = [], {}
    for name in names:
        with open(os.path.join(root, name), "rb") as file:
            content = file.read()
        if b"\0" in content:
            continue
        text = content.decode("utf-8", "replace")
        complaints += [f"{name}: {what}" for what in check_file(name, text, edges)]
    circle = find_circle(edges)
    return complaints + ([circle] if circle else [])


def main():
    root = sys.argv[1]
    names = tracked_files(root)
    if not any(name.startswith("include/steward/") for name in names):
        print(f"{root}: no sources found")
        return 1
    complaints = check_tree(root, names)
    print("\n".join(complaints) if complaints else f"{len(names)} files")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
