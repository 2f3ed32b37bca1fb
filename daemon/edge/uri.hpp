#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/edge/problem.hpp"

namespace tickbard {

/// A request target taken apart. Owner: one request.
struct RequestTarget {
  std::vector<std::string> path;  ///< decoded segments: "/charts/BTC%2FUSD" -> {"charts", "BTC/USD"}; "/" -> {}
  std::vector<std::pair<std::string, std::string>> parameters;  ///< decoded, in the order given

  /// nullptr if it is not given.
  const std::string* parameter(std::string_view name) const;
};

/// Nothing longer, and no more parameters, is read: memory per request is bounded.
inline constexpr std::size_t kMaxTargetBytes = 8192;
inline constexpr std::size_t kMaxParameters = 32;

/// Errors: 414 for a target that is too long; 400 for a broken percent escape, a NUL byte, a parameter given
/// twice, or a target that is no path.
ApiResult<RequestTarget> parse_target(std::string_view target);

/// std::nullopt for a broken escape. `plus_is_space`: the rule of query strings, not of paths.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space);

/// Every byte but letters, digits and "-._~:" escaped: safe as one path segment or one parameter value.
std::string percent_encode(std::string_view text);

/// `text` for a sentence: cut after 60 bytes, control bytes replaced.
std::string in_quotes(std::string_view text);

}  // namespace tickbard
