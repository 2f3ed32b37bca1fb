#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "aggregator/core/error.hpp"
#include "aggregator/core/event.hpp"
#include "aggregator/core/tick.hpp"

namespace tickbard {

/// What a print is beside a trade: where a day's official prices come from.
enum class Role : std::uint8_t {
  none,
  official_close,   ///< the market centre repeats its closing price: no trade
  official_open,    ///< the market centre repeats its opening price: no trade
  closing_print,    ///< the closing auction's trade
  opening_print,    ///< the opening auction's trade
  reopening_print,  ///< the first trade after a halt
  corrected_close,  ///< the corrected consolidated close: no trade
};

/// What a print may change in its minute's bar.
struct Effect {
  bool open_close = true;
  bool high_low = true;
  bool volume = true;
  bool unknown = false;  ///< a code is not in the table (or codes were cut off): volume only
  Role role = Role::none;

  /// Neither price nor volume: it repeats another print.
  bool informational() const { return !open_close && !high_low && !volume; }
  friend bool operator==(const Effect&, const Effect&) = default;
};

/// One provider's trade conditions: what each code of each tape allows. The strictest code of a print wins.
/// Owner: any thread; immutable.
class RuleSet {
 public:
  /// No codes: everything is allowed. `open_close` and `high_low` of Form T depend on the segment.
  Effect effect(const Conditions& conditions, Tape tape, Segment segment) const noexcept;

 private:
  friend class TradeRules;

  static constexpr std::size_t kTapes = 5;
  static constexpr std::size_t kCodes = 256;
  using Mask = std::uint8_t;  ///< bits below; an AND over a print's codes is the strictest
  static constexpr Mask kOpenClose = 1, kHighLow = 2, kVolume = 4;    ///< in regular hours; volume always
  static constexpr Mask kOpenCloseOutside = 8, kHighLowOutside = 16;  ///< outside regular hours
  static constexpr Mask kKnown = 32;
  static constexpr Mask kNoRole = 64;  ///< set by allow(): nearly no print needs a look at role_
  static constexpr Mask kAll = 127;

  void allow(Tape tape, std::uint8_t code, Mask mask, Role role);
  /// A print of no or another tape: the strictest of what the tapes a, b and c say of its code.
  void settle_other_tapes();

  RuleSet() { mask_.fill(filled(kVolume | kNoRole)); }
  static constexpr std::array<Mask, kCodes> filled(Mask m) {
    std::array<Mask, kCodes> row{};
    row.fill(m);
    return row;
  }

  std::array<std::array<Mask, kCodes>, kTapes> mask_;
  std::array<std::array<Role, kCodes>, kTapes> role_{};
};

inline Effect RuleSet::effect(const Conditions& conditions, Tape tape, Segment segment) const noexcept {
  const auto t = static_cast<std::size_t>(tape);
  Mask mask = conditions.truncated ? kVolume : kAll;
  for (std::size_t i = 0; i < conditions.count; ++i) mask &= mask_[t][conditions.code[i]];
  Role role = Role::none;
  if ((mask & kNoRole) == 0) {
    for (std::size_t i = 0; i < conditions.count && role == Role::none; ++i) role = role_[t][conditions.code[i]];
  }
  const bool regular = segment == Segment::rth;
  return {(mask & (regular ? kOpenClose : kOpenCloseOutside)) != 0,
          (mask & (regular ? kHighLow : kHighLowOutside)) != 0, (mask & kVolume) != 0, (mask & kKnown) == 0, role};
}

/// All rule sets, by name. Immutable; any thread.
/// Columns: set,tape,code,name,open_close,high_low,volume,role
///   tape        * | a | b | c. A print of no or another tape gets the strictest of a, b and c.
///   code        a number (Polygon's id), or a letter of the SIP in single quotes ('@', ' ', '4')
///   open_close, high_low   y | n | x (only outside regular hours);  volume  y | n
///   role        empty or a name of Role
class TradeRules {
 public:
  /// `override_csv` has the same form; its rows replace those of `base_csv` with the same set, tape and code ('*'
  /// replaces all tapes). Within one text a row for a tape wins over one for '*'.
  /// Errors: one sentence with the text's name, the line and what is allowed.
  static Result<TradeRules> parse(std::string_view base_csv, std::string_view override_csv = {});

  /// The table that belongs to this build: sets `polygon` and `alpaca`.
  static std::string_view built_in();

  /// The empty name is the set that allows everything. nullptr: no set of that name.
  const RuleSet* set(std::string_view name) const;

 private:
  TradeRules();
  Result<void> add(std::string_view csv, std::string_view what);

  std::map<std::string, RuleSet, std::less<>> sets_;
};

}  // namespace tickbard
