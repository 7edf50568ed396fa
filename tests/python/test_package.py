# SPDX-License-Identifier: Apache-2.0
"""The Python package against the library: values, errors, sessions, columns, jobs."""

import array
import datetime
import decimal
import gc
import os
import sys
import tempfile
import threading
import unittest
import uuid

import steward
from steward import _native, _values

UTC = datetime.timezone.utc
NOON = datetime.datetime(2024, 11, 20, 12, tzinfo=UTC)
DAY = datetime.timedelta(days=1)
D = decimal.Decimal


class Case(unittest.TestCase):
    """One engine a test, in memory; none may leave a handle behind."""

    def setUp(self):
        self.addCleanup(self.expect_no_handles)
        self.engine = self.open()
        self.addCleanup(self.engine.close)
        self.session = self.engine.system_session()
        self.addCleanup(self.session.close)
        self.session.install_base_data()

    def open(self):
        return steward.open(clock=NOON, id_seed=7)

    def expect_no_handles(self):
        gc.collect()
        self.assertEqual(0, steward.live_handles())

    def account(self, name="Genixify", **more):
        return self.session.create("account", dict(more, name=name))

    def engagement(self, title="Genixify"):
        account = self.account("Account of " + title)
        case = self.session.create("onboarding_case", {"account": account["id"]})
        return self.session.create("engagement", {"account": account["id"], "title": title,
                                                  "initial_onboarding": case["id"]})

    def data_source(self, name="SLA"):
        source = self.session.create("data_source", {"name": name, "source": "external", "frequency": "daily"})
        self.session.create("data_context", {"data_source": source["id"], "context_table": "engagement"})
        if not self.session.count("context_mapper"):
            self.session.create("context_mapper", {
                "source_table": "account", "related_table": "engagement", "query_field": "account",
                "context_table": "engagement", "context_field": "id"})
        return self.session.publish("data_source", source["id"], source["version"])


