#include "daemon/app/storage.hpp"

#include <fmt/format.h>

#include <random>

#include "daemon/runtime/random.hpp"
#include "sinks/instance.hpp"

namespace tickbard {

namespace {

ExitCode exit_code_of(const StoreError& error) {
  switch (error.cls) {
    case StoreErrorClass::busy:
    case StoreErrorClass::unreachable:
      return kExitTryAgain;
    case StoreErrorClass::damaged:
      return kExitDisk;
    default:
      return kExitFailed;
  }
}

std::vector<std::string> feed_names(const Config& config) {
  std::vector<std::string> names;
  for (const FeedConfig& feed : config.feeds) names.push_back(feed.name);
  return names;
}

/// "": it is in memory, or no SQLite.
std::filesystem::path sqlite_file(const Config& config) {
  return sqlite_file_of(config.store_url, config.state_dir).value_or(std::filesystem::path{});
}

}  // namespace

ExitCode Storage::open(const Config& config, UnixNanos now, const LogFn& log, std::string& problem) {
  if (!is_postgres_url(config.store_url)) return open_sqlite(config, now, log, problem);
  auto store = open_store(config.store_url, config.state_dir, OpenMode::read_write);
  if (!store) {
    problem = store.error().text;
    return exit_code_of(store.error());
  }
  store_ = std::move(*store);
  return open_postgres(config, now, log, problem);
}

StoreResult<MigrationReport> Storage::open_newest(const Config& config, UnixNanos now) {
  auto store = open_store(config.store_url, config.state_dir, OpenMode::read_write);
  if (!store) return store.error();
  store_ = std::move(*store);
  return store_->migrate(false, now);
}

/// A damaged file gives way to a new one, which is told.
StoreResult<MigrationReport> Storage::open_in_its_place(const Config& config, UnixNanos now, const LogFn& log) {
  store_.reset();
  const auto aside = damaged_->set_aside(now, feed_names(config));
  if (!aside) return aside.error();
  auto report = open_newest(config, now);
  if (!report) return report;
  if (!*aside) {
    if (const auto asked = ask_witness(StoreWitness(sqlite_file(config)), now, log); !asked) return asked.error();
    return report;
  }
  set_aside_ = true;
  log(LogLevel::error, "store", (*aside)->notice);
  if (const auto written = store_->write((*aside)->events, now); !written) return written.error();
  damaged_->told();
  return report;
}

/// Whether the store still has what it committed.
StoreResult<void> Storage::ask_witness(const StoreWitness& witness, UnixNanos now, const LogFn& log) {
  std::string told;
  const auto missing = witness.missing_from(*store_, now, told);
  if (!missing) return missing.error();
  if (missing->empty()) return {};
  log(LogLevel::error, "store", told);
  if (const auto written = store_->write(*missing, now); !written) return written.error();
  return {};
}

ExitCode Storage::open_sqlite(const Config& config, UnixNanos now, const LogFn& log, std::string& problem) {
  const std::filesystem::path file = sqlite_file(config);
  if (!file.empty()) damaged_.emplace(file);
  StoreResult<MigrationReport> report = StoreError{StoreErrorClass::damaged, {}};
  if (!damaged_ || !damaged_->is_suspected()) report = open_newest(config, now);
  const StoreWitness witness(file);
  if (!report && report.error().cls == StoreErrorClass::damaged && damaged_) {
    report = open_in_its_place(config, now, log);
  } else if (report) {
    if (const auto asked = ask_witness(witness, now, log); !asked) report = asked.error();
  }
  if (!report) {
    problem = report.error().text;
    return exit_code_of(report.error());
  }
  if (!report->applied.empty()) {
    log(LogLevel::info, "store",
        fmt::format("schema of {} brought to version {}", store_->describe(), report->to));
  }
  witnessed_ = std::make_unique<WitnessedStore>(*store_, witness);
  answers_ = true;
  return kExitDone;
}

ExitCode Storage::open_postgres(const Config& config, UnixNanos now, const LogFn& log, std::string& problem) {
  auto opened = Journal::open(config.state_dir / "journal.db", now, feed_names(config));
  if (!opened) {
    problem = opened.error().text;
    return exit_code_of(opened.error());
  }
  set_aside_ = !opened->notice.empty();
  if (set_aside_) log(LogLevel::error, "journal", opened->notice);
  journal_ = std::move(opened->journal);
  auto second = Journal::attach(config.state_dir / "journal.db");
  if (!second) {
    problem = second.error().text;
    return exit_code_of(second.error());
  }
  upload_journal_ = std::move(*second);

  const auto report = store_->migrate(false, now);
  answers_ = report.has_value();
  if (!report) {
    // A schema from the future would stay wrong however long we wait: refuse now, before anything is collected.
    if (report.error().cls == StoreErrorClass::schema) {
      problem = report.error().text;
      return kExitFailed;
    }
    log(LogLevel::error, "store",
        fmt::format("{}; starting without it: bars wait in {} until it answers", report.error().text,
                    (config.state_dir / "journal.db").string()));
  } else if (!report->applied.empty()) {
    log(LogLevel::info, "store",
        fmt::format("schema of {} brought to version {}", store_->describe(), report->to));
  }
  return kExitDone;
}

void Storage::start_upload(Doorbell& bell, const Config& config, const LogFn& log,
                           std::function<void(UnixNanos)> caught_up, std::function<void(std::string)> fail) {
  if (!journal_) return;
  auto jitter = [random = std::mt19937_64(random_seed())]() mutable {
    return std::uniform_real_distribution<double>(0.0, 1.0)(random);
  };
  UploaderOptions options;
  options.instance = instance_of(config.state_dir);
  options.feeds = feed_names(config);
  uploader_ = std::make_unique<Uploader>(*upload_journal_, *store_, std::move(options), std::move(jitter));
  loop_ = std::make_unique<StoreLoop>(*uploader_, *upload_journal_, bell, StoreLoopOptions{config.journal_keep},
                                      log, std::move(caught_up), std::move(fail));
  loop_->start();
}

void Storage::stop_upload(MonoTime deadline) {
  if (loop_) loop_->stop(deadline);
}

std::vector<std::filesystem::path> Storage::files(const Config& config) const {
  if (journal_) return {config.state_dir / "journal.db"};
  return {sqlite_file(config)};
}

void Storage::suspect() const {
  if (damaged_) damaged_->suspect();
}

}  // namespace tickbard
