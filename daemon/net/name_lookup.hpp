#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "daemon/net/socket.hpp"

namespace tickbard::net {

/// The addresses of a host, asked for on a thread that nobody waits for: where no name server answers, the C
/// library takes up to minutes and cannot be interrupted, and the end of an io_context waits for Asio's own thread
/// for it. Owner: the executor's thread. Errors: told to `done`, which start() itself never calls. Lifetime:
/// `done` is not called after cancel() or the destructor; what the thread uses is its own.
class NameLookup {
 public:
  using Error = boost::system::error_code;
  using Endpoints = std::vector<Tcp::endpoint>;
  using Done = std::function<void(Error, const Endpoints&)>;
  /// May take as long as it likes. Any thread.
  using Ask = std::function<Endpoints(const std::string& host, const std::string& port, Error&)>;

  /// The system's, as Asio asks it.
  static Endpoints by_system(const std::string& host, const std::string& port, Error& error);

  explicit NameLookup(Executor executor, Ask ask = by_system);
  ~NameLookup();
  NameLookup(const NameLookup&) = delete;
  NameLookup& operator=(const NameLookup&) = delete;

  /// Once.
  void start(std::string host, std::string port, Done done);
  void cancel();

 private:
  struct State;
  const std::shared_ptr<State> state_;
  const Ask ask_;
};

}  // namespace tickbard::net
