#include "sinks/fingerprint.hpp"

#include "aggregator/core/sha256.hpp"

namespace tickbard {

std::string uuid_of(std::initializer_list<std::string_view> parts) {
  std::string joined;
  for (const std::string_view part : parts) {
    joined.append(std::to_string(part.size())).append(":").append(part);  // ("ab","c") differs from ("a","bc")
  }
  const std::string hex = sha256_hex(joined);
  return hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-8" + hex.substr(13, 3) + "-8" + hex.substr(17, 3) + "-" +
         hex.substr(20, 12);
}

}  // namespace tickbard
