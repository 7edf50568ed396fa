// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

#include "meeting/rules_tables.hpp"
#include "rule/closing.hpp"
#include "steward/model.hpp"

namespace steward::meeting {

using rule::Context;
using rule::Phase;

namespace {

constexpr int repeat_limit_days = 365;

bool is_final(const Choice<MeetingState>& state) {
  return state == MeetingState::completed || state == MeetingState::canceled;
}
/// Scheduled, or held already: everything that an invitation says is known.
bool is_arranged(const Choice<MeetingState>& state) {
  return state == MeetingState::scheduled || state == MeetingState::completed;
}
bool is_zoom(const Meeting& meeting) {
  return meeting.virtual_ && meeting.video_software && *meeting.video_software == VideoSoftware::zoom;
}

void defaults(Context& context) {
  const Id user = context.work.actor().user;
  if (!context.after<Meeting>(&Meeting::organizer) && !user.is_nil()) {
    context.set<Meeting>(&Meeting::organizer, Ref<User>(user));
  }
  if (context.after<Meeting>(&Meeting::time_zone).empty()) {
    const auto organizer = context.work.get(context.after<Meeting>(&Meeting::organizer));
    const bool known = organizer && !organizer->time_zone.empty();
    context.set<Meeting>(&Meeting::time_zone, known ? organizer->time_zone : context.work.calendar().zone());
  }
  // One uid a series: a calendar knows an occurrence by it and its original start.
  const auto head = context.work.get(context.after<Meeting>(&Meeting::series_head));
  context.set<Meeting>(&Meeting::calendar_uid, head ? head->calendar_uid : context.change.id().to_string());
}

void time_zone(Context& context) {
  const auto zone = context.after<Meeting>(&Meeting::time_zone);
  if (zone.empty() || !context.changed<Meeting>(&Meeting::time_zone) || base::Calendar::open(zone)) return;
  context.refuse("invalid_input", "time_zone", fmt::format("\"{}\" is no time zone; e.g. Europe/Vienna", zone));
}

/// What comes from the provider of the video goes when the provider takes over.
void to_zoom(Context& context) {
  if (!context.by_caller() || !context.updating()) return;
  const bool was = is_zoom(model::from_row<Meeting>(*context.change.before));
  if (was || !is_zoom(model::from_row<Meeting>(context.change.after))) return;
  if (!context.given<Meeting>(&Meeting::meeting_link)) context.set<Meeting>(&Meeting::meeting_link, "");
  if (!context.given<Meeting>(&Meeting::meeting_password)) context.set<Meeting>(&Meeting::meeting_password, "");
}

void stamps(Context& context) {
  if (!context.changed<Meeting>(&Meeting::state)) return;
  const auto state = context.after<Meeting>(&Meeting::state);
  if (state == MeetingState::completed) context.set<Meeting>(&Meeting::completed_at, context.now());
  if (state == MeetingState::canceled) context.set<Meeting>(&Meeting::canceled_at, context.now());
}

/// An occurrence invites those of its series.
bool has_invitees(const Context& context, const Meeting& meeting) {
  const auto count = [&](Id id) {
    return context.work.count(rule::where<MeetingInvitee>(&MeetingInvitee::meeting, Ref<Meeting>(id)));
  };
  return count(context.change.id()) > 0 || (meeting.series_head && count(meeting.series_head->id()) > 0);
}

void required(Context& context) {
  const auto meeting = model::from_row<Meeting>(context.change.after);
  if (!meeting.touchpoint && !meeting.customer_play) {
    context.refuse("field_required", "touchpoint", "a meeting belongs to a touchpoint or a customer play");
  }
  if (meeting.touchpoint && meeting.customer_play) {
    context.refuse("invalid_input", "customer_play", "give the touchpoint or the customer play, not both");
  }
  if (!is_arranged(meeting.state)) return;
  const auto need = [&](bool there, std::string_view field) {
    if (!there) context.refuse("field_required", field, fmt::format("a scheduled meeting has {}", field));
  };
  need(meeting.start_at.has_value(), "start_at");
  need(meeting.end_at.has_value(), "end_at");
  need(meeting.meeting_type.has_value(), "meeting_type");
  if (!has_invitees(context, meeting)) {
    context.refuse("invitee_required", "invitees", "invite somebody before the meeting is scheduled");
  }
}

void times(Context& context) {
  const auto start = context.after<Meeting>(&Meeting::start_at);
  const auto end = context.after<Meeting>(&Meeting::end_at);
  if (start && end && *start >= *end) {
    context.refuse("meeting_times_invalid", "end_at", "the meeting must end after it starts");
  }
}

void length(Context& context) {
  const auto start = context.after<Meeting>(&Meeting::start_at);
  const auto end = context.after<Meeting>(&Meeting::end_at);
  if (start && end && *end - *start > std::chrono::hours(24)) {
    context.refuse("meeting_too_long", "end_at", "a meeting lasts 24 hours at most");
  }
}

void type(Context& context) {
  if (!(context.after<Meeting>(&Meeting::state) == MeetingState::draft)) return;
  if (!context.after<Meeting>(&Meeting::meeting_type)) return;
  context.refuse("meeting_type_requires_scheduled", "meeting_type",
                 "a draft has no type; give it when the meeting is scheduled");
}

void cadence(Context& context) {
  const bool repeats = context.after<Meeting>(&Meeting::cadence).has_value();
  const bool ends = context.after<Meeting>(&Meeting::repeat_until).has_value();
  if (repeats && !ends) {
    context.refuse("repeat_until_required", "repeat_until", "a series needs the time it repeats until");
  }
  if (!repeats && ends) {
    context.refuse("repeat_until_not_allowed", "repeat_until", "only a series repeats; give a cadence or leave it out");
  }
}

void repeat_after_end(Context& context) {
  const auto meeting = model::from_row<Meeting>(context.change.after);
  const auto first = meeting.end_at ? meeting.end_at : meeting.start_at;
  if (!meeting.repeat_until || !first || *meeting.repeat_until > *first) return;
  context.refuse("repeat_until_invalid", "repeat_until", "a series repeats beyond the end of its first meeting");
}

int series_limit(const Context& context) {
  const auto text = context.work.property("meeting.series_repeat_limit_days");
  int days = repeat_limit_days;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), days);
  return error == std::errc() && end == text.data() + text.size() ? days : repeat_limit_days;
}

