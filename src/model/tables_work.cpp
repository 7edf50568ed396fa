// SPDX-License-Identifier: Apache-2.0
#include "model/builder.hpp"
#include "model/tables.hpp"
#include "steward/model.hpp"

namespace steward {

STEWARD_TABLES_WORK(STEWARD_INSTANTIATE)

}  // namespace steward
