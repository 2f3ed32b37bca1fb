#pragma once

#include <chrono>
#include <functional>

#include "sinks/store.hpp"
#include "tests/bench/common/goals.hpp"
#include "tests/bench/store/minutes.hpp"

namespace tickbard::test {

/// How much of it.
struct StoreSizes {
  int symbols = 12'000;
  int days = 1;       ///< stored before anything is measured, the newest of them today
  int minutes = 390;  ///< of each day
  int rounds = 9;
};

/// Seconds of wall-clock time.
double seconds_of(const std::function<void()>& work);

/// Minutes of the measured days: `m` from the first stored one of the newest day on.
MinuteStart minute_of(int m, int days_before = 0);
/// When a minute is stored: soon after its end.
UnixNanos stored_at(MinuteStart start);

/// One symbol's stored minutes, of several symbols: the median. Errors: throws where a row is missing.
double seconds_of_a_chart(Store& store, const Market& market, const StoreSizes& sizes);

/// "12000 bars closed: 61.2 ms [58.0-70.1]".
void tell(const char* what, const std::vector<double>& seconds);

/// Each on a store of its own, with every sync on. Errors: throws.
void bench_postgres(const StoreSizes& sizes, Goals& goals);
void bench_sqlite(const StoreSizes& sizes, const std::filesystem::path& folder, Goals& goals);

}  // namespace tickbard::test
