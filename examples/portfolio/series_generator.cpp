// SPDX-License-Identifier: Apache-2.0
#include "portfolio/series_generator.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>

#include "steward/time.hpp"

namespace portfolio {

namespace {

using steward::Instant;

constexpr int weeks = 26;
constexpr int days = weeks * 7;
constexpr std::string_view header = "source,start,value,recorded\n";
/// Silent accounts send their last values in this week.
constexpr int last_word = 19;

Instant first_start() { return steward::parse_instant("2024-05-22T20:57:27Z").value_or(Instant{}); }
Instant start_of(int day) { return first_start() + std::chrono::days(day); }

std::string stamp(Instant instant) { return steward::to_string(instant).substr(0, 19) + "Z"; }

/// Tenths as a decimal: 934 is 93.4.
std::string tenths(int value) {
  const auto text = std::to_string(std::abs(value) / 10) + "." + std::to_string(std::abs(value) % 10);
  return value < 0 ? "-" + text : text;
}

class SeriesGenerator {
 public:
  explicit SeriesGenerator(std::uint64_t seed) : random_(seed) {}

  std::map<std::string, std::string> run(const std::vector<Customer>& customers) {
    for (const auto& customer : customers) add(customer);
    worked_example();
    return {{"series.csv",
             "file,data_source,source_table,period_hours\n"
             "sla.csv,Daily collection of % achieved incident SLA,account,24\n"
             "nps_by_product_model.csv,Daily collection of NPS,product_model,24\n"
             "nps_by_sold_product.csv,Daily collection of NPS,sold_product,24\n"
             "active_users.csv,Weekly active users ratio,account,168\n"
             "open_tickets.csv,Weekly open tickets,account,168\n"
             "training.csv,Weekly training completion,account,168\n"},
            {"sla.csv", sla_},
            {"nps_by_product_model.csv", nps_model_},
            {"nps_by_sold_product.csv", nps_sold_},
            {"active_users.csv", active_},
            {"open_tickets.csv", tickets_},
            {"training.csv", training_}};
  }

 private:
  void row(std::string& file, std::string_view source, int day, const std::string& value, Instant recorded = {}) {
    file += source;
    file += ',' + stamp(start_of(day)) + ',' + value + ',';
    if (recorded != Instant{}) file += stamp(recorded);
    file += '\n';
  }

  /// The rows of one account. The worked example has no weekly series and its own last four days.
  void add(const Customer& customer) {
    const bool example = customer.number == genixify;
    const int level = random_.noise(90);
    const int start_training = random_.between(50, 700);
    const bool counts_tickets = !example && random_.chance(90);
    const int end = customer.archetype == Archetype::silent ? last_word * 7 : days;
    for (int day = 0; day < end; ++day) {
      if (!(example && day >= days - 4)) add_sla(customer, day, wellness(customer.archetype, day, level));
    }
    if (example) return;
    for (int week = 0; week < end / 7; ++week) {
      add_week(customer, week, level, start_training, counts_tickets);
    }
  }

  void add_sla(const Customer& customer, int day, int well) {
    const int value = std::clamp(775 + 22 * well / 100 + random_.noise(28), 0, 1000);
    row(sla_, customer.key, day, tenths(value));
    // Now and then a value is corrected two days later.
    if (!random_.chance(1)) return;
    const auto recorded = start_of(day) + std::chrono::days(3);
    if (recorded <= start_of(days)) row(sla_, customer.key, day, tenths(std::max(0, value - 15)), recorded);
  }

  void add_week(const Customer& customer, int week, int level, int start_training, bool counts_tickets) {
    const int day = week * 7;
    const int well = wellness(customer.archetype, day + 6, level);
    if (!random_.chance(3)) {
      row(active_, customer.key, day, tenths(std::clamp(150 + 75 * well / 100 + random_.noise(50), 0, 1000)));
    }
    if (counts_tickets) {
      row(tickets_, customer.key, day, std::to_string(std::max(0, 34 - 32 * well / 1000 + random_.noise(5))));
    }
    const int trained = start_training + (well * week) / 28;
    row(training_, customer.key, day, tenths(std::clamp(trained, 0, 1000)));
    for (const auto& product : customer.products) {
      row(nps_sold_, product, day + 6,
          std::to_string(std::clamp(-22 + 98 * well / 1000 + random_.noise(9), -100, 100)));
    }
  }

  /// The account Genixify and the product model Cloud X Product on the last four days.
  void worked_example() {
    constexpr std::array<std::string_view, 4> sla{"90", "89", "90", "87"};
    constexpr std::array<std::string_view, 4> nps{"28", "27", "25", "26"};
    for (int week = 0; week < weeks - 1; ++week) {
      row(nps_model_, "cloud-x", week * 7 + 6, std::to_string(36 - week / 3 + random_.noise(3)));
    }
    for (std::size_t i = 0; i < sla.size(); ++i) {
      row(sla_, "ACC0002", days - 4 + static_cast<int>(i), std::string(sla[i]));
      row(nps_model_, "cloud-x", days - 4 + static_cast<int>(i), std::string(nps[i]));
    }
  }

  Random random_;
  std::string sla_{header};
  std::string nps_model_{header};
  std::string nps_sold_{header};
  std::string active_{header};
  std::string tickets_{header};
  std::string training_{header};
};

}  // namespace

int wellness(Archetype archetype, int day, int level) {
  const int done = 1000 * day / (days - 1);
  switch (archetype) {
    case Archetype::healthy:
      return 900 + level;
    case Archetype::steady:
      return 640 + level;
    case Archetype::sliding:
      return 880 + level - 640 * std::max(0, done - 250) / 750;
    case Archetype::recovering:
      return 250 + level + 560 * done / 1000;
    case Archetype::struggling:
      return 220 + level;
    case Archetype::silent:
      return 600 + level;
  }
  return 500;
}

std::map<std::string, std::string> generate_series(const std::vector<Customer>& customers, std::uint64_t seed) {
  return SeriesGenerator(seed).run(customers);
}

}  // namespace portfolio
