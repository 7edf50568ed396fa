# SPDX-License-Identifier: Apache-2.0
"""What changed, what would change with other definitions, and what a definition would have told; as text and JSON."""

import datetime
import json
from decimal import ROUND_HALF_UP, Decimal

BANDS = ["green", "yellow", "red", ""]
REASONS = ["missing", "ageing", "values", "definition"]
SIGNALS_SHOWN = 4


def ask(session, explained, start, end):
    """The four answers that go into the JSON document, and what their texts need. The change is that of the lowest
    score of all; the proposal gives the global health definition its weights in reverse order."""
    engagements = list(session.find("engagement", "active = true", page_size=1000))
    accounts = {record["id"]: record["name"] for record in session.find("account")}
    lowest = min(engagements, key=lambda one: (101 if one["health_score"] is None else one["health_score"],
                                               one["number"]))
    definition = list(session.find("health_definition", "global = true"))[0]
    metrics = list(session.find("health_metric", 'health_definition = "%s"' % definition["id"], "weight desc"))
    weights = [metric["weight"] for metric in metrics]
    proposed = [{"data_source": metric["data_source"], "weight": weight}
                for metric, weight in zip(metrics, reversed(weights))]
    sources = [session.get("data_source", metric["data_source"])["name"] for metric in metrics]
    quarter = end - datetime.timedelta(days=84)
    return {
        "definition": definition["name"],
        "proposal": ", ".join("%s %s instead of %s" % names
                              for names in zip(sources, map(plain, reversed(weights)), map(plain, weights))),
        "names": {one["id"]: "%s %s" % (one["number"], accounts[one["account"]]) for one in engagements},
        "changed": lowest["id"],
        "answers": {
            "score": session.score(explained, end),
            "change": session.explain_change(lowest["id"], quarter, end),
            "simulation": session.simulate([quarter, end], 5, health_definition=definition["id"], metrics=proposed),
            "backtest": session.backtest_health(start, end, step="weekly", alert_below=70,
                                                health_definition=definition["id"])}}


# Text


def plain(number):
    """Without an exponent or trailing zeros: 87, not 87.000000."""
    text = "none" if number is None else format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def rounded(number, sign=""):
    return "none" if number is None else format(number.quantize(Decimal("0.1"), ROUND_HALF_UP), sign + "f")


def minute(instant):
    return instant.strftime("%Y-%m-%dT%H:%MZ")


def points(change):
    return sum(change[reason] for reason in REASONS)


def counted(number):
    return number or "-"


def print_change(name, change):
    before, after = change["before"], change["after"]
    print("\nWhat changed for %s, %s to %s:\n%s %s became %s %s, %s points\n" % (
        name, minute(before["as_of"]), minute(after["as_of"]), plain(before["score"]), before["color"] or "unknown",
        plain(after["score"]), after["color"] or "unknown", plain(change["difference"])))

    def line(*cells):
        print("  %-42.42s%10s%10s%11s%11s%11s%11s%11s" % cells)

    line("metric, its values, points by reason", "before", "after", *REASONS, "together")
    for metric in change["metrics"]:
        line(metric["name"], plain(metric["before"]), plain(metric["after"]),
             *(plain(metric[reason]) for reason in REASONS), plain(points(metric)))
    line("together", "", "", *(plain(change[reason]) for reason in REASONS), plain(change["difference"]))


def print_signals(what, signals, names):
    print("    signals that would %s: %d" % (what, len(signals)))
    for signal in signals[:SIGNALS_SHOWN]:
        print("      %s, %s" % (signal["name"], names.get(signal["engagement"], signal["engagement"])))
    if len(signals) > SIGNALS_SHOWN:
        print("      … and %d more" % (len(signals) - SIGNALS_SHOWN))


