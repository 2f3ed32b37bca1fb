#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "aggregator/feed/protocol.hpp"

namespace tickbard::fuzz {

/// Empty, or why the market could not take this print at its word.
std::string wrong_with_print(const Tick& t);

/// One connection that is fed anything. What must hold for every byte string: no crash, and only events that the
/// market may take at their word; and the same by a provider's fast way as by the other ones.
class Survivor {
 public:
  explicit Survivor(std::string_view provider);

  /// Empty, or what is wrong with the answer to this message.
  std::string feed(std::string_view message);

 private:
  std::string wrong_with_twin(Protocol& twin, std::string_view message);

  std::unique_ptr<Protocol> protocol_;
  std::vector<std::unique_ptr<Protocol>> twins_;  ///< without a fast way, and with a slower one
  Decoded decoded_, expected_;
};

}  // namespace tickbard::fuzz
