// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "steward/model/blocks.hpp"

namespace steward {

struct Contact;
struct CustomerPlay;
struct Engagement;
struct MeetingInvitee;
struct Touchpoint;
struct VirtualMeeting;

/// A meeting, or the head of a series of meetings (MTG-01 to MTG-11).
struct Meeting : Record {
  std::string number;
  std::optional<Ref<Touchpoint>> touchpoint;
  std::optional<Ref<CustomerPlay>> customer_play;
  Ref<Engagement> engagement;
  std::string subject;
  Choice<MeetingState> state = MeetingState::draft;
  std::optional<Choice<MeetingType>> meeting_type;
  std::optional<Instant> start_at;
  std::optional<Instant> end_at;
  std::optional<Ref<User>> organizer;
  std::string time_zone;
  std::optional<Choice<Cadence>> cadence;
  std::optional<Instant> repeat_until;
  bool is_series = false;
  std::optional<Ref<Meeting>> series_head;
  std::optional<std::int64_t> occurrence_index;
  std::optional<Instant> original_start_at;
  bool detached = false;
  bool virtual_ = false;
  std::optional<Choice<VideoSoftware>> video_software;
  std::string meeting_link;
  std::string provider_meeting_id;
  std::string meeting_password;
  IdList locations;
  std::string agenda;
  std::string internal_notes;
  std::string external_notes;
  std::optional<Choice<Sentiment>> sentiment;
  std::string calendar_uid;
  std::int64_t invite_sequence = 0;
  std::optional<Instant> completed_at;
  std::optional<Instant> canceled_at;
  IdList invitees;
};
template <>
struct Describe<Meeting> {
  static constexpr TableSpec table{.name = "meeting",
                                   .access = AccessClass::meeting,
                                   .prefix = "MEET",
                                   .domain_from = "touchpoint|customer_play",
                                   .required_rule = "MTG-01",
                                   .parent = "touchpoint|customer_play",
                                   .title = "A meeting, or the head of a series of meetings."};
  static void fields(auto& f) {
    f("number", &Meeting::number).max(40).derived();
    f("touchpoint", &Meeting::touchpoint).cascade();
    f("customer_play", &Meeting::customer_play).cascade();
    f("engagement", &Meeting::engagement).restrict().derived();
    f("subject", &Meeting::subject).max(160).required();
    f("state", &Meeting::state).required();
    f("meeting_type", &Meeting::meeting_type);
    f("start_at", &Meeting::start_at);
    f("end_at", &Meeting::end_at);
    f("organizer", &Meeting::organizer).nullify();
    f("time_zone", &Meeting::time_zone).max(64).overridable().required();
    f("cadence", &Meeting::cadence);
    f("repeat_until", &Meeting::repeat_until);
    f("is_series", &Meeting::is_series).derived();
    f("series_head", &Meeting::series_head).cascade().derived();
    f("occurrence_index", &Meeting::occurrence_index).derived();
    f("original_start_at", &Meeting::original_start_at).derived();
    f("detached", &Meeting::detached).derived();
    f("virtual", &Meeting::virtual_);
    f("video_software", &Meeting::video_software);
    f("meeting_link", &Meeting::meeting_link).max(1024).overridable();
    f("provider_meeting_id", &Meeting::provider_meeting_id).max(128).derived("MTG-09");
    f("meeting_password", &Meeting::meeting_password).max(128).overridable();
    f("locations", &Meeting::locations).list_of("location");
    f("agenda", &Meeting::agenda).text();
    f("internal_notes", &Meeting::internal_notes).text().overridable();
    f("external_notes", &Meeting::external_notes).text().overridable();
    f("sentiment", &Meeting::sentiment).overridable();
    f("calendar_uid", &Meeting::calendar_uid).max(64).derived();
    f("invite_sequence", &Meeting::invite_sequence).at_least(0).derived();
    f("completed_at", &Meeting::completed_at).derived();
    f("canceled_at", &Meeting::canceled_at).derived();
    f("invitees", &Meeting::invitees).list_of("meeting_invitee").computed();
    f.external({"id", "number", "touchpoint", "subject", "state", "meeting_type", "start_at", "end_at", "cadence",
                "repeat_until", "meeting_link", "meeting_password", "locations", "agenda", "external_notes",
                "invitees"});
    f.external_input({"touchpoint"}, {"subject", "start_at", "end_at", "meeting_type", "cadence", "repeat_until",
                                      "locations", "agenda", "virtual", "video_software", "state"});
    f.unique({"series_head", "original_start_at"}, "GEN-14", "duplicate_meeting", "original_start_at").nulls_ignored =
        true;
    f.index({"touchpoint", "start_at"});
    f.index({"customer_play", "state"});
    f.index({"series_head", "start_at"});
    f.index({"state", "meeting_type", "start_at"});
    f.index({"engagement", "start_at"});
    f.index({"organizer", "start_at"});
  }
};

/// One person who is invited to a meeting (INV-01).
struct MeetingInvitee : Record {
  Ref<Meeting> meeting;
  std::optional<Ref<User>> user;
  std::optional<Ref<Contact>> contact;
  std::string email;
  Choice<InviteResponse> response = InviteResponse::none;
  std::optional<std::int64_t> last_invite_sequence;
  std::optional<Instant> notes_sent_at;
};
template <>
struct Describe<MeetingInvitee> {
  static constexpr TableSpec table{.name = "meeting_invitee",
                                   .access = AccessClass::meeting_invitee,
                                   .domain_from = "meeting",
                                   .title = "One person who is invited to a meeting."};
  static void fields(auto& f) {
    f("meeting", &MeetingInvitee::meeting).cascade().required();
    f("user", &MeetingInvitee::user).nullify();
    f("contact", &MeetingInvitee::contact).nullify();
    f("email", &MeetingInvitee::email).max(254).overridable().required();
    f("response", &MeetingInvitee::response).derived();
    f("last_invite_sequence", &MeetingInvitee::last_invite_sequence).derived();
    f("notes_sent_at", &MeetingInvitee::notes_sent_at).derived();
    f.external({"id", "meeting", "contact", "email", "response"});
    f.external_input({"meeting"}, {"contact", "email"});
    f.unique({"meeting", "email"}, "INV-01", "duplicate_invitee", "email");
  }
};

/// One session of a virtual meeting, with its summary.
struct VirtualMeeting : Record {
  Ref<Meeting> meeting;
  std::string meeting_instance_id;
  std::optional<Instant> actual_start_at;
  std::optional<Instant> actual_end_at;
  bool in_window = false;
  std::string summary;
  std::string next_steps;
  std::optional<Instant> reported_at;
};
template <>
struct Describe<VirtualMeeting> {
  static constexpr TableSpec table{.name = "virtual_meeting",
                                   .access = AccessClass::virtual_meeting,
                                   .domain_from = "meeting",
                                   .title = "One session of a virtual meeting, with its summary."};
  static void fields(auto& f) {
    f("meeting", &VirtualMeeting::meeting).cascade().required();
    f("meeting_instance_id", &VirtualMeeting::meeting_instance_id).max(128).required();
    f("actual_start_at", &VirtualMeeting::actual_start_at).required();
    f("actual_end_at", &VirtualMeeting::actual_end_at);
    f("in_window", &VirtualMeeting::in_window).derived();
    f("summary", &VirtualMeeting::summary).text();
    f("next_steps", &VirtualMeeting::next_steps).text();
    f("reported_at", &VirtualMeeting::reported_at).required();
    f.unique({"meeting_instance_id"}, "GEN-14", "duplicate_virtual_meeting", "meeting_instance_id");
  }
};

}  // namespace steward
