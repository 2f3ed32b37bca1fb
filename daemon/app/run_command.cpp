#include "daemon/app/run_command.hpp"

#include <fmt/format.h>

#include <atomic>
#include <iostream>

#include "daemon/app/app.hpp"
#include "daemon/app/config_parse.hpp"
#include "daemon/app/logging.hpp"
#include "daemon/app/notify.hpp"
#include "daemon/app/signals.hpp"
#include "daemon/app/version_command.hpp"
#include "daemon/runtime/clock.hpp"
#include "sinks/store.hpp"

namespace tickbard {

namespace {

/// Below systemd's TimeoutStopSec of the unit, so that we end by ourselves.
constexpr std::chrono::seconds kStopAllowed{45};
constexpr std::chrono::seconds kStatusEvery{60};
constexpr std::chrono::milliseconds kLook{500};

std::string joined(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) out += (out.empty() ? "" : "; ") + text;
  return out;
}

/// SIGHUP: the same inputs read again; on any problem everything stays as it is.
void reload(App& app, Config& running, const LoadedFrom& from, Log& log, const Notify& notify) {
  notify.reloading();
  LoadedConfig fresh = reload_config(from);
  if (!fresh.problems.empty()) {
    log.fn()(LogLevel::error, "config",
             "not reloaded, the running configuration stays: " + joined(fresh.problems));
    app.reload_refused(joined(fresh.problems));
  } else {
    for (const std::string& key : keys_needing_restart(running, fresh.config)) {
      log.fn()(LogLevel::warn, "config", fmt::format("{} has changed: restart to apply it", key));
    }
    for (const std::string& sentence : app.needing_restart()) log.fn()(LogLevel::warn, "config", sentence);
    for (const std::string& note : fresh.from.notes) log.fn()(LogLevel::warn, "config", note);
    // What only a restart applies stays as it runs, so that the next reload still says so.
    running = apply_reloadable(running, fresh.config);
    log.set_level(log_level(running.log.level));
    app.reload(running);
    log.fn()(LogLevel::info, "config",
             fmt::format("reloaded: price bars {}, alert threshold {}, feeds {}",
                         running.bars.enabled ? "on" : "off", fraction_text(running.alerts.threshold_ppm),
                         running.feeds.size()));
  }
  notify.ready(app.status_line());
}

}  // namespace

int run_daemon(Config config, LoadedFrom from) {
  Signals signals;  // first: every thread inherits the blocked mask
  Log log(config.log, from.inputs.environment);
  const LogFn say = log.fn();
  const Notify notify(from.inputs.environment);
  for (const std::string& note : from.notes) say(LogLevel::warn, "config", note);
  say(LogLevel::info, "tickbard",
      fmt::format("{} starting: store {}, price bars {}, alert threshold {}", version(),
                  redacted(config.store_url), config.bars.enabled ? "on" : "off",
                  fraction_text(config.alerts.threshold_ppm)));

  std::atomic<ExitCode> failed{kExitDone};
  App app(config, from.inputs.folder(), say, [&](ExitCode code, std::string text) {
    say(LogLevel::error, "tickbard", std::move(text));
    ExitCode none = kExitDone;  // the first failure is the reason, what follows only its consequence
    failed.compare_exchange_strong(none, code);
  });
  std::string problem;
  if (const ExitCode code = app.start(problem); code != kExitDone) {
    say(LogLevel::error, "tickbard", problem);
    return code;
  }
  std::cout << "listening on " << app.url() << std::endl;
  notify.ready(app.status_line());

  MonoTime next_status = mono_now() + kStatusEvery;
  for (;;) {
    const StopSignal signal = signals.wait(kLook);
    if (signal == StopSignal::stop || failed.load() != kExitDone) break;
    if (signal == StopSignal::reload) reload(app, config, from, log, notify);
    if (app.stalled().empty()) notify.alive();
    if (mono_now() >= next_status) {
      next_status = mono_now() + kStatusEvery;
      notify.status(app.status_line());
    }
  }
  notify.stopping("flushing open minutes");
  say(LogLevel::info, "tickbard", "stopping: " + app.status_line());
  app.stop(kStopAllowed);
  say(LogLevel::info, "tickbard", "stopped");
  return failed.load();
}

}  // namespace tickbard
