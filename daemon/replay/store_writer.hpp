#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "aggregator/core/event.hpp"
#include "sinks/error.hpp"

namespace tickbard {

class Store;

/// 75 for a store that is busy or away, else 1.
int exit_code(StoreErrorClass cls);

/// Writes a replay's events to a store, in batches of one transaction each.
/// Gaps and resume points are left out: they tell where a live feed stands, and a file is none.
/// Owner: one thread. Errors: open() gives them; later the first one is kept and ends the writing.
class StoreWriter {
 public:
  /// Opens the store and brings its schema to the newest version.
  static StoreResult<StoreWriter> open(std::string_view url, const std::filesystem::path& base);

  StoreWriter(StoreWriter&&) noexcept;
  StoreWriter& operator=(StoreWriter&&) noexcept;
  ~StoreWriter();

  /// False: the store has failed.
  bool take(std::span<const Event> events, UnixNanos now);
  bool flush(UnixNanos now);

  std::uint64_t written() const { return written_; }
  std::uint64_t unchanged() const { return unchanged_; }
  const std::vector<std::string>& poison() const { return poison_; }  ///< the first few rows it refused
  const std::optional<StoreError>& error() const { return error_; }
  std::string describe() const;

 private:
  static constexpr std::size_t kBatch = 5000;
  static constexpr std::size_t kShown = 5;

  explicit StoreWriter(std::unique_ptr<Store> store);
  bool prepare();

  std::unique_ptr<Store> store_;
  std::vector<Event> batch_;
  MinuteStart prepared_from_ = MinuteStart::max();  ///< partitions exist for [from, to)
  MinuteStart prepared_to_ = MinuteStart::min();
  std::uint64_t written_ = 0;
  std::uint64_t unchanged_ = 0;
  std::vector<std::string> poison_;
  std::optional<StoreError> error_;
};

}  // namespace tickbard
