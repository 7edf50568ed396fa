// SPDX-License-Identifier: Apache-2.0
#include "metrics/ingest.hpp"
#include "rules/inside.hpp"
#include "rules/metric_setup.hpp"

using namespace steward;
using namespace steward::test;

// Faults that other rules keep callers from: what the library itself writes is held to them all the same.

namespace {

constexpr auto all_rules = [](std::string_view) { return true; };

/// A published external source with one context on engagement, written from inside.
struct Fed {
  Fed() {
    require(inside.create(new_mapper()));
    DataSource source;
    source.name = "Source";
    source.source = DataSourceKind::external;
    source.id = require(inside.create(source));
    context.data_source = ref_of(source);
    context.context_table = ContextTable::engagement;
    context.id = require(inside.create(context));
    require(inside.unit().update(table_info<DataSource>(), source.id,
                                 {rule::give<DataSource>(&DataSource::state, PublishState::published)},
                                 rule::Origin::job));
    Account account;
    account.name = "Account";
    row.data_source = context.data_source;
    row.source_table = "account";
    row.source_record = require(inside.create(account));
    row.end_date = at("2024-11-20T10:00:00Z");
    row.start_date = at("2024-11-20T09:00:00Z");
    require(inside.unit().finish());
  }
  Result<IngestReport> ingest() { return metrics::ingest(inside.unit(), row, all_rules); }

  Inside inside;
  DataContext context;
  IngestRow row;
};

}  // namespace

TEST_CASE("a delivery to a source that feeds nothing any more is refused", "[CTD-02]") {
  Fed fed;
  CHECK(require(fed.ingest()).added == 1);
  Row changed = *fed.inside.unit().row(table_info<DataContext>(), fed.context.id);
  model::set<DataContext>(changed, &DataContext::active, false);
  const std::size_t fields[] = {model::field_of<DataContext>(&DataContext::active)};
  require(fed.inside.unit().write_derived(table_info<DataContext>(), std::span(&changed, 1), fields));
  CHECK(delivery_refused(fed.ingest(), "CTD-02", "context_missing", "context_table"));
}

TEST_CASE("an automated signal has a category", "[RDF-06]") {
  Inside inside;
  RiskSignal signal;
  signal.short_description = signal.description = "Low";
  signal.probability = Probability::low;
  CHECK_FALSE(refused(inside.create(signal), "RDF-06", "field_required", "category"));
  signal.tracking_method = RiskTrackingMethod::automated;
  CHECK(refused(inside.create(signal), "RDF-06", "field_required", "category"));
}
