# SPDX-License-Identifier: Apache-2.0

# Finds a package unless the parent project already brought its target.
macro(steward_need target package)
  if(NOT TARGET ${target})
    find_package(${package} REQUIRED QUIET ${ARGN})
  endif()
endmacro()

steward_need(Threads::Threads Threads)
steward_need(SQLite::SQLite3 SQLite3)
steward_need(OpenSSL::Crypto OpenSSL COMPONENTS Crypto)
steward_need(fmt::fmt-header-only fmt)
steward_need(nlohmann_json::nlohmann_json nlohmann_json)
find_path(STEWARD_XXHASH_INCLUDE xxhash.h REQUIRED)
steward_need(date::date-tz date)
