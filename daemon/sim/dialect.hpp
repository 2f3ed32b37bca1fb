#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "aggregator/core/error.hpp"
#include "daemon/sim/interest.hpp"
#include "daemon/sim/market_generator.hpp"
#include "daemon/sim/sim_trade.hpp"

namespace tickbard {

/// What the server says after something happened on a connection.
struct Answer {
  std::vector<std::string> send;
  bool close = false;  ///< after the sends
  std::uint16_t code = 1000;
  std::string reason;
};

/// What the market offers, for answers that depend on it. An empty `knows` (a recording) knows every symbol.
struct Listing {
  std::function<bool(std::string_view symbol)> knows;
  std::function<const std::deque<SimTrade>*(std::string_view symbol)>
      recent;  ///< oldest first; nullptr: none known

  /// The newest trade; nullptr if there is none.
  const SimTrade* last(std::string_view symbol) const {
    const std::deque<SimTrade>* trades = recent ? recent(symbol) : nullptr;
    return trades != nullptr && !trades->empty() ? &trades->back() : nullptr;
  }
};

struct DialectOptions {
  bool refuse_auth = false;  ///< every key is wrong
};

/// The server side of one provider's protocol on one connection: handshake, subscriptions, trades as that
/// provider writes them. No socket and no clock. Every dialect says SIMULATED where its protocol leaves room.
/// Owner: the simulator's thread; a new object for each connection. Errors: any client text is survived and
/// answered as the provider would.
class Dialect {
 public:
  virtual ~Dialect() = default;

  /// `target` is the request target of the upgrade, with its query.
  virtual void on_open(std::string_view target, UnixNanos now, Answer& answer) = 0;
  virtual void on_message(std::string_view text, UnixNanos now, Answer& answer) = 0;

  /// Appends the frames that carry those of `trades` this client wants, in order.
  virtual void encode(std::span<const SimTrade> trades, const std::vector<std::string>& names,
                      std::vector<std::string>& frames) const = 0;

  /// Once a second, whether or not data flows; idle: nothing was sent since the last call.
  virtual void heartbeat(UnixNanos now, bool idle, Answer& answer) const;

  virtual void over_limit(Answer& answer) const = 0;
  virtual void too_slow(Answer& answer) const = 0;

  /// Whether a recorded frame carries a trade (or a cancel, a correction) that this client subscribed to.
  bool wants_frame(std::string_view raw, std::string_view venue) const;

  /// Whether anything is subscribed to.
  virtual bool streaming() const { return !interest_.empty(); }

  /// The venue in front of the request path ("/usdm/stream"), or empty.
  const std::string& venue() const { return venue_; }

 protected:
  /// Where a recorded frame says what it is, and which of that are trades.
  struct FrameKeys {
    std::string_view kind;                     ///< "ev"
    std::span<const std::string_view> trades;  ///< {"T"}
    std::string_view symbol;                   ///< "sym"
  };
  virtual FrameKeys frame_keys() const = 0;
  virtual bool wants(std::string_view symbol, std::string_view venue) const;

  Interest interest_;
  std::string venue_;
};

/// Names nobody takes for real ones, in the provider's form: SIM0001, SIM1-USD, SIM1USDT, SIM1/USD.
std::vector<std::string> simulated_symbols(std::string_view provider, std::uint32_t count);

MarketStyle market_style(std::string_view provider);

/// Errors: a sentence listing the providers that can be simulated.
Result<std::unique_ptr<Dialect>> make_dialect(std::string_view provider, DialectOptions options, Listing listing);

std::unique_ptr<Dialect> make_polygon_dialect(DialectOptions options);
std::unique_ptr<Dialect> make_alpaca_dialect(DialectOptions options);
std::unique_ptr<Dialect> make_coinbase_dialect(Listing listing);
std::unique_ptr<Dialect> make_binance_dialect();
std::unique_ptr<Dialect> make_kraken_dialect(Listing listing);

}  // namespace tickbard
