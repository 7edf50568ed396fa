# SPDX-License-Identifier: Apache-2.0
"""The C ABI through ctypes. The library is loaded when it is first needed, so that the import has no effects."""

import ctypes
import ctypes.util
import os
import sys
import threading
from ctypes import POINTER, c_char_p, c_double, c_int32, c_int64, c_size_t, c_uint8, c_uint32, c_uint64, c_void_p

ABI_VERSION = 0


class LibraryNotFound(ImportError):
    """libsteward_c was not found, or speaks another ABI."""


def _handle(name):
    return type(name, (ctypes.Structure,), {"_fields_": [("v", c_uint64)]})


EngineHandle = _handle("EngineHandle")
SessionHandle = _handle("SessionHandle")
CursorHandle = _handle("CursorHandle")
TextHandle = _handle("TextHandle")
ErrorHandle = _handle("ErrorHandle")


class Id(ctypes.Structure):
    _fields_ = [("bytes", c_uint8 * 16)]


class View(ctypes.Structure):
    _fields_ = [("data", c_void_p), ("size", c_size_t)]

    def text(self):
        return ctypes.string_at(self.data, self.size).decode("utf-8") if self.data else ""


class Sized(ctypes.Structure):
    """A struct that begins with its own size."""

    def __init__(self, **values):
        super().__init__(ctypes.sizeof(type(self)), **values)


class ErrorInfo(Sized):
    _fields_ = [("struct_size", c_uint32), ("category", c_int32), ("retryable", c_int32), ("fault_count", c_uint32),
                ("code", View), ("message", View)]


class FaultInfo(Sized):
    _fields_ = [("struct_size", c_uint32), ("has_record", c_int32), ("has_index", c_int32), ("reserved", c_uint32),
                ("index", c_uint64), ("record", Id), ("code", View), ("rule", View), ("table", View), ("field", View),
                ("message", View), ("details", View)]


class EngineOptions(Sized):
    _fields_ = [("struct_size", c_uint32), ("synchronous", c_int32), ("path", c_char_p), ("path_size", c_size_t),
                ("busy_timeout_ms", c_int32), ("has_id_seed", c_int32), ("id_seed", c_uint64), ("clock_ms", c_int64),
                ("has_clock", c_int32), ("reserved", c_uint32)]


class FindOptions(Sized):
    _fields_ = [("struct_size", c_uint32), ("page_size", c_uint32), ("where", View), ("order_by", View)]


class IngestColumns(Sized):
    _fields_ = [("struct_size", c_uint32), ("all_or_nothing", c_int32), ("data_source", Id), ("source_table", View),
                ("count", c_size_t), ("source_record", c_void_p), ("value_micro", c_void_p), ("value_double", c_void_p),
                ("start_ms", c_void_p), ("end_ms", c_void_p), ("recorded_ms", c_void_p), ("source_key", c_void_p),
                ("key_field", View)]


class IndicatorColumns(Sized):
    _fields_ = [("struct_size", c_uint32), ("all_or_nothing", c_int32), ("indicator", Id), ("breakdown", Id),
                ("count", c_size_t), ("element_record", c_void_p), ("value_micro", c_void_p),
                ("value_double", c_void_p), ("start_ms", c_void_p), ("end_ms", c_void_p), ("recorded_ms", c_void_p)]


class Column(ctypes.Structure):
    _fields_ = [("field", View), ("values", c_void_p), ("valid", c_void_p)]


class Progress(Sized):
    _fields_ = [("struct_size", c_uint32), ("reserved", c_uint32), ("done", c_uint64), ("total", c_uint64),
                ("phase", View)]


class ProgressAnswer(Sized):
    _fields_ = [("struct_size", c_uint32), ("stop", c_int32)]


ProgressFunction = ctypes.CFUNCTYPE(None, c_void_p, POINTER(Progress), POINTER(ProgressAnswer))

