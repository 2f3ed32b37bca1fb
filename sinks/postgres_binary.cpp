#include "sinks/postgres_binary.hpp"

#include <array>

#include "sinks/exact_text.hpp"

namespace tickbard {

namespace {

constexpr std::string_view kSignature{"PGCOPY\n\xff\r\n\0", 11};

/// 2000-01-01T00:00:00Z, from where the server counts, in unix microseconds.
constexpr std::int64_t kServersEpoch = 946'684'800'000'000;

/// A digit of the server's numeric is four of ours.
constexpr unsigned kBase = 10'000;
constexpr int kWide = 4;
constexpr std::int16_t kNegative = 0x4000;

constexpr std::array<std::int64_t, 13> kPowers = [] {
  std::array<std::int64_t, 13> powers{1};
  for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
  return powers;
}();

/// Most significant first. 128 bits are 39 digits, of which 12 may stand behind the point.
struct Groups {
  std::array<std::int16_t, 16> of{};
  std::size_t begin = of.size();

  template <class Unsigned>
  void put_before(Unsigned& rest) {
    of[--begin] = static_cast<std::int16_t>(rest % kBase);
    rest /= kBase;
  }
};

}  // namespace

PgBinaryRows::PgBinaryRows(std::size_t rows) {
  constexpr std::size_t kOfABar = 152;
  bytes_.reserve(64 + rows * kOfABar);
  bytes_ = kSignature;
  put(std::int32_t{0}, std::int32_t{0});  // no flags, and no more of a header
}

void PgBinaryRows::add(std::string_view text) {
  put(static_cast<std::int32_t>(text.size()));
  bytes_.append(text);
}

void PgBinaryRows::add(UnixNanos instant) {
  add_number(to_unix_micros(instant) - kServersEpoch);
}

void PgBinaryRows::add(const std::optional<Price>& price) {
  price ? add(*price) : add_null();
}

void PgBinaryRows::add(Int128 raw, int digits) {
  __extension__ typedef unsigned __int128 Unsigned;
  const bool negative = raw < 0;
  const Unsigned size = negative ? -static_cast<Unsigned>(raw) : static_cast<Unsigned>(raw);
  const auto unit = static_cast<std::uint64_t>(kPowers[static_cast<std::size_t>(digits)]);
  // Nearly every value fits in 64 bits, which are divided much faster.
  const bool narrow = size <= UINT64_MAX;
  Unsigned whole = narrow ? static_cast<std::uint64_t>(size) / unit : size / unit;
  auto rest = narrow ? static_cast<std::uint64_t>(size) % unit : static_cast<std::uint64_t>(size % unit);

  const int fractions = (digits + kWide - 1) / kWide;
  rest *= static_cast<std::uint64_t>(kPowers[static_cast<std::size_t>(fractions * kWide - digits)]);
  Groups groups;
  for (int i = 0; i < fractions; ++i) groups.put_before(rest);
  while (whole > UINT64_MAX) groups.put_before(whole);
  for (auto w = static_cast<std::uint64_t>(whole); w != 0;) groups.put_before(w);

  // The server wants no zeros in front and none behind.
  std::size_t begin = groups.begin, end = groups.of.size();
  const std::size_t point = groups.of.size() - static_cast<std::size_t>(fractions);
  while (begin < end && groups.of[begin] == 0) ++begin;
  while (begin < end && groups.of[end - 1] == 0) --end;
  const std::size_t count = end - begin;
  int shown = 0;  // digits behind the point
  if (end > point && count != 0) {
    shown = static_cast<int>(end - point) * kWide;
    for (int last = groups.of[end - 1]; last % 10 == 0; last /= 10) --shown;
  }
  const std::ptrdiff_t weight =
      count == 0 ? 0 : static_cast<std::ptrdiff_t>(point) - static_cast<std::ptrdiff_t>(begin) - 1;

  put(static_cast<std::int32_t>(8 + 2 * count), static_cast<std::int16_t>(count),
      static_cast<std::int16_t>(weight), negative ? kNegative : std::int16_t{0}, static_cast<std::int16_t>(shown));
  std::array<char, 2 * std::tuple_size_v<decltype(groups.of)>> text;
  char* last = text.data();
  for (std::size_t i = begin; i < end; ++i) last = store(last, groups.of[i]);
  bytes_.append(text.data(), last);
}

std::string PgBinaryRows::take() {
  put(std::int16_t{-1});
  return std::move(bytes_);
}

}  // namespace tickbard
