# SPDX-License-Identifier: Apache-2.0
"""The failures of the library as exceptions: one class a category, with every fault of the call."""

import ctypes
import json
import uuid
from collections import namedtuple

from . import _native

#: One violated rule. `details` is decoded JSON or None, `record` an id text or None, `index` a position or None.
Fault = namedtuple("Fault", "code rule table record field message details index")


class StewardError(Exception):
    """A failed call: `code` and `category` are stable texts, `message` is for a person, `retryable` says that the
    same call may succeed later, `faults` lists every violated rule."""

    category = "internal"

    def __init__(self, code, message, retryable=False, faults=(), category=None):
        super().__init__(code, message)
        self.code = code
        self.message = message
        self.retryable = retryable
        self.faults = list(faults)
        if category:
            self.category = category

    def __str__(self):
        lines = ["%s: %s" % (self.code, self.message)]
        if len(self.faults) > 1:
            lines += ["  %s %s.%s: %s" % (f.code, f.table, f.field, f.message) for f in self.faults]
        return "\n".join(lines)


def _subclass(name, category, text):
    return type(name, (StewardError,), {"category": category, "__doc__": text, "__module__": "steward"})


InvalidError = _subclass("InvalidError", "invalid", "The input breaks a rule.")
NotFoundError = _subclass("NotFoundError", "not_found", "No such record, or none that the caller may see.")
DeniedError = _subclass("DeniedError", "denied", "The caller may not do this.")
ConflictError = _subclass("ConflictError", "conflict", "Somebody else changed it first.")
BusyError = _subclass("BusyError", "busy", "The store or the session is in use.")
CancelledError = _subclass("CancelledError", "cancelled", "The progress callback asked to stop.")
StorageError = _subclass("StorageError", "storage", "The store failed; nothing of the call was kept.")
OutcomeUnknownError = _subclass("OutcomeUnknownError", "outcome_unknown", "The commit may or may not have happened.")
UnsupportedError = _subclass("UnsupportedError", "unsupported", "This library cannot do it.")
MisuseError = _subclass("MisuseError", "misuse", "The call itself was wrong.")
InternalError = _subclass("InternalError", "internal", "A bug in the library.")

_CLASSES = [None, InvalidError, NotFoundError, DeniedError, ConflictError, BusyError, CancelledError, StorageError,
            OutcomeUnknownError, UnsupportedError, MisuseError, InternalError]


def _class_of(status):
    return _CLASSES[status] if 0 < status < len(_CLASSES) else StewardError


def _fault(lib, handle, index):
    info = _native.FaultInfo()
    lib.steward_error_fault(handle, index, ctypes.byref(info))
    details = info.details.text()
    return Fault(info.code.text(), info.rule.text(), info.table.text(),
                 str(uuid.UUID(bytes=bytes(info.record.bytes))) if info.has_record else None, info.field.text(),
                 info.message.text(), json.loads(details) if details else None,
                 info.index if info.has_index else None)


def check(status, handle):
    """Raises what `status` and the error handle say; frees the handle."""
    if status == 0:
        return
    lib = _native.library()
    if not handle.v:
        name = lib.steward_status_name(status).decode("ascii")
        raise _class_of(status)(name, "the library gave no details (a handle from before a fork, or no memory)")
    try:
        info = _native.ErrorInfo()
        lib.steward_error_get(handle, ctypes.byref(info))
        faults = [_fault(lib, handle, index) for index in range(info.fault_count)]
        error = _class_of(status)(info.code.text(), info.message.text(), bool(info.retryable), faults)
    finally:
        lib.steward_error_free(handle)
    raise error
