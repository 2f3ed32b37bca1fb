#include "tests/scenarios/script.hpp"

#include <algorithm>
#include <sstream>
#include <stdexcept>

#include "aggregator/core/time_text.hpp"

namespace tickbard {
namespace {

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> out;
  for (std::string w; in >> w;) out.push_back(w);
  return out;
}

/// "key=value" words from `first` on.
std::map<std::string, std::string> pairs_of(const std::vector<std::string>& words, std::size_t first) {
  std::map<std::string, std::string> out;
  for (std::size_t i = first; i < words.size(); ++i) {
    const auto eq = words[i].find('=');
    out[words[i].substr(0, eq)] = eq == std::string::npos ? "" : words[i].substr(eq + 1);
  }
  return out;
}

/// "10.00" and "10" are the same price: figures are compared in their shortest form.
std::string shortest(const std::string& word) {
  const auto eq = word.find('=');
  const std::string head = eq == std::string::npos ? "" : word.substr(0, eq + 1);
  const std::string tail = eq == std::string::npos ? word : word.substr(eq + 1);
  std::int64_t raw = 0;
  return parse_decimal(tail, kPriceDigits, raw) ? head + to_text(raw, kPriceDigits) : word;
}

std::string shortest_words(const std::string& text) {
  std::string out;
  for (const auto& w : words_of(text)) out += (out.empty() ? "" : " ") + shortest(w);
  return out;
}

std::chrono::nanoseconds span(const std::string& text) {  // "2s", "-3s", "15m"
  const auto unit =
      text.back() == 'm' ? std::chrono::nanoseconds{std::chrono::minutes{1}} : std::chrono::seconds{1};
  std::int64_t milli = 0;
  if (!parse_decimal(text.substr(0, text.size() - 1), 3, milli)) throw std::runtime_error("no span: " + text);
  return unit * milli / 1000;
}

template <std::size_t N>
std::size_t index_in(const std::array<std::string_view, N>& names, const std::string& name) {
  for (std::size_t i = 0; i < N; ++i) {
    if (names[i] == name) return i;
  }
  throw std::runtime_error("unknown name: " + name);
}

std::map<std::string, std::uint64_t> figures(const Tally& t) {
  std::map<std::string, std::uint64_t> out{{"received", t.received.get()},
                                           {"counted", t.counted.get()},
                                           {"volume_only", t.volume_only.get()},
                                           {"duplicate", t.duplicate.get()},
                                           {"too_late", t.too_late.get()},
                                           {"held", t.held.get()},
                                           {"unknown", t.unknown_conditions.get()},
                                           {"cancelled", t.cancelled.get()},
                                           {"skipped", t.skipped.get()},
                                           {"closed", t.bars_closed.get()},
                                           {"amended", t.bars_amended.get()},
                                           {"alerts_up", t.alerts_up.get()},
                                           {"alerts_down", t.alerts_down.get()},
                                           {"gaps_open", t.gaps_open.get()}};
  for (std::size_t i = 0; i < kRejectNames.size(); ++i) out[std::string(kRejectNames[i])] = t.rejected[i].get();
  return out;
}

}  // namespace

std::vector<std::string> Script::run(const std::string& text) {
  std::istringstream in(text);
  for (std::string l; std::getline(in, l);) {
    ++line_number_;
    try {
      line(l);
    } catch (const std::exception& e) {
      fail(e.what());
    }
  }
  settle();
  return failures_;
}

