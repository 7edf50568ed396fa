// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "support/portfolio.hpp"

// What the tests of the success plan share: ending, reopening and tying risks to any record of work.

namespace steward::test {

template <class Code>
Code good_code();
template <>
inline OutcomeCloseCode good_code() {
  return OutcomeCloseCode::achieved;
}
template <>
inline WorkCloseCode good_code() {
  return WorkCloseCode::successful;
}
template <>
inline TouchpointCloseCode good_code() {
  return TouchpointCloseCode::addressed;
}

/// Closes or cancels with a code that fits and notes.
template <class Code, class T>
Result<T> try_end(Portfolio& p, T record, std::string_view state, const WriteOptions& options = {}) {
  record.state = decltype(record.state)::from_text(state);
  record.close_code = good_code<Code>();
  record.close_notes = "Done.";
  return p.session.update(record, options);
}
inline Result<SuccessObjective> try_end(Portfolio& p, const SuccessObjective& record, std::string_view state) {
  return try_end<OutcomeCloseCode>(p, record, state);
}
inline Result<SuccessOutcome> try_end(Portfolio& p, const SuccessOutcome& record, std::string_view state) {
  return try_end<OutcomeCloseCode>(p, record, state);
}
inline Result<SuccessInitiative> try_end(Portfolio& p, const SuccessInitiative& record, std::string_view state,
                                         const WriteOptions& options = {}) {
  return try_end<OutcomeCloseCode>(p, record, state, options);
}
inline Result<SuccessTask> try_end(Portfolio& p, const SuccessTask& record, std::string_view state) {
  return try_end<WorkCloseCode>(p, record, state);
}
inline Result<CustomerPlay> try_end(Portfolio& p, const CustomerPlay& record, std::string_view state,
                                    const WriteOptions& options = {}) {
  return try_end<WorkCloseCode>(p, record, state, options);
}
inline Result<Touchpoint> try_end(Portfolio& p, const Touchpoint& record, std::string_view state,
                                  const WriteOptions& options = {}) {
  return try_end<TouchpointCloseCode>(p, record, state, options);
}
template <class T>
T end(Portfolio& p, const T& record, std::string_view state) {
  return require(try_end(p, record, state));
}

template <class T>
Result<T> try_reopen(Portfolio& p, T record, std::string_view state = "new") {
  record.state = decltype(record.state)::from_text(state);
  return p.session.update(record);
}

inline WriteOptions confirmed() {
  WriteOptions options;
  options.confirm = true;
  return options;
}

/// A risk signal that has the record as its source.
template <class T>
RiskSignal associate(Portfolio& p, const Engagement& engagement, const T& record) {
  auto signal = p.new_risk_signal(engagement);
  signal.source_table = Describe<T>::table.name;
  signal.source_record = record.id;
  return p.create(signal);
}

/// The details of the first fault of a call that failed.
template <class T>
std::string details_of(const Result<T>& result) {
  return result || result.error().faults().empty() ? std::string() : result.error().faults().front().details;
}

/// A row of the closing table ends only with closure information, and starts over when it is reopened.
template <class T>
void check_closing(Portfolio& p, T record, std::string_view close_rule) {
  auto bare = record;
  bare.state = decltype(record.state)::from_text("closed");
  const auto closed = p.session.update(bare);
  CHECK(refused(closed, close_rule, "closure_code_required", "close_code"));
  CHECK(refused(closed, close_rule, "field_required", "close_notes"));
  bare.state = decltype(record.state)::from_text("canceled");
  CHECK(refused(p.session.update(bare), close_rule, "field_required", "close_notes"));
}
template <class T>
T check_closed(Portfolio& p, const T& record, std::string_view state) {
  const auto ended = end(p, record, state);
  CHECK_FALSE(ended.active);
  CHECK(ended.closed_at == p.clock->now());
  CHECK(ended.progress.text() == (state == "closed" ? "completed" : "canceled"));
  REQUIRE(ended.close_code);
  if (state == "canceled") CHECK(ended.close_code->text() == "canceled");
  return ended;
}
template <class T>
void check_reopened(Portfolio& p, const T& ended, std::string_view state, std::string_view progress) {
  const auto open = require(try_reopen(p, ended, state));
  CHECK(open.active);
  CHECK_FALSE(open.close_code.has_value());
  CHECK(open.close_notes.empty());
  CHECK_FALSE(open.closed_at.has_value());
  CHECK_FALSE(open.closed_by.has_value());
  CHECK(open.progress.text() == progress);
}

}  // namespace steward::test
