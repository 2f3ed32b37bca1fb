#include "tests/bench/peers/peer.hpp"

#include "tests/bench/common/processor.hpp"
#include "tests/bench/peers/minutes.hpp"

namespace tickbard::test {

static_assert(Peer::kPadding >= simdjson::SIMDJSON_PADDING);

struct Peer::Impl {
  const std::uint64_t trades, uncounted;
  Minutes minutes{};
  std::uint64_t first = 0;
  double begun = 0, ns = 0;
};

Peer::Peer(std::uint64_t trades, std::uint64_t uncounted) : impl_(new Impl{trades, uncounted}) {}
Peer::~Peer() = default;

bool Peer::take(std::string_view message) {
  Impl& p = *impl_;
  p.minutes.take(message);
  if (p.first == 0 && p.minutes.trades() >= p.uncounted) {
    p.first = p.minutes.trades();
    p.begun = nanos(CLOCK_PROCESS_CPUTIME_ID);
  }
  if (p.minutes.trades() < p.trades) return false;
  p.ns = (nanos(CLOCK_PROCESS_CPUTIME_ID) - p.begun) / static_cast<double>(p.trades - p.first);
  return true;
}

double Peer::ns_a_trade() const {
  return impl_->ns;
}

Sums Peer::sums() const {
  return impl_->minutes.sums();
}

}  // namespace tickbard::test
