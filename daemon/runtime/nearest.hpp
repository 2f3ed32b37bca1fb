#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tickbard {

/// Finds the known word that was most likely meant, for a sentence about one that is unknown. Upper and lower case
/// count as the same. Owner: one thread.
class NearestWord {
 public:
  explicit NearestWord(std::string_view wanted);
  void consider(std::string_view known);
  /// None: no word is a plausible slip of the pen.
  const std::optional<std::string>& found() const { return found_; }

 private:
  std::string wanted_;
  std::size_t fewest_;  ///< edits that are too many
  std::optional<std::string> found_;
};

template <class Words>
std::optional<std::string> nearest(std::string_view wanted, const Words& known) {
  NearestWord search(wanted);
  for (const std::string_view word : known) search.consider(word);
  return search.found();
}

}  // namespace tickbard
