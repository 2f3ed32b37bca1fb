#include "daemon/edge/uri.hpp"

#include <algorithm>

namespace tickbard {
namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

ApiProblem broken_escape(std::string_view text) {
  return {400,
          "The address has a broken percent escape in " + in_quotes(text) + ": write a literal % as %25.",
          {},
          {}};
}

template <class F>
bool each_part(std::string_view text, char separator, F&& f) {
  while (true) {
    const auto end = text.find(separator);
    if (!f(text.substr(0, end))) return false;
    if (end == std::string_view::npos) return true;
    text.remove_prefix(end + 1);
  }
}

}  // namespace

std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus_is_space) {
      out += ' ';
    } else if (text[i] != '%') {
      out += text[i];
    } else {
      if (i + 2 >= text.size()) return std::nullopt;
      const int high = hex_value(text[i + 1]);
      const int low = hex_value(text[i + 2]);
      if (high < 0 || low < 0 || high + low == 0) return std::nullopt;
      out += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  return out;
}

std::string percent_encode(std::string_view text) {
  static constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (letter || std::string_view("-._~:").find(c) != std::string_view::npos) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += '%';
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    }
  }
  return out;
}

const std::string* RequestTarget::parameter(std::string_view name) const {
  const auto at =
      std::find_if(parameters.begin(), parameters.end(), [&](const auto& p) { return p.first == name; });
  return at == parameters.end() ? nullptr : &at->second;
}

ApiResult<RequestTarget> parse_target(std::string_view target) {
  if (target.size() > kMaxTargetBytes) {
    return ApiProblem{414, "The address is longer than 8192 bytes: ask for less at once.", {}, {}};
  }
  if (target.find('\0') != target.npos)
    return ApiProblem{400, "The address has a NUL byte in it: leave it out.", {}, {}};
  const auto question = target.find('?');
  std::string_view path = target.substr(0, question);
  if (path.empty() || path.front() != '/') {
    return ApiProblem{400, "The request target must be a path that begins with '/'.", {}, {}};
  }
  RequestTarget out;
  ApiProblem problem;
  path.remove_prefix(1);
  if (path.ends_with('/')) path.remove_suffix(1);
  const bool path_read = path.empty() || each_part(path, '/', [&](std::string_view part) {
                           auto decoded = percent_decode(part, false);
                           if (!decoded) {
                             problem = broken_escape(part);
                             return false;
                           }
                           out.path.push_back(std::move(*decoded));
                           return true;
                         });
  if (!path_read) return problem;
  if (question == std::string_view::npos || question + 1 == target.size()) return out;

  const bool parameters_read = each_part(target.substr(question + 1), '&', [&](std::string_view part) {
    if (part.empty()) return true;
    const auto equals = part.find('=');
    auto name = percent_decode(part.substr(0, equals), true);
    auto value = percent_decode(equals == std::string_view::npos ? "" : part.substr(equals + 1), true);
    if (!name || !value) {
      problem = broken_escape(part);
      return false;
    }
    if (out.parameter(*name) != nullptr) {
      problem = {400, "The parameter " + in_quotes(*name) + " is given more than once: give it once.", *name, {}};
      return false;
    }
    if (out.parameters.size() == kMaxParameters) {
      problem = {400, "There are more than 32 parameters in the address: no answer here takes so many.", {}, {}};
      return false;
    }
    out.parameters.emplace_back(std::move(*name), std::move(*value));
    return true;
  });
  if (!parameters_read) return problem;
  return out;
}

std::string in_quotes(std::string_view text) {
  constexpr std::size_t kMax = 60;
  std::string out = "\"";
  for (const char c : text.substr(0, kMax)) out += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c;
  return out + (text.size() > kMax ? "…\"" : "\"");
}

}  // namespace tickbard
