#include "daemon/app/app.hpp"

#include <fmt/format.h>

#include "daemon/app/feeds.hpp"
#include "daemon/app/history.hpp"
#include "daemon/app/market_data.hpp"
#include "daemon/app/snapshot_source.hpp"
#include "daemon/app/storage.hpp"
#include "daemon/edge/server.hpp"
#include "daemon/loops/journal_loop.hpp"
#include "daemon/loops/market_loop.hpp"
#include "daemon/runtime/clock.hpp"
#include "daemon/runtime/mapped_buckets.hpp"
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
  std::function<void(std::string)> fail;

  std::unique_ptr<StateLock> lock;
  std::unique_ptr<MarketData> data;
  Storage storage;
  std::unique_ptr<MappedBuckets> buckets;
  std::unique_ptr<Market> market;
  EventQueue queue{kBatches, WhenFull::refuse};
  Doorbell market_bell, store_bell;
  std::unique_ptr<Feeds> feeds;
  std::unique_ptr<JournalLoop> journal_loop;
  std::unique_ptr<MarketLoop> market_loop;
  SnapshotSource snapshots;
  std::unique_ptr<EdgeServer> edge;
  std::atomic<bool> ready{false};
  bool running = false;

  ExitCode open(std::string& problem);
  ExitCode listen(std::string& problem);
  void recall();
};

App::App(Config config, std::filesystem::path rules_dir, LogFn log, std::function<void(std::string)> fail)
    : parts_(std::make_unique<Parts>()) {
  parts_->config = std::move(config);
  parts_->rules_dir = std::move(rules_dir);
  parts_->log = std::move(log);
  parts_->fail = std::move(fail);
}

App::~App() { stop(std::chrono::seconds{10}); }

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

  if (const ExitCode code = storage.open(config, wall_now(), log, problem); code != kExitDone) return code;

  auto mapped = MappedBuckets::open(config.state_dir / "buckets.map", 1);
  if (!mapped) {
    problem = mapped.error().text;
    return kExitFailed;
  }
  if (!mapped->notice().empty()) log(LogLevel::error, "market", mapped->notice());
  buckets = std::make_unique<MappedBuckets>(std::move(*mapped));
  market = std::make_unique<Market>(market_options(config), feed_traits(config, *data), data->rules, *buckets);
  return kExitDone;
}

/// Reads the store on this thread, before anything else uses it.
void App::Parts::recall() {
  if (!storage.store_answers()) return;
  const UnixNanos now = wall_now();
  recall_history(*market, storage.store(), config, *data, now, log);
  if (auto written = publish_calendars(storage.store(), config, *data, now); !written) {
    log(LogLevel::warn, "store", "market_calendar could not be written: " + written.error().text);
  }
}

ExitCode App::Parts::listen(std::string& problem) {
  EdgeOptions options;
  options.host = config.http.host;
  options.port = config.http.port;
  options.store_url = config.store_url;
  options.store_base = config.state_dir;
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
  if (const ExitCode code = p.open(problem); code != kExitDone) return code;
  p.recall();

  p.feeds = std::make_unique<Feeds>(p.config, *p.data, p.market_bell, p.log);
  p.journal_loop = std::make_unique<JournalLoop>(p.queue, p.storage.first_sink(), p.market_bell, p.store_bell, p.log,
                                                 mono_now());
  MarketLoopOptions options;
  options.flush_every = p.config.alerts.flush_every;
  p.market_loop = std::make_unique<MarketLoop>(*p.market, p.feeds->rings(), p.queue, p.market_bell, options, p.fail,
                                               mono_now());
  p.storage.start_upload(p.store_bell, p.config, p.log);
  p.snapshots.watch({&p.config, p.data.get(), p.market.get(), p.feeds.get(), p.journal_loop.get(), p.market_loop.get(),
                     p.storage.upload(), p.storage.files(p.config)});
  p.running = true;
  if (const ExitCode code = p.listen(problem); code != kExitDone) return code;

  p.journal_loop->start();
  p.market_loop->start();
  if (auto started = p.feeds->start(); !started) {
    problem = started.error().text;
    return kExitBadConfig;
  }
  p.ready.store(true);
  return kExitDone;
}

void App::reload(Config config) {
  Parts& p = *parts_;
  // What only a restart applies stays as it runs, so that /v1/status and the next comparison tell the truth.
  p.snapshots.set_enabled(config.bars.enabled);
  p.market_loop->reload(market_options(config));
  p.feeds->reload(config);
}

void App::count_failed_reload() { parts_->snapshots.count_failed_reload(); }

void App::stop(std::chrono::nanoseconds allowed) {
  Parts& p = *parts_;
  if (!p.running) return;
  p.running = false;
  p.ready.store(false);
  const MonoTime deadline = mono_now() + allowed;
  p.feeds->stop();
  p.market_loop->stop();
  p.journal_loop->stop(deadline);
  p.storage.stop_upload(deadline);
  if (p.edge) p.edge->stop();
}

std::string App::url() const { return parts_->edge ? parts_->edge->url() : std::string{}; }

std::string App::status_line() const { return parts_->snapshots.status_line(wall_now(), mono_now()); }

std::vector<std::string> App::stalled() const { return parts_->snapshots.stalled(mono_now(), kStalled); }

}  // namespace tickbard
