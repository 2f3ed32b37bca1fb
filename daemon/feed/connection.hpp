#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "aggregator/core/feed_event.hpp"
#include "aggregator/feed/protocol.hpp"
#include "aggregator/session/session.hpp"
#include "daemon/feed/event_outlet.hpp"
#include "daemon/feed/feed_status.hpp"
#include "daemon/net/url.hpp"
#include "daemon/runtime/log.hpp"
#include "daemon/runtime/spsc_ring.hpp"

namespace tickbard {

class AsioReactor;
class Calendar;
class Doorbell;

struct FeedOptions {
  std::string name;  ///< "us"
  const Provider* provider = nullptr;
  std::string url;                      ///< with or without a path; empty: the provider's default
  Subscription subscription;            ///< symbols, venue, credentials
  const Calendar* calendar = nullptr;   ///< when silence is suspicious; nullptr: always. Outlives the connection
  std::filesystem::path ca_file;        ///< trusted instead of this machine's authorities; empty: these
  bool spin = false;                    ///< never sleep
  std::chrono::nanoseconds coalesce{};  ///< after something came, what follows gathers for so long
  std::optional<unsigned> cpu;          ///< to keep to
  std::uint64_t seed = 0;               ///< of the back-off's jitter; 0: from the kernel
  SessionTimes times;                   ///< deadlines and back-off
  std::optional<std::chrono::nanoseconds> silence, keep_alive_every,
      send_spacing;  ///< unset: as the provider needs
};

/// Settles the url: the provider's default, its default path where none is given. Errors: a sentence.
Result<Url> feed_url(const FeedOptions& options);

/// One feed: keeps one websocket connected, decodes it and hands FeedEvents on, in order. It has a thread of its
/// own, `feed:<name>`, and a ring to the market's; or it is turned by the market's thread.
/// Full-policy: a full ring stops the reading (TCP pushes back), so no event is lost between feed and market.
/// Owner: main (start, reload, stop, join); events and status belong to the feed's thread.
/// Errors: start() answers with a sentence on a bad url or CA file; everything later is a log line, status
/// and events. Lifetime: ring, doorbell, reactor, provider, calendar outlive it. The destructor stops and joins; a
/// reactor is turned until join() returns, and no longer when the destructor runs.
class FeedConnection {
 public:
  /// With a thread of its own. `bell` is rung after each batch of events.
  FeedConnection(FeedOptions options, SpscRing<FeedEvent>& ring, Doorbell& bell, LogFn log);

  /// On the thread that turns `reactor`; `take` is called there. `spin` says that it never sleeps, `coalesce` and
  /// `cpu` are its affair.
  FeedConnection(FeedOptions options, AsioReactor& reactor, TakeEvents take, LogFn log);
  ~FeedConnection();
  FeedConnection(const FeedConnection&) = delete;
  FeedConnection& operator=(const FeedConnection&) = delete;

  Result<void> start();

  /// Main: other symbols or credentials. Reconnects; also revives a feed that has stopped for good.
  void reload(Subscription subscription);

  /// Main: ends the connection, hands over what was read and `lost` (shutdown), then nothing more.
  /// The consumer must go on draining the ring, or turning the reactor, until join() returns.
  void stop();
  void join();

  const FeedStatus& status() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tickbard
