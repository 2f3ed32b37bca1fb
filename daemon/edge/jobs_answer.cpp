#include "daemon/edge/jobs_answer.hpp"

#include <algorithm>
#include <utility>

#include "daemon/edge/json_out.hpp"
#include "daemon/edge/parameters.hpp"
#include "daemon/edge/responses.hpp"
#include "sinks/derived/job_runs.hpp"

namespace tickbard {
namespace {

constexpr std::uint32_t kDefaultLimit = 50, kMaxLimit = 1'000;
constexpr std::size_t kLongestName = 64;

struct JobsQuery {
  std::string job;  ///< empty: all
  std::optional<JobStatus> status;
  std::uint32_t limit = kDefaultLimit;
};

void write_run(JsonOut& out, const JobRun& run) {
  out.begin_object().member("id", run.id).member("job", run.job).member("status", name_of(run.status));
  out.key("params").stored(run.params).key("counters").stored(run.counters);
  out.member("error", run.error).member("started_at", run.started_at).member("finished_at", run.finished_at);
  out.key("seconds");
  if (run.started_at && run.finished_at) {
    out.value(std::chrono::duration<double>(*run.finished_at - *run.started_at).count());
  } else {
    out.null();
  }
  out.end_object();
}

ApiProblem no_such_job(const std::string& job, const std::vector<JobRun>& newest) {
  std::string known;
  for (const auto& run : newest) known += (known.empty() ? "" : ", ") + run.job;
  return {404,
          "There is no run of a job " + in_quotes(job) + ". " +
              (known.empty() ? "No job has run yet on this store." : "These have run: " + known + "."),
          "job",
          {}};
}

HttpResponse answer(const JobsQuery& query, const Asked& asked) {
  if (asked.store.tables == nullptr) return problem_response(no_tables());
  Tables& tables = *asked.store.tables;
  const auto newest = newest_job_runs(tables);
  if (!newest) return problem_response(store_away(newest.error().text));
  const auto is_asked = [&](const JobRun& run) { return run.job == query.job; };
  if (!query.job.empty() && std::none_of(newest->begin(), newest->end(), is_asked))
    return problem_response(no_such_job(query.job, *newest));
  // Which of the last thousand have the status: the table is pruned by nobody, and the newest are what matters.
  auto runs = read_job_runs(tables, query.job, query.status ? kMaxLimit : query.limit);
  if (!runs) return problem_response(store_away(runs.error().text));
  if (query.status) std::erase_if(*runs, [&](const JobRun& run) { return run.status != *query.status; });
  if (runs->size() > query.limit) runs->resize(query.limit);
  JsonOut out;
  out.begin_object().key("newest").begin_array();
  for (const auto& run : *newest)
    if (query.job.empty() || is_asked(run)) write_run(out, run);
  out.end_array().key("runs").begin_array();
  for (const auto& run : *runs) write_run(out, run);
  return json_response(out.end_array().end_object().take());
}

}  // namespace

ApiResult<Question> parse_jobs(const Inquiry& inquiry) {
  JobsQuery query;
  Parameters parameters(inquiry.target, {"job", "status", "limit"});
  if (const auto* job = parameters.text("job")) {
    query.job = *job;
    if (job->empty() || job->size() > kLongestName) parameters.refuse("job", "is no name of a job.");
  }
  if (const auto status = parameters.word("status", kJobStatusNames))
    query.status = static_cast<JobStatus>(*status);
  query.limit = parameters.whole("limit", kDefaultLimit, kMaxLimit);
  if (parameters.problem()) return *parameters.problem();
  return Question([query = std::move(query)](const Asked& asked) { return answer(query, asked); });
}

}  // namespace tickbard
