#include "daemon/app/signals.hpp"

#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <system_error>

namespace tickbard {
namespace {

sigset_t our_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set, signal);
  return set;
}

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

}  // namespace

Signals::Signals() {
  const sigset_t set = our_signals();
  if (const int error = pthread_sigmask(SIG_BLOCK, &set, nullptr); error != 0) {
    errno = error;
    fail("signals cannot be blocked");
  }
  fd_ = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
  if (fd_ < 0) fail("no signalfd can be made");
  // A peer that closes early, or a limit on the size of files, must be an error code, not the end of the process.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
}

Signals::~Signals() {
  close(fd_);
  const sigset_t set = our_signals();
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

StopSignal Signals::wait(std::chrono::milliseconds limit) {
  pollfd waited{fd_, POLLIN, 0};
  if (poll(&waited, 1, static_cast<int>(limit.count())) <= 0) return StopSignal::none;
  signalfd_siginfo info{};
  if (read(fd_, &info, sizeof info) != sizeof info) return StopSignal::none;
  return info.ssi_signo == SIGHUP ? StopSignal::reload : StopSignal::stop;
}

}  // namespace tickbard
