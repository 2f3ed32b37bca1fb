#include "daemon/app/store_place.hpp"

#include <vector>

#include "daemon/runtime/mapped_buckets.hpp"
#include "sinks/store.hpp"

namespace tickbard {
namespace {

namespace fs = std::filesystem;

/// Also of files that are not there yet: a -wal appears with the next write.
bool same_file(const fs::path& a, const fs::path& b) {
  std::error_code failed;
  if (fs::equivalent(a, b, failed)) return true;
  const auto resolved = [](const fs::path& path) {
    std::error_code none;
    const fs::path whole = fs::absolute(path, none);
    const fs::path real = fs::weakly_canonical(whole, none);
    return none ? whole.lexically_normal() : real;
  };
  return resolved(a) == resolved(b);
}

void add_database(const fs::path& file, std::vector<fs::path>& out) {
  // SQLite names what it keeps beside a database after the file that a link leads to.
  std::error_code none;
  const fs::path real = fs::weakly_canonical(file, none);
  for (const fs::path& name : {file, real}) {
    if (name.empty()) continue;
    for (const char* suffix : {"", "-wal", "-shm", "-journal"}) out.emplace_back(name.string() + suffix);
  }
}

}  // namespace

std::optional<Refusal> check_place(const StorePlace& place, bool must_exist) {
  if (!is_postgres_url(place.url) && !is_sqlite_url(place.url)) {
    return Refusal{kExitUsage, "the store \"" + redacted(place.url) +
                                   "\" is not understood: give --store sqlite:FILE or "
                                   "--store postgresql://user@host/database"};
  }
  const auto named = sqlite_file_of(place.url, place.base);
  if (!named) return std::nullopt;
  const fs::path& file = *named;
  std::error_code unknown;
  const fs::file_status status = fs::status(file, unknown);
  if (fs::is_directory(status))
    return Refusal{kExitFailed, file.string() + " is a folder: name the file of the store, as in --store sqlite:" +
                                    (file / "bars.db").string()};
  if (status.type() != fs::file_type::not_found) return std::nullopt;
  if (!file.parent_path().empty() && !fs::is_directory(file.parent_path(), unknown))
    return Refusal{kExitFailed, "the folder " + file.parent_path().string() + " of SQLite file " + file.string() +
                                    " does not exist: make it, or correct --store"};
  if (!must_exist) return std::nullopt;
  return Refusal{kExitFailed, "SQLite file " + file.string() + " does not exist: run `tickbard migrate --store " +
                                  place.url + "` to make it, or correct --store"};
}

ExitCode code_of(const StoreError& error, const StorePlace& place) {
  const bool away = error.cls == StoreErrorClass::unreachable && is_postgres_url(place.url);
  return away || error.cls == StoreErrorClass::busy ? kExitTryAgain : kExitFailed;
}

std::optional<Refusal> check_output(const fs::path& out, const StorePlace& place) {
  if (out == "-") return std::nullopt;
  std::vector<fs::path> files;
  if (const auto file = sqlite_file_of(place.url, place.base)) add_database(*file, files);
  const std::size_t of_store = files.size();
  add_database(place.base / "journal.db", files);
  files.push_back(place.base / "lock");
  files.push_back(place.base / "buckets.map");
  files.push_back(MappedBuckets::saved(place.base / "buckets.map"));
  files.push_back(files.back().string() + ".new");
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (!same_file(out, files[i])) continue;
    return Refusal{kExitUsage, "--out " + out.string() + " is " + files[i].string() + ", a file of the " +
                                   (i < of_store ? "store" : "daemon's state") +
                                   ", which would be lost: give another name"};
  }
  return std::nullopt;
}

}  // namespace tickbard
