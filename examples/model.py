#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Installs a scoring model of models/ with its sample values into a store in memory and compares what comes out with
what the file expects.

The twin of model.cpp. From the project's folder, after ./dev test:

    STEWARD_LIBRARY=build/dev/libsteward_c.so PYTHONPATH=capi/python python3 examples/model.py examples/models/*.json
"""

import datetime
import json
import pathlib
import re
import sys
from decimal import ROUND_HALF_UP, Decimal

import steward

NAME = re.compile(r"\$\{([^}]*)\}")


class ModelError(Exception):
    """What is wrong with a model file, as a sentence for a person."""


def read_model(path):
    """The file as a dict; numbers are exact."""
    return json.loads(pathlib.Path(path).read_text(encoding="utf-8"), parse_float=Decimal)


def read_instant(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


def text_of(lines):
    return lines if isinstance(lines, str) else " ".join(lines)


def find(value, path):
    """What lies at a path such as `metrics.0.value`; None behind the end of a list and below nothing."""
    for step in path.split("."):
        if value is None:
            return None
        if isinstance(value, list):
            value = value[int(step)] if int(step) < len(value) else None
        else:
            value = value[step]
    return value


def named(text, names):
    """What `name` or `name.path` stands for; the name alone is the id of its record."""
    name, _, path = text.partition(".")
    if name not in names:
        raise ValueError("${%s}: no call before this one is kept as %s" % (text, name))
    return names[name] if isinstance(names[name], str) else find(names[name], path or "id")


def fill(value, names):
    """The arguments of a call with `${name}` replaced: by the value itself where it is all of a text, else by its
    text."""
    if isinstance(value, dict):
        return {key: fill(held, names) for key, held in value.items()}
    if isinstance(value, list):
        return [fill(held, names) for held in value]
    if not isinstance(value, str):
        return value
    whole = NAME.fullmatch(value)
    return named(whole.group(1), names) if whole else NAME.sub(lambda one: str(named(one.group(1), names)), value)


def leaf_points(metrics):
    """The points of the leaves of an explanation; they add up to its score exactly."""
    return sum((leaf_points(one["parts"]) if one["parts"] else one["points"] for one in metrics), Decimal(0))


def shown(value, places, divided_by=1):
    """A score as a view shows it: rounded once, half away from zero."""
    return str((value / divided_by).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def compare(call, answer):
    """(path, expected, found) for all that the call expects of its answer."""
    for path, expected in call.get("expect", {}).items():
        yield path, expected, leaf_points(answer["metrics"]) if path == "leaf_points" else find(answer, path)
    if "shown" in call:
        view = call["shown"]
        path = view["at"]
        yield path + " as shown", view["as"], shown(find(answer, path), view["places"], view.get("divided_by", 1))


def make(session, model, part, names):
    """Makes the calls of one part in their order, each after the answers of those before, and gives (call,
    comparisons) of each."""
    made = []
    for call in model[part]:
        try:
            answer = session.call(call["op"], **fill(call["args"], names))
            if "as" in call:
                names[call["as"]] = answer
            made.append((call, list(compare(call, answer))))
        except (ValueError, LookupError, steward.StewardError) as error:
            raise ModelError("%s, call %d, %s: %s" % (part, len(made) + 1, call.get("op"), error)) from error
    return made


def install(session, model):
    """The set-up alone, without the sample, in one transaction: what goes into a store of your own. Gives what it
    named."""
    names = {"now": model["now"]}
    with session.transaction():
        make(session, model, "setup", names)
    return names


def run(model, path=None):
    """The whole model in a store of its own, in memory or in a new file, at the time that the model names: (call,
    comparisons) of the calls that expect something."""
    with steward.open(path, clock=read_instant(model["now"])) as engine, engine.system_session() as session:
        names = install(session, model)
        made = make(session, model, "sample", names) + make(session, model, "expected", names)
        return [(call, comparisons) for call, comparisons in made if comparisons]


def plain(value):
    """A value as JSON writes it."""
    return str(value) if isinstance(value, (Decimal, int)) and not isinstance(value, bool) else json.dumps(value)


def print_model(model):
    """False when something came out differently."""
    good = True
    print("%s\n%s\n" % (model["title"], "\n".join("  " + line for line in model["about"])))
    for call, comparisons in run(model):
        print("  " + call["op"] + (": " + text_of(call["note"]) if "note" in call else ""))
        for path, expected, found in comparisons:
            told = "" if found == expected else ", EXPECTED " + plain(expected)
            print("    %s = %s%s" % (path, plain(found), told))
            good = good and found == expected
    print()
    return good


def main(paths):
    if not paths:
        print("usage: model.py FILE...", file=sys.stderr)
        return 2
    good = True
    for path in paths:
        try:
            good = print_model(read_model(path)) and good
        except (OSError, ValueError, ModelError) as error:
            print("model.py: %s: %s" % (path, error), file=sys.stderr)
            good = False
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
