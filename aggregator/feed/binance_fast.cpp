#include "aggregator/feed/fast_shapes.hpp"

namespace tickbard::fast_shapes {
namespace {

/// "s":"BTCUSDT","t":3735683259,"p":"61837.63000000","q":"0.02000000"
[[gnu::always_inline]] inline bool print(Shape& in, Tick& tick) {
  if (!in.passes<R"("s":")">() || !in.pair(tick.symbol) || !in.passes<R"(","t":)">() || !in.id(tick.id) ||
      !in.passes<R"(,"p":")">() || !in.price(tick.price) || !in.passes<R"(","q":")">() || !in.size(tick.size)) {
    return false;
  }
  tick.sequence = tick.id.value;  // prints of one millisecond are in the order of their ids
  return true;
}

/// {"e":"trade","E":1723161255343,"s":…,"T":1723161255342,"m":true,"M":true} on the spot venues,
/// {"e":"trade","E":1723161256322,"T":1723161256322,"s":…,"X":"MARKET","m":false} on those for futures.
[[gnu::always_inline]] inline bool trade(Shape& in) {
  Tick& tick = in.print();
  if (!in.passes<R"({"e":"trade","E":)">() || !in.digits() || !in.passes<",">()) return false;
  if (in.passes<R"("T":)">()) {
    return in.milliseconds(tick.event_time) && in.passes<",">() && print(in, tick) && in.passes<R"(","X":")">() &&
           in.word() && in.passes<R"(","m":)">() && in.passes_either<"true", "false">() && in.passes<"}">();
  }
  return print(in, tick) && in.passes<R"(","T":)">() && in.milliseconds(tick.event_time) &&
         in.passes<R"(,"m":)">() && in.passes_either<"true", "false">() && in.passes<R"(,"M":)">() &&
         in.passes_either<"true", "false">() && in.passes<"}">();
}

}  // namespace

bool binance(Shape in) {
  if (!in.passes<R"({"stream":")">()) return trade(in) && in.ends();
  // A word has no colon: no venue stands in front.
  return in.word() && in.passes<R"(@trade","data":)">() && trade(in) && in.passes<"}">() && in.ends();
}

}  // namespace tickbard::fast_shapes
