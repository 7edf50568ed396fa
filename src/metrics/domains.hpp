// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <unordered_map>

#include "metrics/bulk.hpp"

namespace steward::metrics {

/// The domain tree as jobs ask about it (DOM-17): configuration of a domain acts on the records of that domain
/// and of those below. Remembers what it read; make one a run.
class Domains {
 public:
  Domains(const rule::Lookup& work, const Enabled& enabled);

  /// False when there is but one domain, or DOM-17 is switched off: then everything acts on everything.
  [[nodiscard]] bool separated() const { return separated_; }
  /// `domain` is `ancestor` or lies below it. Rows without a domain count as global.
  [[nodiscard]] bool within(Id domain, Id ancestor);
  /// How far a domain lies below the root.
  [[nodiscard]] std::size_t depth(Id domain);
  /// The records that configuration of `domain` acts on, as far as the caller may see them.
  [[nodiscard]] store::Scope below(Id domain);

 private:
  const std::string& path_of(Id domain);

  const rule::Lookup* work_;
  bool separated_ = false;
  std::unordered_map<Id, std::string> paths_;
};

/// Whether rows of the table lie in domains.
[[nodiscard]] inline bool is_placed(const TableInfo& table) {
  return table.domain != DomainClass::none && table.flavour == Flavour::record;
}
/// The domain of a row; nil on tables that have none.
[[nodiscard]] Id domain_of(const TableInfo& table, const Row& row);
/// Whether the caller may write rows of this domain (DOM-13).
[[nodiscard]] bool may_write(const rule::Lookup& lookup, Id domain, const Enabled& enabled);
/// What the caller may see of a table's rows, as a scope for queries.
[[nodiscard]] store::Scope visible_scope(const rule::Actor& actor, const Enabled& enabled);

}  // namespace steward::metrics
