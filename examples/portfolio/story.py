# SPDX-License-Identifier: Apache-2.0
"""What the manager of the worked example does in the summer before the first week is scored."""

import datetime
import json


def loaded(session, table, key):
    """The record with this external id."""
    found, _ = session.find_page(table, 'external_id = "%s"' % key, limit=1)
    if not found:
        raise LookupError("nothing was loaded as " + key)
    return found[0]


def edit(session, table, record, values, confirm=None):
    return session.update(table, record["id"], record["version"], values, confirm=confirm)


def begin_initiative(session):
    edit(session, "success_initiative", loaded(session, "success_initiative", "INI0002"), {
        "state": "in_progress", "progress": "on_track", "work_notes": "Kick-off agreed with operations."})


def schedule_review(session):
    for meeting in session.find("meeting", 'touchpoint.external_id = "TCH0002"'):
        edit(session, "meeting", meeting, {"state": "scheduled", "meeting_type": "qbr"})


def hold_review(session):
    for meeting in session.find("meeting", 'touchpoint.external_id = "TCH0002" and state = scheduled'):
        edit(session, "meeting", meeting, {"state": "completed", "sentiment": "positive",
                                           "external_notes": "The second site starts in August."})
    touchpoint = loaded(session, "touchpoint", "TCH0002")
    session.close_record("touchpoint", touchpoint["id"], touchpoint["version"], "addressed",
                         "Calls go down; the portal goes on.")


def finish_training(session):
    where = 'success_initiative.external_id = "INI0002" and subject = "Train the key users"'
    for task in session.find("success_task", where):
        session.close_record("success_task", task["id"], task["version"], "successful", "Thirty people in two groups.")
    edit(session, "success_initiative", loaded(session, "success_initiative", "INI0002"), {
        "priority": "medium", "comments": "Thirty key users know their way around the portal."})


def note_progress(session):
    edit(session, "success_outcome", loaded(session, "success_outcome", "OUT0002"), {"current_value": 35})


def give_up_play(session):
    """Its open task is canceled along; that needs a confirmation."""
    play = loaded(session, "customer_play", "CPL0002")
    session.cancel("customer_play", play["id"], play["version"], "Solved with the documentation.", confirm=True)


STEPS = [((6, 3, 9, 0), begin_initiative), ((6, 10, 8, 30), schedule_review), ((6, 18, 10, 15), hold_review),
         ((7, 8, 14, 0), finish_training), ((7, 29, 9, 0), note_progress), ((8, 12, 11, 0), give_up_play)]


def live_summer(engine, session):
    """In the manager's own session, so that the changes bear the manager's name; moves the clock on."""
    manager = loaded(session, "engagement", "ENG0002")["customer_success_manager"]
    session.assign_role(manager, "customer_success_agent")
    with engine.session(manager) as door:
        for (month, day, hour, minute), step in STEPS:
            engine.set_clock(datetime.datetime(2024, month, day, hour, minute, tzinfo=datetime.timezone.utc))
            step(door)


def minute(instant):
    return instant.strftime("%Y-%m-%dT%H:%MZ")


def changes_text(changes):
    return json.dumps(changes, default=str, separators=(",", ":"))[1:-1] if changes else ""


def print_plan(session, engagement):
    """The objectives with what is below them; totals and shares are computed when a record is read."""
    print("\nSuccess plan of engagement %s: %d objective(s)\n" % (engagement["number"], engagement["objective_count"]))

    def line(depth, record, title, figures=""):
        print(("  %-54s %-12s%-12s%s" % ("  " * depth + record["number"] + " " + title, record["state"],
                                         record["progress"], figures)).rstrip())

    for objective in session.find("success_objective", 'engagement = "%s"' % engagement["id"], "number"):
        line(0, objective, objective["title"])
        for outcome in session.find("success_outcome", 'success_objective = "%s"' % objective["id"], "number"):
            line(1, outcome, outcome["title"], "%s of %s %s" % (
                outcome["current_value"], outcome["target_value"], outcome["unit"]))
            for initiative in session.find("success_initiative", 'success_outcome = "%s"' % outcome["id"], "number"):
                line(2, initiative, initiative["subject"], "%d tasks, %d open" % (
                    initiative["task_count"], initiative["open_task_count"]))


def print_stream(session, table, key):
    record = loaded(session, table, key)
    entries, _ = session.activity_stream(table, record["id"])
    print("\nActivity stream of %s, newest first\n" % record["number"])
    for entry in entries:
        what = "created" if entry["kind"] == "insert" else changes_text(entry["changes"]) or "%s: %s" % (
            entry["kind"], entry["text"])
        print("  %s  %-8s%s" % (minute(entry["at"]), entry["by_name"] or "system", what))


def print_timeline(session, engagement):
    print("\nTimeline of %s\n" % engagement["number"])
    for entry in session.find("activity", 'engagement = "%s"' % engagement["id"], "occurred_at"):
        print(("  %-19s%-23s%-34s %s" % (minute(entry["occurred_at"]), entry["kind"], entry["title"][:34],
                                         changes_text(entry["changes"])))[:118].rstrip())
