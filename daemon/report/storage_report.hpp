#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "aggregator/core/time.hpp"
#include "daemon/report/format.hpp"
#include "sinks/derived/storage_usage.hpp"

namespace tickbard {

/// Where this machine keeps things besides the store's tables. An empty path is nowhere.
struct StoragePlaces {
  std::filesystem::path sqlite;  ///< the store's file, for what lies beside it (-wal, -shm); empty with PostgreSQL
  std::filesystem::path journal;           ///< its file; empty with SQLite, where the store is the journal
  std::filesystem::path archive, reports;  ///< folders
};
/// As `tickbard run` lays them out. `base`: what a relative SQLite file is relative to.
StoragePlaces storage_places(std::string_view store_url, const std::filesystem::path& base,
                             const std::filesystem::path& state_dir);

/// Bytes of a file, or of all regular files below a folder. Links are not followed, so a loop of them ends; what
/// is not there, or vanishes meanwhile, has none (T-165).
std::uint64_t bytes_below(const std::filesystem::path& path);

struct KindUsage {
  std::string kind;  ///< of StorageKind; store (not told apart), unused, wal, journal, archive, reports
  std::uint64_t bytes = 0;
  friend bool operator==(const KindUsage&, const KindUsage&) = default;
};

/// What lies beside the store's tables: wal, journal, archive, reports. Any thread.
std::vector<KindUsage> file_kinds(const StoragePlaces& places);

/// What tickbard takes on disk.
struct StorageReport {
  UnixNanos generated_at{};
  std::vector<KindUsage> kinds;
  std::vector<TableUsage> tables;

  std::uint64_t total() const;  ///< the sum of the kinds (T-165)
  std::uint64_t of(std::string_view kind) const;
};

StoreResult<StorageReport> measure_storage(Tables& tables, const StoragePlaces& places, UnixNanos now);

/// "12.3 MiB": one digit, units of 1024.
std::string bytes_text(std::uint64_t bytes);

/// The single line of the scan report: "Storage: bars=… | … | total=…".
std::string storage_line(const StorageReport& report);

std::string storage_text(const StorageReport& report, ReportFormat format);

}  // namespace tickbard
