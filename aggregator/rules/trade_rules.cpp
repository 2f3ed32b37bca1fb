#include "aggregator/rules/trade_rules.hpp"

#include <charconv>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "aggregator/core/csv.hpp"
#include "rules_data_files.hpp"

namespace tickbard {

namespace {

constexpr std::array<std::string_view, 8> kColumns{"set",        "tape",     "code",   "name",
                                                   "open_close", "high_low", "volume", "role"};
enum Field : std::size_t { kSet, kTape, kCode, kName, kOpenCloseField, kHighLowField, kVolumeField, kRole };

constexpr std::array<std::string_view, 7> kRoles{
    "", "official_close", "official_open", "closing_print", "opening_print", "reopening_print", "corrected_close"};

/// One line of the table, checked.
struct Row {
  std::string_view set;
  std::optional<Tape> tape;  ///< none: every tape
  std::uint8_t code = 0;
  char open_close = 'n', high_low = 'n', volume = 'n';
  Role role = Role::none;
};

/// 12, or '4' in quotes.
std::optional<std::uint8_t> code_of(std::string_view text) {
  if (text.size() == 3 && text.front() == '\'' && text.back() == '\'') return static_cast<std::uint8_t>(text[1]);
  std::uint8_t code = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, code);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return code;
}

std::optional<Role> role_of(std::string_view text) {
  for (std::size_t i = 0; i < kRoles.size(); ++i) {
    if (kRoles[i] == text) return static_cast<Role>(i);
  }
  return std::nullopt;
}

constexpr std::array<Tape, 3> kSipTapes{Tape::a, Tape::b, Tape::c};

std::optional<Tape> tape_of(std::string_view text) {
  if (text == "a") return Tape::a;
  if (text == "b") return Tape::b;
  if (text == "c") return Tape::c;
  return std::nullopt;
}

/// Errors: which field is not allowed, and what is.
Result<Row> read_row(const std::vector<std::string_view>& fields) {
  const auto wrong = [&fields](Field field, std::string_view allowed) {
    return Problem{std::string(kColumns[field]) + " \"" + std::string(fields[field]) +
                   "\" is not allowed: " + std::string(allowed)};
  };
  const auto one_of = [&fields](Field field, std::string_view allowed) {
    return fields[field].size() == 1 && allowed.find(fields[field].front()) != std::string_view::npos;
  };
  const std::optional<std::uint8_t> code = code_of(fields[kCode]);
  const std::optional<Role> role = role_of(fields[kRole]);
  if (fields[kSet].empty()) return wrong(kSet, "name the rule set, as polygon or alpaca");
  if (!one_of(kTape, "*abc")) return wrong(kTape, "write *, a, b or c");
  if (!code) return wrong(kCode, "write a number from 0 to 255, or one character in single quotes");
  if (!one_of(kOpenCloseField, "ynx")) return wrong(kOpenCloseField, "write y, n or x (outside regular hours)");
  if (!one_of(kHighLowField, "ynx")) return wrong(kHighLowField, "write y, n or x (outside regular hours)");
  if (!one_of(kVolumeField, "yn")) return wrong(kVolumeField, "write y or n");
  if (!role) {
    return wrong(kRole,
                 "leave it empty or write official_close, official_open, closing_print, opening_print, "
                 "reopening_print or corrected_close");
  }
  return Row{fields[kSet],
             tape_of(fields[kTape]),
             *code,
             fields[kOpenCloseField].front(),
             fields[kHighLowField].front(),
             fields[kVolumeField].front(),
             *role};
}

}  // namespace

void RuleSet::allow(Tape tape, std::uint8_t code, Mask mask, Role role) {
  mask_[static_cast<std::size_t>(tape)][code] =
      static_cast<Mask>(role == Role::none ? mask | kNoRole : mask & ~kNoRole);
  role_[static_cast<std::size_t>(tape)][code] = role;
}

void RuleSet::settle_other_tapes() {
  for (std::size_t code = 0; code < kCodes; ++code) {
    Mask strictest = kAll;
    Role role = Role::none;
    bool known = false;
    for (const Tape tape : kSipTapes) {
      const auto t = static_cast<std::size_t>(tape);
      if ((mask_[t][code] & kKnown) == 0) continue;
      known = true;
      strictest &= mask_[t][code];
      role = role_[t][code];
    }
    if (!known) continue;
    allow(Tape::none, static_cast<std::uint8_t>(code), strictest, role);
    allow(Tape::otc, static_cast<std::uint8_t>(code), strictest, role);
  }
}

TradeRules::TradeRules() {
  RuleSet everything;
  everything.mask_.fill(RuleSet::filled(RuleSet::kAll));
  sets_.emplace("", everything);
}

std::string_view TradeRules::built_in() {
  return rules_data::conditions_csv;
}

const RuleSet* TradeRules::set(std::string_view name) const {
  const auto it = sets_.find(name);
  return it == sets_.end() ? nullptr : &it->second;
}

Result<TradeRules> TradeRules::parse(std::string_view base_csv, std::string_view override_csv) {
  TradeRules rules;
  if (auto added = rules.add(base_csv, "trade conditions"); !added) return added.error();
  if (!override_csv.empty()) {
    if (auto added = rules.add(override_csv, "trade conditions (override)"); !added) return added.error();
  }
  for (auto& [name, set] : rules.sets_) {
    if (!name.empty()) set.settle_other_tapes();
  }
  return rules;
}

Result<void> TradeRules::add(std::string_view csv, std::string_view what) {
  const auto lines = read_table(csv, kColumns, what);
  if (!lines) return lines.error();
  std::vector<Row> rows;
  std::map<std::tuple<std::string_view, std::optional<Tape>, std::uint8_t>, std::size_t> line_of;
  for (const CsvRow& line : *lines) {
    const Result<Row> row = read_row(line.fields);
    if (!row) return table_problem(what, line.line, row.error().text);
    const auto [first, fresh] = line_of.try_emplace({row->set, row->tape, row->code}, line.line);
    if (!fresh) {
      return table_problem(
          what, line.line,
          "line " + std::to_string(first->second) + " already has this set, tape and code; keep one");
    }
    rows.push_back(*row);
  }
  for (const bool for_one_tape : {false, true}) {  // '*' first: a row for one tape wins over it
    for (const Row& row : rows) {
      if (row.tape.has_value() != for_one_tape) continue;
      const auto found = sets_.try_emplace(std::string(row.set), RuleSet{}).first;
      const auto bits = [](char value, unsigned regular, unsigned outside) {
        return (value == 'y' ? regular : 0U) | (value != 'n' ? outside : 0U);
      };
      const auto mask = static_cast<RuleSet::Mask>(
          RuleSet::kKnown | bits(row.open_close, RuleSet::kOpenClose, RuleSet::kOpenCloseOutside) |
          bits(row.high_low, RuleSet::kHighLow, RuleSet::kHighLowOutside) |
          bits(row.volume, RuleSet::kVolume, RuleSet::kVolume));
      for (const Tape tape : kSipTapes) {
        if (row.tape.value_or(tape) == tape) found->second.allow(tape, row.code, mask, row.role);
      }
    }
  }
  return {};
}

}  // namespace tickbard
