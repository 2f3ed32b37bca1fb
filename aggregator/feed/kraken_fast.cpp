#include "aggregator/feed/fast_shapes.hpp"

namespace tickbard::fast_shapes {
namespace {

/// {"symbol":"BTC/USD","side":"buy","price":105944.20,"qty":0.00027625,"ord_type":"limit","trade_id":10218208,
/// "timestamp":"2023-10-06T17:35:55.440295Z"}
[[gnu::always_inline]] inline bool trade(Shape& in) {
  Tick& tick = in.print();
  if (!in.passes<R"({"symbol":")">() || !in.pair(tick.symbol) || !in.passes<R"(","side":")">() ||
      !in.passes_either<"buy", "sell">() || !in.passes<R"(","price":)">() || !in.price(tick.price) ||
      !in.passes<R"(,"qty":)">() || !in.size(tick.size) || !in.passes<R"(,"ord_type":")">() ||
      !in.passes_either<"limit", "market">() || !in.passes<R"(","trade_id":)">() || !in.id(tick.id) ||
      !in.passes<R"(,"timestamp":")">() || !in.time(tick.event_time) || !in.passes<R"("})">()) {
    return false;
  }
  tick.sequence = tick.id.value;
  return true;
}

}  // namespace

bool kraken(Shape in) {
  if (!in.passes<R"({"channel":"trade","type":"update","data":[)">()) return false;
  do {
    if (!trade(in)) return false;
  } while (in.passes<",">());
  return in.passes<"]}">() && in.ends();
}

}  // namespace tickbard::fast_shapes
