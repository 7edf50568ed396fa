// SPDX-License-Identifier: Apache-2.0
#include "columns/frame.hpp"

#include <algorithm>
#include <numeric>

#include "model/row.hpp"
#include "store/stored.hpp"

namespace steward::columns {

std::shared_ptr<const Source> Frame::source(const Term& term) { return reach(term.path, true, term.withheld); }

/// For each code of the first reference the row that all but the last step lead to.
std::vector<std::uint32_t> Frame::rows_behind(const condition::Path& path, bool scoped) {
  std::vector<std::uint32_t> rows;
  for (std::size_t i = 0; i + 1 < path.size(); ++i) {
    const auto& own = table(*path[i].table);
    const auto& target = table(*path[i + 1].table);
    const auto& join = view_.join(own, path[i].field, target);
    if (i == 0) {
      rows = join;
    } else {
      const auto& codes = own.column(path[i].field).codes();
      for (auto& row : rows) row = row == base::IdIndex::none ? row : join[codes[row]];
    }
    const auto visible = scoped ? shown(target.table()) : nullptr;
    if (visible == nullptr) continue;
    for (auto& row : rows) {
      if (row != base::IdIndex::none && (*visible)[row] == 0) row = base::IdIndex::none;
    }
  }
  return rows;
}

/// The values of the last field in the given rows.
void Frame::take(Source& source, const condition::Step& last, const std::vector<std::uint32_t>& rows) const {
  source.size = rows.size();
  if (source.form == Form::number) {
    source.own_numbers.resize(rows.size());
    source.own_gaps.assign(rows.size(), 1);
    const auto& column = table(*last.table).column(last.field);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (rows[i] == base::IdIndex::none) continue;
      if (column.is_gap(rows[i])) continue;
      source.own_numbers[i] = column.number(rows[i]);
      source.own_gaps[i] = 0;
    }
    source.numbers = source.own_numbers.data();
    source.gaps = source.own_gaps.data();
    return;
  }
  source.own_codes.assign(rows.size(), 0);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i] == base::IdIndex::none) continue;
    source.own_codes[i] = source.ids != nullptr ? rows[i] + 1 : source.column->codes()[rows[i]];
  }
  source.codes = source.own_codes.data();
}

/// Empties what names rows of the target that are not shown.
void Frame::withhold(Source& source, const condition::Step& last, const TableInfo& target) {
  const auto visible = shown(target);
  if (visible == nullptr || source.ids != nullptr) return;
  const auto& join = view_.join(table(*last.table), last.field, table(target));
  std::vector<std::uint32_t> codes(source.codes, source.codes + source.size);
  for (auto& code : codes) {
    if (join[code] != base::IdIndex::none && (*visible)[join[code]] == 0) code = 0;
  }
  source.own_codes = std::move(codes);
  source.codes = source.own_codes.data();
}

std::shared_ptr<const Source> Frame::reach(const condition::Path& path, bool scoped, const TableInfo* withheld) {
  SourceKey key{{}, scoped, withheld};
  for (const auto& step : path) std::get<0>(key).emplace_back(step.table, step.field);
  if (const auto found = sources_.find(key); found != sources_.end()) return found->second;
  const auto& last = path.back();
  const auto& end = table(*last.table);
  auto source = std::make_shared<Source>();
  source->field = &last.table->fields[last.field];
  source->form = form_of(source->field->type);
  if (last.field == model::id_field) {
    source->ids = &end;
  } else {
    source->column = &end.column(last.field);
  }
  if (path.size() > 1) {
    source->through = &table(*path.front().table).column(path.front().field).codes();
    take(*source, last, rows_behind(path, scoped));
  } else if (last.field == model::id_field) {
    std::vector<std::uint32_t> rows(end.size());
    std::iota(rows.begin(), rows.end(), 0U);
    take(*source, last, rows);
  } else {
    source->size = end.size();
    source->numbers = source->column->numbers().data();
    source->gaps = source->column->gaps().data();
    source->narrow = source->column->narrow();
    source->base = source->column->base();
    source->codes = source->column->codes().data();
  }
  if (withheld != nullptr) withhold(*source, last, *withheld);
  sources_.emplace(std::move(key), source);
  return source;
}

std::vector<std::uint8_t> Frame::mask(const Test& test, const TableColumns& table) const {
  std::vector<std::uint8_t> rows(table.size());
  test.run(0, rows.size(), rows.data());
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] &= table.alive()[i];
  return rows;
}

Frame::Bytes Frame::shown(const TableInfo& info) {
  if (const auto found = shown_.find(&info); found != shown_.end()) return found->second;
  const store::ScopeFilter filter(info, scope_);
  const auto* rule = store::row_rule(info, scope_);
  Bytes bytes;
  if (!filter.open() || rule != nullptr) {
    Test both;
    if (!filter.open()) {
      const auto& column = table(info).column(filter.field());
      const auto domains = filter.domains();
      Test domain{.kind = Test::Kind::coded, .codes = column.codes().data()};
      domain.truth.assign(column.code_count(), 0);
      for (std::uint32_t code = 1; code < column.code_count(); ++code) {
        domain.truth[code] = std::binary_search(domains.begin(), domains.end(), column.id(code)) ? 1 : 0;
      }
      both.children.push_back(std::move(domain));
    }
    if (rule != nullptr) both.children.push_back(test(rule->root(), info, false));
    bytes = std::make_shared<std::vector<std::uint8_t>>(mask(both, table(info)));
  }
  shown_.emplace(&info, bytes);
  return bytes;
}

}  // namespace steward::columns
