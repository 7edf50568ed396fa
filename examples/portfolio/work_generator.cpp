// SPDX-License-Identifier: Apache-2.0
#include "portfolio/work_generator.hpp"

#include <array>

#include "portfolio/file_table.hpp"
#include "portfolio/random.hpp"
#include "portfolio/series_generator.hpp"

namespace portfolio {

namespace {

using Text = std::string_view;

struct Goal {
  Text objective;
  Text outcome;
  Text unit;
  int base;
  int target;
  Text initiative;
  Text category;
};
constexpr std::array goals{Goal{"Fewer calls to the service desk", "Share of requests solved by self-service",
                                "percent", 18, 45, "Portal for the largest sites", "adoption"},
                           Goal{"One register of all assets", "Assets with an owner", "percent", 40, 90,
                                "Import of the old lists", "technical_guidance"},
                           Goal{"Faster field work", "Hours from call to visit", "hours", 30, 12,
                                "Routes planned by skill", "architecture_and_design"},
                           Goal{"Everybody finds the numbers", "Users with a report of their own", "count", 10, 120,
                                "Report clinic for team leads", "general"},
                           Goal{"Ready for the next two years", "Agreed steps that are done", "percent", 0, 80,
                                "Plan for the coming year", "strategic_planning"}};
constexpr std::array<Text, 4> tasks{"Invite the people concerned", "Prepare the data", "Hold the workshop",
                                    "Check what became of it"};
constexpr std::array<Text, 4> talks{"Quarterly review", "Open questions", "Feedback on the last release",
                                    "Plans of the customer"};
constexpr std::array<Text, 4> talk_kinds{"value_and_adoption", "general_conversation", "general_conversation",
                                         "expansion_opportunities"};
constexpr std::array<Text, 4> channels{"phone", "email", "web", "chat"};
constexpr std::array<Text, 3> questions{"How to set up approvals", "Review of the integration",
                                        "Training of new users"};
constexpr std::array<Text, 3> question_kinds{"guidance", "architecture_review", "training"};

class WorkGenerator {
 public:
  explicit WorkGenerator(std::uint64_t seed) : random_(seed) {}

  std::map<std::string, std::string> run(const std::vector<Journey>& journeys) {
    for (const auto& journey : journeys) {
      if (journey.number == genixify) {
        write_example(journey);
        continue;
      }
      if (journey.stage != "initial_onboarding") write_plan(journey);
      write_touchpoint(journey);
      if (random_.chance(25)) write_question(journey);
      if (journey.stage == "renew") write_renewal(journey);
    }
    return {{"objectives.csv", objectives_.text()},
            {"outcomes.csv", outcomes_.text()},
            {"initiatives.csv", initiatives_.text()},
            {"touchpoints.csv", touchpoints_.text()},
            {"customer_plays.csv", customer_plays_.text()},
            {"internal_plays.csv", internal_plays_.text()},
            {"success_tasks.csv", tasks_.text()},
            {"internal_play_tasks.csv", internal_tasks_.text()},
            {"meetings.csv", meetings_.text()},
            {"meeting_invitees.csv", invitees_.text()}};
  }

 private:
  void write_plan(const Journey& journey) {
    const auto& goal = goals[static_cast<std::size_t>(random_.next() % goals.size())];
    const auto objective = numbered("OBJ", journey.number);
    const auto outcome = numbered("OUT", journey.number);
    const auto initiative = numbered("INI", journey.number);
    const auto begin = day_after("2024-02-01", random_.between(0, 120)) + "T08:00:00Z";
    const auto end = day_after("2024-10-01", random_.between(0, 240)) + "T17:00:00Z";
    const Text progress = random_.chance(25) ? "at_risk" : "on_track";
    objectives_.row({objective, journey.engagement, goal.objective, "Agreed when the contract was signed.",
                     journey.manager, journey.contact, "in_progress", progress, begin, end});
    const int reached = goal.base + (goal.target - goal.base) * random_.between(0, 10) / 10;
    outcomes_.row({outcome, objective, goal.outcome, "Counted by the customer, told in the reviews.", journey.manager,
                   "in_progress", progress, end, goal.unit, std::to_string(goal.base), std::to_string(goal.target),
                   std::to_string(reached)});
    initiatives_.row({initiative, outcome, goal.initiative, "Planned together with the customer.", journey.contact,
                      journey.manager, goal.category, "in_progress", progress, end, "true"});
    const int count = random_.between(1, 3);
    for (int i = 0; i < count; ++i) {
      const auto due = day_after("2024-06-01", random_.between(0, 200)) + "T15:00:00Z";
      const bool done = i == 0 && random_.chance(60);
      write_task(initiative, "", tasks[static_cast<std::size_t>(i)], journey.manager, due, done);
    }
  }

  void write_task(Text initiative, Text play, Text subject, Text who, Text due, bool done) {
    tasks_.row({numbered("TSK", ++task_count_), initiative, play, subject, "See the record above.", who, due,
                done ? "closed" : "new", done ? "successful" : "", done ? "Done before the period shown." : ""});
  }

  void write_touchpoint(const Journey& journey) {
    const auto touchpoint = numbered("TCH", journey.number);
    const auto topic = static_cast<std::size_t>(random_.next() % talks.size());
    const int days = random_.between(0, 170);
    const auto due = day_after("2024-06-03", days);
    const bool ended = days < 40;
    touchpoints_.row({touchpoint, journey.engagement, talks[topic], "Asked for by the customer success manager.",
                      random_.pick(channels), journey.contact, journey.manager, talk_kinds[topic],
                      ended ? "closed" : "in_progress", ended ? "" : "on_track", due + "T12:00:00Z",
                      ended ? "addressed" : "", ended ? "All points were answered." : ""});
    if (!ended && topic == 0) write_meeting(touchpoint, talks[topic], due, journey);
  }

