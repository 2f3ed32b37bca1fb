#include "daemon/app/app.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "aggregator/bars/bucket_pool.hpp"
#include "daemon/app/closes.hpp"
#include "daemon/app/config_load.hpp"
#include "daemon/app/feeds.hpp"
#include "daemon/app/history.hpp"
#include "daemon/app/jobs.hpp"
#include "daemon/app/market_data.hpp"
#include "daemon/app/snapshot_source.hpp"
#include "daemon/app/storage.hpp"
#include "daemon/edge/server.hpp"
#include "daemon/loops/bucket_keeper.hpp"
#include "daemon/loops/journal_loop.hpp"
#include "daemon/loops/market_loop.hpp"
#include "daemon/report/storage_report.hpp"
#include "daemon/runtime/clock.hpp"
#include "daemon/runtime/mapped_buckets.hpp"
#include "daemon/runtime/processors.hpp"
#include "sinks/aside.hpp"
#include "sinks/failpoint.hpp"
#include "sinks/instance.hpp"
#include "sinks/state_lock.hpp"

namespace tickbard {

namespace {

/// Batches between market and journal; the market merges what does not fit, so this bounds commits, not events.
constexpr std::size_t kBatches = 64;
/// A loop that has not turned for this long is stuck. Above the longest write a slow disk may take.
constexpr std::chrono::seconds kStalled{25};

}  // namespace

/// In the order of construction; destroyed in reverse, each thread before what it uses.
struct App::Parts {
  Config config;
  std::filesystem::path rules_dir;
  LogFn log;
  std::function<void(ExitCode, std::string)> fail;

  std::unique_ptr<StateLock> lock;
  std::unique_ptr<MarketData> data;
  Storage storage;
  std::unique_ptr<MappedBuckets> buckets;
  std::unique_ptr<BucketKeeper> keeper;
  std::unique_ptr<Market> market;
  EventQueue queue{kBatches};
  Doorbell market_bell, store_bell;
  std::unique_ptr<Feeds> feeds;
  std::unique_ptr<JournalLoop> journal_loop;
  std::unique_ptr<MarketLoop> market_loop;
  Measurements measurements;
  std::unique_ptr<JobsLoop> jobs;
  SnapshotSource snapshots;
  std::unique_ptr<EdgeServer> edge;
  std::atomic<bool> ready{false};
  bool running = false;

