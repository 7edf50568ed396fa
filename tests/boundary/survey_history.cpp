// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "boundary/survey.hpp"
#include "model/row.hpp"

// The ways through the past: history, streams, notes and the feed.

namespace steward::test {

namespace {

template <class T>
std::string answer_of(const Result<T>& result) {
  return result ? std::string() : std::string(result.error().code());
}

std::string text_of(const FeedEntry& entry) {
  return fmt::format("{} {} {} {} {} {} {} {}\n", entry.entry.to_string(), entry.seq, entry.kind, entry.table,
                     entry.record.to_string(), entry.version, entry.by ? entry.by->to_string() : "", entry.data);
}

bool same(const FeedEntry& a, const FeedEntry& b) { return text_of(a) == text_of(b); }

}  // namespace

void Survey::read_pasts() {
  for (const TableInfo* table : ground_->tables()) {
    if (table->flavour != Flavour::record) continue;
    for (const auto& [id, row] : ground_->rows(*table)) {
      read_past(*table, id);
      read_notes(*table, id);
    }
  }
  for (const auto& [table, id] : estate_->erased) {
    const auto told = session_.history(table, id);
    if (told && granted_) {
      for (const auto& entry : *told) told_[{table, id}].push_back(entry.entry);
    } else if (answer_of(told) != "not_found" &&
               (answer_of(told) != "access_denied" || !listed(*ground_->table(table)))) {
      complain(*ground_->table(table), "the history of what is gone answers " + answer_of(told));
    }
  }
}

void Survey::read_past(const TableInfo& table, Id id) {
  const bool readable = reads(table, id);
  const auto told = session_.history(table.name, id);
  const auto expected = !readable ? "not_found" : !granted_ ? "access_denied" : "";
  if (answer_of(told) != expected) return complain(table, "history answers " + answer_of(told));
  const auto then = session_.get(table.name, id, estate_->clock->now());
  if (then.ok() && !(readable && granted_)) complain(table, "the past is read");
  if (!told) {
    if (answer_of(then) != expected) complain(table, "the past answers " + answer_of(then));
    return;
  }
  if (!told->empty() && !then) complain(table, "the past answers " + answer_of(then));
  for (const auto& entry : *told) {
    told_[{table.name, id}].push_back(entry.entry);
    answers_ += text_of(entry);
  }
}

void Survey::read_notes(const TableInfo& table, Id id) {
  const auto& journal = table_info<JournalEntry>();
  const bool readable = reads(table, id);
  const auto stream = session_.activity_stream(table.name, id, 1000);
  const auto notes = session_.journal(table.name, id);
  const auto expected = readable ? "" : "not_found";
  if (answer_of(stream) != expected) complain(table, "the stream answers " + answer_of(stream));
  if (answer_of(notes) != expected) complain(table, "the journal answers " + answer_of(notes));
  if (!stream || !notes) return;
  const auto there = [&](const Row& row) {
    return model::text_at(row, journal.at("record_table")) == table.name &&
           model::id_at(row, journal.at("record")) == id;
  };
  Ids told;
  for (const auto& note : *notes) told.insert(note.id);
  if (told != those(journal, there)) complain(table, "the journal differs from the list of its notes");
  const auto written = std::count_if(stream->items.begin(), stream->items.end(),
                                     [](const auto& one) { return one.kind == "work_note" || one.kind == "comment"; });
  if (static_cast<std::size_t>(written) != told.size())
    complain(table, "the stream holds other notes than the journal");
  for (const auto& entry : stream->items) {
    const bool note = entry.kind == "work_note" || entry.kind == "comment";
    const bool stranger = entry.by && !reads(table_info<User>(), *entry.by);
    if (!note && stranger && !entry.by_name.empty()) complain(table, "a stranger is named in the stream");
    answers_ += fmt::format("{} {} {} {} {}\n", entry.kind, entry.by ? entry.by->to_string() : "", entry.by_name,
                            entry.text, entry.changes);
  }
}

/// The feed begins for a tenant with what was done in its domains, or above them: what an account did before it moved
/// in is told by the history alone.
bool Survey::in_feed(Id change) const {
  const auto& changes = table_info<RecordChange>();
  const auto& below = ground_->below(who_->home);
  const Row* row = ground_->row(changes, change);
  const auto* domain = row != nullptr ? std::get_if<Id>(&(*row)[changes.at("domain")]) : nullptr;
  constexpr std::size_t named_at_most = 512;
  return domain == nullptr || below.size() > named_at_most || below.contains(*domain) ||
         ground_->above(who_->home).contains(*domain);
}

void Survey::read_feed() {
  const auto& changes = table_info<RecordChange>();
  std::vector<FeedEntry> whole;
  for (const std::size_t limit : {std::size_t{10'000}, std::size_t{2}, std::size_t{1}}) {
    std::vector<FeedEntry> entries;
    std::string token;
    for (;;) {
      const auto page = session_.changes(token, limit);
      if (!page) {
        const auto expected = granted_ ? "" : "access_denied";
        if (answer_of(page) != expected) complain(changes, "the feed answers " + answer_of(page));
        break;
      }
      answers_ += page->next + "\n";
      if (page->entries.empty()) break;
      entries.insert(entries.end(), page->entries.begin(), page->entries.end());
      token = page->next;
      if (limit == 1 && entries.size() > 150) break;
    }
    if (limit == 10'000) whole = entries;
    const auto size = std::min(entries.size(), whole.size());
    if (limit > 1 && entries.size() != whole.size()) complain(changes, fmt::format("the feed by {} differs", limit));
    if (!std::equal(entries.begin(), entries.begin() + static_cast<std::ptrdiff_t>(size), whole.begin(), same)) {
      complain(changes, fmt::format("the feed by {} tells otherwise", limit));
    }
  }
  std::map<Name, std::vector<Id>> named;
  for (const auto& entry : whole) {
    answers_ += text_of(entry);
    if (!entry.is_event) named[{entry.table, entry.record}].push_back(entry.entry);
  }
  for (const auto& [name, entries] : named) {
    const auto told = told_.find(name);
    const auto& table = *ground_->table(name.first);
    if (table.flavour == Flavour::record && ground_->row(table, name.second) == nullptr && told == told_.end()) {
      const auto past = session_.history(name.first, name.second);
      if (!past) complain(table, "the feed tells of what is gone, history answers " + answer_of(past));
      continue;
    }
    if (told == told_.end()) {
      complain(table, "the feed names what history hides");
      continue;
    }
    auto fed = told->second;
    std::erase_if(fed, [&](Id id) { return !in_feed(id); });
    if (fed != entries) complain(table, "feed and history tell of different changes");
  }
  for (const auto& [name, entries] : told_) {
    const auto& table = *ground_->table(name.first);
    if (!named.contains(name) && std::any_of(entries.begin(), entries.end(), [&](Id id) { return in_feed(id); })) {
      complain(table, "the feed leaves out what history tells");
    }
  }
  Ids listed_ids;
  for (const auto& [name, entries] : told_) listed_ids.insert(entries.begin(), entries.end());
  for (const Id id : readable(changes)) {
    const auto& row = *ground_->row(changes, id);
    const Name name{std::string(model::text_at(row, changes.at("record_table"))),
                    model::id_at(row, changes.at("record"))};
    const bool there = ground_->row(*ground_->table(name.first), name.second) != nullptr;
    if (there && !listed_ids.contains(id))
      complain(changes, "a change is listed of a " + name.first + " whose history is hidden");
  }
}

}  // namespace steward::test
