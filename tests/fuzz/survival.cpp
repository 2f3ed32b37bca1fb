#include "tests/fuzz/survival.hpp"

#include <algorithm>
#include <cstring>
#include <limits>
#include <tuple>
#include <vector>

#include "aggregator/feed/polygon.hpp"

namespace tickbard::fuzz {

namespace {

constexpr UnixNanos kReceived = from_unix_nanos(1'700'000'000'000'000'000);
constexpr FeedId kFeed = 7;

std::string wrong_with(const FeedEvent& e) {
  if (e.feed != kFeed) return "another feed's event";
  if (e.kind == FeedEventKind::raw_text) return "";
  if (e.tick.recv_time != kReceived) return "an event received at another time";
  switch (e.kind) {
    case FeedEventKind::trade:
    case FeedEventKind::snapshot:
      return wrong_with_print(e.tick);
    case FeedEventKind::correction:
      return e.tick.original ? wrong_with_print(e.tick) : "a correction of nothing";
    case FeedEventKind::cancel:
      return e.tick.symbol.empty() || !e.tick.original ? "a cancel of nothing" : "";
    case FeedEventKind::rejected:
      return static_cast<std::size_t>(e.reject) < kRejectNames.size() ? "" : "a rejection without a reason";
    case FeedEventKind::streaming:
    case FeedEventKind::lost:
    case FeedEventKind::raw_text:
      break;
  }
  return "an event that no message makes";
}

std::string wrong_with(const Notice& n) {
  if (n.text.size() > 400) return "a notice without an end";
  for (const char c : n.text) {
    if (c < 0x20 || c > 0x7e) return "a notice that a log cannot show";
  }
  return {};
}

bool same(const FeedEvent& a, const FeedEvent& b) {
  if (a.kind != b.kind || a.feed != b.feed) return false;
  if (a.kind == FeedEventKind::raw_text) return a.text == b.text;
  const auto all = [](const FeedEvent& e) {
    const Tick& t = e.tick;
    return std::tie(e.reject, t.symbol, t.price, t.size, t.event_time, t.recv_time, t.sequence, t.id, t.original,
                    t.conditions.code, t.conditions.count, t.conditions.truncated, t.tape, t.exchange);
  };
  return all(a) == all(b);
}

bool same(const Notice& a, const Notice& b) {
  return a.signal == b.signal && a.text == b.text;
}

}  // namespace

std::string wrong_with_print(const Tick& t) {
  if (t.symbol.empty()) return "a print without a symbol";
  if (t.price.raw <= 0 || t.price.raw == std::numeric_limits<std::int64_t>::max())
    return "a print without a price";
  if (t.size.raw <= 0) return "a print without a size";
  if (t.event_time < kEarliestEvent || t.event_time >= kLatestEvent) return "a print out of all time";
  if (t.conditions.count > Conditions::kMax) return "more conditions than there is room for";
  return {};
}

Survivor::Survivor(std::string_view provider) {
  Subscription s;
  s.feed = kFeed;
  s.symbols = {"AAPL", "BTC-USD"};
  s.credentials = {"some-key", "some-secret"};
  twins_.push_back(make_protocol(provider, s, Ways::general));
  if (provider == "polygon") twins_.push_back(make_baseline_polygon(s));
  protocol_ = make_protocol(provider, std::move(s));
  protocol_->on_open(decoded_);
  for (const auto& twin : twins_) twin->on_open(expected_);
}

std::string Survivor::feed(std::string_view message) {
  // Its own allocation, so that a sanitizer sees the first byte read behind the padding.
  std::vector<char> padded(message.size() + Protocol::kPadding);
  if (!message.empty()) std::memcpy(padded.data(), message.data(), message.size());
  // As a connection does, which lets the events of some messages come together.
  decoded_.earlier == 0 ? decoded_.turn() : decoded_.clear();
  protocol_->on_message({padded.data(), message.size()}, kReceived, decoded_);
  if (decoded_.fresh().size() > message.size()) return "more events than bytes";
  for (const FeedEvent& event : decoded_.fresh()) {
    if (std::string wrong = wrong_with(event); !wrong.empty()) return wrong;
  }
  for (const Notice& notice : decoded_.notices) {
    if (std::string wrong = wrong_with(notice); !wrong.empty()) return wrong;
  }
  for (const auto& twin : twins_) {
    if (std::string wrong = wrong_with_twin(*twin, {padded.data(), message.size()}); !wrong.empty()) return wrong;
  }
  return {};
}

std::string Survivor::wrong_with_twin(Protocol& twin, std::string_view message) {
  expected_.clear();
  twin.on_message(message, kReceived, expected_);
  const auto equal = [](const auto& a, const auto& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const auto& x, const auto& y) { return same(x, y); });
  };
  if (!equal(decoded_.fresh(), expected_.events)) return "other events than by another way";
  if (!equal(decoded_.notices, expected_.notices)) return "other notices than by another way";
  return decoded_.send == expected_.send ? std::string{} : "other answers than by another way";
}

}  // namespace tickbard::fuzz
