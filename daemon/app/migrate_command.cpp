#include "daemon/app/migrate_command.hpp"

#include <ostream>

#include "daemon/app/cli.hpp"
#include "sinks/store.hpp"

namespace tickbard {
namespace {

int fail(const StoreError& error, std::ostream& err) {
  err << "tickbard: " << error.text << '\n';
  const bool later = error.cls == StoreErrorClass::unreachable || error.cls == StoreErrorClass::busy;
  return later ? kExitTryAgain : kExitFailed;
}

/// A dry run makes no file; what it would make is known without it.
bool would_make_a_file(const MigrateOptions& options) {
  const auto file = sqlite_file_of(options.store_url, options.base);
  std::error_code error;
  return file && std::filesystem::is_directory(file->has_parent_path() ? file->parent_path() : ".", error) &&
         !std::filesystem::exists(*file, error);
}

void tell(const std::string& name, bool dry_run, const MigrationReport& report, std::ostream& out) {
  if (report.applied.empty()) {
    out << name << " is at version " << report.to << ", the newest this build knows\n";
    return;
  }
  out << name << (dry_run ? ": would go from version " : ": went from version ") << report.from << " to "
      << report.to << '\n';
  for (const std::string& file : report.applied) out << "  " << file << '\n';
}

}  // namespace

int run_migrate_command(const MigrateOptions& options, UnixNanos now, std::ostream& out, std::ostream& err) {
  if (options.dry_run && would_make_a_file(options)) {
    // An empty database in memory goes the same way.
    auto empty = open_store("sqlite::memory:", options.base, OpenMode::read_write);
    if (!empty) return fail(empty.error(), err);
    const auto report = (*empty)->migrate(true, now);
    if (!report) return fail(report.error(), err);
    tell(options.store_url + " (it would be made)", true, *report, out);
    return kExitDone;
  }
  auto store = open_store(options.store_url, options.base, OpenMode::read_write);
  if (!store) return fail(store.error(), err);
  const auto report = (*store)->migrate(options.dry_run, now);
  if (!report) return fail(report.error(), err);
  tell((*store)->describe(), options.dry_run, *report, out);
  return kExitDone;
}

}  // namespace tickbard