class Records(Case):
    def test_values_come_back_in_their_types(self):
        rate = self.session.create("exchange_rate", {"currency": "EUR", "date": datetime.date(2024, 11, 20),
                                                     "rate": D("1.082345")})
        self.assertEqual(D("1.082345"), rate["rate"])
        self.assertIsInstance(rate["rate"], D)
        self.assertEqual(datetime.date(2024, 11, 20), rate["date"])
        self.assertEqual(NOON, rate["created_at"])
        whole = self.session.create("exchange_rate", {"currency": "GBP", "date": datetime.date(2024, 11, 20), "rate": 2})
        self.assertIsInstance(whole["rate"], D)
        job = next(self.session.find("scheduled_job"))
        self.assertIsInstance(job["interval"], datetime.timedelta)

    def test_decimals_never_pass_through_a_float(self):
        for text in ("0.1", "9007199254.740993", "9223372036854.775807", "0.000001"):
            rate = self.session.create("exchange_rate", {"currency": "EUR", "rate": D(text),
                                                         "date": NOON.date() + len(text) * DAY})
            self.assertEqual(D(text), rate["rate"])

    def test_none_clears_and_an_absent_key_keeps(self):
        account = self.account(industry="Retail")
        kept = self.session.update("account", account["id"], 1, {"number": "A1"})
        self.assertEqual("Retail", kept["industry"])
        cleared = self.session.update("account", account["id"], 2, {"industry": None})
        self.assertIsNone(cleared["industry"])

    def test_find_iterates_all_pages(self):
        for number in range(7):
            self.account("Account %d" % number)
        names = [record["name"] for record in self.session.find("account", order_by="name desc", page_size=3)]
        self.assertEqual(["Account %d" % n for n in reversed(range(7))], names)
        self.assertEqual(7, self.session.count("account"))
        page, token = self.session.find_page("account", order_by="name", limit=5)
        rest, end = self.session.find_page("account", order_by="name", limit=5, after=token)
        self.assertEqual((5, 2, ""), (len(page), len(rest), end))

    def test_a_find_that_is_left_early_frees_its_cursor(self):
        for number in range(3):
            self.account("Account %d" % number)
        before = steward.live_handles()
        for _ in self.session.find("account", page_size=1):
            break
        gc.collect()
        self.assertEqual(before, steward.live_handles())

    def test_the_activity_stream_mixes_changes_and_notes_newest_first(self):
        engagement = self.engagement()
        self.session.update("engagement", engagement["id"], 1, {"title": "Other", "work_notes": "Called"})
        entries, after = self.session.activity_stream("engagement", engagement["id"])
        self.assertEqual({"insert", "update", "work_note"}, {entry["kind"] for entry in entries})
        self.assertEqual("insert", entries[-1]["kind"])
        self.assertEqual([["Genixify", "Other"]], [e["changes"]["title"] for e in entries if e["kind"] == "update"])
        self.assertEqual(NOON, entries[0]["at"])
        self.assertEqual("", after)
        first, after = self.session.activity_stream("engagement", engagement["id"], limit=2)
        rest, _ = self.session.activity_stream("engagement", engagement["id"], after=after)
        self.assertEqual(entries, first + rest)

    def test_base_data_with_a_reporter_brings_sample_definitions(self):
        user = self.session.create("user", {"user_name": "kim", "name": "Kim"})
        self.assertEqual(0, self.session.count("risk_definition"))
        self.session.install_base_data(reporter=user["id"])
        self.assertEqual(3, self.session.count("risk_definition"))

    def test_aggregate_journal_history_changes(self):
        engagement = self.engagement()
        groups = self.session.aggregate("engagement", ["count"], group_by=["state"])
        self.assertEqual([{"key": {"state": "new"}, "measures": {"count": 1}}], groups)
        self.session.update("engagement", engagement["id"], engagement["version"], {"work_notes": "Called \u00e9"})
        self.assertEqual(["Called \u00e9"], [e["text"] for e in self.session.journal("engagement", engagement["id"])])
        self.assertEqual("insert", self.session.history("engagement", engagement["id"])[0]["kind"])
        entries, token = self.session.changes(limit=10000)
        self.assertTrue(any(e["table"] == "engagement" for e in entries))
        self.assertEqual([], self.session.changes(token)[0])
        self.assertEqual(NOON, entries[0]["at"])

    def test_cards(self):
        account = self.account("Cards")
        renewal = datetime.date(2024, 12, 24)
        self.session.create("contract", {"number": "C1", "name": "C1", "account": account["id"], "renewal_date": renewal})
        by_month = {"table": "contract", "group_by": ["month(renewal_date)", "account.created_at", "bin(version, 2)"],
                    "measures": ["count", "sum(days(today, renewal_date))", "count if (state = active)"]}
        some = {"table": "account", "group_by": ["name"], "measures": ["count"], "order_by": "name desc", "limit": 1}
        first, second = self.session.cards([by_month, some])
        days = (renewal - NOON.date()).days
        self.assertEqual([{"key": {"month(renewal_date)": datetime.date(2024, 12, 1), "account.created_at": NOON,
                                   "bin(version, 2)": 0},
                           "measures": {"count": 1, "sum(days(today, renewal_date))": days,
                                        "count if (state = active)": 0}}], first)
        self.assertEqual([{"key": {"name": "Cards"}, "measures": {"count": 1}}], second)
        self.assertEqual(second, self.session.aggregate("account", ["count"], group_by=["name"], order_by="name desc",
                                                        limit=1))

    def test_a_record_as_it_was(self):
        account = self.account("Before")
        self.engine.set_clock(NOON + DAY)
        self.session.update("account", account["id"], 1, {"name": "After"})
        self.assertEqual("Before", self.session.get("account", account["id"], as_of=NOON)["name"])
        self.assertEqual("After", self.session.get("account", uuid.UUID(account["id"]))["name"])

    def test_states(self):
        engagement = self.engagement()
        closed = self.session.close_record("engagement", engagement["id"], engagement["version"], "completed", "Done")
        self.assertEqual(("closed", NOON), (closed["state"], closed["closed_at"]))
        opened = self.session.reopen("engagement", closed["id"], closed["version"])
        self.assertEqual("canceled", self.session.cancel("engagement", opened["id"], opened["version"],
                                                         "No more")["state"])
        source = self.data_source()
        self.assertEqual("draft", self.session.to_draft("data_source", source["id"], source["version"])["state"])


