// SPDX-License-Identifier: Apache-2.0
#include "metrics/column_check.hpp"

#include <algorithm>
#include <cmath>

namespace steward::metrics {

namespace {

constexpr std::int64_t greatest_units = 9'200'000'000'000 * Decimal::one;
constexpr double greatest_value = 9.2e12;

/// The shortest decimal of `value`, rounded to six places. A decimal of at most 15 digits has a double of its
/// own: when the quotient gives `value` back, it is the shortest, without printing and parsing it.
std::optional<Decimal> decimal_of(double value) {
  if (std::fabs(value) < 1e9) {
    const auto units = static_cast<std::int64_t>(std::llround(value * 1e6));
    if (static_cast<double>(units) / 1e6 == value) return Decimal::from_units(units);
  }
  return Decimal::from_double(value);
}

bool in_range(Decimal value) { return value.units() >= -greatest_units && value.units() <= greatest_units; }

}  // namespace

Fault Incoming::fault(std::size_t row, std::string_view rule, std::string_view code, std::string_view field,
                      std::string message) const {
  return {std::string(code),
          std::string(rule),
          std::string(table),
          std::nullopt,
          std::string(field),
          std::move(message),
          "",
          row};
}

Result<void> check_shape(const Incoming& rows, bool with_records) {
  const std::size_t n = rows.size();
  const bool one_value = rows.value.empty() || rows.value_double.empty();
  const bool values = one_value && rows.value.size() + rows.value_double.size() == n;
  const bool one_name = rows.record.empty() || rows.key.empty();
  const bool records = one_name && rows.record.size() + rows.key.size() == (with_records ? n : 0);
  const bool recorded = rows.recorded.empty() || rows.recorded.size() == n;
  if (values && records && recorded && rows.end.size() == n) return {};
  return Error(
      "invalid_input", Category::invalid,
      "the columns must have one length, with the values, and the source records, in exactly one of two columns");
}

std::optional<Decimal> value_of(const Incoming& rows, std::size_t row) {
  if (!rows.value.empty()) return in_range(rows.value[row]) ? std::optional(rows.value[row]) : std::nullopt;
  const double value = rows.value_double[row];
  if (!(std::fabs(value) <= greatest_value)) return std::nullopt;
  return decimal_of(value);
}

bool is_good(const Incoming& rows, std::size_t row, std::optional<Decimal> value, Instant now) {
  return value && rows.start[row] < rows.end[row] && rows.end[row] <= now &&
         (rows.recorded.empty() || rows.recorded[row] <= now);
}

void find_faults(const Incoming& rows, std::size_t row, Instant now, const Enabled& enabled,
                 std::vector<Fault>& faults) {
  const auto refuse = [&](std::string_view rule, std::string_view code, std::string_view field, std::string message) {
    faults.push_back(rows.fault(row, rule, code, field, std::move(message)));
  };
  if (!value_of(rows, row)) {
    const bool finite = rows.value_double.empty() || std::isfinite(rows.value_double[row]);
    if (!finite && enabled("CTD-04")) {
      refuse("CTD-04", "value_not_finite", "value", "the value is not a finite number");
    } else {
      refuse("GEN-16", "out_of_range", "value", "values lie between -9.2e12 and 9.2e12");
    }
  }
  if (rows.end[row] <= rows.start[row] && enabled("CTD-04")) {
    refuse("CTD-04", "period_invalid", rows.end_field, "the period ends before it starts");
  }
  if (!enabled("CTD-03")) return;
  if (rows.start[row] > now) refuse("CTD-03", "future_data", rows.start_field, "the period starts in the future");
  if (rows.end[row] > now) refuse("CTD-03", "future_data", rows.end_field, "the period ends in the future");
  if (!rows.recorded.empty() && rows.recorded[row] > now) {
    refuse("CTD-03", "future_data", "recorded_at", "nothing is learned in the future");
  }
}

Result<void> accept(const std::vector<Fault>& refused, bool all_or_nothing) {
  if (refused.empty() || !all_or_nothing) return {};
  const bool denied =
      std::all_of(refused.begin(), refused.end(), [](const Fault& fault) { return fault.code == "access_denied"; });
  return Error(refused, denied ? Category::denied : Category::invalid);
}

}  // namespace steward::metrics
