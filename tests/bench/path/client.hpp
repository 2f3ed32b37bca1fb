#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "aggregator/core/tally.hpp"
#include "daemon/feed/connection.hpp"

namespace tickbard::test {

/// How the client is run.
struct ClientWay {
  std::filesystem::path ca_file = {};   ///< over TLS, and this is whom it trusts; empty: plain
  bool spin = false;                    ///< neither the feeds' threads nor the caller ever sleep
  std::chrono::nanoseconds coalesce{};  ///< `ingest.coalesce`
};

/// One feed of Polygon's form, from a server on this machine.
FeedOptions bench_feed(std::uint16_t port, FeedId id, const ClientWay& way, const Calendar* calendar);

/// What `tickbard run` does with one feed or several, made of the same parts: feeds, of which an only one is
/// turned with the market and several have threads and rings, market, bucket memory in a file and the thread that
/// syncs it, journal and its thread. The caller is the market's thread. Owner: one thread; the others inherit the
/// cores it has at start(). Errors: throws. Lifetime: `folder` outlives it.
class Client {
 public:
  /// A feed of each port on this machine.
  Client(const std::vector<std::uint16_t>& ports, const std::filesystem::path& folder, const ClientWay& way = {});
  ~Client();

  void start();

  /// One round of the market's loop, and a nap where there was nothing to do. How many prints it has taken so far.
  std::uint64_t turn();

  /// Ends the feed, and waits until the journal holds everything that was handed over. Errors: throws if prints
  /// were refused, taken for duplicates, or lost.
  void finish(std::uint64_t trades);

  const Tally& tally() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace tickbard::test
