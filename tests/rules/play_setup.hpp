// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "rules/plan_setup.hpp"

// What the tests of plays, rollouts and meetings share.

namespace steward::test {

template <>
inline ImplementationCloseCode good_code() {
  return ImplementationCloseCode::successful;
}
inline Result<InternalPlay> try_end(Portfolio& p, const InternalPlay& record, std::string_view state,
                                    const WriteOptions& options = {}) {
  return try_end<WorkCloseCode>(p, record, state, options);
}
inline Result<InternalPlayTask> try_end(Portfolio& p, const InternalPlayTask& record, std::string_view state) {
  return try_end<WorkCloseCode>(p, record, state);
}
inline Result<ImplementationRecord> try_end(Portfolio& p, const ImplementationRecord& record, std::string_view state) {
  return try_end<ImplementationCloseCode>(p, record, state);
}

/// A risk signal that the work answers; `member` is the field of the solution that names it.
template <class T>
RiskSolution solve(Portfolio& p, const RiskSignal& signal, const T& work,
                   std::optional<Ref<T>> RiskSolution::* member) {
  RiskSolution solution;
  solution.risk_signal = Portfolio::ref(signal);
  solution.*member = Portfolio::ref(work);
  return p.create(solution);
}

}  // namespace steward::test
