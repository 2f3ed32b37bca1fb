#include "daemon/net/name_lookup.hpp"

#include <boost/asio/post.hpp>
#include <mutex>
#include <system_error>
#include <utility>

#include "daemon/runtime/named_thread.hpp"
#include "daemon/runtime/processors.hpp"

namespace tickbard::net {

/// Shared with the thread, which may outlive all else.
struct NameLookup::State : std::enable_shared_from_this<State> {
  explicit State(Executor e) : executor(std::move(e)) {}

  /// Within the lock, so that whoever has cancelled may destroy the io_context.
  void tell(Error error, Endpoints found) {
    std::lock_guard lock(mutex);
    if (!done) return;
    boost::asio::post(executor, [self = shared_from_this(), error, found = std::move(found)] {
      if (const Done told = self->take()) told(error, found);
    });
  }

  /// What it holds may be destroyed with it, and this with that: never within the lock.
  Done take() {
    std::lock_guard lock(mutex);
    return std::exchange(done, nullptr);
  }

  const Executor executor;
  std::mutex mutex;  // guards done
  Done done;         ///< none: nobody wants to know any more
};

NameLookup::Endpoints NameLookup::by_system(const std::string& host, const std::string& port, Error& error) {
  boost::asio::io_context io;
  Endpoints found;
  for (const auto& entry : Resolver(io.get_executor()).resolve(host, port, error))
    found.push_back(entry.endpoint());
  return found;
}

NameLookup::NameLookup(Executor executor, Ask ask)
    : state_(std::make_shared<State>(std::move(executor))), ask_(std::move(ask)) {}

NameLookup::~NameLookup() {
  cancel();
}

void NameLookup::start(std::string host, std::string port, Done done) {
  state_->done = std::move(done);
  try {
    NamedThread("lookup", [state = state_, ask = ask_, host = std::move(host), port = std::move(port)] {
      run_as_main();  // whoever asked may have a processor to itself
      Error error;
      Endpoints found = ask(host, port, error);
      state->tell(error, std::move(found));
    }).let_go();
  } catch (const std::system_error& no_thread) {
    state_->tell(no_thread.code(), {});
  }
}

void NameLookup::cancel() {
  state_->take();
}

}  // namespace tickbard::net
