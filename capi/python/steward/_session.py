# SPDX-License-Identifier: Apache-2.0
"""The session: the only door to the data."""

import contextlib
import ctypes
import uuid
import weakref

from . import _columns, _native, _values
from ._errors import check


class Session:
    """The door of one user, or of the system. One thread at a time; a second one gets BusyError. Records are dicts by
    field name: decimals are decimal.Decimal, instants aware datetimes in UTC, dates datetime.date, durations
    timedelta, money steward.Money, ids texts. None clears a field."""

    def __init__(self, engine, handle):
        self._lib = _native.library()
        self._engine = engine
        self._handle = handle
        self._finalizer = weakref.finalize(self, self._lib.steward_session_free, handle)
        self.warnings = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """Frees the session; an open transaction is rolled back. Closing it twice is fine."""
        self._finalizer()

    def call(self, operation, /, **arguments):
        """Any operation of the JSON door by name; arguments that are None are left out. `warnings` holds what the
        library stated beside the success."""
        given = {name: value for name, value in arguments.items() if value is not None}
        request = _values.dumps({"v": 1, "op": operation, "args": given})
        out, error = _native.TextHandle(), _native.ErrorHandle()
        check(self._lib.steward_session_call(self._handle, request, len(request), ctypes.byref(out),
                                             ctypes.byref(error)), error)
        answer = _values.loads(_native.take_text(out))
        self.warnings = answer["warnings"]
        known = self._engine.decoder.operations.get(operation)
        if known is None or known["result"] == "null":
            return answer["result"]
        return self._engine.decoder.decode(known["result"], answer["result"], given.get("table"))

    # Records

    def create(self, table, values, *, confirm=None):
        return self.call("create", table=table, values=values, confirm=confirm)

    def get(self, table, id, *, as_of=None):
        return self.call("get", table=table, id=id, as_of=as_of)

    def update(self, table, id, version, values, *, confirm=None):
        return self.call("update", table=table, id=id, version=version, values=values, confirm=confirm)

    def remove(self, table, id, version, *, confirm=None):
        return self.call("remove", table=table, id=id, version=version, confirm=confirm)

    def find(self, table, where="", order_by="", page_size=100):
        """Yields the records that match, page by page; every page shows what is stored when it is read."""
        keep = [_native.view_of(where.encode("utf-8")), _native.view_of(order_by.encode("utf-8"))]
        options = _native.FindOptions(page_size=page_size, where=keep[0][0], order_by=keep[1][0])
        name = table.encode("utf-8")
        cursor, error = _native.CursorHandle(), _native.ErrorHandle()
        check(self._lib.steward_record_find(self._handle, name, len(name), ctypes.byref(options),
                                            ctypes.byref(cursor), ctypes.byref(error)), error)
        return self._pages(table, cursor)

    def _pages(self, table, cursor):
        try:
            while True:
                out, count, error = _native.TextHandle(), ctypes.c_size_t(), _native.ErrorHandle()
                check(self._lib.steward_cursor_next(cursor, ctypes.byref(out), ctypes.byref(count),
                                                    ctypes.byref(error)), error)
                if not count.value:
                    return
                for record in _values.loads(_native.take_text(out)):
                    yield self._engine.decoder.record(table, record)
        finally:
            self._lib.steward_cursor_free(cursor)

    def find_page(self, table, where="", order_by="", limit=100, after=""):
        """One page: (records, token of the next page; empty at the end)."""
        page = self.call("find", table=table, where=where, order_by=order_by, limit=limit, after=after)
        return page["items"], page["next"]

    def count(self, table, where=""):
        return self.call("count", table=table, where=where)

    def aggregate(self, table, measures, *, where="", group_by=(), order_by="", limit=None):
        """Groups of the records that match and their measures: `{"key": {...}, "measures": {...}}`, each value by the
        text that asks for it, such as `month(due_date)` or `count if (state = new)`."""
        groups = self.call("aggregate", table=table, where=where, group_by=list(group_by), measures=list(measures),
                           order_by=order_by, limit=limit)
        return [self._engine.decoder.group(table, group) for group in groups]

    def cards(self, cards):
        """The aggregates of several cards over one snapshot: a list of groups a card. A card is a dict of `table`,
        `measures`, `where`, `group_by`, `order_by` and `limit`."""
        cards = [{name: held for name, held in card.items() if held is not None} for card in cards]
        answers = self.call("cards", cards=cards)
        return [[self._engine.decoder.group(card["table"], group) for group in answer]
                for card, answer in zip(cards, answers)]

    def journal(self, table, id):
        return self.call("journal", table=table, id=id)

    def history(self, table, id):
        return self.call("history", table=table, id=id)

    def activity_stream(self, table, id, limit=50, after=""):
        """Changes, notes and comments of a record, newest first: (entries, token of the next page; empty at the
        end)."""
        page = self.call("activity_stream", table=table, id=id, limit=limit, after=after)
        return page["items"], page["next"]

    def changes(self, token="", limit=100):
        """One page of the change feed: (entries, token to go on with)."""
        page = self.call("changes", token=token, limit=limit)
        return page["entries"], page["next"]

    # States

    def publish(self, table, id, version, values=None, *, confirm=None):
        return self.call("publish", table=table, id=id, version=version, values=values, confirm=confirm)

    def to_draft(self, table, id, version, values=None, *, confirm=None):
        return self.call("to_draft", table=table, id=id, version=version, values=values, confirm=confirm)

    def close_record(self, table, id, version, code=None, notes=None, values=None, *, confirm=None):
        """Closes a record of work (`close` is the session's own)."""
        return self.call("close", table=table, id=id, version=version, code=code, notes=notes, values=values,
                         confirm=confirm)

    def cancel(self, table, id, version, notes=None, values=None, *, confirm=None):
        return self.call("cancel", table=table, id=id, version=version, notes=notes, values=values, confirm=confirm)

    def reopen(self, table, id, version, state=None, values=None, *, confirm=None):
        return self.call("reopen", table=table, id=id, version=version, state=state, values=values, confirm=confirm)

    @contextlib.contextmanager
    def transaction(self):
        """Commits at the end of the block, rolls back when it raises."""
        error = _native.ErrorHandle()
        check(self._lib.steward_transaction_begin(self._handle, ctypes.byref(error)), error)
        try:
            yield self
        except BaseException:
            self._lib.steward_transaction_rollback(self._handle, None)
            raise
        check(self._lib.steward_transaction_commit(self._handle, ctypes.byref(error)), error)

    # Metrics

    def ingest(self, data_source, source_table, records, values, starts, ends, recorded=None, *,
               keys=None, key_field=None, all_or_nothing=False):
        """Deliveries of an external data source as columns of one length: lists, or buffers (`records` 16 bytes a
        row, `values` doubles or 64-bit micro-units, instants 64-bit milliseconds). Gives the report. With `records`
        None the source records are named by `keys`: a text a row, what stands in their field `key_field`
        (external_id unless told)."""
        if (records is None) == (keys is None):
            raise ValueError("exactly one of records and keys is given")
        columns = _columns.Columns(_columns.row_count(records if keys is None else keys))
        table, kept = _native.view_of(source_table.encode("utf-8"))
        field, kept_field = _native.view_of((key_field or "").encode("utf-8"))
        micro, double = columns.values(values)
        given = _native.IngestColumns(
            all_or_nothing=int(all_or_nothing), data_source=_columns.id_struct(data_source), source_table=table,
            count=columns.count, source_record=columns.ids("records", records) if keys is None else None,
            value_micro=micro, value_double=double, start_ms=columns.instants("starts", starts),
            end_ms=columns.instants("ends", ends),
            recorded_ms=columns.instants("recorded", recorded) if recorded is not None else None,
            source_key=columns.texts("keys", keys) if keys is not None else None, key_field=field)
        report = self._ingest(self._lib.steward_metric_ingest, given)
        del kept, kept_field
        return report

    def ingest_indicator(self, indicator, values, starts, ends, elements=None, breakdown=None, recorded=None, *,
                         all_or_nothing=False):
        """Scores of a performance indicator as columns, as in ingest."""
        columns = _columns.Columns(_columns.row_count(values))
        micro, double = columns.values(values)
        given = _native.IndicatorColumns(
            all_or_nothing=int(all_or_nothing), indicator=_columns.id_struct(indicator),
            breakdown=_columns.id_struct(breakdown) if breakdown is not None else _native.Id(), count=columns.count,
            element_record=columns.ids("elements", elements) if elements is not None else None, value_micro=micro,
            value_double=double, start_ms=columns.instants("starts", starts), end_ms=columns.instants("ends", ends),
            recorded_ms=columns.instants("recorded", recorded) if recorded is not None else None)
        return self._ingest(self._lib.steward_indicator_ingest, given)

    def _ingest(self, function, columns):
        out, error = _native.TextHandle(), _native.ErrorHandle()
        check(function(self._handle, ctypes.byref(columns), ctypes.byref(out), None, ctypes.byref(error)), error)
        return self._engine.decoder.decode("IngestReport", _values.loads(_native.take_text(out)))

    def remap(self, data_source, start, end):
        return self.call("remap", **{"data_source": data_source, "from": start, "to": end})

    def collect(self, data_source, start, end):
        return self.call("collect", **{"data_source": data_source, "from": start, "to": end})

    def score(self, engagement, as_of, known_at=None):
        """The health score with its explanation; nothing is written."""
        return self.call("score", engagement=engagement, as_of=as_of, known_at=known_at)

    def explain_change(self, engagement, start, end, *, as_known_then=None):
        """What led from the score at `start` to the one at `end`: parts that add up to the difference, and both
        explanations."""
        return self.call("explain_change", **{"engagement": engagement, "from": start, "to": end,
                                              "as_known_then": as_known_then})

    def roll_up(self, engagement=None, account=None, *, with_parent=None, as_of=None):
        """The scores of an engagement and its active children, or of the active engagements of an account, as one."""
        return self.call("roll_up", engagement=engagement, account=account, with_parent=with_parent, as_of=as_of)

    def calculated_score(self, data_source, id, as_of, known_at=None):
        """What a calculated source says of a record, with its explanation; nothing is written."""
        return self.call("calculated_score", data_source=data_source, id=id, as_of=as_of, known_at=known_at)

    def calculate(self):
        """Runs the published calculated sources and writes what they lead to."""
        return self.call("calculate")

    def refresh_health(self, engagements=None):
        """Computes and writes scores: of the given engagements, or of all active ones."""
        return self.call("refresh_health", engagements=list(engagements) if engagements is not None else None)

    def weekly_trend(self, engagement, weeks):
        return self.call("weekly_trend", engagement=engagement, weeks=weeks)

    def color_of(self, score, data_source=None):
        return self.call("color_of", score=score, data_source=data_source)

    def insight_page(self, table, id, bucket=None, buckets=None, as_of=None):
        """The metrics that the insight of the table shows of a record: latest values, and their course in `buckets`
        periods of a `bucket` (daily, weekly, monthly, quarterly) that end with `as_of`."""
        return self.call("insight_page", table=table, id=id, bucket=bucket, buckets=buckets, as_of=as_of)

    def analyze_risks(self):
        return self.call("analyze_risks")

    def backtest_risk(self, risk_definition, start, end, *, step=None, as_known_then=None, horizon=None, outcomes=None,
                      threshold=None):
        """What a risk definition, draft or published, would have raised after `start` and up to `end`; nothing is
        written. `horizon` is a timedelta, `outcomes` a list of {"engagement", "at", "lost"}."""
        return self.call("backtest_risk", **{"risk_definition": risk_definition, "from": start, "to": end,
                                             "step": step, "as_known_then": as_known_then, "horizon": horizon,
                                             "outcomes": outcomes, "threshold": threshold})

    def simulate(self, instants=None, movers=None, as_known_then=None, **proposal):
        """What a changed definition would change at some instants (default: now); nothing is written. The proposal is
        `health_definition=` or `segment=` (neither: a new health definition) with `condition=`, `rank=`,
        `missing_policy=` and `metrics=`, a list of {"data_source", "weight", "target", …, "remove"}."""
        return self.call("simulate", instants=list(instants) if instants is not None else None, movers=movers,
                         as_known_then=as_known_then, **proposal)

    def backtest_health(self, start, end, *, step=None, as_known_then=None, horizon=None, outcomes=None,
                        alert_below=None, **proposal):
        """Which scores a proposal (as in `simulate`) would have given after `start` and up to `end`, held against what
        became of the engagements; nothing is written."""
        return self.call("backtest_health", **{"from": start, "to": end, "step": step, "as_known_then": as_known_then,
                                               "horizon": horizon, "outcomes": outcomes, "alert_below": alert_below,
                                               **proposal})

    def export_columns(self, table, fields, where=""):
        """(ids, {field: values}) of the records that match, as lists in the order of their ids."""
        name, condition = table.encode("utf-8"), where.encode("utf-8")
        kinds = self._engine.decoder.field_types(table)
        capacity = self._export(name, condition, 0, None, None, 0)
        while True:
            ids = (ctypes.c_uint8 * (16 * max(1, capacity)))()
            keep = [_native.view_of(field.encode("utf-8")) for field in fields]
            raw = [(ctypes.c_int64 * max(1, capacity))() for _ in fields]
            valid = [(ctypes.c_uint8 * max(1, capacity))() for _ in fields]
            columns = (_native.Column * max(1, len(fields)))(*[
                _native.Column(view[0], ctypes.cast(v, ctypes.c_void_p), ctypes.cast(b, ctypes.c_void_p))
                for view, v, b in zip(keep, raw, valid)])
            count = self._export(name, condition, max(1, capacity), ids, columns, len(fields))
            if count <= max(1, capacity):
                break
            capacity = count  # records came between the two calls
        data = bytes(ids)
        return ([str(uuid.UUID(bytes=data[16 * i:16 * i + 16])) for i in range(count)],
                {field: _columns.decode_column(kinds.get(field), raw[i][:count], valid[i][:count])
                 for i, field in enumerate(fields)})

    def _export(self, name, condition, capacity, ids, columns, width):
        count, error = ctypes.c_size_t(), _native.ErrorHandle()
        status = self._lib.steward_column_export(self._handle, name, len(name), condition, len(condition), capacity,
                                                 ids, columns, width, ctypes.byref(count), ctypes.byref(error))
        if status and count.value > capacity > 0:
            self._lib.steward_error_free(error)
            return count.value
        check(status, error)
        return count.value

    # Jobs

    def run_job(self, key, progress=None):
        """Runs a job now. `progress(done, total, phase)` may return False to cancel; what it raises cancels too and
        comes out of this call."""
        name = key.encode("utf-8")
        return self._engine.decoder.decode("JobReport", self._run(
            progress, lambda callback, out, error: self._lib.steward_job_run(
                self._handle, name, len(name), callback, None, out, error)))

    def run_due(self, progress=None):
        """Runs every job that is due."""
        return self._engine.decoder.decode("JobReport[]", self._run(
            progress, lambda callback, out, error: self._lib.steward_job_run_due(
                self._handle, callback, None, out, error)))

    @staticmethod
    def _run(progress, function):
        raised = []

        def called(_, now, answer):
            try:
                if raised or progress(now[0].done, now[0].total, now[0].phase.text()) is False:
                    answer[0].stop = 1
            except BaseException as error:  # noqa: B902 - nothing may go through the C code
                raised.append(error)
                answer[0].stop = 1

        callback = _native.ProgressFunction(called) if progress else _native.ProgressFunction()
        out, error = _native.TextHandle(), _native.ErrorHandle()
        status = function(callback, ctypes.byref(out), ctypes.byref(error))
        if raised:
            _native.library().steward_text_free(out)
            _native.library().steward_error_free(error)
            raise raised[0]
        check(status, error)
        return _values.loads(_native.take_text(out))

    def explain_access(self, user, operation, table, id=None):
        """Why a user may or may not `read`, `create`, `write` or `remove`; for administrators."""
        return self.call("explain_access", user=user, operation=operation, table=table, id=id)

    def effective_grants(self, user):
        """What the roles of a user grant, table by table; for administrators, and for users about themselves."""
        return self.call("effective_grants", user=user)

    def assign_role(self, user, role):
        """Gives a user a role by name; it holds from the user's next call."""
        return self.call("assign_role", user=user, role=role)

    def revoke_role(self, user, role):
        """Takes a role from a user; it holds from the user's next call."""
        return self.call("revoke_role", user=user, role=role)

    def move_account(self, account, domain):
        """Moves an account with everything below it to another domain."""
        return self.call("move_account", account=account, domain=domain)

    def portal_lists(self):
        """The names of the portal lists that are offered to the caller."""
        return self.call("portal_lists")

    def portal_list(self, list, account=None, where="", order_by="", limit=100, after=""):
        """One page of a portal list: `items` and `next`."""
        return self.call("portal_list", list=list, account=account, where=where, order_by=order_by, limit=limit,
                         after=after)

    def managed_engagements(self, where="", order_by="", limit=100, after=""):
        """One page of the engagements that the caller answers for: `items` and `next`."""
        return self.call("managed_engagements", where=where, order_by=order_by, limit=limit, after=after)

    def managed_users(self):
        """The success managers by whom that report is narrowed."""
        return self.call("managed_users")

    def planner(self, start=None, end=None):
        """What the caller has to do with customers: `engagements`, `touchpoints`, `meetings`."""
        return self.call("planner", **{"from": start, "to": end})

    def parent_choices(self, table):
        """Under what a customer user may create a `touchpoint` or a `success_initiative`."""
        return self.call("parent_choices", table=table)

    def install_base_data(self, reporter=None):
        """Stores the shipped base data; with a reporter, three sample risk definitions too. Idempotent."""
        return self.call("install_base_data", reporter=reporter)

    def describe(self):
        return self._engine.describe()
