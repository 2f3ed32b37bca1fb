#include "daemon/edge/query_loop.hpp"

#include <exception>
#include <utility>

#include "daemon/edge/responses.hpp"

namespace tickbard {

QueryLoop::QueryLoop(OpenStoreView open, FormingBar forming, QueryClock clock, QueryLoopOptions options)
    : open_(std::move(open)),
      forming_(std::move(forming)),
      clock_(std::move(clock)),
      options_(options),
      jobs_(options.max_waiting) {}

QueryLoop::~QueryLoop() {
  stop();
}

bool QueryLoop::submit(QueryJob&& job) {
  return jobs_.push(std::move(job)) == Pushed::yes;
}

Result<void> QueryLoop::ensure_open() {
  if (store_) return {};
  if (!open_error_.empty() && clock_.mono() < next_open_) return Problem{open_error_};
  auto opened = open_();
  if (!opened) {
    open_error_ = opened.error().text;
    next_open_ = clock_.mono() + options_.reopen_after;
    return opened.error();
  }
  open_error_.clear();
  store_ = std::move(*opened);
  return {};
}

HttpResponse QueryLoop::answer(const Question& question) {
  if (stopping_) {
    return problem_response({503, "The daemon is stopping: ask again when it is back.", {}, {}});
  }
  if (auto ready = ensure_open(); !ready) {
    return problem_response(
        {503, "The store cannot be opened now: " + ready.error().text + " Try again in some seconds.", {}, {}});
  }
  try {
    auto response = question({*store_, forming_, clock_.wall()});
    if (response.status == 503) store_.reset();
    return response;
  } catch (const std::exception& error) {  // of a library, over what the store holds: collecting must go on
    store_.reset();
    return problem_response({500, "The answer could not be made: " + std::string(error.what()) + ".", {}, {}});
  }
}

bool QueryLoop::step() {
  auto job = jobs_.try_pop();
  if (!job) return false;
  job->answer(answer(job->question));
  return true;
}

void QueryLoop::start() {
  thread_ = NamedThread("query", [this] {
    while (auto job = jobs_.pop()) job->answer(answer(job->question));
  });
}

void QueryLoop::stop() {
  stopping_ = true;
  jobs_.close();
  thread_.join();
  while (step()) {
  }
  store_.reset();
}

}  // namespace tickbard