void Script::line(const std::string& text) {
  const std::string bare = text.substr(0, text.find('#'));
  const Words words = words_of(bare);
  if (words.empty()) return;
  if (words[0] == "->") {
    expect(bare.substr(bare.find("->") + 2));
  } else if (words[0] == "date") {
    date_ = words.at(1);
  } else if (bare == "show alerts") {
    show_alerts_ = true;
  } else if (bare == "show prints") {
    show_prints_ = true;
  } else if (bare == "show instruments") {
    show_instruments_ = true;
  } else if (words[0] == "feed") {
    declare_feed(words);
  } else if (words[0] == "option") {
    for (const auto& [key, value] : pairs_of(words, 1)) set_option(key, value);
  } else {
    settle();
    step(words);
    const auto came = [this](const Event& event) { pending_.push_back(shortest_words(line_of(event))); };
    for (const auto& event : rig().events()) {
      if (show_alerts_ || !std::holds_alternative<Alert>(event)) came(event);
    }
    if (show_instruments_) std::for_each(rig().instruments.begin(), rig().instruments.end(), came);
    if (show_prints_) std::for_each(rig().session_prints.begin(), rig().session_prints.end(), came);
    rig().instruments.clear();
    rig().session_prints.clear();
  }
}

void Script::declare_feed(const Words& words) {
  FeedTraits traits = MarketRig::coins(words.at(1), false);
  for (const auto& [key, value] : pairs_of(words, 2)) {
    if (key == "calendar" && value == "xnys") {
      traits.calendar = &xnys_calendar();
    } else if (key == "rules") {
      traits.rules = value;
    } else if (key == "increasing_ids") {
      traits.increasing_ids = true;
    } else if (key == "consecutive_ids") {
      traits.increasing_ids = traits.consecutive_ids = true;
    } else if (key == "corrections") {
      traits.sends_corrections = true;
    } else {
      throw std::runtime_error("unknown word for a feed: " + key);
    }
  }
  feeds_.push_back(traits);
}

void Script::step(const Words& words) {
  const UnixNanos t = time(words[0]);
  if (!start_) start_ = t;
  rig().move_to(t);
  const std::string& verb = words.at(1);
  if (verb == "pass") {
    rig().pass();
  } else if (verb == "stream") {
    rig().stream(feed(words.at(2)));
  } else if (verb == "lost") {
    std::chrono::nanoseconds ago{};
    for (const auto& [key, value] : pairs_of(words, 4)) {
      if (key == "since") ago = t - time(value);
    }
    rig().lost(static_cast<LostReason>(index_in(kLostReasonNames, words.at(3))), feed(words.at(2)), ago);
  } else if (verb == "garbage") {
    rig().rejected(static_cast<Reject>(index_in(kRejectNames, words.at(3))), feed(words.at(2)));
  } else if (verb == "trade") {
    print(words, FeedEventKind::trade);
  } else if (verb == "snapshot") {
    print(words, FeedEventKind::snapshot);
  } else if (verb == "correct") {
    print(words, FeedEventKind::correction);
  } else if (verb == "cancel") {
    print(words, FeedEventKind::cancel);
  } else if (verb == "set") {
    for (const auto& [key, value] : pairs_of(words, 2)) set_option(key, value);
    rig().options = options_;
    rig().reload();
  } else if (verb == "wallstep") {
    rig().step_wall(span(words.at(2)));
  } else if (verb == "flush") {
    rig().market().flush(rig().wall());
  } else if (verb == "restart") {
    rig().restart(words.size() < 3 || words[2] != "empty");
  } else if (verb == "previous_close") {
    rig().market().set_previous_close(sym(words.at(2)), price(words.at(3)), day(words.at(4)));
  } else if (verb == "resume") {
    rig().market().set_resume_point(feed(words.at(2)), sym(words.at(3)), std::stoull(words.at(4)));
  } else if (verb == "outage") {
    rig().market().set_outage(feed(words.at(2)), time(words.at(3)),
                              static_cast<LostReason>(index_in(kLostReasonNames, words.at(4))));
  } else {
    throw std::runtime_error("unknown verb: " + verb);
  }
}

