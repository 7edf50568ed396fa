// SPDX-License-Identifier: Apache-2.0
#include "stores/memory/table.hpp"

#include <algorithm>
#include <stdexcept>

#include "model/row.hpp"
#include "store/key.hpp"
#include "store/stored.hpp"

namespace steward::stores {

using condition::Node;
using store::ordered_key;

namespace {

class NoRows final : public condition::RowSource {
 public:
  const Row* row(const TableInfo&, Id) const override { return nullptr; }
  bool any(const TableInfo&, std::size_t, const Value&, const std::function<bool(const Row&)>&) const override {
    return false;
  }
};

// Types whose ordered_key orders as compare_values does, so that an index can serve ranges and order.
bool orders_by_key(FieldType type) {
  switch (type) {
    case FieldType::choice:
    case FieldType::money:
    case FieldType::list_choice:
    case FieldType::list_text:
      return false;
    default:
      return true;
  }
}

// Indexes over values that half of the table shares help nobody.
bool is_selective(const FieldInfo& field) {
  return field.type != FieldType::boolean && field.type != FieldType::choice && field.name != "domain" &&
         field.name != "created_by" && field.name != "updated_by" && store::has_column(field);
}

bool is_reference(FieldType type) { return type == FieldType::ref || type == FieldType::rid || type == FieldType::id; }

// Calls `use` with every part that must hold for the whole to hold.
void for_each_conjunct(const Node& node, const std::function<void(const Node&)>& use) {
  if (node.kind != Node::Kind::all) return use(node);
  for (const auto& child : node.children) for_each_conjunct(*child, use);
}

const Value* literal_of(const Node& node, std::size_t operand) {
  const auto& held = node.operands[operand];
  return held.kind == condition::Operand::Kind::literal ? &held.literal : nullptr;
}

}  // namespace

Table::Table(const TableInfo& info, const model::Schema& schema) : info_(&info), schema_(&schema) {
  by_field_.assign(info.fields.size(), -1);
  for (std::size_t i = 1; i < info.fields.size(); ++i) {
    if (is_reference(info.fields[i].type) && is_selective(info.fields[i])) add_index(i);
  }
  for (const auto& fields : info.indexes) add_index(info.at(fields.front()));
  for (const auto& key : info.unique) {
    add_index(info.at(key.fields.front()));
    Index index;
    index.unique = &key;
    index.fields = store::key_fields(info, key);
    if (!key.only_where.empty()) {
      auto parsed = condition::Condition::parse(key.only_where, info, schema);
      if (!parsed) throw std::logic_error("unique key of table " + info.name + ": " + parsed.error().to_string());
      index.only_where = std::make_shared<const condition::Condition>(std::move(*parsed));
    }
    indexes_.push_back(std::move(index));
  }
}

void Table::add_index(std::size_t field) {
  if (field == 0 || by_field_[field] >= 0 || !is_selective(info_->fields[field])) return;
  by_field_[field] = static_cast<int>(indexes_.size());
  Index index;
  index.fields = {field};
  indexes_.push_back(std::move(index));
}

const Table::Index* Table::index_of(std::size_t field) const {
  const int position = by_field_[field];
  return position < 0 ? nullptr : &indexes_[static_cast<std::size_t>(position)];
}

std::optional<std::string> Table::key_of(const Index& index, const Row& row) const {
  if (index.unique == nullptr) return ordered_key(row[index.fields.front()]);
  if (index.unique->nulls_ignored) {
    for (const auto& name : index.unique->fields) {
      if (is_null(row[info_->at(name)])) return std::nullopt;
    }
  }
  if (index.only_where && !condition::evaluate(*index.only_where, row, NoRows(), {}, *schema_)) return std::nullopt;
  return store::unique_key(row, index.fields);
}

void Table::enter(Id id, const Row& row) {
  for (auto& index : indexes_) {
    if (auto key = key_of(index, row)) index.entries[std::move(*key)].insert(id);
  }
}

// Takes the keys of `row` out unless another version still has them. REQUIRES: `row` is no longer in `versions`.
void Table::leave(Id id, const Versions<Row>& versions, const Row& row) {
  for (auto& index : indexes_) {
    const auto key = key_of(index, row);
    if (!key) continue;
    bool kept = versions.local.pending && key_of(index, *versions.local.pending) == key;
    for (const auto& version : versions.committed) kept = kept || key_of(index, version.content) == key;
    if (kept) continue;
    const auto entry = index.entries.find(*key);
    if (entry == index.entries.end()) continue;
    entry->second.erase(id);
    if (entry->second.empty()) index.entries.erase(entry);
  }
}

const Row* Table::find(Id id, View view) const {
  const auto found = rows_.find(id);
  return found == rows_.end() ? nullptr : found->second.visible(view);
}

Local<Row> Table::local(Id id) const {
  const auto found = rows_.find(id);
  return found == rows_.end() ? Local<Row>{} : found->second.local;
}

void Table::set_local(Id id, Local<Row> local) {
  auto& versions = rows_[id];
  auto before = std::exchange(versions.local, std::move(local));
  if (before.pending) leave(id, versions, *before.pending);
  if (versions.local.pending) enter(id, *versions.local.pending);
  if (versions.idle()) rows_.erase(id);
}

void Table::commit(Id id, std::uint64_t number) {
  if (const auto found = rows_.find(id); found != rows_.end()) found->second.commit(number);
}

void Table::prune(Id id, std::uint64_t commit) {
  const auto found = rows_.find(id);
  if (found == rows_.end()) return;
  auto& versions = found->second;
  while (!versions.committed.empty() && versions.committed.front().to <= commit) {
    const auto gone = std::move(versions.committed.front().content);
    versions.committed.erase(versions.committed.begin());
    leave(id, versions, gone);
  }
  if (versions.idle()) rows_.erase(found);
}

const UniqueKey* Table::conflict(const Row& row) const {
  const Id id = model::row_id(row);
  for (const auto& index : indexes_) {
    if (index.unique == nullptr) continue;
    const auto key = key_of(index, row);
    if (!key) continue;
    const auto entry = index.entries.find(*key);
    if (entry == index.entries.end()) continue;
    for (const auto& other : entry->second) {
      const auto* held = other == id ? nullptr : find(other, {0, true});
      if (held != nullptr && key_of(index, *held) == key) return index.unique;
    }
  }
  return nullptr;
}

bool Table::any(std::size_t field, const Value& value, View view, const std::function<bool(const Row&)>& test) const {
  const auto passes = [&](const Row* row) { return row != nullptr && (*row)[field] == value && test(*row); };
  if (const auto* index = index_of(field)) {
    const auto entry = index->entries.find(ordered_key(value));
    if (entry == index->entries.end()) return false;
    return std::any_of(entry->second.begin(), entry->second.end(),
                       [&](const Id& id) { return passes(find(id, view)); });
  }
  return std::any_of(rows_.begin(), rows_.end(), [&](const auto& entry) { return passes(entry.second.visible(view)); });
}

// The ids that an equality, a list of values or `is empty` leaves; nothing when no index knows.
std::optional<std::vector<const Table::Ids*>> Table::equal_ids(const Node& node, Ids& own) const {
  const bool equality = node.kind == Node::Kind::in || node.kind == Node::Kind::empty ||
                        (node.kind == Node::Kind::compare && node.op == condition::Op::eq);
  if (!equality || node.path.size() != 1) return std::nullopt;
  const auto field = node.path.front().field;
  const auto* index = index_of(field);
  if (index == nullptr && field != 0) return std::nullopt;
  std::vector<const Ids*> found;
  std::set<std::string> seen;
  for (std::size_t i = 0; i < node.operands.size(); ++i) {
    const auto* value = literal_of(node, i);
    if (value == nullptr) return std::nullopt;
    if (field == 0) {
      if (const auto* id = std::get_if<Id>(value)) own.insert(*id);
      continue;
    }
    auto key = ordered_key(*value);
    const auto entry = index->entries.find(key);
    if (entry != index->entries.end() && seen.insert(std::move(key)).second) found.push_back(&entry->second);
  }
  if (node.kind == Node::Kind::empty && index != nullptr) {
    if (const auto entry = index->entries.find({}); entry != index->entries.end()) found.push_back(&entry->second);
  }
  if (field == 0) found.push_back(&own);
  return found;
}

Table::Bounds Table::bounds_of(const Node& root, std::size_t field) const {
  Bounds bounds;
  bounds.index = orders_by_key(info_->fields[field].type) ? index_of(field) : nullptr;
  if (bounds.index == nullptr) return bounds;
  for_each_conjunct(root, [&](const Node& node) {
    if (node.kind != Node::Kind::compare || node.path.size() != 1 || node.path.front().field != field) return;
    const auto* value = literal_of(node, 0);
    if (value == nullptr || is_null(*value)) return;
    const auto key = ordered_key(*value);
    using condition::Op;
    if (node.op == Op::gt || node.op == Op::ge) bounds.from = std::max(bounds.from, key);
    if ((node.op == Op::lt || node.op == Op::le) && (!bounds.to || key < *bounds.to)) bounds.to = key;
  });
  return bounds;
}

bool Table::by_id(const store::Query& query, View view, const std::function<bool(const Row&)>& offer) const {
  const bool ordered = query.order.empty();
  auto entry = ordered && query.after ? rows_.upper_bound(query.after->id) : rows_.begin();
  for (; entry != rows_.end(); ++entry) {
    const auto* row = entry->second.visible(view);
    if (row != nullptr && !offer(*row)) break;
  }
  return ordered;
}

bool Table::by_index(const Bounds& bounds, View view, const std::function<bool(const Row&)>& offer) const {
  const auto field = bounds.index->fields.front();
  for (auto entry = bounds.index->entries.lower_bound(bounds.from); entry != bounds.index->entries.end(); ++entry) {
    if (bounds.to && entry->first > *bounds.to) break;
    for (const auto& id : entry->second) {
      const auto* row = find(id, view);
      // A row stands under the keys of its old versions too; it counts under the one that is visible.
      if (row == nullptr || ordered_key((*row)[field]) != entry->first) continue;
      if (!offer(*row)) return true;
    }
  }
  return true;
}

bool Table::candidates(const store::Query& query, const condition::Condition& where, View view,
                       const std::function<bool(const Row&)>& offer) const {
  const auto& root = where.root();
  Ids own;
  std::optional<std::vector<const Ids*>> best;
  std::size_t best_size = 0;
  for_each_conjunct(root, [&](const Node& node) {
    Ids listed;
    auto found = equal_ids(node, listed);
    if (!found) return;
    const bool of_ids = node.path.front().field == 0;
    std::size_t size = 0;
    for (const auto* ids : *found) size += ids->size();
    if (best && size >= best_size) return;
    best_size = size;
    best = std::move(found);
    if (of_ids) {
      own = std::move(listed);
      best->back() = &own;
    }
  });
  if (best) {
    Ids all;
    const Ids* ids = best->size() == 1 ? best->front() : &all;
    if (best->size() > 1) {
      for (const auto* part : *best) all.insert(part->begin(), part->end());
    }
    const bool ordered = query.order.empty();
    for (auto id = ordered && query.after ? ids->upper_bound(query.after->id) : ids->begin(); id != ids->end(); ++id) {
      const auto* row = find(*id, view);
      if (row != nullptr && !offer(*row)) break;
    }
    return ordered;
  }
  if (query.order.size() == 1 && !query.order.front().descending) {
    auto bounds = bounds_of(root, query.order.front().field);
    if (bounds.index != nullptr) {
      if (query.after) bounds.from = std::max(bounds.from, ordered_key(query.after->values.front()));
      return by_index(bounds, view, offer);
    }
  }
  return by_id(query, view, offer);
}

}  // namespace steward::stores
