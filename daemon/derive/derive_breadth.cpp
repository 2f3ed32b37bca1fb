#include <algorithm>
#include <set>
#include <unordered_set>
#include <utility>

#include "aggregator/core/time_text.hpp"
#include "aggregator/derive/breadth/aggregates.hpp"
#include "aggregator/derive/breadth/breadth_fold.hpp"
#include "aggregator/derive/breadth/metric_key.hpp"
#include "aggregator/derive/breadth/session_axis.hpp"
#include "daemon/derive/adjusted_days.hpp"
#include "daemon/derive/derive.hpp"
#include "daemon/derive/market_facts.hpp"
#include "daemon/derive/set_members.hpp"
#include "sinks/derived/aggregate_values.hpp"
#include "sinks/derived/daily_history.hpp"
#include "sinks/derived/metric_values.hpp"
#include "sinks/derived/security_sets.hpp"

namespace tickbard {
namespace {

/// Some 30 MB. The more symbols in one, the less often a place in SQLite's table, which is by session, is looked
/// up.
constexpr std::size_t kBatch = 120'000;

SessionAxis axis_until(const Calendar& calendar, SessionDate last) {
  constexpr SessionDate kFirst{std::chrono::sys_days{std::chrono::days{0}}};
  std::vector<SessionDate> dates;
  for (const Session& session : calendar.sessions_between(kFirst, last)) dates.push_back(session.date);
  return SessionAxis(dates);
}

/// Folds a set's daily bars as they stream by, and writes its securities' metric values of the sessions asked for.
/// Memory: one symbol's days and window, one tally a session, one batch of values.
class BreadthRun {
 public:
  BreadthRun(const DeriveContext& context, const SecuritySet& set, const Calendar& calendar,
             const SplitAdjuster& splits, std::span<const Session> sessions, DeriveReport& report)
      : context_(context),
        set_(set),
        sessions_(sessions),
        report_(report),
        axis_(axis_until(calendar, sessions.back().date)),
        adjuster_(splits, today_of(context, calendar)),
        asked_(axis_.size(), false),
        traded_(axis_.size(), false),
        fold_(0, axis_.size(), static_cast<std::uint32_t>(set.size())) {
    for (const Session& session : sessions_)
      if (const auto i = axis_.index_of(session.date)) asked_[static_cast<std::size_t>(*i)] = true;
  }

  StoreResult<void> run() {
    const auto take = [this](DailyFigures&& day) {
      if (error_ || report_.stopped) return;
      ++report_.rows_read;
      if (day.symbol != symbol_) begin(day.symbol);
      if (member_) add(day);
    };
    auto read = stream_history_figures(context_.from, axis_.date(0), sessions_.back().date, take);
    if (!read) return read;
    if (!report_.stopped) end();
    adjuster_.tell(report_);
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
    end();
    symbol_ = symbol;
    const std::string ticker = set_ticker(symbol.view());
    member_ = set_.contains(ticker) && seen_.insert(ticker).second;
    if (member_) ++report_.symbols;
    if (metrics_.size() >= kBatch) flush_metrics();
    report_.stopped = context_.stopped();
  }

  void add(const DailyFigures& bar) {
    const auto session = axis_.index_of(bar.session);
    if (!session) return;
    first_ = first_ ? std::min(*first_, bar.session) : bar.session;
    newest_ = std::max(newest_, bar.session);
    if (bar.is_final)
      days_.push_back(bar);
    else if (asked_[static_cast<std::size_t>(*session)])
      unfinished_.insert(bar.session);
  }

  /// The symbol in work is complete: what it says to each session.
  void end() {
    const AdjustedDays adjusted = adjuster_.of(std::exchange(days_, {}));
    revision_ = 0;
    fold_.begin_symbol(adjusted.scales.volume);
    for (const DailyFigures& day : adjusted.days) {
      const auto session = axis_.index_of(day.session);
      if (!session || !fold_.add({*session, day.close, day.high, day.low, day.volume_rth})) continue;
      traded_[static_cast<std::size_t>(*session)] = true;
      revision_ += day.revision;
      if (asked_[static_cast<std::size_t>(*session)]) add_metrics(day.session, adjusted.scales.price);
    }
  }

  void add_metrics(SessionDate session, std::int64_t scale) {
    const SecurityMetricValues values = security_metrics(fold_.window().closes(), scale);
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
    std::uint64_t without_bars = 0;
    for (std::size_t i = 0; i < tallies.size() && next != asked.end(); ++i) {
      const MarketValues running = series.add(tallies[i].advances_declines());
      if (axis_.date(static_cast<std::int32_t>(i)) != next->date) continue;
      const Session& session = *next++;
      if (unfinished_.contains(session.date)) continue;
      if (!traded_[i]) {
        ++without_bars;
        continue;
      }
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
          (first_ ? "daily bars of the set up to then go from " + to_text(*first_) + " to " + to_text(newest_)
                  : "no security of the set has a daily bar up to " + to_text(sessions_.back().date)));
    }
    if (without_bars > 0) {
      report_.notes.push_back(std::to_string(without_bars) +
                              (without_bars == 1 ? " session has" : " sessions have") +
                              " no daily bar of any security of the set: no row is written of them");
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
  std::span<const Session> sessions_;
  DeriveReport& report_;
  SessionAxis axis_;
  DayAdjuster adjuster_;
  std::vector<bool> asked_;         ///< by session of the axis
  std::vector<bool> traded_;        ///< likewise: a member has a bar
  std::vector<DailyFigures> days_;  ///< of the symbol in work
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

/// The hash that the name means on `session`; empty: none. Precondition: `aliases` by from.
std::string_view in_force(std::span<const SetAlias> aliases, SessionDate session) {
  std::string_view hash;
  for (const SetAlias& alias : aliases)
    if (alias.from <= session) hash = alias.set_hash;
  return hash;
}

StoreResult<std::size_t> name_set(const DeriveContext& context, const NamedSet& named,
                                  std::span<const Session> sessions) {
  const std::string hash = named.set.hash();
  auto changed = write_security_set(
      context.to, {hash, named.set.json(), static_cast<std::uint32_t>(named.set.size()), {}}, context.now);
  if (!changed || named.alias.empty()) return changed;
  auto aliases = read_set_aliases(context.to, named.alias);
  for (const Session& session : sessions) {
    if (!aliases) return aliases.error();
    if (in_force(*aliases, session.date) == hash) continue;
    const auto written = write_set_alias(context.to, named.alias, hash, session.date);
    if (!written) return written.error();
    *changed += *written;
    aliases = read_set_aliases(context.to, named.alias);
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

StoreResult<DeriveReport> derive_breadth_of_lists(const DeriveContext& context, const Calendar& calendar,
                                                  std::span<const Session> sessions) {
  DeriveReport sum;
  const auto lists = lists_of(context, calendar);
  if (!lists) return lists.error();
  if (sessions.empty()) return sum;
  for (const SetRequest& list : *lists) {
    if (auto possible = members_of(context, list, calendar, sessions.back().date); !possible) {
      if (possible.error().cls != StoreErrorClass::other) return possible.error();
      sum.notes.push_back(possible.error().text);
      continue;
    }
    const auto one = derive_breadth(context, list, calendar, sessions);
    if (!one) return one.error();
    sum.rows_read += one->rows_read;
    sum.rows_changed += one->rows_changed;
    sum.symbols += one->symbols;
    sum.sessions = std::max(sum.sessions, one->sessions);
    for (const std::string& note : one->notes) sum.notes.push_back("set " + list.name + ": " + note);
    if ((sum.stopped = one->stopped)) break;
  }
  return sum;
}

}  // namespace tickbard
