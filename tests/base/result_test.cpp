// SPDX-License-Identifier: Apache-2.0
#include "steward/result.hpp"

#include <catch2/catch.hpp>
#include <stdexcept>

using namespace steward;

namespace {

Fault fault(std::string rule, std::string field, std::string message) {
  Fault made;
  made.code = "code_" + rule;
  made.rule = std::move(rule);
  made.table = "engagement";
  made.field = std::move(field);
  made.message = std::move(message);
  return made;
}

Result<void> nothing_wrong() { return {}; }

}  // namespace

TEST_CASE("an error without faults keeps what it was given") {
  const Error error("store_failed", Category::storage, "the disk is full", true);
  CHECK(error.code() == "store_failed");
  CHECK(error.category() == Category::storage);
  CHECK(error.message() == "the disk is full");
  CHECK(error.retryable());
  CHECK(error.faults().empty());
  CHECK(error.to_string() == "store_failed: the disk is full");
}

TEST_CASE("only a busy error is retryable by nature") {
  CHECK(Error("session_busy", Category::busy, "in use").retryable());
  CHECK_FALSE(Error("stale", Category::conflict, "read again").retryable());
  CHECK_FALSE(Error("bad", Category::invalid, "mend it").retryable());
}

TEST_CASE("one fault gives the error its code and message") {
  const Error error(fault("ENG-05", "end_date", "the end is before the start"), Category::conflict);
  CHECK(error.code() == "code_ENG-05");
  CHECK(error.message() == "the end is before the start");
  CHECK(error.category() == Category::conflict);
  CHECK(error.faults().size() == 1);
}

TEST_CASE("several faults are ordered by rule and field and otherwise keep their order") {
  const Error error(
      {fault("B-02", "b", "1"), fault("B-02", "a", "2"), fault("A-01", "z", "3"), fault("B-02", "a", "4")});
  CHECK(error.code() == "validation_failed");
  CHECK(error.category() == Category::invalid);
  CHECK(error.message() == "4 rules were broken; the first: 3");
  std::string order;
  for (const Fault& each : error.faults()) order += each.message;
  CHECK(order == "3241");
}

TEST_CASE("the text of an error names rule, place, record and index of each fault") {
  Fault full = fault("ENG-05", "end_date", "too early");
  full.record_id = Id::parse("0192f0c4a5e87cc18f6a000000000001");
  full.index = 7;
  const std::string text = Error({full, fault("ZZZ-01", "", "no field")}).to_string();
  CHECK(text ==
        "validation_failed: 2 rules were broken; the first: too early\n"
        "  [7] ENG-05 code_ENG-05 (engagement.end_date) 0192f0c4-a5e8-7cc1-8f6a-000000000001: too early\n"
        "  ZZZ-01 code_ZZZ-01 (engagement): no field");
}

TEST_CASE("an error of no faults is a bug") { CHECK_THROWS_AS(Error(std::vector<Fault>{}), std::invalid_argument); }

TEST_CASE("a result holds a value or an error") {
  const Result<std::string> good = "text";
  CHECK(good.ok());
  CHECK(*good == "text");
  CHECK(good->size() == 4);
  const Result<std::string> bad = Error("gone", Category::not_found, "no such record");
  CHECK_FALSE(bad);
  CHECK(bad.error().code() == "gone");
  CHECK(nothing_wrong().ok());
}

TEST_CASE("taking the value of an error throws a logic error that names it") {
  const Result<int> bad = Error("gone", Category::not_found, "no such record");
  try {
    (void)bad.value();
    FAIL("value() did not throw");
  } catch (const std::logic_error& error) {
    CHECK(std::string(error.what()) == "value() of a failed Result: gone: no such record");
  }
}