# name -> argument types; each gives a status.
_CALLS = {
    "error_get": [ErrorHandle, POINTER(ErrorInfo)],
    "error_fault": [ErrorHandle, c_size_t, POINTER(FaultInfo)],
    "error_free": [ErrorHandle],
    "text_data": [TextHandle, POINTER(c_void_p), POINTER(c_size_t)],
    "text_free": [TextHandle],
    "engine_open": [POINTER(EngineOptions), POINTER(EngineHandle), POINTER(ErrorHandle)],
    "engine_set_clock": [EngineHandle, c_int64, POINTER(ErrorHandle)],
    "engine_describe": [EngineHandle, POINTER(TextHandle), POINTER(ErrorHandle)],
    "engine_free": [EngineHandle],
    "session_open": [EngineHandle, POINTER(Id), POINTER(SessionHandle), POINTER(ErrorHandle)],
    "session_open_in": [EngineHandle, POINTER(Id), POINTER(Id), POINTER(SessionHandle), POINTER(ErrorHandle)],
    "session_open_system": [EngineHandle, POINTER(SessionHandle), POINTER(ErrorHandle)],
    "session_free": [SessionHandle],
    "session_call": [SessionHandle, c_char_p, c_size_t, POINTER(TextHandle), POINTER(ErrorHandle)],
    "transaction_begin": [SessionHandle, POINTER(ErrorHandle)],
    "transaction_commit": [SessionHandle, POINTER(ErrorHandle)],
    "transaction_rollback": [SessionHandle, POINTER(ErrorHandle)],
    "record_find": [SessionHandle, c_char_p, c_size_t, POINTER(FindOptions), POINTER(CursorHandle),
                    POINTER(ErrorHandle)],
    "cursor_next": [CursorHandle, POINTER(TextHandle), POINTER(c_size_t), POINTER(ErrorHandle)],
    "cursor_free": [CursorHandle],
    "metric_ingest": [SessionHandle, POINTER(IngestColumns), POINTER(TextHandle), POINTER(c_uint64),
                      POINTER(ErrorHandle)],
    "indicator_ingest": [SessionHandle, POINTER(IndicatorColumns), POINTER(TextHandle), POINTER(c_uint64),
                         POINTER(ErrorHandle)],
    "column_export": [SessionHandle, c_char_p, c_size_t, c_char_p, c_size_t, c_size_t, c_void_p, POINTER(Column),
                      c_size_t, POINTER(c_size_t), POINTER(ErrorHandle)],
    "job_run": [SessionHandle, c_char_p, c_size_t, ProgressFunction, c_void_p, POINTER(TextHandle),
                POINTER(ErrorHandle)],
    "job_run_due": [SessionHandle, ProgressFunction, c_void_p, POINTER(TextHandle), POINTER(ErrorHandle)],
}

_lock = threading.Lock()
_library = None


def _names():
    if sys.platform == "darwin":
        return ["libsteward_c.dylib"]
    if sys.platform == "win32":
        return ["steward_c.dll"]
    return ["libsteward_c.so", "libsteward_c.so.%d" % ABI_VERSION]


def _candidates():
    """STEWARD_LIBRARY alone when it is set; else beside the package, then what the loader finds."""
    given = os.environ.get("STEWARD_LIBRARY")
    if given:
        return [given]
    here = os.path.dirname(os.path.abspath(__file__))
    beside = [os.path.join(here, name) for name in _names()]
    found = ctypes.util.find_library("steward_c")
    return [path for path in beside if os.path.exists(path)] + _names() + ([found] if found else [])


def _declare(loaded):
    loaded.steward_version.restype = c_char_p
    loaded.steward_version.argtypes = []
    loaded.steward_abi_version.restype = c_uint32
    loaded.steward_abi_version.argtypes = []
    loaded.steward_live_handles.restype = c_uint64
    loaded.steward_live_handles.argtypes = []
    loaded.steward_status_name.restype = c_char_p
    loaded.steward_status_name.argtypes = [c_int32]
    if loaded.steward_abi_version() != ABI_VERSION:
        raise LibraryNotFound("libsteward_c has ABI %d, this package needs %d"
                              % (loaded.steward_abi_version(), ABI_VERSION))
    for name, arguments in _CALLS.items():
        function = getattr(loaded, "steward_" + name)
        function.restype = c_int32
        function.argtypes = arguments


def library():
    """The loaded library."""
    global _library
    with _lock:
        if _library is None:
            reasons = []
            for path in _candidates():
                try:
                    loaded = ctypes.CDLL(path)
                except OSError as error:
                    reasons.append(str(error))
                    continue
                _declare(loaded)
                _library = loaded
                break
            else:
                raise LibraryNotFound("libsteward_c was not found; name it in STEWARD_LIBRARY (%s)"
                                      % "; ".join(reasons))
        return _library


def version():
    """The version of the library."""
    return library().steward_version().decode("ascii")


def abi_version():
    """The ABI version of the library."""
    return library().steward_abi_version()


def live_handles():
    """How many handles of the process are not freed yet."""
    return library().steward_live_handles()


def take_text(handle):
    """The bytes of a text handle, which is freed."""
    data, size = c_void_p(), c_size_t()
    lib = library()
    try:
        lib.steward_text_data(handle, ctypes.byref(data), ctypes.byref(size))
        return ctypes.string_at(data.value, size.value) if data.value else b""
    finally:
        lib.steward_text_free(handle)


def view_of(data):
    """A view of bytes and what keeps them alive."""
    buffer = ctypes.create_string_buffer(data, len(data) + 1)
    return View(ctypes.cast(buffer, c_void_p), len(data)), buffer