void series_length(Context& context) {
  const auto meeting = model::from_row<Meeting>(context.change.after);
  if (!meeting.start_at || !meeting.repeat_until) return;
  const auto own = base::Calendar::open(meeting.time_zone);
  const auto& calendar = own ? *own : context.work.calendar();
  const auto limit = series_limit(context);
  const auto days = (calendar.day_of(*meeting.repeat_until) - calendar.day_of(*meeting.start_at)).count();
  if (days <= limit) return;
  context.refuse("series_too_long", "repeat_until", fmt::format("a series lasts {} days at most", limit));
}

void video(Context& context) {
  const auto meeting = model::from_row<Meeting>(context.change.after);
  if (meeting.virtual_ && !meeting.video_software) {
    context.refuse("provider_required", "video_software", "a virtual meeting names its video software");
  }
  if (!is_zoom(meeting) || !context.by_caller()) return;
  for (const auto field : {&Meeting::meeting_link, &Meeting::meeting_password}) {
    if (!context.given<Meeting>(field) || !context.changed<Meeting>(field)) continue;
    context.refuse("field_read_only", context.change.table.fields[model::field_of<Meeting>(field)].name,
                   "link and password of this meeting come from the video provider; leave them out");
  }
  const bool turned =
      context.changed<Meeting>(&Meeting::virtual_) || context.changed<Meeting>(&Meeting::video_software);
  if (!turned || !context.work.property("meeting.zoom_user_id").empty()) return;
  context.refuse("zoom_user_not_configured", "video_software",
                 "set the property meeting.zoom_user_id before meetings use this provider");
}

template <class T>
bool is_ended(const Context& context, const std::optional<Ref<T>>& ref) {
  const auto& table = table_info<T>();
  const Row* row = ref ? context.work.row(table, ref->id()) : nullptr;
  return row != nullptr && rule::is_ended(table, *row);
}

