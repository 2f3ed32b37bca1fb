#include "daemon/runtime/doorbell.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <ctime>
#include <system_error>

#include "daemon/runtime/clock.hpp"

namespace tickbard {

Doorbell::Doorbell() : fd_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (fd_ < 0) throw std::system_error(errno, std::generic_category(), "cannot make an eventfd to wake a thread");
}

Doorbell::~Doorbell() {
  ::close(fd_);
}

void Doorbell::ring() noexcept {
  // acq_rel: what was published before is visible to whoever takes this state over in wait(). All decisions are
  // taken on this one variable, so either the loop's attempt to nap comes later and fails, or we see it napping.
  if (state_.exchange(rung, std::memory_order_acq_rel) == napping) {
    const std::uint64_t one = 1;
    // The counter can not overflow: one write per nap. A failed write would only cost the rest of the timeout.
    [[maybe_unused]] const ssize_t n = ::write(fd_, &one, sizeof one);
  }
}

bool Doorbell::begin_nap() noexcept {
  int expected = awake;
  if (state_.compare_exchange_strong(expected, napping, std::memory_order_acq_rel)) return true;
  state_.exchange(awake, std::memory_order_acq_rel);
  return false;
}

bool Doorbell::end_nap() noexcept {
  return state_.exchange(awake, std::memory_order_acq_rel) == rung;
}

void Doorbell::hush() noexcept {
  std::uint64_t count = 0;
  [[maybe_unused]] const ssize_t n = ::read(fd_, &count, sizeof count);
}

bool Doorbell::wait(std::chrono::nanoseconds timeout) noexcept {
  if (!begin_nap()) return true;
  if (timeout.count() < 0) timeout = std::chrono::nanoseconds{0};
  const auto seconds = std::chrono::floor<std::chrono::seconds>(timeout);
  const timespec limit{static_cast<time_t>(seconds.count()), static_cast<long>((timeout - seconds).count())};
  pollfd p{fd_, POLLIN, 0};
  if (::ppoll(&p, 1, &limit, nullptr) > 0) hush();
  // A ring that arrived after the poll timed out leaves the counter set: the next nap ends early, for nothing.
  return end_nap();
}

bool Doorbell::watch(std::chrono::nanoseconds timeout) noexcept {
  constexpr int kLooksAtTheClock = 64;  // a look at it takes as long as many at the state
  const MonoTime until = mono_now() + timeout;
  while (state_.load(std::memory_order_relaxed) != rung) {
    for (int i = 0; i < kLooksAtTheClock && state_.load(std::memory_order_relaxed) != rung; ++i) {
#if defined(__x86_64__)
      __builtin_ia32_pause();
#endif
    }
    if (mono_now() >= until) break;
  }
  return state_.exchange(awake, std::memory_order_acq_rel) == rung;
}

}  // namespace tickbard
