#include "daemon/jobs/followed_breadth.hpp"

#include "aggregator/derive/breadth/aggregates.hpp"
#include "daemon/derive/set_members.hpp"
#include "sinks/derived/aggregate_values.hpp"
#include "sinks/derived/security_sets.hpp"

namespace tickbard {

StoreResult<void> FollowedBreadth::begin_session(const DeriveContext& context, const Session& session) {
  const auto all = all_members(context, calendar_);
  if (!all) return all.error();
  const std::optional<NamedSet>& named = *all;
  hash_.clear();
  members_.clear();
  if (named) {
    const SecuritySet& set = named->set;
    const std::string hash = set.hash();
    const auto kept = write_security_set(
        context.to, {hash, set.json(), static_cast<std::uint32_t>(set.size()), {}}, context.now);
    if (!kept) return kept.error();
    const auto called = write_set_alias(context.to, minute_alias(named->alias), hash, session.date);
    if (!called) return called.error();
    for (const std::string& ticker : set.tickers()) members_.emplace(ticker, members_.size());
    hash_ = hash;
  }
  session_ = session.date;
  return {};
}

StoreResult<std::size_t> FollowedBreadth::write(const DeriveContext& context, const DayInputs& inputs,
                                                std::span<const RunningDay> days) {
  const Session& session = inputs.session();
  const MinuteStart minute = minute_of(context.now);
  if (minute <= session.open || minute > session.close) return std::size_t{0};
  if (session_ != session.date) {
    if (auto done = begin_session(context, session); !done) return done.error();
  }
  if (hash_.empty()) return std::size_t{0};

  IntradayBreadth breadth(members_.size());
  for (const auto& [symbol, day] : days) {
    const auto member = members_.find(set_ticker(symbol.view()));
    const auto last = day->last();
    if (member == members_.end() || !last) continue;
    IntradayQuote quote{last->price, {}, day->range().vwap.vwap(), day->regular_volume()};
    const auto previous = inputs.previous(symbol);
    if (previous && previous->sessions_old <= kOldestSessions) quote.previous_close = previous->close;
    breadth.update(member->second, quote);
  }
  std::vector<AggregateRow> rows;
  for (const Aggregate& value : aggregates_of(breadth.tally())) {
    rows.push_back({hash_,
                    session.date,
                    std::string(name_of(value.interval)),
                    std::string(value.key),
                    minute,
                    value.value,
                    value.valid,
                    value.missing,
                    {}});
  }
  return write_aggregates(context.to, rows, context.now);
}

}  // namespace tickbard