/// TIME trade FEED SYMBOL PRICE SIZE [of=TIME] [seq=] [id=] [original=] [cond=12,37] [tape=a] [x=4]
void Script::print(const Words& words, FeedEventKind kind) {
  const bool cancel = kind == FeedEventKind::cancel;
  Tick tick = rig().tick(words.at(3), cancel ? "1" : words.at(4), cancel ? "1" : words.at(5));
  for (const auto& [key, value] : pairs_of(words, cancel ? 4 : 6)) {
    if (key == "of") {
      tick.event_time = time(value);
    } else if (key == "seq") {
      tick.sequence = std::stoull(value);
    } else if (key == "id") {
      tick.id = TradeId::from_number(std::stoull(value));
    } else if (key == "original") {
      tick.original = TradeId::from_number(std::stoull(value));
    } else if (key == "x") {
      tick.exchange = static_cast<std::uint16_t>(std::stoul(value));
    } else if (key == "tape") {
      tick.tape = static_cast<Tape>(value[0] - 'a' + 1);
    } else if (key == "cond") {
      std::istringstream in(value);
      for (std::string c; std::getline(in, c, ',');) tick.conditions.add(static_cast<unsigned>(std::stoul(c)));
    } else {
      throw std::runtime_error("unknown word for a print: " + key);
    }
  }
  rig().apply(kind, tick, feed(words.at(2)));
}

void Script::set_option(const std::string& key, const std::string& value) {
  if (key == "close_delay") {
    options_.close_delay = span(value);
  } else if (key == "amend_window") {
    options_.amend_window = span(value);
  } else if (key == "bars") {
    options_.bars_enabled = value == "on";
  } else if (key == "threshold") {
    if (!parse_decimal(value, 6, options_.alerts.threshold_ppm))
      throw std::runtime_error("no threshold: " + value);
  } else if (key == "cooldown") {
    options_.alerts.cooldown = span(value);
  } else if (key == "overnight") {
    options_.alerts.segments[0] = value == "on";
  } else {
    throw std::runtime_error("unknown option: " + key);
  }
}

void Script::expect(const std::string& text) {
  const Words words = words_of(text);
  if (words.at(0) == "nothing") return settle();
  if (words[0] == "tally") {
    const auto have = figures(rig().market().tally());
    for (const auto& [key, value] : pairs_of(words, 1)) {
      const auto it = have.find(key);
      if (it == have.end()) throw std::runtime_error("no such figure: " + key);
      if (std::to_string(it->second) != value) fail(key + " is " + std::to_string(it->second) + ", not " + value);
    }
    return;
  }
  if (words[0] == "forming") {
    const auto bar = rig().market().forming(sym(words.at(1)));
    const std::string have = bar ? line_of(*bar).substr(4) : words[1] + " none";
    const std::string want = shortest_words(text.substr(text.find("forming") + 8));
    if (shortest_words(have) != want) fail("forming is\n    " + have + "\n  not\n    " + want);
    return;
  }
  const std::string want = shortest_words(text);
  if (pending_.empty()) return fail("expected, but nothing more came: " + want);
  if (pending_.front() != want) fail("expected\n    " + want + "\n  but came\n    " + pending_.front());
  pending_.erase(pending_.begin());
}

void Script::settle() {
  for (const auto& l : pending_) fail("came, but was not expected: " + l);
  pending_.clear();
  if (!rig_) return;
  if (const auto text = rig_->imbalance(); !text.empty()) fail(text);
}

void Script::fail(const std::string& what) {
  failures_.push_back("before or at line " + std::to_string(line_number_) + ": " + what);
}

MarketRig& Script::rig() {
  if (!rig_) rig_ = std::make_unique<MarketRig>(start_.value(), feeds_, options_);
  return *rig_;
}

FeedId Script::feed(const std::string& name) const {
  for (std::size_t i = 0; i < feeds_.size(); ++i) {
    if (feeds_[i].name == name) return static_cast<FeedId>(i);
  }
  throw std::runtime_error("unknown feed: " + name);
}

UnixNanos Script::time(const std::string& clock) const {
  const auto t = parse_rfc3339(date_ + "T" + clock + "Z");
  if (!t) throw std::runtime_error("no time: " + clock);
  return *t;
}

}  // namespace tickbard
