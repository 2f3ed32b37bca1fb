#include "aggregator/feed/fast_shapes.hpp"

namespace tickbard::fast_shapes {
namespace {

/// {"T":"t","S":"AAPL","i":628,"x":"K","p":162.92,"s":3,"c":["@","I"],"z":"C","t":"2023-04-06T11:54:26.83915973Z"}
/// as it comes; with "t" before "z" it was seen, too.
[[gnu::always_inline]] inline bool stock(Shape& in, Tick& tick) {
  if (!in.passes<R"({"T":"t","S":")">() || !in.equity(tick.symbol) || !in.passes<R"(","i":)">() ||
      !in.id(tick.id) || !in.passes<R"(,"x":")">() || !in.letter(tick.exchange) || !in.passes<R"(","p":)">() ||
      !in.price(tick.price) || !in.passes<R"(,"s":)">() || !in.size(tick.size) || !in.passes<R"(,"c":[)">() ||
      !in.letters(tick.conditions)) {
    return false;
  }
  if (in.passes<R"(],"z":")">()) {
    return in.tape(tick.tape) && in.passes<R"(","t":")">() && in.time(tick.event_time) && in.passes<R"("})">();
  }
  return in.passes<R"(],"t":")">() && in.time(tick.event_time) && in.passes<R"(","z":")">() &&
         in.tape(tick.tape) && in.passes<R"("})">();
}

/// {"T":"t","S":"BTC/USD","p":65614.929,"s":0.000038,"t":"2026-02-23T15:57:33.393Z","i":8160237406270933078,"tks":"S"}
[[gnu::always_inline]] inline bool crypto(Shape& in, Tick& tick) {
  return in.passes<R"({"T":"t","S":")">() && in.pair(tick.symbol) && in.passes<R"(","p":)">() &&
         in.price(tick.price) && in.passes<R"(,"s":)">() && in.size(tick.size) && in.passes<R"(,"t":")">() &&
         in.time(tick.event_time) && in.passes<R"(","i":)">() && in.id(tick.id) && in.passes<R"(,"tks":")">() &&
         in.passes_either<"B", "S">() && in.passes<R"("})">();
}

/// Both part behind the name, so that nothing of the one stays in the other.
[[gnu::always_inline]] inline bool trade(Shape& in) {
  Tick& tick = in.print();
  const char* const begin = in.place();
  if (stock(in, tick)) [[likely]]
    return true;
  in.go_back(begin);
  return crypto(in, tick);
}

}  // namespace

bool alpaca(Shape in) {
  if (!in.passes<"[">()) return false;
  do {
    if (!trade(in)) return false;
  } while (in.passes<",">());
  return in.passes<"]">() && in.ends();
}

}  // namespace tickbard::fast_shapes
