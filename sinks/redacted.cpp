// What may be shown of a url. When in doubt it hides too much: what it is given may be any text, mistyped by a
// person.
#include <algorithm>
#include <array>

#include "aggregator/core/ascii.hpp"
#include "sinks/store.hpp"

namespace tickbard {

namespace {

constexpr std::string_view kHidden = "***";

bool tells_secret(std::string_view parameter) {
  constexpr std::array<std::string_view, 5> kSecrets{"pass", "secret", "token", "key", "sign"};
  const std::string name = lower(parameter);
  if (name == "sslkey" || name == "passfile") return false;  // names of files
  // An escape in a name serves nobody but who hides it.
  return name.find('%') != name.npos || std::any_of(kSecrets.begin(), kSecrets.end(), [&](std::string_view word) {
           return name.find(word) != name.npos;
         });
}

/// From the first name that tells a secret on: where such words end is anybody's guess.
std::string words_redacted(std::string_view words) {
  for (auto equals = words.find('='); equals != words.npos; equals = words.find('=', equals + 1)) {
    const auto blank = words.substr(0, equals).find_last_of(" \t;&?");
    const auto begin = blank == words.npos ? 0 : blank + 1;
    if (tells_secret(words.substr(begin, equals - begin)))
      return std::string(words.substr(0, equals + 1)).append(kHidden);
  }
  const auto at = words.rfind('@');
  return at == words.npos || words.starts_with("sqlite:") ? std::string(words)
                                                          : std::string(kHidden).append(words.substr(at));
}

/// `authority` is where that begins. A password mistyped without its escapes may hold any of "@/?:".
std::string password_hidden(std::string_view url, std::size_t authority) {
  const auto at = url.find('@', authority);
  auto colon = url.find(':', authority);
  const auto host = at < colon ? at + 1 : authority;
  if (url.substr(host).starts_with('[')) colon = url.find(':', std::min(url.find(']', host), url.size()));
  std::string out(url);
  if (colon == url.npos || colon >= url.find_first_of("/?", authority)) return out;
  const auto end = std::min(url.find_first_of("/?,", colon), url.size());
  const bool port = url.substr(colon + 1, end - colon - 1).find_first_not_of("0123456789") == url.npos;
  if (port && (at == url.npos || at < colon)) return out;
  const auto last = url.rfind('@');
  return out.replace(colon + 1, (last != url.npos && last > colon ? last : end) - colon - 1, kHidden);
}

std::string parameters_redacted(std::string_view parameters) {
  std::string out;
  while (!parameters.empty()) {
    const auto end = std::min(parameters.find('&'), parameters.size());
    const std::string_view one = parameters.substr(0, end);
    const auto equals = one.find('=');
    const bool hide = equals != one.npos && tells_secret(one.substr(0, equals));
    out.append(hide ? one.substr(0, equals + 1) : one).append(hide ? kHidden : "");
    if (end < parameters.size()) out += '&';
    parameters.remove_prefix(std::min(end + 1, parameters.size()));
  }
  return out;
}

}  // namespace

std::string redacted(std::string_view url) {
  const auto scheme = url.find("://");
  if (scheme == url.npos) return words_redacted(url);
  std::string out = password_hidden(url, scheme + 3);
  const auto question = out.find('?', scheme);
  return question == out.npos ? out : out.substr(0, question + 1) + parameters_redacted(out.substr(question + 1));
}

}  // namespace tickbard
