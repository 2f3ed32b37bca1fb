#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "daemon/edge/question.hpp"
#include "daemon/runtime/bounded_queue.hpp"
#include "daemon/runtime/named_thread.hpp"

namespace tickbard {

/// One question and what to do with its answer, which is called exactly once.
struct QueryJob {
  Question question;
  std::function<void(HttpResponse)> answer;
};

struct QueryLoopOptions {
  std::size_t max_waiting = 64;  ///< more are refused: memory and waiting time are bounded
  std::chrono::nanoseconds reopen_after{
      1'000'000'000};  ///< after a failed open, answer 503 without trying for this long
};

/// The time as two clocks, handed in: the loop reads none.
struct QueryClock {
  std::function<MonoTime()> mono;
  std::function<UnixNanos()> wall;
};

/// Blocking reads of the store, away from HTTP and from collecting.
/// Owner: submit() from any thread; step() from the `query` thread (or a test) alone.
/// Errors: every accepted job is answered; after an error of the store the connection is opened anew for the next
/// job. Lifetime: the answers' targets must outlive stop().
class QueryLoop {
 public:
  QueryLoop(OpenStoreView open, FormingBar forming, QueryClock clock, QueryLoopOptions options = {});
  ~QueryLoop();
  QueryLoop(const QueryLoop&) = delete;
  QueryLoop& operator=(const QueryLoop&) = delete;

  /// False when the queue is full or the loop has stopped: the job is untouched and not answered.
  bool submit(QueryJob&& job);

  /// Answers the oldest waiting job; false if there is none.
  bool step();

  void start();  ///< begins the `query` thread
  void stop();   ///< answers what waits with 503 and joins

  std::size_t waiting() const { return jobs_.size(); }

 private:
  HttpResponse answer(const Question& question);
  Result<void> ensure_open();

  const OpenStoreView open_;
  const FormingBar forming_;
  const QueryClock clock_;
  const QueryLoopOptions options_;

  BoundedQueue<QueryJob> jobs_;
  std::atomic<bool> stopping_{false};

  std::optional<StoreView> store_;  // whoever calls step(), as the two below
  std::string open_error_;
  MonoTime next_open_{};
  NamedThread thread_;
};

}  // namespace tickbard
