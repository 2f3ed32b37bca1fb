#include "daemon/app/jobs.hpp"

#include <fmt/format.h>

#include <set>

#include "daemon/app/config_load.hpp"
#include "daemon/data/counted.hpp"
#include "daemon/data/retention.hpp"
#include "daemon/report/coverage_report.hpp"
#include "daemon/report/storage_report.hpp"

namespace tickbard {
namespace {

JobWork retention_work(const Config& config) {
  return [url = config.store_url, base = config.state_dir,
          keep = RetentionTimes{config.retention_minute_bars, config.retention_five_minute_bars}](
             const DeriveContext& context, const DueRun&) -> StoreResult<DeriveReport> {
    auto store = open_store(url, base, OpenMode::read_write);
    if (!store) return store.error();
    const RetentionContext with{**store,          context.to, context.calendars, context.default_calendar,
                                base / "archive", keep,       context.now,       false,
                                context.stop};
    const auto done = retire_bars(with);
    if (!done) return done.error();
    // The other days went: what is left is a person's to mend, and said until it is.
    if (done->refused_days > 0)
      return StoreError{StoreErrorClass::disk, counted(done->refused_days, "day") +
                                                   " with a damaged or missing archive; " + done->refused.front()};
    DeriveReport report;
    report.rows_changed = done->rows_dropped;
    report.stopped = done->stopped;
    report.notes = done->kept;
    for (const RetiredDay& day : done->retired)
      report.notes.push_back(fmt::format("{} rows of {} went to {}", day.rows, day.table, day.file));
    return report;
  };
}

/// Coverage and, in the same look at the store, what it takes on disk.
JobWork coverage_work(const Config& config, Measurements& measurements) {
  return [&measurements, places = storage_places(config.store_url, config.state_dir, config.state_dir)](
             const DeriveContext& context, const DueRun&) -> StoreResult<DeriveReport> {
    const auto done = record_coverage(context);
    if (!done) return done.error();
    measurements.set_coverage(done->figures);
    auto storage = measure_storage(context.from, places, context.now);
    if (!storage) return storage.error();
    measurements.set_storage(std::move(storage->kinds));
    DeriveReport report;
    report.rows_changed = 1;
    report.symbols = done->universe.size();
    return report;
  };
}

}  // namespace

std::unique_ptr<JobsLoop> make_jobs(const Config& config, const MarketData& data, std::string owner,
                                    Measurements& measurements, const LogFn& log,
                                    std::function<void(std::string)> fail) {
  std::set<std::string> names;
  for (const FeedConfig& feed : config.feeds) names.insert(feed.calendar);
  JobsOptions options;
  for (const std::string& name : names) options.followed.push_back(&data.calendar(name));
  options.calendars = CalendarBook(data.calendars);
  options.default_calendar = default_calendar(config);
  options.owner = std::move(owner);
  options.sets = listed_sets(config);
  options.schedule.amend_window = config.bars.amend_window;
  options.close_delay = config.bars.close_delay;
  JobWorks works = deriving_works();
  works[Job::coverage] = coverage_work(config, measurements);
  works[Job::retention] = retention_work(config);
  auto open = [url = config.store_url, base = config.state_dir] {
    return open_tables(url, base, OpenMode::read_write);
  };
  auto jobs =
      std::make_unique<JobsLoop>(std::move(options), std::move(works), std::move(open), log, std::move(fail));
  jobs->set_enabled(jobs_enabled(config));
  return jobs;
}

}  // namespace tickbard
