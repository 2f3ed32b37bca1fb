#include "tests/bench/peers/decoded_tape.hpp"

#include <map>
#include <utility>

#include "aggregator/feed/protocol.hpp"
#include "daemon/net/frame_reader.hpp"

namespace tickbard::test {

void for_each_trade(Tape& tape, const Stretch& stretch, const std::function<void(const Tick&)>& each) {
  Subscription all;
  all.symbols = {"*"};
  const auto protocol = make_protocol("polygon", std::move(all));
  net::FrameReader reader(16 << 20);
  Decoded decoded;
  for (int i = 0; i < stretch.seconds; ++i) {
    tape.turn_to(stretch.first + i);
    for (std::string_view rest = tape.bytes(); !rest.empty();) {
      const auto room = reader.prepare();
      const std::size_t n = rest.copy(room.data(), room.size());
      rest.remove_prefix(n);
      reader.commit(n);
      for (auto word = reader.next(); word.kind == net::WsWord::Kind::text; word = reader.next()) {
        decoded.clear();
        protocol->on_message(word.bytes, UnixNanos{}, decoded);
        for (const FeedEvent& event : decoded.events) each(event.tick);
      }
    }
  }
}

std::uint64_t price_units(const Tick& tick) {
  return static_cast<std::uint64_t>(tick.price.raw) / 100'000;
}

std::uint64_t size_units(const Tick& tick) {
  return static_cast<std::uint64_t>(tick.size.raw) / 100'000'000;
}

Sums sums_of(Tape& tape, const Stretch& stretch) {
  std::map<std::pair<std::string, std::int64_t>, std::uint64_t> close;
  Sums sums;
  for_each_trade(tape, stretch, [&](const Tick& tick) {
    ++sums.trades;
    sums.volume += size_units(tick);
    close[{std::string(tick.symbol.view()), to_unix_nanos(tick.event_time) / 60'000'000'000}] = price_units(tick);
  });
  for (const auto& [minute, price] : close) sums.close += price;
  return sums;
}

}  // namespace tickbard::test
