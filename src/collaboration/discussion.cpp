// SPDX-License-Identifier: Apache-2.0
#include "collaboration/rules_tables.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "rule/clip.hpp"
#include "rule/tree.hpp"
#include "steward/model.hpp"

namespace steward::collaboration {

namespace {

using rule::Context;
using rule::Phase;

void start_and_end(Context& context) {
  const auto discussion = model::from_row<Discussion>(context.change.after);
  const Id user = context.work.actor().user;
  if (context.inserting() && !discussion.started_by && !user.is_nil()) {
    context.set<Discussion>(&Discussion::started_by, Ref<User>(user));
  }
  if (discussion.state == DiscussionState::completed && !discussion.completed_at) {
    context.set<Discussion>(&Discussion::completed_at, context.now());
  }
}

std::string transcript(Context& context, const Discussion& discussion) {
  auto posts = context.work.all<JournalEntry>(
      rule::where<JournalEntry>(&JournalEntry::discussion, Ref<Discussion>(discussion.id)));
  std::stable_sort(posts.begin(), posts.end(),
                   [](const JournalEntry& a, const JournalEntry& b) { return a.created_at < b.created_at; });
  const auto starter = context.work.get(discussion.started_by);
  std::string text = fmt::format("Discussion\n{}: {}", starter ? starter->name : "system", discussion.message);
  for (const auto& post : posts) text += fmt::format("\n{}: {}", post.author_name, post.text);
  return rule::clipped(text, 65536);
}

void transcript_as_note(Context& context) {
  const auto discussion = model::from_row<Discussion>(context.change.after);
  if (!(discussion.state == DiscussionState::completed) || !context.changed<Discussion>(&Discussion::state)) return;
  const auto [table, row] = target_of(context.work, discussion.record_table, discussion.record.value_or(Id()));
  if (row == nullptr) return;
  rule::report(context, context.work.add_work_note(*table, model::row_id(*row), transcript(context, discussion)));
}

void refuse_closed(Context& context, std::string_view field) {
  context.refuse("discussion_closed", field, "the discussion is completed; start another one");
}

void stays_completed(Context& context) {
  if (context.before<Discussion>(&Discussion::state) == DiscussionState::completed &&
      !(context.after<Discussion>(&Discussion::state) == DiscussionState::completed)) {
    refuse_closed(context, "state");
  }
}

/// Posts and participants of a discussion that has ended.
void discussion_is_open(Context& context) {
  const auto field = context.change.table.at("discussion");
  const auto discussion = context.work.get(Ref<Discussion>(model::id_at(context.change.after, field)));
  if (discussion && discussion->state == DiscussionState::completed) refuse_closed(context, "discussion");
}

void one_person(Context& context) {
  need_one_of(context, "user", "contact", "a participant is one person: a user or a contact");
}

void journal_author(Context& context) {
  const auto entry = model::from_row<JournalEntry>(context.change.after);
  const auto& actor = context.work.actor();
  const Id author = entry.author ? entry.author->id() : actor.user;
  if (!author.is_nil()) context.set<JournalEntry>(&JournalEntry::author, Ref<User>(author));
  const auto user = context.work.get(Ref<User>(author));
  if (entry.author_name.empty()) {
    context.set<JournalEntry>(&JournalEntry::author_name, rule::clipped(user ? user->name : actor.name, 160));
  }
  const auto [table, row] = target_of(context.work, entry.record_table, entry.record);
  if (row == nullptr || !entry.record_number.empty()) return;
  const auto [number, title] = label_of(*table, *row);
  context.set<JournalEntry>(&JournalEntry::record_number, number.empty() ? title : number);
}

}  // namespace

std::vector<rule::Rule> discussion_rules() {
  using enum Phase;
  using namespace rule;
  constexpr std::string_view closed = "A completed discussion takes no posts and no participants and is not reopened.";
  return {
      {"JRN-01", "journal_entry", "Author and number", derive, on_insert, "", journal_author,
       "A note keeps the acting user, their name, and the number or title of the record."},
      {"DIS-01", "discussion", "Who and when", derive, on_write, "", start_and_end,
       "A discussion is started by the acting user and notes when it is completed."},
      {"DIS-02", "discussion", "Transcript", after, on_update, "", transcript_as_note,
       "Completing a discussion adds its posts to the record as one work note."},
      {"DIS-03", "discussion", "Completed", validate, on_update, "discussion_closed @state", stays_completed, closed},
      {"DIS-03", "discussion_participant", "Completed", validate, on_insert, "discussion_closed @discussion",
       discussion_is_open, closed},
      {"DIS-03", "journal_entry", "Completed", validate, on_insert, "discussion_closed @discussion", discussion_is_open,
       closed},
      {"DIS-04", "discussion_participant", "One person", validate, on_write,
       "field_required @user, invalid_input @contact", one_person, "A participant is a user or a contact, not both."},
  };
}

}  // namespace steward::collaboration
