#include <algorithm>
#include <set>
#include <unordered_set>

#include "aggregator/core/time_text.hpp"
#include "aggregator/derive/breadth/aggregates.hpp"
#include "aggregator/derive/breadth/breadth_fold.hpp"
#include "aggregator/derive/breadth/metric_key.hpp"
#include "aggregator/derive/breadth/session_axis.hpp"
#include "daemon/derive/derive.hpp"
#include "daemon/derive/market_facts.hpp"
#include "daemon/derive/set_members.hpp"
#include "sinks/derived/aggregate_values.hpp"
#include "sinks/derived/daily_bars.hpp"
#include "sinks/derived/metric_values.hpp"
#include "sinks/derived/security_sets.hpp"

namespace tickbard {
namespace {

constexpr std::size_t kBatch = 24'000;

SessionAxis axis_until(const Calendar& calendar, SessionDate last) {
  constexpr SessionDate kFirst{std::chrono::sys_days{std::chrono::days{0}}};
  std::vector<SessionDate> dates;
  for (const Session& session : calendar.sessions_between(kFirst, last)) dates.push_back(session.date);
  return SessionAxis(dates);
}

/// Folds a set's daily bars as they stream by, and writes its securities' metric values of the sessions asked for.
/// Memory: one symbol's window, one tally a session, one batch of values.
class BreadthRun {
 public:
  BreadthRun(const DeriveContext& context, const SecuritySet& set, const Calendar& calendar,
             const SplitAdjuster& splits, std::span<const Session> sessions, DeriveReport& report)
      : context_(context),
        set_(set),
        splits_(splits),
        sessions_(sessions),
        report_(report),
        axis_(axis_until(calendar, sessions.back().date)),
        today_(today_of(context, calendar)),
        asked_(axis_.size(), false),
        fold_(0, axis_.size(), static_cast<std::uint32_t>(set.size())) {
    for (const Session& session : sessions_)
      if (const auto i = axis_.index_of(session.date)) asked_[static_cast<std::size_t>(*i)] = true;
  }

  StoreResult<void> run() {
    auto read = stream_daily(context_.from, axis_.date(0), sessions_.back().date, [this](StoredDaily&& row) {
      if (error_ || report_.stopped) return;
      ++report_.rows_read;
      if (row.bar.symbol != symbol_) begin(row.bar.symbol);
      if (member_) add(row.bar);
    });
    if (!read) return read;
    flush_metrics();
    if (error_) return *error_;
    if (report_.stopped) return {};  // tallies of a part of the set are no tallies
    return write_values();
  }

  /// The sessions asked for from the set's first daily bar to its newest. Nothing is known of those around them.
  std::span<const Session> with_data() const {
    const auto before = [](const Session& session, SessionDate date) { return session.date < date; };
    const auto after = [](SessionDate date, const Session& session) { return date < session.date; };
    if (!first_) return {};
    return {std::lower_bound(sessions_.begin(), sessions_.end(), *first_, before),
            std::upper_bound(sessions_.begin(), sessions_.end(), newest_, after)};
  }

 private:
  void begin(const Symbol& symbol) {
    symbol_ = symbol;
    revision_ = 0;
    fold_.begin_symbol();
    const std::string ticker = set_ticker(symbol.view());
    member_ = set_.contains(ticker) && seen_.insert(ticker).second;
    if (member_) ++report_.symbols;
    if (metrics_.size() >= kBatch) flush_metrics();
    report_.stopped = context_.stopped();
  }

  void add(const DailyBar& bar) {
    const auto session = axis_.index_of(bar.session);
    if (!session) return;
    first_ = first_ ? std::min(*first_, bar.session) : bar.session;
    newest_ = std::max(newest_, bar.session);
    const bool asked = asked_[static_cast<std::size_t>(*session)];
    if (!bar.is_final) {
      if (asked) unfinished_.insert(bar.session);
      return;
    }
    const SplitFactor factor = splits_.factor(symbol_, bar.session, today_);
    const auto close = factor.price(bar.close), high = factor.price(bar.high), low = factor.price(bar.low);
    const auto volume = factor.volume(bar.volume_rth);
    if (!close || !high || !low || !volume) return;
    if (!fold_.add({*session, *close, *high, *low, *volume})) return;
    revision_ += bar.revision;
    if (asked) add_metrics(bar.session);
  }

  void add_metrics(SessionDate session) {
    const SecurityMetricValues values = security_metrics(fold_.window().closes());
    const auto keys = security_metric_texts();
    for (std::size_t i = 0; i < values.size(); ++i)
      metrics_.push_back({symbol_, session, "day", keys[i], values[i], revision_, {}});
  }

