#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "aggregator/core/error.hpp"
#include "aggregator/core/tick.hpp"

namespace tickbard {

/// Why a feed stopped delivering: `tickbard_feed_disconnects_total{reason}` and `ingest_gaps.reason`.
enum class LostReason : std::uint8_t {
  closed,            ///< the server or the network ended the connection
  silent,            ///< no frame for longer than the session allows
  connect_failed,    ///< no connection could be made
  tls_failed,        ///< the certificate does not verify, or the handshake failed
  refused,           ///< credentials or subscription refused
  connection_limit,  ///< the provider allows no further connection
  slow_consumer,     ///< the provider says we read too slowly
  protocol_error,    ///< the feed speaks nonsense
  server_leaving,    ///< the server announced its end
  shutdown,          ///< we stopped or were killed, or a reload replaced the connection
  journal_damaged,   ///< the feed delivered, but the disk lost rows on their way to the store
  store_behind,      ///< the feed delivered, but the store lost rows again that this machine no longer keeps
  skipped_ids,       ///< the connection stood, but numbers of trades were left out
};

inline constexpr std::array<std::string_view, 13> kLostReasonNames{
    "closed",           "silent",        "connect_failed", "tls_failed",     "refused",
    "connection_limit", "slow_consumer", "protocol_error", "server_leaving", "shutdown",
    "journal_damaged",  "store_behind",  "skipped_ids"};

constexpr std::string_view name_of(LostReason r) {
  return kLostReasonNames[static_cast<std::size_t>(r)];
}

enum class FeedEventKind : std::uint8_t {
  trade,       ///< tick is a print
  snapshot,    ///< tick is a print of before the subscription, sent again by the server; counted once if new
  cancel,      ///< tick.original names the print to take back (tick.exchange, tick.symbol)
  correction,  ///< tick.original is taken back and tick put at its minute; tick.event_time is the message's
  rejected,    ///< a print that could not be read; `reject` says why; tick.symbol if it was readable
  streaming,   ///< the subscription is confirmed: from tick.recv_time on we listen
  lost,        ///< we no longer listen; `lost` says why; tick.recv_time is when, event_time when noticed
  raw_text,    ///< no tick but `text`: a piece of the raw text of the `rejected` that follows (raw_text.hpp)
};

/// The kinds that the conservation tally counts as received.
constexpr bool is_print(FeedEventKind kind) {
  return kind == FeedEventKind::trade || kind == FeedEventKind::snapshot || kind == FeedEventKind::correction ||
         kind == FeedEventKind::rejected;
}

/// What a feed thread hands to the market thread, in order. Trivially copyable.
struct FeedEvent {
  FeedEventKind kind = FeedEventKind::trade;
  Reject reject = Reject::malformed;
  LostReason lost = LostReason::closed;
  FeedId feed = 0;
  union {
    Tick tick{};
    std::array<char, sizeof(Tick)> text;  ///< of `raw_text`: up to the first NUL
  };
};

static_assert(std::is_trivially_copyable_v<FeedEvent>);

}  // namespace tickbard
