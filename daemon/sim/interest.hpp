#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_set>

namespace tickbard {

/// What one client has subscribed to. Symbols compare without regard to case; a venue may stand in front
/// ("spot:btcusdt"), and then only that venue's are meant. "*" is everything. Owner: one connection.
class Interest {
 public:
  /// Returns whether it was new.
  bool add(std::string_view symbol);
  bool remove(std::string_view symbol);

  bool wants(std::string_view symbol, std::string_view venue = {}) const;
  bool empty() const { return !all_ && symbols_.empty(); }
  bool all() const { return all_; }

  /// In upper case, in no particular order.
  const std::unordered_set<std::string>& symbols() const { return symbols_; }

 private:
  bool all_ = false;
  std::unordered_set<std::string> symbols_;
};

}  // namespace tickbard