  void flush_metrics() {
    if (error_) return;
    const auto changed = write_metrics(context_.to, metrics_, context_.now);
    if (changed)
      report_.rows_changed += *changed;
    else
      error_ = changed.error();
    metrics_.clear();
  }

  StoreResult<void> write_values() {
    const std::string hash = set_.hash();
    std::vector<AggregateRow> rows;
    MarketSeries series;
    const std::span<const Session> asked = with_data();
    auto next = asked.begin();
    const auto tallies = fold_.tallies();
    for (std::size_t i = 0; i < tallies.size() && next != asked.end(); ++i) {
      const MarketValues running = series.add(tallies[i].advances_declines());
      if (axis_.date(static_cast<std::int32_t>(i)) != next->date) continue;
      const Session& session = *next++;
      if (unfinished_.contains(session.date)) continue;
      for (const Aggregate& value : aggregates_of(tallies[i], running)) {
        rows.push_back({hash,
                        session.date,
                        std::string(name_of(value.interval)),
                        std::string(value.key),
                        session.close,
                        value.value,
                        value.valid,
                        value.missing,
                        {}});
      }
      ++report_.sessions;
      if (rows.size() < kBatch) continue;
      if (auto done = flush(rows); !done) return done;
    }
    if (const std::size_t without = sessions_.size() - asked.size(); without > 0) {
      report_.notes.push_back(
          std::to_string(without) + (without == 1 ? " session has" : " sessions have") + " no data: " +
          (first_ ? "daily bars of the set go from " + to_text(*first_) + " to " + to_text(newest_)
                  : "no security of the set has a daily bar up to " + to_text(sessions_.back().date)));
    }
    for (const SessionDate date : unfinished_)
      report_.notes.push_back("session " + to_text(date) +
                              " has daily bars that are not final: derive daily of it first");
    return flush(rows);
  }

  StoreResult<void> flush(std::vector<AggregateRow>& rows) {
    const auto changed = write_aggregates(context_.to, rows, context_.now);
    if (!changed) return changed.error();
    report_.rows_changed += *changed;
    rows.clear();
    return {};
  }

  const DeriveContext& context_;
  const SecuritySet& set_;
  const SplitAdjuster& splits_;
  std::span<const Session> sessions_;
  DeriveReport& report_;
  SessionAxis axis_;
  SessionDate today_;
  std::vector<bool> asked_;  ///< by session of the axis
  BreadthFold fold_;
  Symbol symbol_;
  bool member_ = false;
  std::int64_t revision_ = 0;  ///< Σ revisions of the bars so far: a correction or a split makes it another one
  std::unordered_set<std::string> seen_;
  std::set<SessionDate> unfinished_;
  std::optional<SessionDate> first_;  ///< with a daily bar of the set
  SessionDate newest_{std::chrono::sys_days{}};
  std::vector<MetricRow> metrics_;
  std::optional<StoreError> error_;
};

StoreResult<std::size_t> name_set(const DeriveContext& context, const NamedSet& named,
                                  std::span<const Session> sessions) {
  const std::string hash = named.set.hash();
  auto changed = write_security_set(
      context.to, {hash, named.set.json(), static_cast<std::uint32_t>(named.set.size()), {}}, context.now);
  if (!changed || named.alias.empty()) return changed;
  for (const Session& session : sessions) {
    const auto written = write_set_alias(context.to, named.alias, hash, session.date);
    if (!written) return written.error();
    *changed += *written;
  }
  return changed;
}

}  // namespace

StoreResult<DeriveReport> derive_breadth(const DeriveContext& context, const SetRequest& request,
                                         const Calendar& calendar, std::span<const Session> sessions) {
  DeriveReport report;
  const std::vector<Session> finished = final_sessions(context, sessions, report);
  if (finished.empty()) return report;
  const auto named = members_of(context, request, calendar, finished.back().date);
  if (!named) return named.error();
  const auto splits = load_splits(context.from);
  if (!splits) return splits.error();
  report.notes.insert(report.notes.end(), named->notes.begin(), named->notes.end());
  BreadthRun run(context, named->set, calendar, *splits, finished, report);
  if (auto done = run.run(); !done) return done.error();
  if (report.stopped) return report;
  // Named after its values are there: who asks by name never finds a session without them.
  const auto changed = name_set(context, *named, run.with_data());
  if (!changed) return changed.error();
  report.rows_changed += *changed;
  if (report.symbols < named->set.size()) {
    report.notes.push_back(std::to_string(named->set.size() - report.symbols) + " of " +
                           std::to_string(named->set.size()) + " securities of the set have no daily bar");
  }
  return report;
}

}  // namespace tickbard
