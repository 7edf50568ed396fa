# SPDX-License-Identifier: Apache-2.0
"""Columns in and out: lists of Python values, or anything with the buffer protocol (array.array, memoryview)."""

import array
import ctypes
import datetime
import decimal

from . import _native, _values


def _buffer_of(column):
    try:
        return memoryview(column)
    except TypeError:
        return None


class Columns:
    """The columns of one delivery as pointers, and what keeps them alive."""

    def __init__(self, count):
        self.count = count
        self._kept = []

    def _keep(self, data, name, width):
        if len(data) != self.count * width:
            raise ValueError("the column %s has another length than the first" % name)
        buffer = (ctypes.c_char * max(1, len(data))).from_buffer_copy(data or b"\0")
        self._kept.append(buffer)
        return ctypes.cast(buffer, ctypes.c_void_p)

    def ids(self, name, column):
        """16 bytes a row as one bytes object, or a list of ids."""
        if isinstance(column, (bytes, bytearray, memoryview)):
            return self._keep(bytes(column), name, 16)
        return self._keep(b"".join(_values.id_bytes(value) for value in column), name, 16)

    def texts(self, name, column):
        """A view a row over one buffer of all texts; None counts as empty."""
        if len(column) != self.count:
            raise ValueError("the column %s has another length than the first" % name)
        texts = [(value or "").encode("utf-8") for value in column]
        data = ctypes.create_string_buffer(b"".join(texts) + b"\0")
        views = (_native.View * max(1, len(texts)))()
        at = ctypes.addressof(data)
        for view, text in zip(views, texts):
            view.data, view.size = at, len(text)
            at += len(text)
        self._kept += [data, views]
        return ctypes.cast(views, ctypes.c_void_p)

    def instants(self, name, column):
        """64-bit milliseconds as a buffer, or a list of datetimes."""
        view = _buffer_of(column)
        if view is None:
            view = memoryview(array.array("q", [_values.milliseconds(value) for value in column]))
        elif view.itemsize != 8 or view.format not in ("q", "l"):
            raise TypeError("the column %s takes 64-bit integers" % name)
        return self._keep(view.tobytes(), name, 8)

    def values(self, column):
        """(micro, double) pointers: a buffer of doubles, a buffer of 64-bit micro-units, or a list of numbers. Floats
        in a list become their shortest decimal."""
        view = _buffer_of(column)
        if view is None and any(isinstance(value, float) for value in column):
            view = memoryview(array.array("d", [float(value) for value in column]))
        if view is None:
            view = memoryview(array.array("q", [_values.micro_units(value) for value in column]))
        data = self._keep(view.tobytes(), "values", 8)
        if view.format == "d":
            return None, data
        if view.itemsize == 8 and view.format in ("q", "l"):
            return data, None
        raise TypeError("values takes doubles or 64-bit micro-units")


def row_count(column):
    if isinstance(column, (bytes, bytearray)):
        return len(column) // 16
    return len(column)


def id_struct(value):
    return _native.Id((ctypes.c_uint8 * 16)(*_values.id_bytes(value)))


def decode_column(kind, raw, valid):
    """A column of the export as Python values."""
    decoders = {
        "decimal": lambda held: decimal.Decimal(held).scaleb(-6),
        "hundredths": lambda held: decimal.Decimal(held).scaleb(-6),
        "boolean": bool,
        "datetime": _values.instant_of,
        "date": lambda held: _values.instant_of(held * 86400000).date(),
        "duration": lambda held: datetime.timedelta(seconds=held),
    }
    decode = decoders.get(kind, int)
    return [decode(held) if there else None for held, there in zip(raw, valid)]
