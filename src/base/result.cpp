// SPDX-License-Identifier: Apache-2.0
#include "steward/result.hpp"

#include <algorithm>
#include <numeric>
#include <stdexcept>
#include <tuple>

namespace steward {

struct Error::Data {
  std::string code;
  Category category = Category::internal;
  std::string message;
  bool retryable = false;
  std::vector<Fault> faults;
};

namespace {

// By rule and field, otherwise in the given order. Not std::stable_sort: clang warns of what libstdc++ 12 uses in it.
std::vector<Fault> ordered(std::vector<Fault> faults) {
  std::vector<std::size_t> order(faults.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::tie(faults[a].rule, faults[a].field, a) < std::tie(faults[b].rule, faults[b].field, b);
  });
  std::vector<Fault> result;
  result.reserve(faults.size());
  for (const std::size_t i : order) result.push_back(std::move(faults[i]));
  return result;
}

std::string summary(const std::vector<Fault>& faults) {
  if (faults.size() == 1) return faults.front().message;
  return std::to_string(faults.size()) + " rules were broken; the first: " + faults.front().message;
}

// A lost race or a store in use can go well the next time; nothing else mends itself.
bool retryable_by_nature(Category category) { return category == Category::busy; }

}  // namespace

Error::Error(std::string code, Category category, std::string message, bool retryable)
    : data_(std::make_shared<const Data>(
          Data{std::move(code), category, std::move(message), retryable || retryable_by_nature(category), {}})) {}

Error::Error(std::vector<Fault> faults, Category category) {
  if (faults.empty()) throw std::invalid_argument("an Error of faults needs at least one");
  faults = ordered(std::move(faults));
  Data data;
  data.code = faults.size() == 1 ? faults.front().code : "validation_failed";
  data.category = category;
  data.message = summary(faults);
  data.retryable = retryable_by_nature(category);
  data.faults = std::move(faults);
  data_ = std::make_shared<const Data>(std::move(data));
}

Error::Error(Fault fault, Category category) : Error(std::vector<Fault>{std::move(fault)}, category) {}

const std::string& Error::code() const noexcept { return data_->code; }
Category Error::category() const noexcept { return data_->category; }
const std::string& Error::message() const noexcept { return data_->message; }
bool Error::retryable() const noexcept { return data_->retryable; }
const std::vector<Fault>& Error::faults() const noexcept { return data_->faults; }

std::string Error::to_string() const {
  std::string text = data_->code + ": " + data_->message;
  for (const Fault& fault : data_->faults) {
    text += "\n  ";
    if (fault.index) text += "[" + std::to_string(*fault.index) + "] ";
    if (!fault.rule.empty()) text += fault.rule + " ";
    text += fault.code;
    if (!fault.table.empty() || !fault.field.empty()) {
      text += " (" + fault.table + (fault.field.empty() ? "" : "." + fault.field) + ")";
    }
    if (fault.record_id) text += " " + fault.record_id->to_string();
    text += ": " + fault.message;
  }
  return text;
}

void throw_bad_result_access(const Error& error) {
  throw std::logic_error("value() of a failed Result: " + error.to_string());
}

}  // namespace steward
