# SPDX-License-Identifier: Apache-2.0
"""Runs steward_peer on a portfolio of a few engagements and compares what can be computed without it: the checksums
of ingest, scan and risk. Usage: smoke.py <steward_peer>"""

import json
import math
import os
import random
import subprocess
import sys
import tempfile
import zlib

TODAY = 20000
ENGAGEMENTS = 24
METRICS = [(1, "users", 1, 1, 90, 30), (2, "features", 1, 0, 80, 25), (3, "cases", -1, 1, 4, 20),
           (4, "csat", 1, 0, 70, 15), (5, "overdue", -1, 0, 10, 10)]
RISKS = [(1, 1, "<", 60, 2, "1,2,3", "*", "*", 0, 0), (2, 2, "<", 50, 3, "*", "0,1", "1,2", 0, 0),
         (3, 3, ">", 5, 4, "*", "*", "*", 20000, 0), (4, 6, "<", 70, 2, "*", "*", "*", 0, 200)]


def checksum(rows):
    text = "".join("|".join(map(str, row)) + "\n" for row in rows)
    return f"{len(rows)}-{zlib.crc32(text.encode()):08x}"


def write(folder, name, head, rows):
    with open(os.path.join(folder, name), "w") as file:
        file.write(head + "\n" + "".join(",".join(map(str, row)) + "\n" for row in rows))