  ExitCode open(std::string& problem);
  ExitCode listen(std::string& problem);
  void recall();
  void catch_up(UnixNanos now);
  std::vector<RecalledClose> closes(UnixNanos now);
  void publish(UnixNanos now);
  KeptFiles set_aside() const;
};

App::App(Config config, std::filesystem::path rules_dir, LogFn log,
         std::function<void(ExitCode, std::string)> fail)
    : parts_(std::make_unique<Parts>()) {
  parts_->config = std::move(config);
  parts_->rules_dir = std::move(rules_dir);
  parts_->log = std::move(log);
  parts_->fail = std::move(fail);
}

App::~App() {
  stop(std::chrono::seconds{10});
}

ExitCode App::Parts::open(std::string& problem) {
  auto taken = StateLock::take(config.state_dir);
  if (!taken) {
    problem = taken.error().text;
    return state_dir_is_locked(config.state_dir) ? kExitTryAgain : kExitFailed;
  }
  lock = std::make_unique<StateLock>(std::move(*taken));

  auto loaded = MarketData::load(rules_dir);
  if (!loaded) {
    problem = loaded.error().text;
    return kExitBadConfig;
  }
  data = std::make_unique<MarketData>(std::move(*loaded));
  for (const std::string& used : data->overrides) log(LogLevel::info, "config", used);

  if (const ExitCode code = storage.open(config, wall_now(), log, problem); code != kExitDone) return code;

  const std::filesystem::path file = config.state_dir / "buckets.map";
  auto mapped = MappedBuckets::open(file, BucketPool::kLayout, aside_name(file, wall_now()));
  if (!mapped) {
    problem = mapped.error().text;
    return kExitFailed;
  }
  if (!mapped->notice().empty()) {
    log(mapped->set_aside() ? LogLevel::error : LogLevel::warn, "market", mapped->notice());
  }
  buckets = std::make_unique<MappedBuckets>(std::move(*mapped));
  market = std::make_unique<Market>(market_options(config), feed_traits(config, *data), data->rules, *buckets);
  return kExitDone;
}

/// Reads journal and store on this thread, before anything else uses them.
void App::Parts::recall() {
  const UnixNanos now = wall_now();
  Store* const store = storage.store_answers() ? &storage.store() : nullptr;
  recall_alerts(*market, store, storage.journal(), config, *data, now, log);
  recall_feeds(*market, store, storage.journal(), config, now, log);
  if (const std::string damage = market->damage(); !damage.empty()) log(LogLevel::warn, "market", damage);
  if (market->sealed_at_start()) {
    log(LogLevel::info, "market",
        "not all of the last run's minutes are known to be in " + buckets->file().string() +
            ": bars that it issued stand as they are, and late trades of theirs are too_late");
  }
  if (store == nullptr) return;
  set_closes(*market, closes(now));
  publish(now);
}

/// What a store that was away at the start had to leave out, on its own thread.
void App::Parts::catch_up(UnixNanos now) {
  market_loop->tell([closes = closes(now)](Market& target, UnixNanos) { set_closes(target, closes); });
  publish(now);
}

std::vector<RecalledClose> App::Parts::closes(UnixNanos now) {
  const auto tables = open_tables(config.store_url, config.state_dir, OpenMode::read_only);
  return read_closes(storage.store(), tables ? tables->get() : nullptr, config, *data, now, log);
}

void App::Parts::publish(UnixNanos now) {
  if (auto written = publish_calendars(storage.store(), config, *data, now); !written) {
    log(LogLevel::warn, "store", "market_calendar could not be written: " + written.error().text);
  }
}

/// In the order of kKeptFileNames.
KeptFiles App::Parts::set_aside() const {
  const bool is_store = storage.journal() == nullptr;
  return {is_store && storage.set_aside(), !is_store && storage.set_aside(), buckets->set_aside()};
}

ExitCode App::Parts::listen(std::string& problem) {
  EdgeOptions options;
  options.host = config.http.host;
  options.port = config.http.port;
  options.store_url = config.store_url;
  options.store_base = config.state_dir;
  options.context.calendars = CalendarBook(data->calendars);
  options.context.default_calendar = default_calendar(config);
  options.context.files = [places = storage_places(config.store_url, config.state_dir, config.state_dir)] {
    std::vector<std::pair<std::string, std::uint64_t>> out;
    for (KindUsage& kind : file_kinds(places)) out.emplace_back(std::move(kind.kind), kind.bytes);
    return out;
  };
  options.context.newer = [this](const Symbol& symbol, MinuteStart after) {
    return market->minutes_after(symbol, after);
  };
  options.context.last_prints = [this] { return market->last_prints(); };
  if (!config.http.tokens_file.empty()) {
    auto tokens = Tokens::load(config.http.tokens_file);
    if (!tokens) {
      problem = tokens.error().text;
      return kExitBadConfig;
    }
    options.tokens = std::move(*tokens);
  }
  EdgeSources sources;
  sources.snapshot = [this] { return snapshots.take(wall_now(), mono_now()); };
  sources.not_ready = [this] {
    return ready.load() ? std::vector<std::string>{} : std::vector<std::string>{"still starting"};
  };
  sources.stalled = [this] { return snapshots.stalled(mono_now(), kStalled); };
  sources.bars_enabled = [this] { return snapshots.enabled(); };
  sources.forming = [this](Symbol symbol) { return market->forming(symbol); };
  try {
    edge = std::make_unique<EdgeServer>(std::move(options), std::move(sources));
  } catch (const std::runtime_error& error) {
    problem = error.what();
    return kExitFailed;
  }
  return kExitDone;
}

ExitCode App::start(std::string& problem) {
  Parts& p = *parts_;
  if (const auto usable = check_processors(p.config.ingest.cpus); !usable) {
    problem = usable.error().text;
    return kExitBadConfig;
  }
  const std::string spin = spin_note(p.config, usable_processors());
  if (!spin.empty()) p.log(LogLevel::warn, "config", spin);
  const std::span<const unsigned> cpus = p.config.ingest.cpus;
  if (p.config.ingest.spin) stay_off(cpus.first(std::min(cpus.size(), ingest_threads(p.config))));
  if (const ExitCode code = p.open(problem); code != kExitDone) return code;
  failpoint(Failpoint::recovery_before_recall);
  p.recall();
  failpoint(Failpoint::recovery_after_recall);

  const auto disk_failed = [&p](std::string text) {
    p.storage.suspect();
    p.fail(kExitDisk, std::move(text));
  };
  const auto take = [&p](std::span<const FeedEvent> events, MonoTime now) { p.market_loop->take(events, now); };
  p.feeds = std::make_unique<Feeds>(p.config, *p.data, p.market_bell, take, p.log);
  const RowTime row_time = p.storage.journal() == nullptr ? RowTime::committed : RowTime::emitted;
  p.journal_loop = std::make_unique<JournalLoop>(p.queue, p.storage.first_sink(), row_time, p.market_bell,
                                                 p.store_bell, p.log, mono_now(), disk_failed);
  MarketLoopOptions options;
  options.flush_every = p.config.alerts.flush_every;
  options.spin = p.config.ingest.spin;
  options.cpu = market_processor(p.config.ingest.cpus);
  options.reactor = p.feeds->reactor();
  p.market_loop = std::make_unique<MarketLoop>(
      *p.market, p.feeds->rings(), p.queue, p.market_bell, options,
      [&p](std::string text) { p.fail(kExitFailed, std::move(text)); }, mono_now());
  std::function<void(UnixNanos)> caught_up;
  if (!p.storage.store_answers()) caught_up = [&p](UnixNanos now) { p.catch_up(now); };
  p.storage.start_upload(p.store_bell, p.config, p.log, std::move(caught_up), disk_failed);
  p.keeper = std::make_unique<BucketKeeper>(*p.buckets, p.log);
  p.jobs = make_jobs(p.config, *p.data, instance_of(p.config.state_dir), p.measurements, p.log, disk_failed);
  p.snapshots.watch({&p.config, p.data.get(), p.buckets.get(), p.feeds.get(), p.journal_loop.get(),
                     p.market_loop.get(), p.storage.upload(), p.jobs.get(), &p.measurements,
                     p.storage.files(p.config), p.set_aside()});
  p.running = true;
  if (const ExitCode code = p.listen(problem); code != kExitDone) return code;

  p.keeper->start();
  p.journal_loop->start();
  p.market_loop->start();
  if (auto started = p.feeds->start(); !started) {
    problem = started.error().text;
    return kExitBadConfig;
  }
  p.jobs->start();
  p.ready.store(true);
  return kExitDone;
}

void App::reload(const Config& config) {
  Parts& p = *parts_;
  p.snapshots.reloaded();
  p.snapshots.set_enabled(config.bars.enabled);
  p.jobs->set_enabled(jobs_enabled(config));
  p.market_loop->tell(
      [options = market_options(config)](Market& market, UnixNanos wall) { market.reload(options, wall); });
  p.feeds->reload(config);
}

void App::reload_refused(std::string why) {
  parts_->snapshots.reload_refused(std::move(why));
}

std::vector<std::string> App::needing_restart() const {
  std::vector<std::string> out;
  for (const auto& file : parts_->data->changed()) {
    out.push_back(fmt::format("{} has changed: restart to apply it", file.string()));
  }
  return out;
}

void App::stop(std::chrono::nanoseconds allowed) {
  Parts& p = *parts_;
  if (!p.running) return;
  p.running = false;
  p.ready.store(false);
  const MonoTime deadline = mono_now() + allowed;
  p.jobs->request_stop();  // what is derived can be derived again: the store is the bars' now
  p.feeds->stop();
  p.market_loop->stop(deadline);
  if (std::string lost = p.journal_loop->stop(deadline); !lost.empty()) p.fail(kExitFailed, std::move(lost));
  failpoint(Failpoint::shutdown_before_upload);
  p.storage.stop_upload(deadline);
  p.jobs->stop();
  p.keeper->stop();
  if (p.edge) p.edge->stop();
}

std::string App::url() const {
  return parts_->edge ? parts_->edge->url() : std::string{};
}

std::string App::status_line() const {
  return parts_->snapshots.status_line(wall_now(), mono_now());
}

std::vector<std::string> App::stalled() const {
  return parts_->snapshots.stalled(mono_now(), kStalled);
}

}  // namespace tickbard
