#include "aggregator/feed/words.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "aggregator/core/ascii.hpp"
#include "aggregator/core/json_text.hpp"

namespace tickbard {

namespace {

/// Those of the credentials that are hidden where they stand in a text.
class Secrets {
 public:
  explicit Secrets(const Credentials& credentials) {
    for (const std::string_view text : {std::string_view(credentials.key), std::string_view(credentials.secret)}) {
      // That a market is SIMULATED must be seen whatever somebody took for a key.
      if (text.size() >= 4 && std::string_view("SIMULATED").find(text) == std::string_view::npos)
        longest_first_[count_++] = text;
    }
    if (longest_first_[0].size() < longest_first_[1].size()) std::swap(longest_first_[0], longest_first_[1]);
  }

  /// How many bytes of one stand at the beginning of the text, if all of it does.
  std::size_t size_at(std::string_view text) const {
    for (std::size_t i = 0; i != count_; ++i) {
      if (text.starts_with(longest_first_[i])) return longest_first_[i].size();
    }
    return 0;
  }

 private:
  std::array<std::string_view, 2> longest_first_;
  std::size_t count_ = 0;
};

char printable(char c) {
  if (c >= 0x20 && c <= 0x7e) return c;
  return c == '\n' || c == '\r' || c == '\t' ? ' ' : '?';
}

/// Hidden while it is written, and to be cut after that: else a part of a secret could be left at the end. So it
/// may be a little longer than asked for.
template <class F>
std::string written(std::string_view text, const Credentials& credentials, std::size_t longest, F&& shown) {
  const Secrets secrets(credentials);
  std::string out;
  while (!text.empty() && out.size() <= longest) {
    const std::size_t secret = secrets.size_at(text);
    secret != 0 ? out += "***" : out += shown(text.front());
    text.remove_prefix(std::max<std::size_t>(secret, 1));
  }
  return out;
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

std::string hidden(std::string_view text, const Credentials& credentials) {
  return written(text, credentials, std::string::npos, [](char c) { return c; });
}

std::string tidy(std::string_view words, const Credentials& credentials, std::size_t longest) {
  std::string out = written(words, credentials, longest, printable);
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
