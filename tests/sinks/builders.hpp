#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "aggregator/core/event.hpp"
#include "sinks/store.hpp"

namespace tickbard::test {

/// "10.05" -> Price; fails the test program on nonsense.
Price price(std::string_view text);
Symbol symbol(std::string_view text);

/// 2026-11-20 14:30 UTC plus some minutes.
MinuteStart minute(int after = 0);
UnixNanos at(std::int64_t seconds_after_1430, std::int64_t nanos = 0);

/// A plausible bar: open 10, high 10.05, low 9.99, close 10.02, volume 160, 3 trades.
Bar bar(std::string_view name, MinuteStart start, std::uint32_t revision = 1);
Alert alert(std::string_view name, UnixNanos when, bool up = true);

/// A folder of its own, gone with the object.
class TempFolder {
 public:
  explicit TempFolder(const std::filesystem::path& parent = std::filesystem::temp_directory_path());
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// Where files are in memory, for tests that make thousands: a sync costs nothing there.
std::filesystem::path memory_folder();

/// All bars of a symbol, oldest first.
std::vector<Bar> all_bars(Store& store, std::string_view name);

}  // namespace tickbard::test
