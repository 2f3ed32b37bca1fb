#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "aggregator/core/error.hpp"

namespace tickbard {

/// A ticker as sets know it: without blanks around it, ASCII letters in upper case. Symbols of bars may be mixed
/// case ("BACpB"): compare them in this form.
std::string set_ticker(std::string_view text);

/// The securities that a breadth value is about, in canonical form: however they were written down, in whatever
/// order and however often, the same securities are the same set (T-119).
/// Immutable; any thread.
class SecuritySet {
 public:
  /// Entries that are blank do not count.
  /// Errors: a sentence for an empty set (T-120), and for a ticker with bytes that would make the text ambiguous
  /// (comma, '|', quotes, blanks or control characters inside).
  static Result<SecuritySet> of(std::span<const std::string> tickers);

  std::span<const std::string> tickers() const { return tickers_; }  ///< sorted bytewise
  std::size_t size() const { return tickers_.size(); }
  bool contains(std::string_view ticker) const;

  /// What is hashed to name the set: "AAPL,MSFT,NVDA".
  std::string canonical_text() const;

  /// With the interval baked in: "AAPL,MSFT,NVDA|interval=day".
  std::string canonical_text(std::string_view interval) const;

  /// The set's name everywhere: sha256 of canonical_text, 64 lower-case hex digits.
  std::string hash() const;
  std::string hash(std::string_view interval) const;

  /// The tickers as a JSON array of strings, sorted, without blanks.
  std::string json() const;

 private:
  explicit SecuritySet(std::vector<std::string> tickers) : tickers_(std::move(tickers)) {}
  std::vector<std::string> tickers_;
};

}  // namespace tickbard
