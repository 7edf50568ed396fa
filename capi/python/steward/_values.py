# SPDX-License-Identifier: Apache-2.0
"""Between Python values and the JSON of the library. Numbers never pass through a float."""

import datetime
import decimal
import json
import uuid

_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
_MILLISECOND = datetime.timedelta(milliseconds=1)
_MICRO = decimal.Decimal("1e-6")
# Enough digits for every 64-bit number of micro-units, whatever context the host works with.
_EXACT = decimal.Context(prec=40, rounding=decimal.ROUND_HALF_UP)


class Money:
    """An amount in whole minor units (cents) of one currency."""

    __slots__ = ("amount", "currency")

    def __init__(self, amount, currency):
        if isinstance(amount, bool) or not isinstance(amount, int):
            raise TypeError("amount takes whole minor units")
        self.amount = amount
        self.currency = currency

    def __eq__(self, other):
        if not isinstance(other, Money):
            return NotImplemented
        return (self.amount, self.currency) == (other.amount, other.currency)

    def __hash__(self):
        return hash((self.amount, self.currency))

    def __repr__(self):
        return "Money(%d, %r)" % (self.amount, self.currency)


def milliseconds(instant):
    """An aware datetime as milliseconds since 1970."""
    if not isinstance(instant, datetime.datetime):
        raise TypeError("an instant is a datetime")
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone; a naive datetime could mean any")
    return (instant - _EPOCH) // _MILLISECOND


def instant_of(ms):
    """Milliseconds since 1970 as a datetime in UTC."""
    return _EPOCH + ms * _MILLISECOND


def instant_text(instant):
    utc = (_EPOCH + milliseconds(instant) * _MILLISECOND)
    return "%04d-%s.%03dZ" % (utc.year, utc.strftime("%m-%dT%H:%M:%S"), utc.microsecond // 1000)


def parse_instant(text):
    return datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=datetime.timezone.utc)


def parse_date(text):
    return datetime.datetime.strptime(text, "%Y-%m-%d").date()


def micro_units(value):
    """An exact number as millionths, rounded half away from zero."""
    if isinstance(value, float):
        value = repr(value)
    return int(_EXACT.quantize(decimal.Decimal(value), _MICRO).scaleb(6, _EXACT))


def id_bytes(value):
    """The 16 bytes of an id given as text, uuid.UUID or bytes."""
    if isinstance(value, (bytes, bytearray)) and len(value) == 16:
        return bytes(value)
    return value.bytes if isinstance(value, uuid.UUID) else uuid.UUID(value).bytes


def _encode(value, parts):
    if value is None or isinstance(value, (bool, int, str)):
        parts.append(json.dumps(value, ensure_ascii=False))
    elif isinstance(value, float):
        _encode(decimal.Decimal(repr(value)), parts)
    elif isinstance(value, decimal.Decimal):
        if not value.is_finite():
            raise ValueError("NaN and infinities are no numbers of the library")
        parts.append(format(value, "f"))
    elif isinstance(value, datetime.datetime):
        parts.append('"%s"' % instant_text(value))
    elif isinstance(value, datetime.date):
        parts.append('"%04d-%02d-%02d"' % (value.year, value.month, value.day))
    elif isinstance(value, datetime.timedelta):
        parts.append(str(value // datetime.timedelta(seconds=1)))
    elif isinstance(value, Money):
        _encode({"amount": value.amount, "currency": value.currency}, parts)
    elif isinstance(value, uuid.UUID):
        parts.append('"%s"' % value)
    elif isinstance(value, dict):
        for index, (key, item) in enumerate(value.items()):
            parts.append(",%s:" % json.dumps(str(key), ensure_ascii=False) if index else
                         "{%s:" % json.dumps(str(key), ensure_ascii=False))
            _encode(item, parts)
        parts.append("}" if value else "{}")
    elif isinstance(value, (list, tuple)):
        for index, item in enumerate(value):
            parts.append("," if index else "[")
            _encode(item, parts)
        parts.append("]" if value else "[]")
    else:
        raise TypeError("the library takes no %s" % type(value).__name__)


def dumps(value):
    """JSON in UTF-8. json.dumps would send decimals through a float."""
    parts = []
    _encode(value, parts)
    return "".join(parts).encode("utf-8")


def loads(data):
    return json.loads(data.decode("utf-8"), parse_float=decimal.Decimal)


def _decimal(value):
    return decimal.Decimal(value)


_FIELD_DECODERS = {
    "decimal": _decimal,
    "hundredths": _decimal,
    "datetime": parse_instant,
    "date": parse_date,
    "duration": lambda value: datetime.timedelta(seconds=value),
    "money": lambda value: Money(value["amount"], value["currency"]),
}
_SHAPE_DECODERS = {"decimal": _decimal, "instant": parse_instant, "date": parse_date,
                   "duration": _FIELD_DECODERS["duration"]}


class Decoder:
    """Turns results into Python values by the catalogue that the library describes itself with."""

    def __init__(self, catalogue):
        self.operations = {entry["name"]: entry for entry in catalogue["operations"]}
        self._shapes = {shape["name"]: {f["name"]: f["type"] for f in shape["fields"]}
                        for shape in catalogue["shapes"]}
        self._tables, self._types, self._targets = {}, {}, {}
        for table in catalogue["tables"]:
            self._types[table["name"]] = {f["name"]: f["type"] for f in table["fields"]}
            self._targets[table["name"]] = {f["name"]: f["target"] for f in table["fields"] if "target" in f}
            decoders = {f["name"]: _FIELD_DECODERS[f["type"]] for f in table["fields"] if f["type"] in _FIELD_DECODERS}
            self._tables[table["name"]] = decoders

    def field_types(self, table):
        return self._types.get(table, {})

    def record(self, table, value):
        decoders = self._tables.get(table, {})
        return {name: decoders[name](held) if held is not None and name in decoders else held
                for name, held in value.items()}

    def decode(self, kind, value, table=None):
        """`kind` is a type as the catalogue writes it; `table` the table of plain records."""
        if kind.endswith("?"):
            return None if value is None else self.decode(kind[:-1], value, table)
        if kind.endswith("[]"):
            return [self.decode(kind[:-2], item, table) for item in value]
        if kind == "record" or kind.startswith("record:"):
            return self.record(kind[7:] or table, value)
        if kind in self._shapes:
            fields = self._shapes[kind]
            return {name: self.decode(fields[name], held, table) if name in fields else held
                    for name, held in value.items()}
        return _SHAPE_DECODERS.get(kind, lambda same: same)(value)

    def key_type(self, table, key):
        """The type of the values of a group key; None when it is a plain one."""
        word, _, rest = key.rpartition("(")
        if word.strip() in ("day", "week", "month", "quarter", "year"):
            return "date"
        if word and word.strip() != "bin":
            return None
        steps = rest.partition(",")[0].strip(" )").split(".")
        for step in steps[:-1]:
            table = self._targets.get(table, {}).get(step)
        return self._types.get(table, {}).get(steps[-1])

    def group(self, table, value):
        """An aggregate group: its key holds values of the table's fields, or of what its references lead to."""
        key = {}
        for name, held in value["key"].items():
            decoder = _FIELD_DECODERS.get(self.key_type(table, name))
            key[name] = decoder(held) if held is not None and decoder else held
        return {"key": key, "measures": value["measures"]}
