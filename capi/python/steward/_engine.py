# SPDX-License-Identifier: Apache-2.0
"""The engine: one open store."""

import ctypes
import os
import weakref

from . import _native, _values
from ._errors import check
from ._session import Session

_SYNCHRONOUS = {"full": 0, "normal": 1}


class Engine:
    """One open store; safe to share between threads. Close it, or use it as a context manager: it is really closed
    when its sessions are closed too."""

    def __init__(self, handle):
        self._lib = _native.library()
        self._handle = handle
        self._finalizer = weakref.finalize(self, self._lib.steward_engine_free, handle)
        self._decoder = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """Frees the engine; closing it twice is fine."""
        self._finalizer()

    @property
    def decoder(self):
        if self._decoder is None:
            self._decoder = _values.Decoder(self.describe())
        return self._decoder

    def describe(self):
        """The catalogue: tables, choices, operations with their shapes, rules."""
        out, error = _native.TextHandle(), _native.ErrorHandle()
        check(self._lib.steward_engine_describe(self._handle, ctypes.byref(out), ctypes.byref(error)), error)
        return _values.loads(_native.take_text(out))

    def set_clock(self, instant):
        """Moves the clock of an engine that was opened with `clock`."""
        error = _native.ErrorHandle()
        check(self._lib.steward_engine_set_clock(self._handle, _values.milliseconds(instant), ctypes.byref(error)),
              error)

    def session(self, user_id, domain=None):
        """The door of one user, with the rights that their roles give at each call; with `domain`, working in a
        part of the domain tree below the user's own."""
        user = _native.Id((ctypes.c_uint8 * 16)(*_values.id_bytes(user_id)))
        out, error = _native.SessionHandle(), _native.ErrorHandle()
        if domain is None:
            status = self._lib.steward_session_open(self._handle, ctypes.byref(user), ctypes.byref(out),
                                                    ctypes.byref(error))
        else:
            below = _native.Id((ctypes.c_uint8 * 16)(*_values.id_bytes(domain)))
            status = self._lib.steward_session_open_in(self._handle, ctypes.byref(user), ctypes.byref(below),
                                                       ctypes.byref(out), ctypes.byref(error))
        check(status, error)
        return Session(self, out)

    def system_session(self):
        """The door of the host's own code. Never hand it to a user's request."""
        out, error = _native.SessionHandle(), _native.ErrorHandle()
        check(self._lib.steward_session_open_system(self._handle, ctypes.byref(out), ctypes.byref(error)), error)
        return Session(self, out)


def open(path=None, *, synchronous="full", busy_timeout=None, id_seed=None, clock=None):
    """Creates or opens a store: a SQLite file, or one in memory without a path. `busy_timeout` in seconds;
    `id_seed` and `clock` (an aware datetime) make ids and times reproducible, for tests and demos."""
    name = os.fsencode(path) if path is not None else b""
    options = _native.EngineOptions(path=name, path_size=len(name), synchronous=_SYNCHRONOUS[synchronous])
    if busy_timeout is not None:
        options.busy_timeout_ms = max(1, int(busy_timeout * 1000))
    if id_seed is not None:
        options.has_id_seed, options.id_seed = 1, id_seed
    if clock is not None:
        options.has_clock, options.clock_ms = 1, _values.milliseconds(clock)
    out, error = _native.EngineHandle(), _native.ErrorHandle()
    check(_native.library().steward_engine_open(ctypes.byref(options), ctypes.byref(out), ctypes.byref(error)), error)
    return Engine(out)
