# SPDX-License-Identifier: Apache-2.0
# Reads CTest's LastTest.log and prints "<passed> <failed>" in single cases: what Catch2, unittest and our
# scripts report, or one for a test that reports nothing. A failed test counts at least one failed case.

function reset() { good = 0; bad = 0; counted = 0 }

# Catch2: `test cases: 5 | 3 passed | 2 failed`, `All tests passed (9 assertions in 4 test cases)`.
/^All tests passed \(/ {
  match($0, /in [0-9]+ test case/)
  good += substr($0, RSTART + 3) + 0
  counted = 1
}
/^test cases: / {
  parts = split($0, part, "|")
  for (i = 2; i <= parts; i++) {
    if (part[i] ~ /passed/) good += part[i] + 0
    else if (part[i] ~ /failed as expected/) good += part[i] + 0
    else if (part[i] ~ /failed/) bad += part[i] + 0
  }
  counted = 1
}

# unittest: `Ran 5 tests in 0.1s`, `FAILED (failures=1, errors=2)`, `OK (skipped=1)`.
/^Ran [0-9]+ tests? in / { good += $2; counted = 1 }
/^FAILED \(/ {
  while (match($0, /(failures|errors)=[0-9]+/)) {
    split(substr($0, RSTART, RLENGTH), pair, "=")
    bad += pair[2]
    good -= pair[2]
    $0 = substr($0, RSTART + RLENGTH)
  }
}

# Our scripts.
/^[0-9]+ passed, [0-9]+ failed$/ { good += $1; bad += $3; counted = 1 }

/^[0-9]+\/[0-9]+ Test: / { reset() }
/^Test (Passed|Failed)\./ {
  if (good < 0) good = 0
  if ($2 == "Failed." && bad == 0) bad = 1
  if ($2 == "Passed." && !counted) good = 1
  passed += good
  failed += bad
  reset()
}
END { print passed + 0, failed + 0 }
