#include "daemon/edge/query_loop.hpp"

#include <utility>

namespace tickbard {

QueryLoop::QueryLoop(OpenReader open, FormingBar forming, QueryClock clock, QueryLoopOptions options)
    : open_(std::move(open)),
      forming_(std::move(forming)),
      clock_(std::move(clock)),
      options_(options),
      jobs_(options.max_waiting, WhenFull::refuse) {}

QueryLoop::~QueryLoop() {
  stop();
}

bool QueryLoop::submit(QueryJob&& job) {
  return jobs_.push(std::move(job)) == Pushed::yes;
}

Result<void> QueryLoop::ensure_reader() {
  if (reader_) return {};
  if (!open_error_.empty() && clock_.mono() < next_open_) return Problem{open_error_};
  auto opened = open_();
  if (!opened) {
    open_error_ = opened.error().text;
    next_open_ = clock_.mono() + options_.reopen_after;
    return opened.error();
  }
  open_error_.clear();
  reader_ = std::move(*opened);
  return {};
}

ApiResult<ChartSeries> QueryLoop::answer(const ChartQuery& query) {
  if (stopping_) return ApiProblem{503, "The daemon is stopping: ask again when it is back.", {}, {}};
  if (auto ready = ensure_reader(); !ready) {
    return ApiProblem{
        503, "The store cannot be opened now: " + ready.error().text + " Try again in some seconds.", {}, {}};
  }
  auto series = chart_series(query, reader_, forming_, clock_.wall());
  if (!series && series.error().status == 503) reader_ = nullptr;
  return series;
}

bool QueryLoop::step() {
  auto job = jobs_.try_pop();
  if (!job) return false;
  job->answer(answer(job->query));
  return true;
}

void QueryLoop::start() {
  thread_ = NamedThread("query", [this] {
    while (auto job = jobs_.pop()) job->answer(answer(job->query));
  });
}

void QueryLoop::stop() {
  stopping_ = true;
  jobs_.close();
  thread_.join();
  while (step()) {
  }
  reader_ = nullptr;
}

}  // namespace tickbard
