#pragma once

#include <cstdint>
#include <limits>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace tickbard::test {

/// Between a client and a server on 127.0.0.1: passes bytes on, or cuts, swallows and slows them as it is told.
/// Owner: any thread tells it; one of its own does the work. Errors: throws std::runtime_error if it cannot
/// listen.
class TcpProxy {
 public:
  explicit TcpProxy(int server_port);
  ~TcpProxy();
  TcpProxy(const TcpProxy&) = delete;
  TcpProxy& operator=(const TcpProxy&) = delete;

  int port() const { return port_; }
  std::uint64_t bytes_to_server() const;

  /// Once: passes on that many more bytes to the server, then ends both connections of the pair.
  void cut_after(std::uint64_t bytes_to_server);
  /// Once: where the server's bytes hold this text they are not passed on, and the pair is ended.
  void cut_instead_of(std::string answer);
  bool has_cut() const;
  /// Takes connections and bytes, and passes nothing on.
  void swallow(bool on);
  /// Passes on at most that many bytes each way, a thousand times a second.
  void slow_down(std::size_t bytes);

 private:
  struct Pair {
    int client = -1, server = -1;
  };
  void run();
  void accept_one();
  bool pass(Pair& pair, bool to_server);
  static void end(Pair& pair);

  const int server_port_;
  int port_ = 0;
  int listener_ = -1;
  int wake_[2] = {-1, -1};
  std::list<Pair> pairs_;  ///< the thread's own
  mutable std::mutex mutex_;
  // Guarded by mutex_.
  std::uint64_t sent_ = 0;
  std::optional<std::uint64_t> left_;
  std::string instead_of_;
  bool cut_ = false, swallow_ = false, ended_ = false;
  std::size_t at_once_ = 65'536;
  std::thread thread_;
};

}  // namespace tickbard::test
