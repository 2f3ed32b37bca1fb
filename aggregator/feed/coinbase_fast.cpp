#include "aggregator/feed/fast_shapes.hpp"

namespace tickbard::fast_shapes {
/// {"type":"match","trade_id":1081862675,"maker_order_id":"f07e510f-4edf-469d-b844-4f670f1e93f1",
/// "taker_order_id":"e6f50944-3e2a-439e-ae49-308300ba8296","side":"sell","size":"0.00000001","price":"80691.53",
/// "product_id":"BTC-USD","sequence":134905860111,"time":"2026-08-25T03:35:57.198335Z"}
bool coinbase(Shape in) {
  Tick& tick = in.print();
  return in.passes<R"({"type":"match","trade_id":)">() && in.id(tick.id) &&
         in.passes<R"(,"maker_order_id":")">() && in.uuid() && in.passes<R"(","taker_order_id":")">() &&
         in.uuid() && in.passes<R"(","side":")">() && in.passes_either<"buy", "sell">() &&
         in.passes<R"(","size":")">() && in.size(tick.size) && in.passes<R"(","price":")">() &&
         in.price(tick.price) && in.passes<R"(","product_id":")">() && in.pair(tick.symbol) &&
         in.passes<R"(","sequence":)">() && in.number(tick.sequence) && in.passes<R"(,"time":")">() &&
         in.time(tick.event_time) && in.passes<R"("})">() && in.ends();
}
}  // namespace tickbard::fast_shapes
