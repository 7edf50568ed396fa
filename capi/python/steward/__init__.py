# SPDX-License-Identifier: Apache-2.0
"""Steward: embeddable customer success management.

    import steward

    with steward.open("success.db") as engine:
        with engine.system_session() as session:
            session.install_base_data()
            account = session.create("account", {"name": "Genixify"})
"""

from ._engine import Engine, open  # noqa: A004 - steward.open is the way in
from ._errors import (BusyError, CancelledError, ConflictError, DeniedError, Fault, InternalError, InvalidError,
                      MisuseError, NotFoundError, OutcomeUnknownError, StewardError, StorageError, UnsupportedError)
from ._native import LibraryNotFound, abi_version, live_handles, version
from ._session import Session
from ._values import Money

__all__ = [
    "BusyError", "CancelledError", "ConflictError", "DeniedError", "Engine", "Fault", "InternalError", "InvalidError",
    "LibraryNotFound", "MisuseError", "Money", "NotFoundError", "OutcomeUnknownError", "Session", "StewardError",
    "StorageError", "UnsupportedError", "abi_version", "live_handles", "open", "version",
]
