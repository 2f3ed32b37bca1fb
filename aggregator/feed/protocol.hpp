#pragma once

#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "aggregator/core/feed_event.hpp"

namespace tickbard {

/// What a provider's message means to the connection that carried it.
enum class Signal : std::uint8_t {
  greeted,  ///< the server said hello; nothing is promised yet
  authenticated,
  streaming,  ///< the subscription (or its last part) is confirmed, or data came without a word
  heartbeat,
  bad_credentials,   ///< do not retry: a person has to act
  bad_subscription,  ///< do not retry: a symbol, or the plan, does not allow it
  connection_limit,  ///< retry after minutes, not seconds
  slow_consumer,
  leaving,       ///< the server will close soon: reconnect now
  server_error,  ///< said so; reconnect with back-off if it closes
  unknown,       ///< a message we do not know: counted, logged once per kind, harmless
  nonsense,      ///< not JSON, or not this provider's: too many in a row end the connection
};

struct Notice {
  Signal signal;
  std::string text;  ///< the provider's own words, or what we could not read; never a secret
};

/// What came out of one message, and the events of those before it that nobody has taken yet.
/// Owner: the connection, which reuses it for every message.
struct Decoded {
  std::vector<FeedEvent> events;
  std::size_t earlier = 0;  ///< of events: how many came before the message at hand
  std::vector<Notice> notices;
  std::vector<std::string> send;  ///< text messages to send, in order

  /// Of the message at hand.
  std::span<const FeedEvent> fresh() const { return std::span(events).subspan(earlier); }

  /// Before each message.
  void turn() {
    earlier = events.size();
    notices.clear();
    send.clear();
  }
  void clear() {
    events.clear();
    turn();
  }
};

struct Credentials {
  std::string key;
  std::string secret;
};

/// What a protocol is asked to deliver.
struct Subscription {
  FeedId feed = 0;
  std::vector<std::string> symbols;  ///< as the provider writes them; {"*"}: all
  std::string venue;                 ///< put in front of every symbol ("usdm:BTCUSDT"); usually empty
  Credentials credentials;
};

/// One provider's websocket dialect: bytes in, ticks and words out. No socket, no clock, no retry.
/// Owner: one connection's thread. A new object for each connection. Errors: values only; any input is survived.
class Protocol {
 public:
  virtual ~Protocol() = default;

  /// Messages to send as soon as the websocket is open, before the server has said anything.
  virtual void on_open(Decoded& out) = 0;

  /// One complete text message. `message` must be followed by kPadding readable bytes.
  /// recv_time is stamped on every tick.
  virtual void on_message(std::string_view message, UnixNanos recv_time, Decoded& out) = 0;

  /// An application-level keep-alive to send after `keep_alive_every` without sending; empty: none is needed.
  virtual std::string keep_alive() const { return {}; }

  static constexpr std::size_t kPadding = 64;  // simdjson's SIMDJSON_PADDING
};

/// What is known of a provider before any connection: data, one row each in providers.cpp.
struct Provider {
  std::string_view name;
  std::string_view default_url;  ///< scheme://host[:port], without the path
  std::string_view default_path;
  std::string_view calendar;  ///< "xnys" or "always"
  std::string_view rules;     ///< rule set in conditions.csv; empty: every print counts fully
  bool needs_key = false;
  bool needs_secret = false;
  bool all_symbols = false;      ///< has a form for all symbols
  bool equity_symbols = false;   ///< tickers are US equities: canonical form applies
  bool increasing_ids = false;   ///< trade ids of a symbol only grow: they are resume points
  bool consecutive_ids = false;  ///< and by one: a number left out is a print that we were not sent
  bool sends_corrections =
      false;  ///< cancels and corrections come by trade id: trades are kept for the amend window
  std::chrono::seconds silence{
      60};  ///< no frame at all for this long while the market is open: the socket is dead
  std::chrono::seconds keep_alive_every{0};   ///< 0: the protocol needs none
  std::chrono::milliseconds send_spacing{0};  ///< least time between two messages of ours (rate limits)
};

/// Every provider this build knows, in the order of the documentation.
std::vector<Provider> const& providers();

/// nullptr if there is none of that name.
const Provider* find_provider(std::string_view name);

/// The provider's own scheme://host[:port] for a venue ("binance", "usdm" -> "wss://fstream.binance.com").
/// Empty if the provider knows no such venue by name.
std::string default_url(const Provider& provider, std::string_view venue);

/// How a protocol reads: its fast way and for the rest the general one, or the latter alone, for whoever compares.
enum class Ways : std::uint8_t { both, general };

/// Precondition: find_provider(name).
std::unique_ptr<Protocol> make_protocol(std::string_view provider, Subscription subscription,
                                        Ways ways = Ways::both);

}  // namespace tickbard