class Errors(Case):
    def test_every_fault_and_the_class_of_its_category(self):
        with self.assertRaises(steward.InvalidError) as raised:
            self.session.create("engagement", {})
        error = raised.exception
        self.assertEqual(("validation_failed", "invalid", False), (error.code, error.category, error.retryable))
        self.assertEqual(["account", "initial_onboarding", "title"], [f.field for f in error.faults])
        self.assertEqual({"ENG-02"}, {f.rule for f in error.faults})
        self.assertIn("engagement.title", str(error))

    def test_classes(self):
        account = self.account()
        with self.assertRaises(steward.NotFoundError):
            self.session.get("account", uuid.UUID(int=1))
        with self.assertRaises(steward.ConflictError):
            self.session.update("account", account["id"], 9, {"name": "x"})
        with self.assertRaises(steward.UnsupportedError):
            self.session.call("fly")
        with self.assertRaises(steward.InvalidError) as raised:
            self.session.create("account", {"nmae": "x"})
        self.assertIn("did you mean name", str(raised.exception))
        with self.assertRaises(steward.StorageError):
            steward.open("/nowhere/at/all.db")

    def test_a_closed_session_is_misuse(self):
        session = self.engine.system_session()
        session.close()
        session.close()
        with self.assertRaises(steward.MisuseError):
            session.count("account")

    def test_what_no_value_can_be(self):
        for value in (object(), D("NaN"), float("inf"), datetime.datetime(2024, 1, 1)):
            with self.assertRaises((TypeError, ValueError)):
                self.session.create("account", {"name": value})

    def test_two_threads_get_busy_or_an_answer(self):
        strange = []

        def work():
            for _ in range(50):
                try:
                    self.session.count("account")
                except steward.BusyError as error:
                    if not error.retryable:
                        strange.append(error)
                except Exception as error:  # noqa: B902 - that is what the test looks for
                    strange.append(error)

        threads = [threading.Thread(target=work) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual([], strange)


class Transactions(Case):
    def test_kept_or_dropped_together(self):
        with self.session.transaction():
            self.account("Kept")
        with self.assertRaises(KeyError):
            with self.session.transaction():
                self.account("Dropped")
                raise KeyError
        self.assertEqual(["Kept"], [a["name"] for a in self.session.find("account")])

    def test_a_user_has_a_session_of_his_own(self):
        user = self.session.create("user", {"user_name": "ada", "name": "Ada"})
        with self.engine.session(user["id"]) as session:
            with self.assertRaises(steward.DeniedError):  # nobody has rights without a role
                session.count("account")
            self.session.install_base_data()
            self.session.assign_role(user["id"], "customer_success_viewer")
            self.assertEqual(0, session.count("account"))
            grants = {grant["table"]: grant for grant in session.effective_grants(user["id"])}
            self.assertEqual("R", grants["engagement"]["operations"])
            with self.assertRaises(steward.DeniedError):
                session.create("account", {"name": "Mine"})
            account = self.account("Seen")
        told = self.session.explain_access(user["id"], "write", "account", account["id"])
        self.assertEqual((False, "access_denied"), (told["allowed"], told["code"]))
        self.assertEqual(["domain", "table", "rows", "fields"], [step["level"] for step in told["steps"]])
        with self.assertRaises(steward.NotFoundError):
            self.engine.session(uuid.UUID(int=1))

    def test_a_session_works_in_a_domain_of_its_user(self):
        self.session.install_base_data()
        switch = next(iter(self.session.find("property", 'key = "domain.auto_account_domain"')))
        self.session.update("property", switch["id"], switch["version"], {"value": "true"})
        own, other = (self.account(name)["domain"] for name in ("Own", "Other"))
        user = self.session.create("user", {"user_name": "ada", "name": "Ada", "domain": own})
        self.session.assign_role(user["id"], "admin")
        with self.engine.session(user["id"], domain=own) as session:
            self.assertEqual(["Own"], [a["name"] for a in session.find("account")])
        with self.assertRaises(steward.DeniedError):
            self.engine.session(user["id"], domain=other)

    def test_a_file_keeps_its_records(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "b\u00fccher.db")
            for count in (0, 1):
                with steward.open(path) as engine, engine.system_session() as session:
                    self.assertEqual(count, session.count("account"))
                    session.create("account", {"name": "Kept"})


class Metrics(Case):
    def setUp(self):
        super().setUp()
        self.record = self.engagement()
        self.source = self.data_source()

    def ingest(self, values, records=None, **more):
        rows = len(values)
        starts = [NOON - (rows - row + 1) * DAY for row in range(rows)]
        return self.session.ingest(self.source["id"], "account", records or [self.record["account"]] * rows, values,
                                   starts, [start + DAY for start in starts], **more)

    def test_lists_and_buffers_say_the_same(self):
        report = self.ingest([D("90.5"), 87, "12.25"])
        self.assertEqual((3, 3, []), (report["rows"], report["added"], report["refused"]))
        again = self.ingest(array.array("q", [90500000, 87000000, 12250000]),
                            uuid.UUID(self.record["account"]).bytes * 3)
        self.assertEqual((0, 3), (again["added"], again["unchanged"]))
        again = self.ingest([90.5, 87.0, 12.25])
        self.assertEqual(3, again["unchanged"])
        again = self.ingest(array.array("d", [90.5, 87.0, 12.25]))
        self.assertEqual(3, again["unchanged"])

    def test_records_named_by_key(self):
        account = self.session.get("account", self.record["account"])
        self.session.update("account", account["id"], account["version"], {"external_id": "Kunde-7"})
        starts = [NOON - (3 - row) * DAY for row in range(2)]
        ends = [start + DAY for start in starts]
        report = self.session.ingest(self.source["id"], "account", None, [1, 2], starts, ends, keys=["kunde-7", "nobody"])
        self.assertEqual((1, [1]), (report["added"], [fault["index"] for fault in report["refused"]]))
        self.assertEqual("source_key", report["refused"][0]["field"])
        report = self.session.ingest(self.source["id"], "account", None, [1], starts[:1], ends[:1],
                                     keys=["KUNDE-7"], key_field="external_id")
        self.assertEqual(1, report["unchanged"])
        with self.assertRaises(ValueError):
            self.session.ingest(self.source["id"], "account", None, [1], starts[:1], ends[:1])

    def test_old_values_go_when_a_property_says_so(self):
        self.ingest([D("90.5"), 87, "12.25"])
        forgotten = lambda: self.session.run_job("metric_retention")["counts"]["forgotten"]
        self.assertEqual(0, forgotten())
        days = next(iter(self.session.find("property", 'key = "metrics.keep_days"')))
        days = self.session.update("property", days["id"], days["version"], {"value": "none"})
        report = self.session.run_job("metric_retention")
        self.assertEqual("failed", report["state"])
        self.assertIn("metrics.keep_days is", report["error"])
        self.session.update("property", days["id"], days["version"], {"value": "3"})
        self.assertEqual((1, 0), (forgotten(), forgotten()))
        # What was forgotten is new when it comes again.
        again = self.ingest([D("90.5"), 87, "12.25"])
        self.assertEqual((1, 2), (again["added"], again["unchanged"]))

    def test_refused_rows(self):
        report = self.ingest([1.0, float("nan")])
        self.assertEqual(1, report["added"])
        self.assertEqual([("value_not_finite", 1)], [(f["code"], f["index"]) for f in report["refused"]])

    def test_columns_of_different_lengths(self):
        with self.assertRaises(ValueError):
            self.ingest([1, 2], [self.record["account"]])

    def test_insight_page(self):
        insight = self.session.create("insight", {"name": "Engagement", "entity": "engagement"})
        item = self.session.create("insight_item", {"name": "SLA", "insight": insight["id"]})
        drawn = self.session.create("visualization", {"data_source": self.source["id"], "context_table": "engagement",
                                                      "target": 95})
        self.session.create("visualization_item", {"insight_item": item["id"], "visualization": drawn["id"]})
        self.ingest([D("90.5")])
        page = self.session.insight_page("engagement", self.record["id"], bucket="monthly", buckets=2)
        self.assertEqual(NOON, page["as_of"])
        shown = page["items"][0]["metrics"][0]
        self.assertEqual((D("90.5"), D("4.5"), "green"), (shown["value"], shown["gap"], shown["color"]))
        self.assertEqual([None, D("90.5")], [bucket["value"] for bucket in shown["buckets"]])

    def test_score_and_export(self):
        definition = self.session.create("health_definition", {"name": "Global", "global": True})
        self.session.create("health_metric", {"health_definition": definition["id"], "data_source": self.source["id"],
                                              "target": 95, "weight": D(100)})
        self.session.publish("health_definition", definition["id"], definition["version"])
        self.ingest([D("90.5")])
        score = self.session.score(self.record["id"], NOON)
        self.assertEqual(D("95.263158"), score["score"])
        self.assertEqual(D("95.263158"), score["metrics"][0]["contribution"])
        self.assertEqual(D("90.5"), score["metrics"][0]["records"][0]["value"])
        self.assertEqual(1, self.session.refresh_health()["written"])
        rolled = self.session.roll_up(self.record["id"], with_parent=True)
        self.assertEqual((D("95.263158"), 1, 0), (rolled["weighted"], rolled["counted"], rolled["left_out"]))
        self.assertEqual(rolled["mean"], self.session.roll_up(account=self.record["account"])["mean"])
        with self.assertRaises(steward.InvalidError):
            self.session.roll_up()
        change = self.session.explain_change(self.record["id"], NOON - 30 * DAY, NOON)
        self.assertEqual(D("95.263158"), change["difference"])
        self.assertEqual(change["difference"], change["missing"] + change["definition"])
        self.assertIsNone(change["metrics"][0]["before"])
        ids, columns = self.session.export_columns("engagement", ["health_score", "health_scored_at", "active"])
        self.assertEqual([self.record["id"]], ids)
        self.assertEqual({"health_score": [D("95.263158")], "health_scored_at": [NOON], "active": [True]}, columns)
        trend = self.session.weekly_trend(self.record["id"], 2)
        self.assertEqual(datetime.date(2024, 11, 18), trend[-1]["monday"])
        self.assertEqual("green", self.session.color_of(D("95.263158"))["color"])
        self.assertIn("breaches", self.session.analyze_risks())
        # Again the same day: nothing changed, and the report says so.
        report = self.session.refresh_health()
        self.assertEqual((0, 1, {}), (report["written"], report["skipped"], report["in_full"]))
        report = self.session.calculate()
        self.assertEqual((0, 0, {}), (report["sources"], report["skipped"], report["in_full"]))

    def test_backtest_risk(self):
        category = self.session.create("success_choice", {"name": "Low", "category": "risk_category"})
        reporter = self.session.create("user", {"user_name": "reporter", "name": "Reporter"})
        risk = self.session.create("risk_definition", {
            "name": "SLA", "category": category["id"], "data_source": self.source["id"],
            "threshold_condition": "less_than", "threshold": 95,
            "template": {"short_description": "Low", "description": "It is low.", "reported_by": reporter["id"]}})
        midnight = NOON + DAY / 2
        self.engine.set_clock(midnight)
        self.session.ingest(self.source["id"], "account", [self.record["account"]], [D("90.5")], [midnight - DAY],
                            [midnight])
        self.engine.set_clock(midnight + 2 * DAY)
        lost = {"engagement": self.record["id"], "at": midnight + DAY, "lost": True}
        result = self.session.backtest_risk(risk["id"], NOON, midnight + 2 * DAY, horizon=2 * DAY, outcomes=[lost])
        signal, = result["signals"]
        self.assertEqual((midnight, midnight + 2 * DAY), (signal["raised_at"], signal["last_at"]))
        self.assertEqual((D("4.5"), midnight), (signal["occurrences"][0]["gap"], signal["occurrences"][0]["end"]))
        self.assertEqual(lost, signal["outcome"])
        self.assertEqual((DAY, D(100)), (result["quality"]["lead_mean"], result["quality"]["precision"]))
        self.assertEqual([], self.session.backtest_risk(risk["id"], NOON, midnight, threshold=D(90))["signals"])

    def test_an_export_of_nothing(self):
        self.assertEqual(([], {"health_score": []}),
                         self.session.export_columns("engagement", ["health_score"], "title = \"none\""))


class Jobs(Case):
    def test_progress_sees_the_job_and_may_stop_it(self):
        self.engagement()
        seen = []
        report = self.session.run_job("refresh_health", lambda *now: seen.append(now))
        self.assertEqual("succeeded", report["state"])
        self.assertTrue(seen)
        self.assertEqual("canceled", self.session.run_job("refresh_health", lambda *_: False)["state"])

    def test_what_progress_raises_comes_out(self):
        self.engagement()

        def fail(*_):
            raise KeyError("mine")

        before = steward.live_handles()
        with self.assertRaises(KeyError):
            self.session.run_job("refresh_health", fail)
        self.assertEqual(before, steward.live_handles())

    def test_due_jobs(self):
        self.engine.set_clock(NOON + 40 * DAY)
        self.assertTrue(self.session.run_due())
        with self.assertRaises(steward.NotFoundError):
            self.session.run_job("none")


class MetricsInFile(Metrics):
    """The same over a file, where metric data is packed."""

    def open(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        return steward.open(os.path.join(folder.name, "success.db"), clock=NOON, id_seed=7)


class Catalogue(Case):
    def test_every_operation_has_a_method(self):
        own = {"close": "close_record", "find": "find_page"}
        for operation in self.session.describe()["operations"]:
            name = operation["name"]
            self.assertTrue(callable(getattr(self.session, own.get(name, name), None)), name)

    def test_version(self):
        self.assertRegex(steward.version(), r"^\d+\.\d+\.\d+$")
        self.assertEqual(_native.ABI_VERSION, steward.abi_version())


class Values(unittest.TestCase):
    def test_instants(self):
        for text in ("0001-01-01T00:00:00.000Z", "1969-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z"):
            self.assertEqual(text, _values.instant_text(_values.parse_instant(text)))
        paris = datetime.timezone(datetime.timedelta(hours=1))
        self.assertEqual("2024-11-20T11:00:00.000Z",
                         _values.instant_text(datetime.datetime(2024, 11, 20, 12, tzinfo=paris)))

    def test_micro_units(self):
        self.assertEqual(1234568, _values.micro_units("1.2345675"))
        self.assertEqual(-1234568, _values.micro_units(D("-1.2345675")))
        self.assertEqual(9000000000000000001, _values.micro_units("9000000000000.000001"))
        self.assertEqual(100000, _values.micro_units(0.1))

    def test_json_is_exact(self):
        self.assertEqual(b'{"a":0.000001,"b":[1000,true,null],"c":"\xc3\xa9\\n"}',
                         _values.dumps({"a": D("1e-6"), "b": [D("1E+3"), True, None], "c": "\u00e9\n"}))
        self.assertEqual(D("1.10"), _values.loads(b"[1.10]")[0])

    def test_money(self):
        self.assertEqual(b'{"amount":1250,"currency":"EUR"}', _values.dumps(steward.Money(1250, "EUR")))
        self.assertNotEqual(steward.Money(1, "EUR"), steward.Money(1, "USD"))
        with self.assertRaises(TypeError):
            steward.Money(1.5, "EUR")

    @unittest.skipUnless(hasattr(os, "fork"), "needs fork")
    def test_a_forked_child_is_refused(self):
        with steward.open() as engine:
            child = os.fork()
            if child == 0:
                try:
                    engine.system_session()
                except steward.MisuseError:
                    os._exit(0)
                os._exit(1)
            self.assertEqual(0, os.waitpid(child, 0)[1])

    def test_the_interpreter_is_one_we_promise(self):
        self.assertGreaterEqual(sys.version_info[:2], (3, 8))


if __name__ == "__main__":
    unittest.main()
