#include "daemon/report/storage_report.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sinks/store.hpp"

namespace tickbard {

namespace fs = std::filesystem;

namespace {

std::uint64_t companions_of(const fs::path& database) {
  if (database.empty()) return 0;
  std::uint64_t out = 0;
  for (const char* suffix : {"-wal", "-shm"}) out += bytes_below(database.string() + suffix);
  return out;
}

std::uint64_t regular_bytes(const fs::directory_entry& entry) {
  std::error_code gone;
  if (!entry.is_regular_file(gone) || gone || entry.is_symlink(gone)) return 0;
  const std::uintmax_t bytes = entry.file_size(gone);
  return gone ? 0 : bytes;
}

}  // namespace

StoragePlaces storage_places(std::string_view store_url, const fs::path& base, const fs::path& state_dir) {
  StoragePlaces out{{}, {}, state_dir / "archive", state_dir / "reports"};
  if (is_postgres_url(store_url)) {
    out.journal = state_dir / "journal.db";
  }
  out.sqlite = sqlite_file_of(store_url, base).value_or(fs::path{});
  return out;
}

std::uint64_t bytes_below(const fs::path& path) {
  std::error_code gone;
  const fs::directory_entry entry(path, gone);
  if (path.empty() || gone) return 0;
  if (!entry.is_directory(gone)) return regular_bytes(entry);
  std::uint64_t out = 0;
  constexpr auto kSkip = fs::directory_options::skip_permission_denied;
  for (auto at = fs::recursive_directory_iterator(path, kSkip, gone); !gone && at != fs::end(at);
       at.increment(gone))
    out += regular_bytes(*at);
  return out;
}

std::vector<KindUsage> file_kinds(const StoragePlaces& places) {
  return {{"wal", companions_of(places.sqlite)},
          {"journal", bytes_below(places.journal) + companions_of(places.journal)},
          {"archive", bytes_below(places.archive)},
          {"reports", bytes_below(places.reports)}};
}

std::uint64_t StorageReport::total() const {
  std::uint64_t out = 0;
  for (const KindUsage& k : kinds) out += k.bytes;
  return out;
}

std::uint64_t StorageReport::of(std::string_view kind) const {
  const auto found = std::find_if(kinds.begin(), kinds.end(), [&](const KindUsage& k) { return k.kind == kind; });
  return found == kinds.end() ? 0 : found->bytes;
}

StoreResult<StorageReport> measure_storage(Tables& tables, const StoragePlaces& places, UnixNanos now) {
  auto usage = read_storage_usage(tables);
  if (!usage) return usage.error();
  StorageReport out;
  out.generated_at = now;
  if (usage->tables.empty()) {
    out.kinds.push_back({"store", usage->bytes});
  } else {
    for (const std::string_view kind : kStorageKindNames) out.kinds.push_back({std::string(kind), 0});
    for (const TableUsage& t : usage->tables) out.kinds[static_cast<std::size_t>(t.kind)].bytes += t.bytes;
    out.kinds.push_back({"unused", usage->unused});
  }
  for (KindUsage& beside : file_kinds(places)) out.kinds.push_back(std::move(beside));
  out.tables = std::move(usage->tables);
  return out;
}

std::string bytes_text(std::uint64_t bytes) {
  constexpr std::array<const char*, 4> kUnits{"KiB", "MiB", "GiB", "TiB"};
  std::size_t unit = 0;
  std::uint64_t scale = 1024;
  while (unit + 1 < kUnits.size() && bytes >= scale * 1024) {
    scale *= 1024;
    ++unit;
  }
  const std::uint64_t tenths = (bytes / scale) * 10 + (bytes % scale * 10 + scale / 2) / scale;
  return fmt::format("{}.{} {}", tenths / 10, tenths % 10, kUnits[unit]);
}

std::string storage_line(const StorageReport& report) {
  std::string out = "Storage: ";
  for (const KindUsage& k : report.kinds) out += k.kind + "=" + bytes_text(k.bytes) + " | ";
  return out + "total=" + bytes_text(report.total());
}

}  // namespace tickbard
