#include "tests/endurance/judge.hpp"

#include <algorithm>

#include "aggregator/core/bar.hpp"
#include "aggregator/core/time_text.hpp"

namespace tickbard::test {

namespace {

constexpr int kNotWhole = quality::kPartial | quality::kGap | quality::kForming;
constexpr std::size_t kMostSentences = 20;

std::string difference(const ReferenceBar& is, const ReferenceBar& should) {
  std::string out;
  const auto compare = [&out](const char* what, std::int64_t got, std::int64_t wanted) {
    if (got == wanted) return;
    out += std::string{out.empty() ? "" : ", "} + what + " " + std::to_string(got) + " instead of " +
           std::to_string(wanted);
  };
  compare("open", is.open, should.open);
  compare("high", is.high, should.high);
  compare("low", is.low, should.low);
  compare("close", is.close, should.close);
  compare("volume", is.volume, should.volume);
  compare("vwap", is.vwap, should.vwap);
  compare("trade_count", is.count, should.count);
  return out;
}

bool listed(const std::vector<StoredLoss>& losses, MinuteStart minute) {
  return std::any_of(losses.begin(), losses.end(), [minute](const StoredLoss& loss) {
    return loss.from < minute + std::chrono::minutes{1} && loss.to > minute;
  });
}

struct Judging {
  Feed feed;
  Verdict verdict;

  void say(const std::string& symbol, MinuteStart minute, const std::string& what) {
    verdict.broken.push_back(symbol + " " + to_rfc3339(minute) + ": " + what);
  }

  void row(const std::string& symbol, MinuteStart minute, const StoredMinute& is, const ReferenceBar& should,
           bool may_miss, bool at_an_end) {
    const std::string wrong = difference(is.bar, should);
    if ((is.quality & kNotWhole) == 0) {
      ++verdict.whole;
      if (!wrong.empty()) say(symbol, minute, "not flagged, and " + wrong);
      return;
    }
    ++verdict.flagged;
    if (wrong.empty()) ++verdict.flagged_exact;
    if (!may_miss)
      say(symbol, minute, "flagged " + std::to_string(is.quality) + ", and no row of ingest_gaps tells");
    if (is.bar.count > should.count || is.bar.high > should.high || is.bar.low < should.low ||
        is.bar.volume > should.volume) {
      say(symbol, minute, "flagged, and more than ever traded: " + wrong);
    }
    if (feed == Feed::sends_again && !at_an_end && !wrong.empty()) {
      say(symbol, minute, "everything was sent again, and it has " + wrong);
    }
  }

  void hole(const std::string& symbol, MinuteStart minute, bool may_miss) {
    ++verdict.missing;
    if (!may_miss) say(symbol, minute, "no bar, and no row of ingest_gaps tells");
    if (feed == Feed::sends_again) say(symbol, minute, "no bar, though everything was sent again");
  }
};

}  // namespace

std::string Verdict::text() const {
  std::string out = std::to_string(whole) + " bars whole, " + std::to_string(flagged) + " flagged (" +
                    std::to_string(flagged_exact) + " of them exact), " + std::to_string(missing) + " missed, " +
                    std::to_string(broken.size()) + " wrong";
  for (std::size_t i = 0; i != std::min(broken.size(), kMostSentences); ++i) out += "\n" + broken[i];
  return out;
}

Verdict judge(const MadeUpMarket& market, const StoredMinutes& store, Feed feed) {
  const auto [first, last] = store.first_and_last();
  const std::vector<StoredLoss> losses = store.losses();
  Judging judging{feed, {}};
  long long rows = 0;
  ReferenceMinutes reference(market);
  while (reference.next() <= last) {
    const MinuteStart minute = reference.next();
    const auto should = reference.take();
    if (minute < first) continue;
    // Of the first minutes nobody can tell what came before they were listened to, which may begin in the second;
    // the last one may go on.
    const bool is_first = judging.verdict.whole == 0 && minute <= first + std::chrono::minutes{1};
    const bool is_last = minute == last;
    const bool may_miss = is_first || listed(losses, minute);
    auto is = store.at(minute);
    rows += static_cast<long long>(is.size());
    for (const auto& [symbol, bar] : should) {
      const auto at = is.find(symbol);
      if (at == is.end()) {
        if (!is_first && !is_last) judging.hole(symbol, minute, may_miss);
        continue;
      }
      judging.row(symbol, minute, at->second, bar, may_miss, is_first || is_last);
      is.erase(at);
    }
    for (const auto& [symbol, bar] : is) judging.say(symbol, minute, "a bar of a minute in which nothing traded");
  }
  if (rows != store.rows()) judging.verdict.broken.push_back("rows of minutes before the market began");
  return judging.verdict;
}

}  // namespace tickbard::test
