#include "tests/simulation/verdict.hpp"

#include <algorithm>
#include <set>
#include <stdexcept>

#include "aggregator/core/time_text.hpp"
#include "tests/scenarios/market_rig.hpp"

namespace tickbard::sim {

namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::uint8_t kNotWhole = quality::kPartial | quality::kGap | quality::kForming;

/// A gap begins, at the worst, where the feed was last known to be heard: once a minute.
constexpr seconds kSlack{62};

struct Judge {
  World& world;
  std::vector<std::string> broken;
  std::vector<StoredGap> gaps;
  std::map<BarKey, Bar> stored;

  explicit Judge(World& w) : world(w) {
    Store& store = world.machine().store();
    for (const Provider& provider : world.providers()) {
      for (const Symbol& symbol : provider.symbols) {
        const auto rows = store.bars(
            {symbol, minute_of(at("2026-11-20T00:00:00Z")), minute_of(at("2026-11-21T00:00:00Z")), 10'000, false});
        if (!rows) throw std::runtime_error(rows.error().text);
        for (const StoredBar& row : *rows) {
          stored[{std::string{symbol.view()}, to_unix_seconds(row.bar.start)}] = row.bar;
        }
      }
    }
    auto rows = store.gaps(at("2026-11-20T00:00:00Z"), at("2026-11-21T00:00:00Z"), 10'000);
    if (!rows) throw std::runtime_error(rows.error().text);
    gaps = *std::move(rows);
  }

  void judge(FeedId feed, const BarKey& key, const std::vector<const Traded*>& prints);
  void judge_bar(FeedId feed, const BarKey& key, const std::vector<const Traded*>& prints, const Bar& bar);
  void judge_hole(FeedId feed, const BarKey& key, const std::vector<const Traded*>& prints);
  static bool stood_once(const std::vector<const Traded*>& prints, const Bar& bar);
  bool touched(FeedId feed, MinuteStart minute) const;
  bool at_risk(FeedId feed, MinuteStart minute) const;
  bool listed(FeedId feed, MinuteStart minute) const;
  void say(const BarKey& key, const std::string& what) {
    broken.push_back(key.first + " " + to_rfc3339(MinuteStart{seconds_of(key)}).substr(11, 5) + ": " + what);
  }
  static minutes seconds_of(const BarKey& key) { return minutes{key.second / 60}; }
};

bool known(const Traded& p) {
  return !p.unknowable && !p.refused;
}
bool in_hand(const Traded& p) {
  return p.fate == Fate::applied && !p.refused;
}

/// Prints that were lost and sent once more at a connection count from some id on: which, depends on what the
/// market still knew. Tries every such choice, a connection at a time.
class Offers {
 public:
  explicit Offers(const std::vector<const Traded*>& minute) {
    for (const Traded* p : minute) {
      if (p->fate != Fate::offered) continue;
      for (const std::uint32_t at : p->offered_in) ids_[at].insert(p->tick.id.value);
    }
  }

  bool empty() const { return ids_.empty(); }

  /// Whether `right` holds for any choice, given as a predicate of prints.
  template <class F>
  bool any(F&& right) {
    return any_from(ids_.begin(), right);
  }

 private:
  template <class Place, class F>
  bool any_from(Place at, F& right) {
    if (at == ids_.end()) return right([this](const Traded& p) { return counts(p); });
    const auto next = std::next(at);
    since_[at->first] = UINT64_MAX;
    if (any_from(next, right)) return true;
    for (const std::uint64_t id : at->second) {
      since_[at->first] = id;
      if (any_from(next, right)) return true;
    }
    return false;
  }

  bool counts(const Traded& p) const {
    if (in_hand(p)) return true;
    if (p.fate != Fate::offered) return false;
    return std::any_of(p.offered_in.begin(), p.offered_in.end(),
                       [&](std::uint32_t at) { return p.tick.id.value >= since_.at(at); });
  }

  std::map<std::uint32_t, std::set<std::uint64_t>> ids_;  ///< by connection
  std::map<std::uint32_t, std::uint64_t> since_;
};

std::int64_t highest(const std::vector<const Traded*>& prints) {
  std::int64_t out = 0;
  for (const Traded* p : prints) out = std::max(out, p->tick.price.raw);
  return out;
}

std::int64_t lowest(const std::vector<const Traded*>& prints) {
  std::int64_t out = INT64_MAX;
  for (const Traded* p : prints) out = std::min(out, p->tick.price.raw);
  return out;
}

bool Judge::touched(FeedId feed, MinuteStart minute) const {
  return std::any_of(world.disturbances().begin(), world.disturbances().end(), [&](const Disturbance& d) {
    return d.feed == feed && d.from - kSlack < minute + minutes{1} && d.to + seconds{2} > minute;
  });
}

bool Judge::at_risk(FeedId feed, MinuteStart minute) const {
  return std::any_of(world.disturbances().begin(), world.disturbances().end(), [&](const Disturbance& d) {
    return d.figures_at_risk && d.feed == feed && d.from > minute &&
           d.from < minute + minutes{2} + world.options().amend_window;
  });
}

bool Judge::listed(FeedId feed, MinuteStart minute) const {
  if (world.first_heard(feed) > minute) return true;  // there was nothing to lose yet
  return std::any_of(gaps.begin(), gaps.end(), [&](const StoredGap& row) {
    return row.gap.feed == world.providers()[feed].traits.name && row.gap.from < minute + minutes{1} &&
           row.gap.to.value_or(UnixNanos::max()) > minute;
  });
}

void Judge::judge(FeedId feed, const BarKey& key, const std::vector<const Traded*>& prints) {
  const auto row = stored.find(key);
  if (row == stored.end()) return judge_hole(feed, key, prints);
  judge_bar(feed, key, prints, row->second);
  stored.erase(row);
}

void Judge::judge_bar(FeedId feed, const BarKey& key, const std::vector<const Traded*>& prints, const Bar& bar) {
  const bool risk = at_risk(feed, bar.start);
  const auto is = [&bar](const std::optional<Expected>& e) { return e && difference(bar, *e).empty(); };
  const auto had = Truth::bar(prints, in_hand);
  const std::string other = had ? difference(bar, *had) : "nothing was taken in";

  if (!had && Offers(prints).empty()) return say(key, "a bar of nothing");
  for (const Traded* p : prints) {
    if (p->refused && !p->excused) say(key, "a print in time was refused as too late");
  }
  const auto safe = world.machine().safe().find(key);
  const auto back = world.taken_back().find(key);
  const std::uint32_t cancelled = back == world.taken_back().end() ? 0 : back->second;
  if (safe != world.machine().safe().end() && bar.trade_count + cancelled < safe->second.second) {
    say(key, "was " + std::to_string(safe->second.second) + " prints once, and is " +
                 std::to_string(bar.trade_count) + " now");
  }

  const bool whole = (bar.quality & kNotWhole) == 0;
  const bool exact = Offers(prints).any([&](const auto& counted) { return is(Truth::bar(prints, counted)); });
  if (whole) {
    const bool missed = std::any_of(prints.begin(), prints.end(),
                                    [](const Traded* p) { return p->fate == Fate::lost && known(*p); });
    if (missed) say(key, "not flagged, though prints of it were missed");
    if (!exact && !(risk && stood_once(prints, bar))) say(key, "not flagged, and " + other);
    return;
  }
  if (!exact && !risk) say(key, "flagged, and " + other);
  if (bar.trade_count > prints.size() || bar.high.raw > highest(prints) || bar.low.raw < lowest(prints)) {
    say(key, "flagged, and more than ever traded");
  }
  if (!touched(feed, bar.start)) say(key, "flagged " + std::to_string(bar.quality) + " without a cause");
  if (!listed(feed, bar.start)) say(key, "flagged, and no row of ingest_gaps touches it");
}

/// Where later figures were lost, the bar is what the market had at some time.
bool Judge::stood_once(const std::vector<const Traded*>& prints, const Bar& bar) {
  std::set<std::uint64_t> times;
  for (const Traded* p : prints) times.insert({p->arrival, p->taken_back});
  return Offers(prints).any([&](const auto& counted) {
    return std::any_of(times.begin(), times.end(), [&](std::uint64_t time) {
      const auto then = Truth::bar(prints, counted, time);
      return then && difference(bar, *then).empty();
    });
  });
}

void Judge::judge_hole(FeedId feed, const BarKey& key, const std::vector<const Traded*>& prints) {
  const MinuteStart minute{seconds_of(key)};
  const bool risk = at_risk(feed, minute);
  const auto had = Truth::bar(prints, in_hand);
  if (had && !risk) say(key, "no bar, though " + std::to_string(had->count) + " prints were taken in");
  if (!Truth::bar(prints, known)) return;
  if (!touched(feed, minute)) say(key, "no bar, and nothing had happened");
  if (!listed(feed, minute)) say(key, "no bar, and no row of ingest_gaps touches it");
}

}  // namespace

std::vector<std::string> verdict(World& world) {
  Judge judge(world);
  const auto minutes_traded = world.truth().minutes();
  for (std::size_t feed = 0; feed != world.providers().size(); ++feed) {
    for (const Symbol& symbol : world.providers()[feed].symbols) {
      for (const auto& [key, prints] : minutes_traded) {
        if (key.first == symbol.view()) judge.judge(static_cast<FeedId>(feed), key, prints);
      }
    }
  }
  for (const auto& [key, bar] : judge.stored) judge.say(key, "a bar of a minute in which nothing traded");
  return judge.broken;
}

std::string gaps_of(World& world) {
  const auto time = [](UnixNanos t) { return to_rfc3339(t).substr(11, 12); };
  std::string out;
  for (const StoredGap& row : Judge(world).gaps) {
    out += "gap of " + row.gap.feed + " from " + time(row.gap.from) + " to " +
           (row.gap.to ? time(*row.gap.to) : std::string{"now"}) + " " + std::string{name_of(row.gap.reason)} +
           "\n";
  }
  return out;
}

}  // namespace tickbard::sim