def print_simulation(definition, proposal, simulation, names):
    print('\nWhat if "%s" had other weights:\n%s' % (definition, proposal))
    for instant in simulation["instants"]:
        print("\n  At %s: %d of %d scores would be others" % (
            minute(instant["t"]), instant["moved"], instant["evaluated"]))
        moves = {(move["from"], move["to"]): move["records"] for move in instant["migration"]}
        print("    %-12s" % "from, to" + "".join("%11s" % (band or "unknown") for band in BANDS))
        for band in BANDS:
            print("    %-12s" % (band or "unknown") + "".join("%11s" % counted(moves.get((band, to))) for to in BANDS))
        print("    %-24s%6s%6s%7s  what moved it" % ("moved most", "score", "to", "points"))
        for mover in instant["movers"]:
            parts = sorted(((points(metric), metric["name"]) for metric in mover["metrics"] if points(metric)),
                           key=lambda part: -abs(part[0]))
            print("    %-24.24s%6s%6s%7s  %.70s" % (
                names.get(mover["record"], mover["record"]), rounded(mover["before"]), rounded(mover["after"]),
                rounded(mover["difference"], "+"), ", ".join("%s %s" % (rounded(part, "+"), name)
                                                             for part, name in parts)))
        print_signals("come", instant["raised"], names)
        print_signals("go", instant["relieved"], names)
        for note in instant["notes"]:
            print("    note: " + note)


def days(duration):
    return "none" if duration is None else "%d days" % round(duration / datetime.timedelta(days=1))


def percent(number):
    return "none" if number is None else rounded(number) + "%"


def print_backtest(definition, backtest):
    quality = backtest["quality"]
    print('\nHow well scores below 70 told in time that a contract would be lost, with "%s"\n' % definition)
    print("  %d steps, %d engagements looked at; alerts: %d, %s a week" % (
        backtest["steps"], backtest["evaluated"], len(backtest["signals"]), rounded(quality["alerts_per_week"])))
    print("  %-12s%8s%8s" % ("", "alerted", "quiet"))
    print("  %-12s%8d%8d   recall %s: so many of the losses were alerted" % (
        "lost", quality["lost_alerted"], quality["lost_quiet"], percent(quality["recall"])))
    print("  %-12s%8d%8d   precision %s: so many of the alerted contracts were lost" % (
        "renewed", quality["renewed_alerted"], quality["renewed_quiet"], percent(quality["precision"])))
    print("  From the first alert to a loss: %s on average, %s in the middle. Alerts without an outcome: %d.\n" % (
        days(quality["lead_mean"]), days(quality["lead_median"]), quality["undecided"]))
    print("  %-12s" % "last score" + "".join("%4d+" % (tenth * 10) for tenth in range(10)) +
          "%9s%9s%9s%9s%9s" % ("mean", "median", "lowest", "highest", "none"))
    for scores in backtest["distributions"]:
        print("  %-12s" % ("lost" if scores["lost"] else "renewed") +
              "".join("%5s" % counted(count) for count in scores["tenths"]) +
              "".join("%9s" % rounded(scores[part]) for part in ("mean", "median", "lowest", "highest")) +
              "%9d" % scores["unknown"])
    for note in backtest["notes"]:
        print("    note: " + note)


def print_all(asked):
    answers, names = asked["answers"], asked["names"]
    print_change(names[asked["changed"]], answers["change"])
    print_simulation(asked["definition"], asked["proposal"], answers["simulation"], names)
    print_backtest(asked["definition"], answers["backtest"])


# JSON


def to_json(value):
    """As the library writes it. A float holds the digits of these numbers, all below a billion, exactly enough."""
    if isinstance(value, dict):
        return {name: to_json(held) for name, held in value.items()}
    if isinstance(value, list):
        return [to_json(held) for held in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, datetime.datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%S.") + "%03dZ" % (value.microsecond // 1000)
    if isinstance(value, datetime.timedelta):
        return int(value.total_seconds())
    return value


def write_json(asked, path):
    with open(path, "w", encoding="utf-8") as file:
        json.dump(to_json(asked["answers"]), file, ensure_ascii=False)
    print("\nExplained score, change, simulation and backtest as JSON: %s" % path)
