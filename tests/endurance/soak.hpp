#pragma once

#include <chrono>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "tests/endurance/judge.hpp"
#include "tests/integration/market.hpp"
#include "tests/support/postgres_server.hpp"
#include "tests/support/tcp_proxy.hpp"

namespace tickbard::test {

struct SoakOptions {
  std::chrono::seconds length = std::chrono::minutes{30};
  MadeUpMarket market;
};

/// The daemon before PostgreSQL for a long time, with a feed whose connection is cut, a store that is stopped or
/// frozen, and, in the first half, kills. Afterwards the store is judged, and what the process used must be level:
/// in the second half it is one process. Owner: the main thread. Errors: what is wrong is in problems(), one
/// sentence each.
class Soak {
 public:
  Soak(SoakOptions options, PostgresServer& server);

  void run();
  const std::vector<std::string>& problems() const { return problems_; }

 private:
  /// What one process used at one time.
  struct Use {
    long kilobytes = 0;
    long files = 0;
  };

  std::string write_config() const;
  void start();
  void kill();
  void strike(bool may_kill);
  void live_for(std::chrono::milliseconds time);
  void look();
  void expect_level(const std::vector<Use>& uses);
  void expect_kept();
  void problem(const std::string& sentence);
  std::chrono::milliseconds between(long from_ms, long to_ms);

  SoakOptions options_;
  PostgresServer& server_;
  std::string database_;
  Folder folder_;
  Sim sim_;
  TcpProxy proxy_;
  std::string config_;
  std::unique_ptr<Daemon> daemon_;
  std::mt19937_64 chance_;
  std::vector<Use> uses_;  ///< of the present process
  int kills_ = 0, cuts_ = 0, outages_ = 0, freezes_ = 0;
  std::vector<std::string> problems_;
};

}  // namespace tickbard::test
