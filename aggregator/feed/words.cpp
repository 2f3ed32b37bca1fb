#include "aggregator/feed/words.hpp"

#include <algorithm>

#include "aggregator/core/ascii.hpp"
#include "aggregator/core/json_text.hpp"

namespace tickbard {

namespace {

/// How many bytes of a secret stand at the beginning of the text, if all of it does.
std::size_t size_at(std::string_view text, std::string_view secret) {
  // That a market is SIMULATED must be seen whatever somebody took for a key.
  if (secret.size() < 4 || std::string_view("SIMULATED").find(secret) != std::string_view::npos) return 0;
  return text.substr(0, secret.size()) == secret ? secret.size() : 0;
}

char printable(char c) {
  if (c >= 0x20 && c <= 0x7e) return c;
  return c == '\n' || c == '\r' || c == '\t' ? ' ' : '?';
}

}  // namespace

std::string json_text(std::string_view text) {
  std::string out;
  append_json(out, text);
  return out;
}

std::string json_texts(std::span<const std::string> texts) {
  std::string out;
  for (const std::string& text : texts) {
    if (!out.empty()) out += ',';
    append_json(out, text);
  }
  return out;
}

std::vector<std::span<const std::string>> batches(std::span<const std::string> list, std::size_t most) {
  std::vector<std::span<const std::string>> out;
  for (; !list.empty(); list = list.subspan(out.back().size()))
    out.push_back(list.first(std::min(most, list.size())));
  return out;
}

std::string tidy(std::string_view words, const Credentials& credentials, std::size_t longest) {
  // Hidden while it is written, and cut after that: else a part of a secret could be left at the end.
  std::string out;
  while (!words.empty() && out.size() <= longest) {
    const std::size_t secret = std::max(size_at(words, credentials.key), size_at(words, credentials.secret));
    if (secret != 0) {
      out += "***";
    } else {
      out += printable(words.front());
    }
    words.remove_prefix(std::max<std::size_t>(secret, 1));
  }
  if (out.size() > longest) {
    out.resize(longest);
    out += "...";
  }
  return out;
}

bool mentions(std::string_view words, std::string_view part) {
  const auto same = [](char a, char b) { return lower(a) == b; };
  return std::search(words.begin(), words.end(), part.begin(), part.end(), same) != words.end();
}

}  // namespace tickbard
