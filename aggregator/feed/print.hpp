#pragma once

#include "aggregator/core/feed_event.hpp"
#include "aggregator/feed/json.hpp"

namespace tickbard {

/// A print being read field by field. The first unreadable field turns it into a rejection with that reason;
/// the others are still read, so that the rejection names its symbol.
/// Owner: the protocol that reads the message. It writes to `event`, which knows its feed and when it was
/// received, where that stands. Lifetime: until anything is put behind the event or before it.
class PrintReader {
 public:
  PrintReader(FeedEvent& event, FeedEventKind kind) : event_(event) { event_.kind = kind; }

  void symbol(const Parsed<Symbol>& parsed);
  void price(const json::Token& token);
  void size(const json::Token& token);
  void time(const json::Token& token);

  /// The first reason stays.
  void reject(Reject reason);

  Tick& tick() { return event_.tick; }
  const FeedEvent& event() const { return event_; }

 private:
  FeedEvent& event_;
};

/// An instant in any form a provider uses: RFC 3339, an integer of any unit, decimal seconds.
Parsed<UnixNanos> read_time(const json::Token& token);

/// As TradeId::from_text; nothing, or no scalar, is no id.
TradeId read_id(const json::Token& token);

/// 0 for anything but an unsigned integer.
std::uint64_t read_unsigned(const json::Token& token);

}  // namespace tickbard
