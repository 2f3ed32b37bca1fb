#include "tests/bench/ticks/events.hpp"

#include <string>

#include "aggregator/feed/protocol.hpp"

namespace tickbard::test {

std::vector<FeedEvent> make_events(Workload what, int round) {
  what.per_frame = 1000;
  const Frames frames = make_frames(what, round);
  Subscription subscription;
  subscription.symbols = {"*"};
  const auto protocol = make_protocol("polygon", subscription);
  std::vector<FeedEvent> all;
  all.reserve(static_cast<std::size_t>(what.trades));
  Decoded decoded;
  for (const std::string_view frame : frames.all) {
    decoded.clear();
    protocol->on_message(frame, UnixNanos{}, decoded);
    for (FeedEvent& e : decoded.events) {
      e.tick.recv_time = e.tick.event_time + std::chrono::milliseconds{1};
      all.push_back(e);
    }
  }
  return all;
}

std::vector<FeedEvent> every_symbol(FeedEvent print, int symbols, std::uint64_t first_id) {
  std::vector<FeedEvent> all;
  all.reserve(static_cast<std::size_t>(symbols));
  for (int i = 0; i < symbols; ++i) {
    print.tick.symbol = Symbol::parse(symbol_name(i)).value();
    print.tick.price = parse_price(std::to_string(steady_dollars(static_cast<std::size_t>(i)))).value();
    print.tick.id = TradeId::from_number(first_id + static_cast<std::uint64_t>(i));
    all.push_back(print);
  }
  return all;
}

void move_on(std::vector<FeedEvent>& events) {
  for (FeedEvent& e : events) {
    e.tick.event_time += std::chrono::seconds{1};
    e.tick.recv_time += std::chrono::seconds{1};
    e.tick.id.value += events.size();
    e.tick.sequence += events.size();
  }
}

}  // namespace tickbard::test
