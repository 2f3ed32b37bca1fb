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

}  // namespace

int run_migrate_command(const MigrateOptions& options, UnixNanos now, std::ostream& out, std::ostream& err) {
  auto store = open_store(options.store_url, options.base, OpenMode::read_write);
  if (!store) return fail(store.error(), err);
  const auto report = (*store)->migrate(options.dry_run, now);
  if (!report) return fail(report.error(), err);
  const std::string name = (*store)->describe();
  if (report->applied.empty()) {
    out << name << " is at version " << report->to << ", the newest this build knows\n";
    return kExitDone;
  }
  out << name << (options.dry_run ? ": would go from version " : ": went from version ") << report->from << " to "
      << report->to << '\n';
  for (const std::string& file : report->applied) out << "  " << file << '\n';
  return kExitDone;
}

}  // namespace tickbard
