#include "aggregator/core/tick.hpp"

#include <charconv>

#include "aggregator/core/fnv.hpp"

namespace tickbard {

namespace {

constexpr std::uint64_t kTopBit = std::uint64_t{1} << 63;

std::uint64_t hash_of(std::string_view text) {
  std::uint64_t h = fnv1a(text);  // then a finalizer: ids of one burst differ in few bits
  h = (h ^ (h >> 33)) * 0xFF51AFD7ED558CCDULL;
  h = (h ^ (h >> 33)) * 0xC4CEB9FE1A85EC53ULL;
  return h ^ (h >> 33);
}

}  // namespace

TradeId TradeId::from_text(std::string_view text) noexcept {
  if (text.empty() || text == "0") return {};
  if (text.front() >= '1' && text.front() <= '9') {
    std::uint64_t number = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (error == std::errc{} && stop == end && number < kTopBit) return from_number(number);
  }
  return {hash_of(text) | kTopBit};
}

}  // namespace tickbard