void parent_open(Context& context) {
  if (is_ended(context, context.after<Meeting>(&Meeting::touchpoint))) {
    context.refuse("touchpoint_closed", "touchpoint", "the touchpoint is closed or canceled; reopen it first");
  }
  if (is_ended(context, context.after<Meeting>(&Meeting::customer_play))) {
    context.refuse("parent_closed", "customer_play", "the customer play is closed or canceled; reopen it first");
  }
}

void final_meeting(Context& context) {
  constexpr std::array<std::string_view, 4> free{"internal_notes", "external_notes", "state", "external_id"};
  const auto before = context.before<Meeting>(&Meeting::state);
  if (!context.by_caller() || !is_final(before)) return;
  const auto& fields = context.change.table.fields;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const auto& field = fields[i];
    const bool callers = field.kind == FieldKind::stored || field.kind == FieldKind::overridable;
    if (!callers || !context.change.changed(i)) continue;
    if (std::find(free.begin(), free.end(), field.name) != free.end()) continue;
    context.refuse("meeting_final", field.name,
                   fmt::format("the meeting is {}; only its notes still change", before.text()));
  }
}

}  // namespace

std::vector<rule::Rule> meeting_rules() {
  using enum Phase;
  using namespace rule;
  constexpr std::string_view table = "meeting";
  return {
      {"MTG-22", table, "Defaults", derive, on_insert, "", defaults,
       "The organizer is the acting user, the time zone the organizer's, and the calendar uid that of the series, else "
       "one of its own."},
      {"MTG-22", table, "Time zone", validate, on_write, "invalid_input @time_zone", time_zone,
       "The time zone is one that the system knows."},
      {"MTG-09", table, "Provider takes over", derive, on_update, "", to_zoom,
       "A link given by hand goes when the provider makes the links."},
      {"MTG-11", table, "Stamps", sync, on_write, "", stamps, "A meeting notes when it was completed or canceled."},
      {"MTG-01", table, "Required", validate, on_write,
       "field_required @each, invalid_input @customer_play, invitee_required @invitees", required,
       "A meeting has a subject and a touchpoint or customer play; once scheduled also start, end, type and somebody "
       "who is invited."},
      {"MTG-02", table, "Start before end", validate, on_write, "meeting_times_invalid @end_at", times,
       "A meeting ends after it starts."},
      {"MTG-03", table, "Length", validate, on_write, "meeting_too_long @end_at", length,
       "A meeting lasts 24 hours at most."},
      {"MTG-04", table, "Type", validate, on_write, "meeting_type_requires_scheduled @meeting_type", type,
       "A draft has no type yet."},
      {"MTG-05", table, "Cadence", validate, on_write,
       "repeat_until_required @repeat_until, repeat_until_not_allowed @repeat_until", cadence,
       "Cadence and the time it repeats until come together."},
      {"MTG-06", table, "Repeat after end", validate, on_write, "repeat_until_invalid @repeat_until", repeat_after_end,
       "A series repeats beyond the end of its first meeting."},
      {"MTG-07", table, "Series limit", validate, on_write, "series_too_long @repeat_until", series_length,
       "From the first day to the last a series has no more days than the property meeting.series_repeat_limit_days "
       "allows."},
      {"MTG-09", table, "Video", validate, on_write,
       "provider_required @video_software, field_read_only @meeting_link, field_read_only @meeting_password, "
       "field_read_only @provider_meeting_id, zoom_user_not_configured @video_software",
       video,
       "A virtual meeting names its software; with zoom, which needs a configured user, link, id and password come "
       "from the provider."},
      {"MTG-10", table, "Parent open", validate, on_insert,
       "touchpoint_closed @touchpoint, parent_closed @customer_play", parent_open,
       "No new meeting is made for a touchpoint or customer play that has ended."},
      {"MTG-11", table, "Final meetings", validate, on_update, "meeting_final @field", final_meeting,
       "Of a completed or canceled meeting only the notes still change."},
  };
}

}  // namespace steward::meeting
