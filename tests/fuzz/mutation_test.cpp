#include <gtest/gtest.h>

#include <array>
#include <iterator>
#include <random>
#include <sstream>

#include "tests/fuzz/shapes.hpp"
#include "tests/fuzz/survival.hpp"

namespace tickbard::fuzz {

namespace {

constexpr int kMutationsPerProvider = 6000;
constexpr int kMessagesPerConnection = 50;

constexpr std::array<std::string_view, 28> kSplinters{
    "\"",   "\\",   "[",       "]",    "{",    "}",     ":",
    ",",    "null", "NaN",     "-",    "0",    "1e400", "9223372036854775807",
    ".",    "\xff", "\\u0000", "\\\"", "true", "\"\"",  " ",
    "[[[[", "}}}}", "]]]]",    "{\"",  "\":",  "-0.0",  "99999999999999999999"};

/// The same on every machine: the generator is fixed by the standard, and no distribution is used.
class Mutator {
 public:
  explicit Mutator(std::uint64_t seed) : random_(seed) {}

  std::string mutate(std::string message, const std::vector<std::string_view>& others) {
    for (std::size_t times = 1 + below(4); times > 0; --times) once(message, others);
    return message;
  }

  std::size_t below(std::size_t n) { return static_cast<std::size_t>(random_() % n); }

 private:
  void once(std::string& m, const std::vector<std::string_view>& others) {
    const std::size_t at = below(m.size() + 1);
    const std::size_t length = below(m.size() - at + 1);
    switch (below(8)) {
      case 0:
        if (at < m.size()) m[at] = static_cast<char>(m[at] ^ (1 << below(8)));
        break;
      case 1:
        m.resize(at);
        break;
      case 2:
        m.erase(at, std::min<std::size_t>(length, 12));
        break;
      case 3:
        m.insert(at, m.substr(at, length));
        break;
      case 4:
        m.insert(at, kSplinters[below(kSplinters.size())]);
        break;
      case 5:
        m.replace(at, std::min<std::size_t>(length, 8), kSplinters[below(kSplinters.size())]);
        break;
      case 6: {
        const std::string_view other = others[below(others.size())];
        m.replace(at, length, other.substr(below(other.size())));
        break;
      }
      default:
        // A field's value in another's place: from one colon to the next comma.
        swap_values(m);
    }
  }

  void swap_values(std::string& m) {
    const auto value = [&](std::size_t from) -> std::pair<std::size_t, std::size_t> {
      const std::size_t colon = m.find(':', from);
      if (colon == std::string::npos) return {0, 0};
      return {colon + 1, std::min(m.find_first_of(",}", colon), m.size()) - colon - 1};
    };
    const auto to = value(below(m.size() + 1));
    const auto from = value(below(m.size() + 1));
    m.replace(to.first, to.second, m.substr(from.first, from.second));
  }

  std::mt19937_64 random_;
};

class Mutations : public testing::TestWithParam<std::string_view> {};

TEST_P(Mutations, T047_T037_any_message_is_survived_and_only_sound_prints_come_out) {
  const auto originals = shapes(GetParam());
  Mutator mutator{20261121};
  std::unique_ptr<Survivor> connection;
  for (int i = 0; i < kMutationsPerProvider; ++i) {
    if (i % kMessagesPerConnection == 0) connection = std::make_unique<Survivor>(GetParam());
    const std::string message = mutator.mutate(std::string{originals[mutator.below(originals.size())]}, originals);
    ASSERT_EQ(connection->feed(message), "") << message;
  }
}

TEST_P(Mutations, T047_every_cut_and_every_flipped_bit_is_survived) {
  for (const std::string_view original : shapes(GetParam())) {
    Survivor connection{GetParam()};
    for (std::size_t at = 0; at < original.size(); ++at) {
      ASSERT_EQ(connection.feed(original.substr(0, at)), "") << original.substr(0, at);
      for (int bit = 0; bit < 8; ++bit) {
        std::string message{original};
        message[at] = static_cast<char>(message[at] ^ (1 << bit));
        ASSERT_EQ(connection.feed(message), "") << message;
      }
    }
    ASSERT_EQ(connection.feed(original), "") << original;
  }
}

/// Where the value begins that follows each colon, and its length.
std::vector<std::pair<std::size_t, std::size_t>> values_of(std::string_view message) {
  std::vector<std::pair<std::size_t, std::size_t>> out;
  for (auto colon = message.find(':'); colon != message.npos; colon = message.find(':', colon + 1))
    out.emplace_back(colon + 1, std::min(message.find_first_of(",}]", colon), message.size()) - colon - 1);
  return out;
}

TEST_P(Mutations, T037_T047_every_value_of_every_message_may_be_hostile) {
  std::istringstream list(
      "NaN -NaN Infinity -1 -0 1e400 -1e4 1e-400 1.7e308 9223372036854775808 18446744073709551616 null true {} [] "
      "[[]] "
      "{\"a\":{\"b\":1}} \"\" \"-1\" \"NaN\" \"\xff\xfe\" \"\xc3\" \"\\ud800\" \"\\u0000\" \"1.\" 0x10 01 1e");
  std::vector<std::string> hostile{std::istream_iterator<std::string>(list), {}};
  hostile.emplace_back(100'000, '[');
  for (const std::string_view original : shapes(GetParam())) {
    Survivor connection{GetParam()};
    for (const auto& [at, length] : values_of(original)) {
      for (const std::string& value : hostile) {
        const std::string message = std::string(original).replace(at, length, value);
        ASSERT_EQ(connection.feed(message), "") << message.substr(0, 400);
      }
    }
    ASSERT_EQ(connection.feed(original), "") << original;
  }
}

TEST_P(Mutations, T047_a_message_of_sixteen_mebibytes_is_survived) {
  const std::string long_text = '"' + std::string(16 << 20, 'x') + '"';
  const std::string_view original = shapes(GetParam()).front();
  Survivor connection{GetParam()};
  const auto [at, length] = values_of(original).back();  // everything before it has been read
  ASSERT_EQ(connection.feed(std::string(original).replace(at, length, long_text)), "");
  ASSERT_EQ(connection.feed(original), "");
}

INSTANTIATE_TEST_SUITE_P(Providers, Mutations,
                         testing::Values("polygon", "alpaca", "coinbase", "binance", "kraken"),
                         [](const auto& row) { return std::string{row.param}; });

}  // namespace

}  // namespace tickbard::fuzz
