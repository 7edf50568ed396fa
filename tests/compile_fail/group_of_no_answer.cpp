// SPDX-License-Identifier: Apache-2.0
// expect: use of deleted function
#include "steward/aggregate.hpp"

// A group looks into its answer: taken from one that nobody keeps it would look at nothing.
steward::AggregateGroups answer() { return {}; }
#ifdef WRONG
steward::AggregateGroup group = answer().front();
#endif
