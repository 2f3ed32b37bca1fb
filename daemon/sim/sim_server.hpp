#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "daemon/net/ws_server.hpp"
#include "daemon/runtime/log.hpp"
#include "daemon/sim/market_generator.hpp"
#include "daemon/sim/sim_clock.hpp"
#include "daemon/sim/sim_options.hpp"

namespace tickbard {

class Calendar;
class SimClient;
struct Listing;

/// The time as the simulator sees it; tests move it by hand.
struct SimTime {
  std::function<UnixNanos()> wall;
  std::function<MonoTime()> mono;
};

/// The simulator: one websocket server that speaks a provider's protocol. All clients see one made-up market,
/// which goes on whether or not anyone looks; a recording begins anew for each connection. Owner: the thread that
/// runs `io`. Memory is bounded: a client that does not read stops its recording (and the market, at full speed),
/// or is closed. Errors: the constructor throws std::runtime_error if it cannot listen. Lifetime: `calendar`
/// outlives it; it says which US prints are of extended hours (nullptr: none).
class SimServer {
 public:
  SimServer(boost::asio::io_context& io, const SimOptions& options, const Calendar* calendar, SimTime time,
            LogFn log);
  ~SimServer();

  /// Moves on: new trades, recorded frames that are due, heartbeats. Call it every 20 ms or so.
  void step();

  void stop();  ///< takes no more clients and closes all politely

  std::string url() const { return server_->url(); }
  std::uint16_t port() const { return server_->port(); }
  std::size_t peers() const { return server_->peers(); }
  const MarketGenerator* market() const { return market_.get(); }  ///< nullptr with a recording

 private:
  using ClientPtr = std::shared_ptr<SimClient>;

  std::string start_market(const Calendar* calendar);  ///< and what it is, in words
  UnixNanos default_start(const Calendar* calendar, UnixNanos wall, double speed) const;
  Listing listing() const;
  WsHandlers handlers();
  void opened(const WsPeerPtr& peer);
  void run_market();
  void run_market_once(UnixNanos until);
  bool market_may_run() const;
  void play(const ClientPtr& client);
  std::vector<ClientPtr> everyone() const;  ///< a copy: a send may end a client
  void again();                             ///< run_market() once more, after the sockets had their turn

  boost::asio::io_context& io_;
  SimOptions options_;
  SimTime time_;
  LogFn log_;
  double speed_;
  std::unique_ptr<MarketGenerator> market_;
  std::unique_ptr<SimClock> clock_;
  std::unordered_map<std::string, std::uint32_t> index_;  ///< of a symbol, in upper case
  std::map<std::uint64_t, ClientPtr> clients_;            ///< by peer id
  std::uint64_t connections_ = 0;
  UnixNanos reached_{};
  MonoTime next_beat_{};
  MonoTime next_ping_{};
  bool told_end_ = false;
  bool running_again_ = false;
  std::vector<SimTrade> trades_;                                ///< scratch
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  ///< for what was posted before the end
  std::unique_ptr<WsServer> server_;                            ///< last: its handlers use the rest
};

}  // namespace tickbard
