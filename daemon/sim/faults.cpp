#include "daemon/sim/faults.hpp"

#include <array>
#include <charconv>

namespace tickbard {
namespace {

constexpr std::string_view kNames =
    "drop:N, silent:N, garbage:N, dup:N, late:N, skip:N, future:N, slow:N, limit:N, auth, burst";
constexpr std::string_view kNonsense = "{\"SIMULATED garbage\": [1, 2,, \"no JSON";
constexpr std::uint64_t kLateBy = 20;

struct Counted {
  std::string_view name;
  std::uint64_t Faults::*field;
  std::uint64_t usual;
};

constexpr std::array<Counted, 8> kCounted{{{"drop", &Faults::drop, 1000},
                                           {"silent", &Faults::silent, 1000},
                                           {"garbage", &Faults::garbage, 100},
                                           {"dup", &Faults::dup, 10},
                                           {"late", &Faults::late, 50},
                                           {"skip", &Faults::skip, 100},
                                           {"future", &Faults::future, 100},
                                           {"slow", &Faults::slow, 1000}}};

std::optional<std::uint64_t> whole_number(std::string_view text) {
  std::uint64_t n = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (ec != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return n;
}

Problem wrong(std::string_view item, std::string_view why) {
  return Problem{"--fault " + std::string(item) + ": " + std::string(why) + "; allowed are " +
                 std::string(kNames)};
}

}  // namespace

Result<Faults> Faults::parse(std::string_view list) {
  Faults faults;
  while (!list.empty()) {
    const std::size_t comma = list.find(',');
    const std::string_view item = list.substr(0, comma);
    list = comma == std::string_view::npos ? std::string_view{} : list.substr(comma + 1);
    if (item.empty()) continue;

    const std::size_t colon = item.find(':');
    const std::string_view name = item.substr(0, colon);
    std::optional<std::uint64_t> value;
    if (colon != std::string_view::npos) {
      value = whole_number(item.substr(colon + 1));
      if (!value) return wrong(item, "the value is no whole number");
    }
    if (name == "auth" || name == "burst") {
      if (value) return wrong(item, "takes no value");
      (name == "auth" ? faults.auth : faults.burst) = true;
      continue;
    }
    if (name == "limit") {
      faults.limit = value.value_or(0);
      continue;
    }
    bool found = false;
    for (const Counted& c : kCounted) {
      if (name != c.name) continue;
      if (value == 0U) return wrong(item, "the value must be 1 or more");
      faults.*c.field = value.value_or(c.usual);
      found = true;
    }
    if (!found) return wrong(item, "no such fault");
  }
  return faults;
}

FaultGate::Outcome FaultGate::pass(std::string frame, std::vector<std::string>& out) {
  if (silent()) return Outcome::go_on;
  ++seen_;
  const auto every = [this](std::uint64_t n) { return n != 0 && seen_ % n == 0; };
  if (every(faults_.garbage)) out.emplace_back(kNonsense);
  const bool twice = every(faults_.dup);
  if (every(faults_.skip)) {
    frame.clear();
  } else if (every(faults_.late)) {
    held_.push_back({frame, seen_ + kLateBy});
    if (twice) out.push_back(std::move(frame));
  } else {
    if (twice) out.push_back(frame);
    out.push_back(std::move(frame));
  }
  while (!held_.empty() && held_.front().due <= seen_) {
    out.push_back(std::move(held_.front().frame));
    held_.erase(held_.begin());
  }
  if (faults_.slow != 0 && seen_ >= faults_.slow) return Outcome::slow_down;
  if (faults_.drop != 0 && seen_ >= faults_.drop * stretch_) return Outcome::cut;
  return Outcome::go_on;
}

void FaultGate::release(std::vector<std::string>& out) {
  for (Held& held : held_) out.push_back(std::move(held.frame));
  held_.clear();
}

}  // namespace tickbard
