#pragma once

#include <chrono>
#include <optional>

namespace tickbard {

enum class StopSignal { none, stop, reload };

/// SIGTERM, SIGINT and SIGHUP as things to wait for, so that no code of ours runs inside a signal handler.
/// Owner: main. Construct before any thread starts: threads inherit the blocked mask.
/// Errors: std::system_error at construction.
class Signals {
 public:
  Signals();
  ~Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

  /// Readable when a signal is there: for poll() or an io_context.
  int fd() const { return fd_; }

  /// Waits at most `limit` for the next signal; `none` when the time passed.
  StopSignal wait(std::chrono::milliseconds limit);

 private:
  int fd_ = -1;
};

}  // namespace tickbard
