#pragma once

#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace tickbard::test {

/// A private PostgreSQL server: own folder under TMPDIR, free port on 127.0.0.1 and a unix socket, run as an
/// unprivileged user, gone with the test program whatever its end. Starting takes seconds: share one per program.
/// Owner: the main thread. Errors: throws std::runtime_error with the server's log.
///
/// Roles: `tickbard` (superuser, no password), `locked` (password "right@one"), `tlsonly` (refused without TLS),
/// `clerk` (no rights but to connect).
class PostgresServer {
 public:
  enum class Stop : std::uint8_t { fast, immediate };

  /// The program's server, started at the first call; nullptr if PostgreSQL is not installed (why_absent() says
  /// so).
  static PostgresServer* shared();
  static std::string why_absent();

  /// `durable`: fsync stays on, for tests of crashes.
  explicit PostgresServer(bool durable = false);
  ~PostgresServer();
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;

  void stop(Stop mode);
  void start();
  bool running() const { return pid_ > 0; }
  /// SIGSTOP to every process of it, or SIGCONT: its kernel side goes on taking connections and bytes.
  void freeze();
  void thaw();

  int port() const { return port_; }
  /// postgresql://user[:password]@127.0.0.1:PORT/database
  std::string url(std::string_view database, std::string_view user = "tickbard") const;
  /// The same through the unix socket.
  std::string socket_url(std::string_view database) const;

  /// A new empty database; returns its name. With `like`, a copy of that one.
  std::string fresh_database(std::string_view like = "template1");

  /// Runs statements with psql; returns what it prints (unaligned, without headings).
  std::string sql(std::string_view database, std::string_view statements);

 private:
  std::vector<std::string> as_user(const std::vector<std::string>& command) const;
  void initialise(bool durable);
  void read_log(int fd);
  void signal_all(int signal);

  std::filesystem::path folder_;
  std::filesystem::path bin_;
  int port_ = 0;
  int pid_ = -1;
  int databases_ = 0;
  std::thread reader_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::string log_;     ///< guarded by mutex_
  bool ready_ = false;  ///< guarded by mutex_
  bool ended_ = false;  ///< guarded by mutex_
};

}  // namespace tickbard::test
