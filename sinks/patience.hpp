#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace tickbard {

/// Cuts a socket on which nothing is answered for too long. A server that is frozen still acknowledges what is
/// sent: neither TCP's limits nor the server's own end such a wait. Owner: the thread that waits on the socket; a
/// second one watches from the first wait on. Lifetime: joins it.
class Patience {
 public:
  explicit Patience(std::chrono::milliseconds limit) : limit_(limit) {}
  ~Patience();
  Patience(const Patience&) = delete;
  Patience& operator=(const Patience&) = delete;

  /// While it lives, `socket` is watched: shut down after the limit, so that whoever reads sees the end.
  /// Precondition: the socket stays open meanwhile; one Watch at a time.
  class Watch {
   public:
    Watch(Patience& patience, int socket);
    ~Watch();
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

    /// Something was answered: the limit begins anew.
    void renew();

   private:
    Patience& patience_;
    const int socket_;
  };

 private:
  void run();

  const std::chrono::milliseconds limit_;
  std::mutex mutex_;
  std::condition_variable changed_;
  int socket_ = -1;       ///< guarded by mutex_; -1: nothing to watch
  unsigned watches_ = 0;  ///< guarded by mutex_: tells one watch from the next
  bool ended_ = false;    ///< guarded by mutex_
  std::thread thread_;
};

}  // namespace tickbard
