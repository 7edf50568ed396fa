# SPDX-License-Identifier: Apache-2.0
"""Prints the seconds that so many calls out of Python take. Usage: calls.py version|get <calls>"""

import ctypes
import os
import sys
import time


def run_version(calls):
    """The bare call through ctypes, without the package."""
    version = ctypes.CDLL(os.environ["STEWARD_LIBRARY"]).steward_version
    version.restype = ctypes.c_char_p
    begin = time.perf_counter()
    for _ in range(calls):
        version()
    return time.perf_counter() - begin


def run_get(calls):
    """A record through the package, in a store in memory."""
    import steward

    with steward.open() as engine, engine.system_session() as session:
        account = session.create("account", {"name": "Zorvixify"})
        key = account["id"]
        begin = time.perf_counter()
        for _ in range(calls):
            session.get("account", key)
        return time.perf_counter() - begin


if __name__ == "__main__":
    try:
        print({"version": run_version, "get": run_get}[sys.argv[1]](int(sys.argv[2])))
    except (ImportError, OSError) as missing:
        sys.exit(f"left out: {missing}")
