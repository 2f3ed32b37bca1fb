#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "aggregator/core/time.hpp"
#include "tests/endurance/made_up_market.hpp"

namespace tickbard::test {

struct StoredMinute {
  ReferenceBar bar;
  int quality = 0;
};

struct StoredLoss {
  UnixNanos from{}, to{};  ///< to: the end of time while it is open
  std::string reason;
};

/// What a store holds, asked in plain SQL and by none of the program's own reading.
/// Errors: std::runtime_error of what asks.
class StoredMinutes {
 public:
  static StoredMinutes of_sqlite(std::filesystem::path file);
  /// `ask` runs a statement and returns its rows, columns joined by '|'.
  static StoredMinutes of_postgres(std::function<std::string(const std::string& sql)> ask);

  /// No row at all: both are the epoch.
  std::pair<MinuteStart, MinuteStart> first_and_last() const;
  std::map<std::string, StoredMinute> at(MinuteStart minute) const;  ///< by symbol
  std::vector<StoredLoss> losses() const;                            ///< ingest_gaps
  long long rows() const;

 private:
  std::function<std::vector<std::string>(const std::string& sql)> ask_;
  bool postgres_ = false;
};

}  // namespace tickbard::test