def make_data(folder, chance):
    """The CSV files; answers the metric rows, the values and the engagements."""
    accounts = [(i, f"Account {i}", chance.randrange(6), chance.randrange(4), 0) for i in range(1, 7)]
    write(folder, "accounts.csv", "head", accounts)
    write(folder, "users.csv", "head", [(i, f"user{i}", int(i != 3)) for i in range(1, 6)])
    engagements = [(i, chance.randint(1, 6), chance.randint(1, 5), 1, chance.randrange(6), chance.randrange(3),
                    1000 * chance.randint(1, 40), 0, TODAY + chance.randrange(-20, 400), 0, 0, 1)
                   for i in range(1, ENGAGEMENTS + 1)]
    write(folder, "engagements.csv", "head", engagements)
    records = [(e, s) for e in range(1, ENGAGEMENTS + 1) for s in range(1, 6) for _ in range(1 + chance.randrange(2))]
    chance.shuffle(records)
    write(folder, "source_records.csv", "head", [(i, s, f"KEY-{i}") for i, (_, s) in enumerate(records, 1)])
    write(folder, "mapping.csv", "head", [(i, e) for i, (e, _) in enumerate(records, 1)])
    staged = [(i, s, f"key-{i}" if i % 9 else "nobody", chance.randrange(100), (TODAY - 60) * 86400,
               (TODAY - 30) * 86400) for i, (_, s) in enumerate(records, 1)]
    write(folder, "staging.csv", "head", staged)
    rows = []
    last = {}
    for period in range(4):
        for i, (e, s) in enumerate(records, 1):
            value = chance.randrange(100)
            start = (TODAY - 120 + 30 * period) * 86400
            rows.append((len(rows) + 1, s, i, e, value, start, start + 30 * 86400))
            last.setdefault((e, s), {})[i] = value
    write(folder, "metric_data.csv", "head", rows)
    values = []
    scores = []
    for e in range(1, ENGAGEMENTS + 1):
        total = 0
        for number, _, direction, add, target, weight in METRICS:
            found = last[e, number].values()
            value = sum(found) / (1 if add else len(found))
            values.append((e, number, value))
            part = 100 * value / target if direction == 1 else 100 if value <= target else 100 * target / value
            total += weight * math.floor(min(100, part) * 1000 + 0.5)
        values.append((e, 6, total // 100 / 1000))
        scores.append((e, total // 100, 0, TODAY - 1))
    write(folder, "metric_value.csv", "head", values)
    write(folder, "health_score.csv", "head", scores)
    write(folder, "tasks.csv", "head", [(t, f"T{t}", 1 + t % ENGAGEMENTS, t % 4, 1 + t % 4, 1 + t % 5, 1, TODAY - 40,
                                         TODAY + 9, TODAY - t % 30 if t % 5 > 2 else 0, 5, f"Follow up {t}", 1)
                                        for t in range(1, 61)])
    write(folder, "crud_create.csv", "head", [(i, i, i % 5, i % 5, 0, 0, "" if i == 7 else "Call", 1)
                                              for i in range(1, ENGAGEMENTS + 3)])
    write(folder, "crud_update.csv", "head", [(i, 2 * i, 1 + i % 5, i % 5, 0, 1, 7 if i == 9 else 0)
                                              for i in range(1, 33)])
    resolved = [(row[0], records[row[0] - 1][0], row[3], row[5]) for row in staged if row[0] % 9]
    return rows, values, engagements, accounts, resolved


def breaches(values, engagements, accounts):
    """(definition, engagement, severity, value in thousandths) of every breach, as the definitions say."""
    found = []
    held = {(e, m): v for e, m, v in values}
    listed = lambda value, names: names == "*" or str(value) in names.split(",")
    for number, metric, op, threshold, severity, stages, segments, regions, revenue, days in RISKS:
        for e in engagements:
            value, account = held[e[0], metric], accounts[e[1] - 1]
            applies = (e[5] != 2 and listed(e[4], stages) and listed(account[3], segments)
                       and listed(account[2], regions) and e[6] >= revenue
                       and (not days or TODAY <= e[8] < TODAY + days))
            if applies and (value < threshold if op == "<" else value > threshold):
                found.append((number, e[0], severity, math.floor(value * 1000 + 0.5)))
    return found


def main(program):
    with tempfile.TemporaryDirectory() as folder:
        rows, values, engagements, accounts, resolved = make_data(folder, random.Random(7))
        for name, lines in (("metrics.tsv", METRICS), ("risk_defs.tsv", RISKS)):
            with open(os.path.join(folder, name), "w") as file:
                file.write("# remark\n" + "".join("\t".join(map(str, line)) + "\n" for line in lines))
        found = breaches(values, engagements, accounts)
        signals = [(d, e, 1, s, TODAY, TODAY, 0, 1) for d, e, s, _ in found]
        risks = checksum(signals + [(d, e, TODAY, v) for d, e, _, v in found])
        sums = [sum(column) for column in zip(*((1, *row[1:7], row[4] * (row[2] % 1009)) for row in rows))]
        staged = checksum([(len(resolved), sum(row[0] for row in resolved), sum(row[1] for row in resolved),
                            sum(row[2] * (row[1] % 1009) for row in resolved), sum(row[3] for row in resolved))])
        expected = {"ingest": checksum([sums]), "scan": checksum([sums[:5] + [sums[6]]]),
                    "resolve": staged, "resolve_warm": staged,
                    "risk_first": risks, "risk_rerun": risks}
        seen = {}
        for group in ("prepare", "ingest", "resolve", "scan", "score", "calc", "risk", "crud", "crud_durable", "dash"):
            run = subprocess.run([program, group, "--data", folder, "--base", folder + "/base.db", "--work",
                                  folder], env=dict(os.environ, STEWARD_PEERS_SPEC=folder), text=True, check=True,
                                 stdout=subprocess.PIPE)
            for line in run.stdout.splitlines():
                answer = json.loads(line)
                seen[answer["workload"]] = answer["checksum"]
        missing = subprocess.run([program, "membw"], check=False)
    wrong = {name: (seen.get(name), value) for name, value in expected.items() if seen.get(name) != value}
    if wrong or len(seen) != 16 or not found or missing.returncode != 64:
        sys.exit(f"wrong: {wrong}, {len(seen)} workloads, {len(found)} breaches, {missing.returncode}")
    print(f"{len(seen)} workloads, {len(found)} breaches")


main(sys.argv[1])
