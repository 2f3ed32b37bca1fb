#include "sinks/derived/flat_json.hpp"

#include <algorithm>
#include <charconv>
#include <deque>
#include <nlohmann/json.hpp>
#include <vector>

namespace tickbard {

namespace {

struct Member {
  std::string_view key;
  std::string_view value;  ///< as it is to stand there; empty: the next one of the numbers
};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Reads as long as it understands. Owner: one thread. Lifetime: the text outlives it.
class FlatJson {
 public:
  explicit FlatJson(std::string_view text) : rest_(text) {}

  bool read() {
    if (!take('{')) return false;
    do {
      Member member;
      if (!word(member.key) || !take(':') || !value(member.value)) return false;
      members_.push_back(member);
    } while (take(','));
    return take('}') && (skip_blanks(), rest_.empty());
  }

  /// None: two members of one name. Precondition: read() was true; once.
  std::optional<std::string> text() {
    // By the hand that writes those of the parser, too: which of several shortest forms it takes is its own.
    const std::string numbers = nlohmann::json(numbers_).dump();
    std::size_t at = 1, size = 2;
    for (Member& member : members_) {
      if (member.value.empty()) {
        const std::size_t end = numbers.find_first_of(",]", at);
        member.value = std::string_view(numbers).substr(at, end - at);
        at = end + 1;
      }
      size += member.key.size() + member.value.size() + 4;
    }
    std::sort(members_.begin(), members_.end(), [](const Member& a, const Member& b) { return a.key < b.key; });
    std::string out;
    out.reserve(size);
    for (std::size_t i = 0; i < members_.size(); ++i) {
      if (i > 0 && members_[i].key == members_[i - 1].key) return std::nullopt;
      out.append(i == 0 ? "{\"" : ",\"").append(members_[i].key).append("\":").append(members_[i].value);
    }
    return out.append("}");
  }

 private:
  void skip_blanks() { rest_.remove_prefix(std::min(rest_.find_first_not_of(' '), rest_.size())); }

  bool take(char c) {
    skip_blanks();
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  /// Without its quotes. False too for one with escapes or bytes that may need some.
  bool word(std::string_view& out) {
    if (!take('"')) return false;
    std::size_t end = 0;
    while (end < rest_.size() && rest_[end] >= ' ' && rest_[end] < 0x7F && rest_[end] != '"' && rest_[end] != '\\')
      ++end;
    if (end == rest_.size() || rest_[end] != '"') return false;
    out = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    return true;
  }

  bool value(std::string_view& out) {
    skip_blanks();
    for (const std::string_view name : {"null", "true", "false"})
      if (rest_.starts_with(name)) return cut(name.size(), out);
    if (rest_.starts_with('"')) {
      std::string_view text;
      const char* from = rest_.data();
      if (!word(text)) return false;
      out = {from, text.size() + 2};
      return true;
    }
    return rest_.starts_with('[') ? list(out) : number(out);
  }

  bool cut(std::size_t size, std::string_view& out) {
    out = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return true;
  }

  bool list(std::string_view& out) {
    take('[');
    std::string& text = owned_.emplace_back("[");
    if (!take(']')) {
      do {
        std::string_view one;
        if (!word(one)) return false;
        text.append(text.size() == 1 ? "\"" : ",\"").append(one).append("\"");
      } while (take(','));
      if (!take(']')) return false;
    }
    out = text.append("]");
    return true;
  }

  std::size_t digits_from(std::size_t at) const {
    std::size_t end = at;
    while (end < rest_.size() && is_digit(rest_[end])) ++end;
    return end - at;
  }

  /// A whole number as it stands; others are put among the numbers.
  bool number(std::string_view& out) {
    constexpr std::size_t kSure = 18;  // digits of a whole number that stays one
    const std::size_t first = rest_.starts_with('-') ? 1 : 0;
    const std::size_t whole = digits_from(first);
    if (whole == 0 || whole > kSure) return false;
    const bool zero = rest_[first] == '0';
    if (zero && whole > 1) return false;
    std::size_t end = first + whole;
    if (end < rest_.size() && rest_[end] == '.') {
      const std::size_t behind = digits_from(end + 1);
      if (behind == 0) return false;
      end += 1 + behind;
    }
    if (end < rest_.size() && (rest_[end] == 'e' || rest_[end] == 'E')) {
      const bool sign = end + 1 < rest_.size() && (rest_[end + 1] == '+' || rest_[end + 1] == '-');
      const std::size_t power = digits_from(end + 1 + (sign ? 1 : 0));
      if (power == 0) return false;
      end += 1 + (sign ? 1 : 0) + power;
    }
    if (end == first + whole) return (zero && first == 1) ? false : cut(end, out);
    double real = 0;
    const auto parsed = std::from_chars(rest_.data(), rest_.data() + end, real);
    if (parsed.ec != std::errc{} || parsed.ptr != rest_.data() + end) return false;
    numbers_.push_back(real);
    rest_.remove_prefix(end);
    return true;
  }

  std::string_view rest_;
  std::vector<Member> members_;
  std::vector<double> numbers_;
  std::deque<std::string> owned_;  ///< lists without their blanks; their addresses stay
};

}  // namespace

std::optional<std::string> canonical_flat_json(std::string_view json) {
  FlatJson object(json);
  if (!object.read()) return std::nullopt;
  return object.text();
}

}  // namespace tickbard
