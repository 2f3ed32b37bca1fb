#include "daemon/feed/feed_thread.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <utility>

#include "daemon/net/asio_reactor.hpp"
#include "daemon/runtime/processors.hpp"

namespace tickbard {

namespace asio = boost::asio;

FeedThread::FeedThread(AsioReactor* of_market)
    : own_(of_market == nullptr ? std::make_unique<asio::io_context>(1) : nullptr),
      io_(of_market == nullptr ? *own_ : of_market->io()),
      spin_readers_(of_market == nullptr ? own_readers_ : of_market->spin_readers()) {}

void FeedThread::start(const std::string& name, const How& how, std::function<void()> begin) {
  started_ = true;
  if (own_ == nullptr) return asio::post(io_, std::move(begin));
  thread_ = NamedThread(name, [this, how, begin = std::move(begin)] {
    const auto work = asio::make_work_guard(io_);
    stay_on(how.cpu);
    begin();
    if (how.spin) {
      while (!io_.stopped()) spin_readers_.turn([this] { return io_.poll() != 0; });
    } else if (how.coalesce.count() == 0) {
      io_.run();
    } else {
      while (io_.run_one() != 0) {
        io_.poll();
        if (!io_.stopped()) pause_.wait(how.coalesce);
      }
    }
  });
}

void FeedThread::post(std::function<void()> work) {
  if (!started_) return;
  asio::post(io_, std::move(work));
  pause_.ring();
}

void FeedThread::finish() {
  if (std::exchange(finished_, true)) return;
  if (own_ != nullptr) return io_.stop();
  through_.set_value();
}

void FeedThread::join() {
  if (!std::exchange(started_, false)) return;
  if (own_ != nullptr) return thread_.join();
  through_.get_future().wait();
}

}  // namespace tickbard
