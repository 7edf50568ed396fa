#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A portfolio of about 200 engagements from CSV files to scores, an explanation, a plan, a timeline and risks, and what
would have been with other definitions, in memory.

The twin of demo.cpp. From the project's folder, after ./dev test:

    STEWARD_LIBRARY=build/dev/libsteward_c.so PYTHONPATH=capi/python python3 examples/demo.py
"""

import argparse
import csv
import datetime
import pathlib
import sys
from decimal import ROUND_HALF_UP, Decimal

import steward
from portfolio import analysis, setup, story

STORY_START = datetime.datetime(2024, 5, 22, 12, tzinfo=datetime.timezone.utc)
LAST_WEEK_END = datetime.datetime(2024, 11, 17, 21, tzinfo=datetime.timezone.utc)
STORY_END = datetime.datetime(2024, 11, 20, 21, tzinfo=datetime.timezone.utc)

# In the order of their references.
TABLES = [("user", "users.csv"), ("product_model", "product_models.csv"), ("account", "accounts.csv"),
          ("contact", "contacts.csv"), ("contract", "contracts.csv"), ("sold_product", "sold_products.csv"),
          ("onboarding_case", "onboarding_cases.csv"), ("engagement", "engagements.csv"),
          ("engagement_contract", "engagement_contracts.csv"),
          ("applicable_sold_product", "applicable_sold_products.csv"), ("success_objective", "objectives.csv"),
          ("success_outcome", "outcomes.csv"), ("success_initiative", "initiatives.csv"),
          ("touchpoint", "touchpoints.csv"), ("customer_play", "customer_plays.csv"),
          ("internal_play", "internal_plays.csv"), ("success_task", "success_tasks.csv"),
          ("internal_play_task", "internal_play_tasks.csv"), ("meeting", "meetings.csv"),
          ("meeting_invitee", "meeting_invitees.csv")]


class DemoError(Exception):
    """What ends the demo, as a sentence for a person."""


# Records


def read_rows(path):
    """The lines of a CSV file as (line number, dict without the empty cells)."""
    with open(path, newline="", encoding="utf-8-sig") as file:
        reader = csv.DictReader(file, strict=True)
        for row in reader:
            if None in row or None in row.values():
                raise DemoError("%s, line %d: not as many cells as the header" % (path.name, reader.line_num))
            yield reader.line_num, {name: cell for name, cell in row.items() if cell}


def read_instant(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


def read_money(text):
    amount, currency = text.split(" ")
    return steward.Money(int(Decimal(amount).scaleb(2)), currency)


READERS = {"integer": int, "decimal": Decimal, "hundredths": Decimal, "money": read_money,
           "boolean": {"true": True, "false": False}.__getitem__, "date": datetime.date.fromisoformat,
           "datetime": read_instant}


class Portfolio:
    """Loads the files; `keys` leads from table and external id to the id of the record."""

    def __init__(self, engine, session, folder):
        self.session = session
        self.folder = folder
        self.tables = {table["name"]: table for table in engine.describe()["tables"]}
        self.keys = {}
        self.loaded = 0

    def key(self, table, external_id):
        try:
            return self.keys[table, external_id]
        except KeyError:
            raise ValueError('no %s "%s" was loaded' % (table, external_id)) from None

    def load(self):
        """One transaction a file: either all of it is stored or nothing."""
        for table, name in TABLES:
            self.store_all(table, name, read_rows(self.folder / name))

    def store_all(self, table, name, rows):
        with self.session.transaction():
            for line, cells in rows:
                try:
                    record = self.store(table, cells)
                except (ValueError, steward.StewardError) as error:
                    raise DemoError("%s, line %d: %s" % (name, line, error)) from error
                self.keys[table, cells.get("external_id")] = record["id"]
                self.loaded += 1

    def store(self, table, cells):
        """Records start open; what has ended is closed by a second write, as the life cycle demands."""
        fields = {field["name"]: field for field in self.tables[table]["fields"]}
        values = {name: self.value(fields, name, cell) for name, cell in cells.items()}
        closing = self.tables[table].get("closing", {})
        ending = {}
        if values.get(closing.get("state")) in ("closed", "canceled"):
            ending = {closing[part]: values.pop(closing[part]) for part in ("state", "code", "notes")
                      if closing.get(part) in values}
        record = self.session.create(table, values)
        return self.session.update(table, record["id"], record["version"], ending) if ending else record

    def value(self, fields, name, cell):
        if name not in fields:
            raise ValueError("there is no field " + name)
        field = fields[name]
        if field["type"] == "ref":
            return self.key(field["target"], cell)
        try:
            return READERS.get(field["type"], str)(cell)
        except (LookupError, ValueError, ArithmeticError):
            raise ValueError('%s: "%s" is no %s' % (name, cell, field["type"])) from None


class Renewals:
    """Decided renewal deals; they are handed over when their day has come."""

    def __init__(self, portfolio):
        self.portfolio = portfolio
        self.waiting = list(read_rows(portfolio.folder / "renewals.csv"))

    def deliver(self, until):
        # Days as 2024-11-20 have the order of their texts.
        due = [row for row in self.waiting if row[1].get("actual_closed_date", "") <= until.date().isoformat()]
        self.waiting = [row for row in self.waiting if row not in due]
        self.portfolio.store_all("opportunity", "renewals.csv", due)


# Metric values


class Series:
    """The rows of one file in the order in which they became known."""

    def __init__(self, portfolio, sources, line):
        self.file, self.table = line["file"], line["source_table"]
        self.data_source = sources[line["data_source"]]
        period = datetime.timedelta(hours=int(line["period_hours"]))
        self.rows = []
        for number, cells in read_rows(portfolio.folder / self.file):
            try:
                start = read_instant(cells["start"])
                recorded = read_instant(cells["recorded"]) if "recorded" in cells else start + period
                record = portfolio.key(self.table, cells["source"])
                self.rows.append((recorded, record, Decimal(cells["value"]), start, start + period))
            except (LookupError, ValueError, ArithmeticError) as error:
                raise DemoError("%s, line %d: %s" % (self.file, number, error)) from error
        self.rows.sort(key=lambda row: row[0], reverse=True)

    def deliver(self, session, until):
        """Hands over as columns what became known by `until`."""
        rows = []
        while self.rows and self.rows[-1][0] <= until:
            rows.append(self.rows.pop())
        if not rows:
            return 0
        recorded, records, values, starts, ends = zip(*rows)
        report = session.ingest(self.data_source, self.table, records, values, starts, ends, recorded)
        for fault in report["refused"]:
            raise DemoError("%s: %s: %s" % (self.file, fault["code"], fault["message"]))
        return len(rows)


def live_until(engine, session, series, renewals, now):
    """What a host does each week: deliver, look to the next renewals, refresh, analyse."""
    engine.set_clock(now)
    delivered = sum(one.deliver(session, now) for one in series)
    renewals.deliver(now)
    dated = session.run_job("renewal_dates")
    if dated["state"] != "succeeded":
        raise DemoError("renewal_dates: " + dated["error"])
    health = session.refresh_health()
    risks = session.analyze_risks()
    if health["failed"] or risks["failed"]:
        raise DemoError("%d scores and %d risk checks failed" % (health["failed"], len(risks["failed"])))
    return delivered


# Pages


def whole(number):
    return "-" if number is None else str(number.quantize(Decimal(1), ROUND_HALF_UP))


def plain(number):
    """Without an exponent or trailing zeros: 87, not 87.000000."""
    text = "-" if number is None else format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def spark_line(scores):
    return "".join(" " if score is None else "▁▂▃▄▅▆▇█"[max(0, min(7, int(score * 8 / 100)))] for score in scores)


def print_portfolio(session, weeks, rows):
    names = {record["id"]: record["name"] for record in session.find("account")}
    engagements = list(session.find("engagement", "active = true", page_size=1000))
    engagements.sort(key=lambda one: (101 if one["health_score"] is None else one["health_score"], one["number"]))
    print("Portfolio, by health score\n\n  %-12s %-20s %-8s %5s  %-*s %5s"
          % ("engagement", "account", "health", "score", max(weeks, 5), "weeks", "risks"))
    for one in engagements[:rows]:
        band = session.color_of(one["health_score"]) if one["health_score"] is not None else None
        trend = [week["score"] for week in session.weekly_trend(one["id"], weeks)]
        risks = session.count("risk_signal", 'active = true and engagement = "%s"' % one["id"])
        print("  %-12s %-20s %-8s %5s  %-*s %5d" % (
            one["number"], names[one["account"]][:20], band["color"] if band else "unknown",
            whole(one["health_score"]), max(weeks, 5), spark_line(trend), risks))
    if len(engagements) > rows:
        print("  … and %d more engagements (--rows)" % (len(engagements) - rows))


def print_explanation(session, account):
    found, _ = session.find_page("engagement", 'account.name = "%s"' % account, "number", 1)
    if not found:
        raise DemoError("there is no engagement of " + account)
    health = session.score(found[0]["id"], STORY_END)
    print("\nHealth of %s, engagement %s: %s, shown as %s %s"
          % (account, found[0]["number"], plain(health["score"]), whole(health["score"]), health["color"]))
    for choice in health["definitions"]:
        print("  %s %s: %s" % (choice["name"], "chosen" if choice["chosen"] else "passed over", choice["reason"]))
    for metric in health["metrics"]:
        print("  %s: value %s of target %s, gap %s; attainment %s at weight %s gives %s" % tuple(
            [metric["name"]] + [plain(metric[part]) for part in (
                "value", "target", "gap", "attainment", "effective_weight", "contribution")]))
    print("  sum %s = %s; %s%% of the weight had values" % (
        " + ".join(plain(metric["contribution"]) for metric in health["metrics"]), plain(health["score"]),
        plain(health["coverage"])))


def print_risks(session, account):
    definitions = {record["id"]: record["name"] for record in session.find("risk_definition")}
    print("\nActive risks of %s\n\n  %-12s %-33s %5s %8s %10s %6s"
          % (account, "risk", "definition", "times", "value", "threshold", "gap"))
    for signal in session.find("risk_signal", 'active = true and account.name = "%s"' % account, "number"):
        last = list(session.find("risk_occurrence", 'risk_signal = "%s"' % signal["id"], "end_date"))[-1]
        print("  %-12s %-33s %5d %8s %10s %6s" % (
            signal["number"], definitions[signal["risk_definition"]], signal["occurrence_count"],
            plain(last["current_value"]), plain(last["threshold"]), plain(last["gap"])))


def run(engine, session, options):
    setup.install(session)
    portfolio = Portfolio(engine, session, options.data)
    portfolio.load()
    sources = setup.create_sources(session)
    setup.create_health_definitions(session, sources)
    setup.create_risk_definitions(session, sources, portfolio.key("user", "alex"))

    series = [Series(portfolio, sources, line) for _, line in read_rows(options.data / "series.csv")]
    renewals = Renewals(portfolio)
    story.live_summer(engine, session)
    week_ends = [LAST_WEEK_END - datetime.timedelta(weeks=back) for back in reversed(range(options.weeks))]
    delivered = sum(live_until(engine, session, series, renewals, until) for until in week_ends + [STORY_END])
    print("Loaded %d records and %d metric values.\n" % (portfolio.loaded, delivered))

    print_portfolio(session, options.weeks + 1, options.rows)
    print_explanation(session, "Genixify")
    engagement = story.loaded(session, "engagement", "ENG0002")
    story.print_plan(session, engagement)
    story.print_stream(session, "success_initiative", "INI0002")
    story.print_timeline(session, engagement)
    print_risks(session, "Genixify")
    asked = analysis.ask(session, engagement["id"], STORY_START, STORY_END)
    analysis.print_all(asked)
    if options.json:
        analysis.write_json(asked, options.json)


def main():
    parser = argparse.ArgumentParser(description="A portfolio from CSV files to scores, explanations and risks.")
    parser.add_argument("--rows", type=int, default=10, help="lines of the portfolio table (10)")
    parser.add_argument("--weeks", type=int, default=4, help="week ends that are scored before the last day (4)")
    parser.add_argument("--data", type=pathlib.Path, default=pathlib.Path(__file__).resolve().parent / "data",
                        help="folder of the CSV files (examples/data)")
    parser.add_argument("--json", type=pathlib.Path,
                        help="writes the explained score, change, simulation and backtest as one JSON document")
    options = parser.parse_args()
    try:
        with steward.open(clock=STORY_START, id_seed=1) as engine, engine.system_session() as session:
            run(engine, session, options)
    except (DemoError, steward.StewardError, steward.LibraryNotFound, OSError, csv.Error) as error:
        print("demo.py: %s" % error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
