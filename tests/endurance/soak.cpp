#include "tests/endurance/soak.hpp"

#include <signal.h>

#include <algorithm>
#include <fstream>
#include <iostream>

namespace tickbard::test {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds kLookEvery{5};
/// What a process may grow by between two thirds of its life: allocators and page caches are never quite level.
constexpr double kLevel = 1.10;
constexpr long kSlackKilobytes = 8'192, kSlackFiles = 4;
constexpr std::size_t kLooksToJudge = 60;

int port_of(const std::string& url) {
  return std::stoi(url.substr(url.rfind(':') + 1));
}

long resident_kilobytes(pid_t pid) {
  std::ifstream in("/proc/" + std::to_string(pid) + "/status");
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("VmRSS:")) return std::stol(line.substr(6));
  }
  return 0;
}

long open_files(pid_t pid) {
  long n = 0;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/" + std::to_string(pid) + "/fd")) {
    n += entry.is_symlink() ? 1 : 0;
  }
  return n;
}

template <class F>
long median(const auto& from, const auto& to, F&& of) {
  std::vector<long> values;
  for (auto at = from; at != to; ++at) values.push_back(of(*at));
  std::nth_element(values.begin(), values.begin() + static_cast<long>(values.size() / 2), values.end());
  return values[values.size() / 2];
}

}  // namespace

Soak::Soak(SoakOptions options, PostgresServer& server)
    : options_(std::move(options)),
      server_(server),
      database_(server.fresh_database()),
      sim_(options_.market.sim_arguments()),
      proxy_(port_of(sim_.url())),
      config_(write_config()),
      chance_(options_.market.seed) {}

std::string Soak::write_config() const {
  std::string file = folder_ / "config.toml";
  write_file(file, options_.market.daemon_config(folder_.path(), server_.url(database_),
                                                 "ws://127.0.0.1:" + std::to_string(proxy_.port())));
  return file;
}

void Soak::run() {
  const auto began = std::chrono::steady_clock::now();
  const auto passed = [&] { return std::chrono::steady_clock::now() - began; };
  start();
  while (problems_.empty() && passed() < options_.length / 2) strike(true);
  kill();
  start();
  while (problems_.empty() && passed() < options_.length) strike(false);
  const std::vector<Use> uses = uses_;
  if (problems_.empty() && !eventually([&] {
        live_for(milliseconds{200});
        return daemon_->metric("tickbard_store_up") == 1 && daemon_->metric("tickbard_journal_rows") < 50'000;
      })) {
    problem("The store did not catch up within a minute.");
  }
  if (!problems_.empty()) return;
  if (const int code = daemon_->stop(); code != 0)
    problem("The last stop ended with " + std::to_string(code) + ".");
  start();  // what the journal still has goes to the store
  if (!eventually([&] { return daemon_->metric("tickbard_journal_rows") < 5'000; })) problem("The journal stays.");
  if (daemon_->stop() != 0) problem("The stop after the last start failed.");
  std::cout << kills_ << " kills, " << cuts_ << " connections cut, " << outages_ << " stops of the store, "
            << freezes_ << " freezes" << std::endl;
  expect_level(uses);
  expect_kept();
}

void Soak::problem(const std::string& sentence) {
  problems_.push_back(sentence);
  if (daemon_) problems_.back() += "\n" + daemon_->process().output();
}

void Soak::start() {
  daemon_ = std::make_unique<Daemon>(config_);
  uses_.clear();
  if (daemon_->url().empty()) problem("A start failed.");
}

void Soak::kill() {
  daemon_->process().signal(SIGKILL);
  daemon_->process().wait();
  ++kills_;
}

milliseconds Soak::between(long from_ms, long to_ms) {
  return milliseconds{from_ms + static_cast<long>(chance_() % static_cast<unsigned long>(to_ms - from_ms))};
}

/// Some quiet, then one thing that goes wrong.
void Soak::strike(bool may_kill) {
  live_for(between(1'000, 12'000));
  if (!problems_.empty()) return;
  switch (chance_() % (may_kill ? 4 : 3)) {
    case 0:
      ++cuts_;
      return proxy_.cut_instead_of("trade_id");
    case 1:
      ++outages_;
      server_.stop(PostgresServer::Stop::immediate);
      live_for(between(500, 10'000));
      return server_.start();
    case 2:
      ++freezes_;
      server_.freeze();
      live_for(between(500, 10'000));
      return server_.thaw();
    default:
      kill();
      return start();
  }
}

/// Reading what it says keeps the process from waiting for us.
void Soak::live_for(milliseconds time) {
  const auto end = std::chrono::steady_clock::now() + time;
  for (;;) {
    const auto left = std::chrono::duration_cast<milliseconds>(end - std::chrono::steady_clock::now());
    if (left <= milliseconds{0}) return;
    if (const auto code = daemon_->process().wait(std::min<milliseconds>(left, kLookEvery))) {
      return problem("It ended by itself with " + std::to_string(*code) + ".");
    }
    look();
  }
}

void Soak::look() {
  const std::string scrape = daemon_->scrape();
  if (scrape.empty()) return problem("/metrics did not answer.");
  if (!conserved(scrape)) return problem("The counters of prints do not add up:\n" + scrape);
  uses_.push_back({resident_kilobytes(daemon_->process().pid()), open_files(daemon_->process().pid())});
  std::cout << "ticks " << static_cast<long long>(metric_in(scrape, "tickbard_ticks_received_total")) << ", bars "
            << static_cast<long long>(metric_in(scrape, "tickbard_bars_closed_total")) << ", waiting "
            << static_cast<long long>(metric_in(scrape, "tickbard_journal_rows")) << ", " << uses_.back().kilobytes
            << " kB, " << uses_.back().files << " files" << std::endl;
}

/// The second third of the last process against its last third.
void Soak::expect_level(const std::vector<Use>& uses) {
  if (uses.size() < kLooksToJudge) {
    std::cout << "too short a life to judge what it used" << std::endl;
    return;
  }
  const auto third = static_cast<long>(uses.size() / 3);
  const auto before = uses.begin() + third, last = uses.begin() + 2 * third;
  const auto kilobytes = [](const Use& u) { return u.kilobytes; };
  const auto files = [](const Use& u) { return u.files; };
  const long was = median(before, last, kilobytes), is = median(last, uses.end(), kilobytes);
  const long had = median(before, last, files), has = median(last, uses.end(), files);
  std::cout << "memory " << was << " kB, then " << is << " kB; files " << had << ", then " << has << std::endl;
  if (static_cast<double>(is) > static_cast<double>(was) * kLevel + kSlackKilobytes) problem("Memory grows.");
  if (has > had + kSlackFiles) problem("Open files grow.");
}

void Soak::expect_kept() {
  const auto ask = [this](const std::string& sql) { return server_.sql(database_, sql); };
  const Verdict verdict = judge(options_.market, StoredMinutes::of_postgres(ask), Feed::live);
  std::cout << verdict.text() << std::endl;
  if (!verdict.broken.empty()) problems_.push_back("The store holds what it should not.");
  if (verdict.whole == 0) problems_.push_back("No whole minute: nothing was shown.");
}

}  // namespace tickbard::test
