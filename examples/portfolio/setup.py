# SPDX-License-Identifier: Apache-2.0
"""What an installation sets up before any values come: sources, mappers, health and risk definitions."""

import datetime

SLA = "Daily collection of % achieved incident SLA"
NPS = "Daily collection of NPS"
USERS = "Weekly active users ratio"
TICKETS = "Weekly open tickets"
TRAINING = "Weekly training completion"

# Name, frequency, unit, days after which a value counts as missing.
SOURCES = [(SLA, "daily", "percent", 14), (NPS, "daily", "score", 35), (USERS, "weekly", "percent", 21),
           (TICKETS, "weekly", "count", 21), (TRAINING, "weekly", "percent", 63)]

# Each leads from what a value is about to the engagements that it counts for.
MAPPERS = [("account", "engagement", "account", "id"),
           ("contract", "engagement_contract", "contract", "engagement"),
           ("sold_product", "applicable_sold_product", "sold_product", "engagement"),
           ("product_model", "applicable_sold_product", "sold_product.product_model", "engagement")]


def install(session):
    session.install_base_data()
    # The file of onboarding cases brings them; accounts must not create their own.
    for setting in session.find("property", 'key = "onboarding.auto_create"'):
        session.update("property", setting["id"], setting["version"], {"value": "false"})


def create_sources(session):
    """Mappers and the published data sources: ids by name. A definition is complete before it is published."""
    for source_table, related_table, query_field, context_field in MAPPERS:
        session.create("context_mapper", {
            "source_table": source_table, "related_table": related_table, "query_field": query_field,
            "context_table": "engagement", "context_field": context_field})
    sources = {}
    for name, frequency, unit, max_age in SOURCES:
        source = session.create("data_source", {
            "name": name, "source": "external", "frequency": frequency, "unit": unit,
            "max_age": datetime.timedelta(days=max_age)})
        session.create("data_context", {"data_source": source["id"], "context_table": "engagement"})
        session.publish("data_source", source["id"], source["version"])
        sources[name] = source["id"]
    return sources


def create_health(session, sources, definition, metrics):
    """`metrics`: source, target, weight; with a baseline, less is better."""
    created = session.create("health_definition", definition)
    for name, target, weight, *baseline in metrics:
        session.create("health_metric", {
            "health_definition": created["id"], "data_source": sources[name], "target": target, "weight": weight,
            "direction": "minimize" if name == TICKETS else "maximize", "baseline": baseline[0] if baseline else None})
    session.publish("health_definition", created["id"], created["version"])


def create_health_definitions(session, sources):
    create_health(session, sources, {"name": "Standard health", "global": True}, [(SLA, 95, 60), (NPS, 50, 40)])
    create_health(session, sources,
                  {"name": "Onboarding health", "rank": 10, "definition": "stage = initial_onboarding"},
                  [(TRAINING, 80, 50), (TICKETS, 5, 30, 40), (SLA, 95, 20)])
    create_health(session, sources,
                  {"name": "Renewal health", "rank": 20, "definition": "stage in (expand, renew)"},
                  [(USERS, 75, 40, 15), (NPS, 50, 25), (SLA, 95, 20), (TICKETS, 5, 15, 40)])


def risk_category(session, name):
    found = list(session.find("success_choice", 'category = risk_category and name = "%s"' % name))
    return (found or [session.create("success_choice", {"name": name, "category": "risk_category"})])[0]["id"]


def create_risk(session, reporter, category, name, watched, overrides=()):
    """`overrides`: thresholds for some engagements, in order of rank."""
    template = {"short_description": name, "description": "Raised by the risk analyser: %s." % name,
                "probability": "high", "reported_by": reporter}
    created = session.create("risk_definition", dict(
        watched, name=name, category=risk_category(session, category), template=template))
    for rank, (threshold, engagements) in enumerate(overrides, 1):
        override = session.create("risk_threshold_override", {
            "risk_definition": created["id"], "threshold": threshold, "rank": rank,
            "applicable_engagements": engagements})
        session.publish("risk_threshold_override", override["id"], override["version"])
    session.publish("risk_definition", created["id"], created["version"])


def create_risk_definitions(session, sources, reporter):
    def below(name, threshold):
        return {"data_source": sources[name], "threshold_condition": "less_than", "threshold": threshold}

    create_risk(session, reporter, "Poor health", "SLA achievement is less than 90%", below(SLA, 90),
                [(95, 'account.name = "Genixify"')])
    create_risk(session, reporter, "Poor health", "Drop in NPS health", below(NPS, 30),
                [(32, 'account.name = "Genixify"'), (31, 'account.name = "Genixify" and stage = adoption')])
    create_risk(session, reporter, "Low adoption", "Few active users", below(USERS, 45), [(60, "stage = renew")])
    create_risk(session, reporter, "Poor health", "Health below 40", {
        "type": "table", "source_table": "engagement", "source_condition": "health_score < 40"})
    create_risk(session, reporter, "Commercial risk", "Contract without renewal date", {
        "type": "table", "source_table": "contract",
        "source_condition": "state = active and renewal_date is empty and end_date is empty"})
