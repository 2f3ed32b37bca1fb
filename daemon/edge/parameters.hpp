#pragma once

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "aggregator/core/decimal.hpp"
#include "aggregator/core/symbol.hpp"
#include "aggregator/core/time.hpp"
#include "daemon/edge/instant.hpp"
#include "daemon/edge/problem.hpp"
#include "daemon/edge/uri.hpp"

namespace tickbard {

/// 400: "The parameter limit="0" is out of range: …".
ApiProblem bad_parameter(std::string_view name, std::string_view value, std::string_view what);

/// A request's parameters, read one after the other. The first that is wrong becomes the problem; what is read
/// after it is of no use.
/// Owner: one thread. Lifetime: the target's.
class Parameters {
 public:
  /// A parameter that is not `known` is refused at once.
  Parameters(const RequestTarget& target, std::initializer_list<std::string_view> known);

  const std::optional<ApiProblem>& problem() const { return problem_; }
  void refuse(std::string_view name, std::string_view what);  ///< given, and wrong for another reason

  const std::string* text(std::string_view name) const { return target_.parameter(name); }
  std::optional<UnixNanos> bound(std::string_view name, Bound bound);
  std::optional<SessionDate> date(std::string_view name);
  std::uint32_t whole(std::string_view name, std::uint32_t otherwise, std::uint32_t most);

  /// One of two words; the first where it is not given.
  bool choice(std::string_view name, std::string_view off, std::string_view on);
  bool flag(std::string_view name) { return choice(name, "false", "true"); }

  /// The place among `words`.
  std::optional<std::size_t> word(std::string_view name, std::span<const std::string_view> words);

  /// Zero or more, in units of 10^-digits.
  std::optional<std::int64_t> decimal(std::string_view name, int digits);

  /// Refuses a `from` that is not before (dates: is after) `to`.
  void ordered(const std::optional<UnixNanos>& from, const std::optional<UnixNanos>& to);
  void ordered(const std::optional<SessionDate>& from, const std::optional<SessionDate>& to);

 private:
  const RequestTarget& target_;
  std::optional<ApiProblem> problem_;
};

/// The spellings under which a symbol may be stored: as written; in upper case behind the venue; in the canonical
/// form of US equities ("brk-b" -> "BRK.B"). Empty when no spelling is a possible symbol.
std::vector<Symbol> symbol_spellings(std::string_view text);

/// The same. Errors: 400 where there is none.
ApiResult<std::vector<Symbol>> read_symbol(std::string_view text);

/// `"AAPL", "aapl"`: for sentences.
std::string in_quotes(std::span<const Symbol> symbols);

/// The store failed: 503 with its sentence.
ApiProblem store_away(std::string_view why);

/// Tables that are not there, or could not be opened.
ApiProblem no_tables();

}  // namespace tickbard