  void write_meeting(Text touchpoint, Text subject, std::string_view on, const Journey& journey) {
    const auto meeting = numbered("MTG", ++meeting_count_);
    meetings_.row({meeting, touchpoint, subject, std::string(on) + "T09:00:00Z", std::string(on) + "T10:00:00Z",
                   journey.manager, "UTC", "Where we stand; what comes next."});
    invitees_.row({meeting, "", journey.contact});
    invitees_.row({meeting, journey.manager, ""});
  }

  void write_question(const Journey& journey) {
    const auto play = numbered("CPL", journey.number);
    const auto topic = static_cast<std::size_t>(random_.next() % questions.size());
    const auto due = day_after("2024-06-10", random_.between(0, 190)) + "T16:00:00Z";
    customer_plays_.row({play, journey.engagement, questions[topic], "Came up in a call.", journey.contact,
                         journey.manager, question_kinds[topic], "in_progress", "on_track", journey.product, due});
    write_task("", play, "Answer in writing", journey.manager, due, false);
  }

  void write_renewal(const Journey& journey) {
    const auto play = numbered("IPL", journey.number);
    const auto due = day_after("2024-07-01", random_.between(0, 180)) + "T16:00:00Z";
    internal_plays_.row({play, journey.engagement, "Prepare the renewal", "Price, term and who decides.",
                         journey.manager, "expansion_and_renewal_support", journey.contract, "in_progress", "on_track",
                         due});
    internal_tasks_.row({play, "Ask sales for the offer", "With the terms of the last two years.", journey.manager});
  }

  void write_example(const Journey& journey) {
    objectives_.row({"OBJ0002", journey.engagement, "Fewer calls to the service desk",
                     "Agreed when the contract was signed.", journey.manager, journey.contact, "in_progress",
                     "on_track", "2024-02-05T08:00:00Z", "2024-12-20T17:00:00Z"});
    outcomes_.row({"OUT0002", "OBJ0002", "Share of requests solved by self-service",
                   "Counted by the customer, told in the reviews.", journey.manager, "in_progress", "on_track",
                   "2024-12-20T17:00:00Z", "percent", "20", "50", "26"});
    outcomes_.row({"OUT0002-2", "OBJ0002", "Articles that were read this month", "From the portal's own counts.",
                   journey.manager, "in_progress", "on_track", "2024-12-20T17:00:00Z", "count", "40", "200", "120"});
    initiatives_.row({"INI0002", "OUT0002", "Portal for the three largest sites", "One site after the other.",
                      journey.contact, journey.manager, "adoption", "new", "not_started", "2024-10-31T17:00:00Z",
                      "true"});
    write_task("INI0002", "", "Train the key users", journey.manager, "2024-07-12T15:00:00Z", false);
    write_task("INI0002", "", "Move the articles", journey.manager, "2024-08-30T15:00:00Z", false);
    touchpoints_.row({"TCH0002", journey.engagement, "Quarterly review", "Calls, portal, plans for autumn.", "phone",
                      journey.contact, journey.manager, "value_and_adoption", "in_progress", "on_track",
                      "2024-06-18T12:00:00Z", "", ""});
    write_meeting("TCH0002", "Quarterly review", "2024-06-18", journey);
    customer_plays_.row({"CPL0002", journey.engagement, "How to set up approvals", "Came up in a call.",
                         journey.contact, journey.manager, "guidance", "in_progress", "on_track", journey.product,
                         "2024-08-16T16:00:00Z"});
    write_task("", "CPL0002", "Answer in writing", journey.manager, "2024-08-16T16:00:00Z", false);
    internal_plays_.row({"IPL0002", journey.engagement, "Prepare the renewal", "Price, term and who decides.",
                         journey.manager, "expansion_and_renewal_support", journey.contract, "in_progress", "on_track",
                         "2024-12-02T16:00:00Z"});
    internal_tasks_.row(
        {"IPL0002", "Ask sales for the offer", "With the terms of the last two years.", journey.manager});
  }

  Random random_;
  std::size_t task_count_ = 0;
  std::size_t meeting_count_ = 0;
  FileTable objectives_{
      "external_id,engagement,title,description,owner,sponsor,state,progress,planned_start,planned_stop"};
  FileTable outcomes_{
      "external_id,success_objective,title,description,owner,state,progress,planned_stop,unit,base_value,target_value,"
      "current_value"};
  FileTable initiatives_{
      "external_id,success_outcome,subject,description,contact,assigned_to,category,state,progress,due_date,"
      "customer_visible"};
  FileTable tasks_{
      "external_id,success_initiative,customer_play,subject,description,assigned_to,due_date,state,"
      "close_code,close_notes"};
  FileTable touchpoints_{
      "external_id,engagement,subject,description,channel,contact,assigned_to,category,state,progress,due_date,close_"
      "code,"
      "close_notes"};
  FileTable meetings_{"external_id,touchpoint,subject,start_at,end_at,organizer,time_zone,agenda"};
  FileTable invitees_{"meeting,user,contact"};
  FileTable customer_plays_{
      "external_id,engagement,short_description,description,contact,assigned_to,category,state,progress,product,due_"
      "date"};
  FileTable internal_plays_{
      "external_id,engagement,short_description,description,assigned_to,category,contract,state,progress,due_date"};
  FileTable internal_tasks_{"internal_play,short_description,description,assigned_to"};
};

}  // namespace

std::map<std::string, std::string> generate_work(const std::vector<Journey>& journeys, std::uint64_t seed) {
  return WorkGenerator(seed).run(journeys);
}

}  // namespace portfolio
