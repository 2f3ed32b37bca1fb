#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "aggregator/core/bar.hpp"
#include "daemon/edge/access.hpp"
#include "daemon/edge/chart_series.hpp"
#include "daemon/edge/edge_context.hpp"
#include "daemon/edge/snapshot.hpp"

namespace tickbard {

struct EdgeOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 0;  ///< 0: a free one
  Tokens tokens;
  std::string store_url;
  std::filesystem::path store_base;  ///< what a relative `sqlite:` path is relative to
  EdgeContext context{};             ///< calendars, and what else answers need to know
  std::size_t max_queries = 64;      ///< history questions that may wait; more get 503
};

/// What the edge shows. Called on the edge and query threads at any time from start() to the end of stop(): each
/// must be safe there, quick, and must not throw.
struct EdgeSources {
  std::function<EdgeSnapshot()> snapshot;
  std::function<std::vector<std::string>()> not_ready;  ///< why READY has not been reached; empty: it was
  std::function<std::vector<std::string>()> stalled;    ///< loops without progress; empty: alive
  FormingBar forming;                                   ///< may be empty
  std::function<bool()> bars_enabled{};                 ///< may be empty: they are
};

/// The HTTP side of the daemon: the `edge` thread with its sockets and the `query` thread with its own connection
/// to the store. Neither ever waits for the other, and collecting waits for none of them. Owner: main. Errors: the
/// constructor throws std::runtime_error with a sentence when it cannot listen. Lifetime: the sources must work
/// until stop() has returned; the destructor stops.
class EdgeServer {
 public:
  EdgeServer(EdgeOptions options, EdgeSources sources);
  ~EdgeServer();
  EdgeServer(const EdgeServer&) = delete;
  EdgeServer& operator=(const EdgeServer&) = delete;

  std::uint16_t port() const;
  std::string url() const;  ///< "http://127.0.0.1:PORT"
  void stop();              ///< answers what was asked, then closes; idempotent

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tickbard
