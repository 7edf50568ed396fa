# SPDX-License-Identifier: Apache-2.0
"""The scores of a portfolio are the same bits through Python: the twin of tests/metrics/same_bits_test.cpp."""

import datetime
import hashlib
import unittest
from decimal import Decimal

import steward

ENGAGEMENTS = 2000
SOURCES = 5
DAYS = 3
EXPECTED = "6be0bcaebf75034004a0d6816c4f64049e35b061ba3ba0750fe7399de8d80317"  # the twin holds the same
NOON = datetime.datetime(2024, 11, 20, 12, tzinfo=datetime.timezone.utc)
DAY = datetime.timedelta(days=1)


def recipe(engagement, source, day):
    """Whole numbers that every language computes alike."""
    return (engagement * 7919 + source * 104729 + day * 1299709) % 100003


def metric(source, target, weight, **more):
    return dict({"data_source": source, "target": Decimal(target), "weight": Decimal(weight)}, **more)


class Portfolio:
    def __init__(self, engine):
        self.engine = engine
        self.session = engine.system_session()
        self.session.install_base_data()
        auto = next(iter(self.session.find("property", 'key = "onboarding.auto_create"')))
        self.session.update("property", auto["id"], auto["version"], {"value": "false"})
        self.now = NOON
        self.session.create("context_mapper", {
            "source_table": "account", "related_table": "engagement", "query_field": "account",
            "context_table": "engagement", "context_field": "id"})
        self.sources = [self.source(number) for number in range(SOURCES)]
        self.accounts, self.records = [], []
        with self.session.transaction():
            for number in range(ENGAGEMENTS):
                self.add(number)
        self.define()

    def publish(self, table, record):
        held = self.session.get(table, record["id"])
        return self.session.publish(table, held["id"], held["version"])["id"]

    def source(self, number):
        record = self.session.create("data_source", {
            "name": "Source %d" % number, "source": "external", "frequency": "weekly" if number == 4 else "daily",
            "max_age": None if number % 2 == 0 else 2 * DAY})
        self.session.create("data_context", {"data_source": record["id"], "context_table": "engagement"})
        return self.publish("data_source", record)

    def add(self, number):
        account = self.session.create("account", {"name": "Account %04d" % number})
        case = self.session.create("onboarding_case", {"account": account["id"]})
        engagement = self.session.create("engagement", {
            "account": account["id"], "initial_onboarding": case["id"], "title": "Engagement %04d" % number,
            "stage": "renew" if number % 3 == 0 else "adoption"})
        self.accounts.append(account["id"])
        self.records.append(engagement["id"])

    def calculated(self, name, segments, **target):
        source = self.session.create("data_source", dict(
            {"name": name, "source": "calculated", "breakdown_table": "engagement"}, **target))
        self.session.create("data_context", {"data_source": source["id"], "context_table": "engagement"})
        for rank, (conditions, metrics) in enumerate(segments, 1):
            segment = self.session.create("segment", {"data_source": source["id"], "name": "Segment %d" % rank,
                                                      "rank": rank, "conditions": conditions})
            for position, values in enumerate(metrics, 1):
                self.session.create("segment_metric", dict(values, segment=segment["id"], position=position))
            self.publish("segment", segment)
        return self.publish("data_source", source)

    def define(self):
        sources = self.sources
        inner = self.calculated("Inner", [
            ("stage = renew", [metric(sources[0], "61.7", "33.33"), metric(sources[1], "47", "66.67")]),
            ("", [metric(sources[1], "23.000001", "41.5", missing_policy="neutral", direction="minimize"),
                  metric(sources[2], "80", "58.5")])])
        self.calculated("Outer", [
            ("stage = renew", [metric(inner, "90", "72.81"),
                               metric(sources[3], "71", "27.19", baseline=Decimal("-12.5"))])],
            target_table="engagement", target_field="health_score", target_query_field="id")
        definition = self.session.create("health_definition", {"name": "Definition", "global": True})
        for values in [metric(sources[4], "55", "38.01", missing_policy="zero"),
                       metric(sources[3], "64.5", "12.34", keep_stale=True), metric(inner, "77", "49.65")]:
            self.session.create("health_metric", dict(values, health_definition=definition["id"]))
        self.publish("health_definition", definition)

    def live(self, day):
        self.now += DAY
        self.engine.set_clock(self.now)
        end = self.now.replace(hour=0)
        for number, source in enumerate(self.sources):
            records, values = [], []
            for engagement in range(ENGAGEMENTS):
                value = recipe(engagement, number, day)
                if value % 4 != 0:
                    records.append(self.accounts[engagement])
                    values.append(Decimal((value - 20000) * 1009).scaleb(-6))
            self.session.ingest(source, "account", records, values, [end - DAY] * len(records), [end] * len(records))
        self.session.calculate()
        self.session.refresh_health()

    def text(self):
        lines = []
        for record in self.records:
            score = self.session.score(record, self.now)
            parts = ["none" if score[name] is None else plain(score[name])
                     for name in ("score", "coverage", "low", "high")]
            tell(score["metrics"], parts)
            lines.append(" ".join(parts) + "\n")
        return "".join(lines)


def plain(number):
    return format(number, "f")


def tell(metrics, parts):
    for one in metrics:
        parts.append(plain(one["contribution"]) + "/" + plain(one["points"]))
        tell(one["parts"], parts)


class SameBits(unittest.TestCase):
    def test_the_scores_are_those_of_the_other_bindings(self):
        engine = steward.open(clock=NOON)
        self.addCleanup(engine.close)
        portfolio = Portfolio(engine)
        self.addCleanup(portfolio.session.close)
        for day in range(DAYS):
            portfolio.live(day)
        self.assertEqual(EXPECTED, hashlib.sha256(portfolio.text().encode()).hexdigest())


if __name__ == "__main__":
    unittest.main()
