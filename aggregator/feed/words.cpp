#include "aggregator/feed/words.hpp"

#include <algorithm>

#include "aggregator/core/ascii.hpp"
#include "aggregator/core/json_text.hpp"

namespace tickbard {

namespace {

void hide(std::string& words, std::string_view secret) {
  // That a market is SIMULATED must be seen whatever somebody took for a key.
  if (secret.size() < 4 || std::string_view("SIMULATED").find(secret) != std::string_view::npos) return;
  for (std::size_t at = words.find(secret); at != std::string::npos; at = words.find(secret, at)) {
    words.replace(at, secret.size(), "***");
  }
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
  // The secret is hidden before the cut, else half of it could be left at the end.
  std::string out{words.substr(0, 4 * longest)};
  hide(out, credentials.key);
  hide(out, credentials.secret);
  for (char& c : out) {
    if (c < 0x20 || c > 0x7e) c = c == '\n' || c == '\r' || c == '\t' ? ' ' : '?';
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
