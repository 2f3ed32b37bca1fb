#include "daemon/sim/sim_server.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <cmath>

#include "aggregator/calendar/calendar.hpp"
#include "aggregator/core/ascii.hpp"
#include "aggregator/core/time_text.hpp"
#include "daemon/sim/dialect.hpp"
#include "daemon/sim/sim_client.hpp"
#include "daemon/sim/wire_text.hpp"

namespace tickbard {
namespace {

constexpr std::size_t kTradesAtOnce = 2048;
constexpr int kRunsPerTurn = 64;
constexpr std::size_t kFramesPerTurn = 512;
constexpr std::chrono::nanoseconds kBeatEvery = std::chrono::seconds(1);
constexpr std::chrono::nanoseconds kPingEvery = std::chrono::seconds(10);

}  // namespace

SimServer::SimServer(boost::asio::io_context& io, const SimOptions& options, const Calendar* calendar,
                     SimTime time, LogFn log)
    : io_(io),
      options_(options),
      time_(std::move(time)),
      log_(std::move(log)),
      speed_(options.speed.value_or(options.replay.empty() ? 1.0 : kFullSpeed)) {
  const std::string what =
      options_.replay.empty() ? start_market(calendar) : "recorded frames of " + options_.replay.string();
  WsServerOptions listen;
  listen.host = options_.host;
  listen.port = options_.port;
  listen.limits.server_name = "tickbard sim (SIMULATED)";  // so that the daemon labels all that comes of it
  listen.limits.message_bytes = 16 << 20;                  // a list of all symbols in one subscription
  server_ = std::make_unique<WsServer>(io_, listen, handlers());
  // Not before it listens: on a taken port there is no feed.
  log_(LogLevel::info, "sim", "SIMULATED " + options_.provider + " feed: " + what);
}

SimServer::~SimServer() {
  *alive_ = false;
}

UnixNanos SimServer::default_start(const Calendar* calendar, UnixNanos wall, double speed) const {
  if (speed <= 1) return wall;
  if (!calendar || market_style(options_.provider) == MarketStyle::crypto) {
    return std::chrono::floor<std::chrono::days>(wall) - std::chrono::days(1);
  }
  std::optional<Session> session = calendar->previous_session(calendar->session_date(wall));
  return session ? session->open : wall;
}

std::string SimServer::start_market(const Calendar* calendar) {
  const UnixNanos wall = time_.wall();
  GeneratorOptions o;
  o.style = market_style(options_.provider);
  o.symbols =
      options_.symbols.empty() ? simulated_symbols(options_.provider, options_.symbol_count) : options_.symbols;
  o.rate = options_.rate;
  o.seed = options_.seed;
  o.start = options_.start.value_or(default_start(calendar, wall, speed_));
  o.burst = options_.faults.burst;
  o.future = options_.faults.future;
  o.keep = options_.provider == "kraken" ? options_.snapshot : 1;
  if (calendar && o.style == MarketStyle::us_equity) {
    o.segment = [calendar](UnixNanos t) { return calendar->segment(t); };
  }
  for (std::uint32_t i = 0; i < o.symbols.size(); ++i) index_[upper(o.symbols[i])] = i;
  std::string what = std::to_string(o.symbols.size()) + " symbols with made-up trades (" + o.symbols.front() +
                     (o.symbols.size() > 1 ? " to " + o.symbols.back() : "") + "), market time from " +
                     to_rfc3339(std::chrono::floor<std::chrono::seconds>(o.start));
  reached_ = o.start;
  clock_ = std::make_unique<SimClock>(o.start, speed_, time_.mono());
  market_ = std::make_unique<MarketGenerator>(std::move(o));
  return what;
}

Listing SimServer::listing() const {
  Listing listing;
  if (!market_) return listing;
  listing.knows = [this](std::string_view symbol) { return index_.contains(upper(symbol)); };
  listing.recent = [this](std::string_view symbol) -> const std::deque<SimTrade>* {
    const auto at = index_.find(upper(symbol));
    return at == index_.end() ? nullptr : &market_->recent(at->second);
  };
  return listing;
}

WsHandlers SimServer::handlers() {
  const auto client = [this](const WsPeerPtr& peer) -> ClientPtr {
    const auto at = clients_.find(peer->id());
    return at == clients_.end() ? nullptr : at->second;
  };
  WsHandlers h;
  h.on_open = [this](const WsPeerPtr& peer) { opened(peer); };
  h.on_message = [this, client](const WsPeerPtr& peer, std::string_view text) {
    if (const ClientPtr c = client(peer)) c->message(text, time_.wall(), time_.mono());
  };
  h.on_drained = [this, client](const WsPeerPtr& peer) {
    const ClientPtr c = client(peer);
    if (!c) return;
    if (market_) {
      if (!std::isfinite(speed_)) again();
    } else {
      play(c);
    }
  };
  h.on_close = [this](const WsPeerPtr& peer, std::uint16_t code, std::string_view) {
    if (clients_.erase(peer->id()) == 0) return;
    log_(LogLevel::info, "sim",
         "SIMULATED feed, client " + std::to_string(peer->id()) + ": gone (" + std::to_string(code) + ")");
  };
  return h;
}

void SimServer::opened(const WsPeerPtr& peer) {
  ++connections_;
  auto dialect = make_dialect(options_.provider, {options_.faults.auth}, listing());
  const bool over = options_.faults.limit && clients_.size() >= *options_.faults.limit;
  FaultGate gate(options_.faults, options_.replay.empty() ? 1 : connections_);
  auto client = std::make_shared<SimClient>(peer, std::move(*dialect), std::move(gate), log_, time_.mono());
  clients_[peer->id()] = client;
  client->opened(over, time_.wall());
}

void SimServer::play(const ClientPtr& client) {
  if (!client->play(options_.replay, speed_, time_.mono(), kFramesPerTurn)) return;
  boost::asio::post(io_, [this, alive = alive_, weak = std::weak_ptr<SimClient>(client)] {
    const ClientPtr still = weak.lock();
    if (*alive && still) play(still);
  });
}

/// At full speed the market waits for those who listen; at any other it goes on.
bool SimServer::market_may_run() const {
  if (std::isfinite(speed_)) return true;
  bool anyone = false;
  const MonoTime now = time_.mono();
  for (const auto& [id, client] : clients_) {
    if (!client->streaming()) continue;
    if (!client->settled(now) || !client->wants_more()) return false;
    anyone = true;
  }
  return anyone;
}

std::vector<SimServer::ClientPtr> SimServer::everyone() const {
  std::vector<ClientPtr> all;
  for (const auto& [id, client] : clients_) all.push_back(client);
  return all;
}

void SimServer::run_market_once(UnixNanos until) {
  trades_.clear();
  reached_ = market_->generate(until, kTradesAtOnce, trades_);
  if (!trades_.empty()) {
    for (const ClientPtr& client : everyone()) client->trades(trades_, market_->symbols());
  }
}

void SimServer::run_market() {
  UnixNanos until = clock_->at(time_.mono(), time_.wall());
  if (options_.end) until = std::min(until, *options_.end);
  for (int n = 0; reached_ < until && market_may_run(); ++n) {
    if (n == kRunsPerTurn) return again();
    run_market_once(until);
  }
  if (options_.end && reached_ >= *options_.end && !told_end_) {
    told_end_ = true;
    log_(LogLevel::info, "sim",
         "SIMULATED feed: the made-up market is over at " + to_rfc3339(*options_.end) + " after " +
             std::to_string(market_->trades()) + " trades; staying connected");
  }
}

void SimServer::again() {
  if (running_again_) return;
  running_again_ = true;
  boost::asio::post(io_, [this, alive = alive_] {
    if (!*alive) return;
    running_again_ = false;
    run_market();
  });
}

void SimServer::step() {
  const MonoTime now = time_.mono();
  if (market_) {
    run_market();
  } else {
    for (const ClientPtr& client : everyone()) play(client);
  }
  if (now >= next_beat_) {
    next_beat_ = now + kBeatEvery;
    for (const ClientPtr& client : everyone()) client->heartbeat(time_.wall());
  }
  if (now >= next_ping_) {
    next_ping_ = now + kPingEvery;
    for (const ClientPtr& client : everyone()) client->ping();
  }
}

void SimServer::stop() {
  server_->stop();
}

}  // namespace tickbard
