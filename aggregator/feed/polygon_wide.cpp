#include "aggregator/feed/polygon_wide.hpp"

#if defined(__x86_64__) && !defined(TICKBARD_PLAIN)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"  // GCC 12's own header (bug 105593)
#include <immintrin.h>
#pragma GCC diagnostic pop

#include <array>
#include <bit>
#include <cstring>
#include <string_view>

#include "aggregator/feed/digits.hpp"

namespace tickbard::polygon_wide {
namespace {

/// The fields by the colons behind their names. Where there are no conditions, kList is kTime.
enum Field : std::uint8_t { kId, kExchange, kPrice, kSize, kList, kTime, kSequence, kTape };

/// For each of 64 bytes, where it is taken from: so many bytes behind a field's colon.
struct Places {
  alignas(64) std::array<std::uint8_t, 64> field{};
  alignas(64) std::array<std::int8_t, 64> behind{};

  constexpr void set(std::size_t i, Field of, int bytes) {
    field[i] = of;
    behind[i] = static_cast<std::int8_t>(bytes);
  }
};

/// The bytes between the values, and what they have to be.
struct Names {
  Places places;
  alignas(64) std::array<char, 64> text{};
  std::uint64_t always = 0, if_coded = 0;
};

/// Where the second colon stands, offsets are counted from; the text that is read begins behind the quote there.
constexpr int kBegin = 2;

constexpr Names kNames = [] {
  Names names;
  std::size_t used = 0;
  const auto add = [&](Field of, int from, std::string_view text, std::uint64_t& in) {
    for (const char c : text) {
      names.places.set(used, of, from++ - kBegin);
      names.text[used] = c;
      in |= std::uint64_t{1} << used++;
    }
  };
  add(kId, -5, R"(","i":")", names.always);
  add(kExchange, -5, R"(","x":)", names.always);
  add(kPrice, -4, R"(,"p":)", names.always);
  add(kSize, -4, R"(,"s":)", names.always);
  add(kList, -4, R"(,"c":[)", names.if_coded);
  add(kTime, -5, "]", names.if_coded);
  add(kTime, -4, R"(,"t":)", names.always);
  add(kSequence, -4, R"(,"q":)", names.always);
  add(kTape, -4, R"(,"z":)", names.always);
  return names;
}();

/// The digits: id, sequence, exchange and time, and price and size, each at the end of its room; where each one's
/// value begins, as long as there is one.
struct Values {
  Places places, first;
};

constexpr std::size_t kTimeAt = 32, kPriceAt = 48, kSizeAt = 56;
constexpr std::uint64_t kPriceBytes = std::uint64_t{0xFF} << kPriceAt;

constexpr Values kValues = [] {
  Values values;
  const auto add = [&](std::size_t at, std::size_t room, Field of, int first, Field next, int last) {
    for (std::size_t i = 0; i < room; ++i) {
      values.places.set(at + i, next, last - static_cast<int>(room - 1 - i) - kBegin);
      values.first.set(at + i, of, first - kBegin);
    }
  };
  add(0, 16, kId, 2, kExchange, -6);
  add(16, 16, kSequence, 1, kTape, -5);
  add(kTimeAt, 16, kTime, 1, kTime, 13);
  add(kTimeAt, 2, kExchange, 1, kPrice, -5);
  add(kPriceAt, 8, kPrice, 1, kSize, -5);
  add(kSizeAt, 8, kSize, 1, kList, -5);
  return values;
}();

/// What a trade of one shape has: for each byte which colon it is counted from, as the place of that one's low
/// byte among the offsets; and how far it is from each field's colon to the next one's: at least, and how much
/// more at most.
struct Form {
  alignas(64) std::array<std::uint8_t, 64> names{}, values{}, first{};
  alignas(32) std::array<std::uint8_t, 32> fields{};
  alignas(16) std::array<std::uint8_t, 16> least{8, 6, 6, 6, 0, 18, 6};
  alignas(16) std::array<std::uint8_t, 16> more{15, 1, 8, 7, 0, 0, 15};
  std::uint64_t compared = 0;  ///< of the names
};

constexpr std::array<Form, 4> kForms = [] {
  std::array<Form, 4> forms;
  for (std::uint8_t i = 0; i < forms.size(); ++i) {
    const bool list = (i & 1) != 0, sent = (i & 2) != 0;
    const auto low_byte = [=](std::uint8_t field) {
      return static_cast<std::uint8_t>(2 * (field - (field > kList && !list) + (field > kTime && sent)));
    };
    Form& form = forms[i];
    for (std::size_t k = 0; k < 64; ++k) {
      form.names[k] = low_byte(kNames.places.field[k]);
      form.values[k] = low_byte(kValues.places.field[k]);
      form.first[k] = low_byte(kValues.first.field[k]);
    }
    for (std::uint8_t field = kId; field <= kTape; ++field) form.fields[field] = low_byte(field);
    form.compared = kNames.always | (list ? kNames.if_coded : 0);
    if (list) form.least[kList] = 8, form.more[kList] = ConditionLists::kMaxBytes - 1;
    if (sent) form.least[kTime] = 37;
  }
  return forms;
}();

constexpr auto kFrom = static_cast<std::uint64_t>(to_unix_nanos(kEarliestEvent) / 1'000'000);
constexpr auto kTo = static_cast<std::uint64_t>(to_unix_nanos(kLatestEvent) / 1'000'000);

#define TICKBARD_WIDE [[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi,avx2,bmi,bmi2,popcnt")]]

TICKBARD_WIDE [[gnu::always_inline]] inline __m128i row(const std::array<std::uint8_t, 16>& bytes) noexcept {
  return _mm_load_si128(reinterpret_cast<const __m128i*>(bytes.data()));
}

/// The offset of each byte.
TICKBARD_WIDE [[gnu::always_inline]] inline __m512i offsets(const std::array<std::uint8_t, 64>& from,
                                                            const std::array<std::int8_t, 64>& behind,
                                                            __m512i words) noexcept {
  return _mm512_add_epi8(_mm512_permutexvar_epi8(_mm512_load_si512(from.data()), words),
                         _mm512_load_si512(behind.data()));
}

/// Of one register the 16 bytes `Lane`.
template <int Lane>
TICKBARD_WIDE [[gnu::always_inline]] inline std::uint64_t first_of(__m512i all) noexcept {
  return static_cast<std::uint64_t>(_mm_cvtsi128_si64(_mm512_extracti32x4_epi32(all, Lane)));
}

/// One trade of this shape, up to the tape. False: that is not what stands there.
TICKBARD_WIDE [[gnu::always_inline]] inline bool read_one(const char* base, const std::uint16_t* colons,
                                                          Shape shape, const char* end, ConditionLists& lists,
                                                          Tick& tick) noexcept {
  // Offsets are counted from the symbol on; the 128 bytes there hold the trade.
  const unsigned begin = colons[1] + 2U;
  const unsigned tape = colons[shape.colons() - 1] - begin;
  const char* const text = base + begin;
  if (tape > 126 || end - text < 64 || text + tape + 2 > end) return false;
  const __m256i words = _mm256_sub_epi16(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(colons + 2)),
                                         _mm256_set1_epi16(static_cast<short>(colons[1])));
  colons += 2;
  const Form& form = kForms[shape.coded + 2 * shape.told];

  const __m128i fields = _mm256_castsi256_si128(
      _mm256_permutexvar_epi8(_mm256_load_si256(reinterpret_cast<const __m256i*>(form.fields.data())), words));
  const __m128i beyond_least = _mm_sub_epi8(_mm_sub_epi8(_mm_srli_si128(fields, 1), fields), row(form.least));
  if ((_mm_cmpgt_epu8_mask(beyond_least, row(form.more)) & 0x7F) != 0) return false;

  // The point of the price is left out: what stands before it moves up by one.
  const char* const price_text = base + colons[kPrice] + 1;
  const unsigned price_length = colons[kSize] - colons[kPrice] - 5U;
  const unsigned point =
      static_cast<unsigned>(std::countr_zero(digits::detail::no_digits(digits::detail::values_of(price_text)))) /
      8;
  unsigned places = price_length - 1 - point;
  if (places - 1 > 6) [[unlikely]] {
    if (point != price_length) return false;
    places = 8;  // nothing moves
  } else if (point == 0 || price_text[point] != '.') {
    return false;
  }
  const std::uint64_t before_point = kPriceBytes >> places & kPriceBytes;
  places &= 7;

  const __m512i colon = _mm512_castsi256_si512(words);
  const __m512i low = _mm512_loadu_si512(text), high = _mm512_loadu_si512(text + 64);
  const __m512i names = _mm512_permutex2var_epi8(low, offsets(form.names, kNames.places.behind, colon), high);
  if ((_mm512_cmpneq_epi8_mask(names, _mm512_load_si512(kNames.text.data())) & form.compared) != 0) return false;

  const __m512i all = offsets(form.values, kValues.places.behind, colon);
  const __m512i first = offsets(form.first, kValues.first.behind, colon);
  const __m512i at = _mm512_mask_sub_epi8(all, before_point, all, _mm512_set1_epi8(1));
  const __m512i digits = _mm512_maskz_sub_epi8(_mm512_cmpge_epi8_mask(at, first),
                                               _mm512_permutex2var_epi8(low, at, high), _mm512_set1_epi8('0'));
  if (_mm512_cmpgt_epu8_mask(digits, _mm512_set1_epi8(9)) != 0) return false;

  const __m512i twos = _mm512_maddubs_epi16(digits, _mm512_set1_epi16(1 << 8 | 10));
  const auto exchange = static_cast<std::uint16_t>(first_of<kTimeAt / 16>(twos));
  const __m512i fours = _mm512_madd_epi16(_mm512_maskz_mov_epi16(~(__mmask32{1} << (kTimeAt / 2)), twos),
                                          _mm512_set1_epi32(1 << 16 | 100));
  const __m512i eights = _mm512_madd_epi16(_mm512_packus_epi32(fours, fours), _mm512_set1_epi32(1 << 16 | 10'000));
  const __m512i sixteens =
      _mm512_add_epi64(_mm512_mul_epu32(eights, _mm512_set1_epi64(100'000'000)), _mm512_srli_epi64(eights, 32));
  const std::uint64_t millis = first_of<kTimeAt / 16>(sixteens), decimals = first_of<kPriceAt / 16>(eights);
  const std::uint64_t price = decimals & 0xFFFFFFFF, size = decimals >> 32;
  if (price == 0 || size == 0 || millis - kFrom >= kTo - kFrom) return false;

  const digits::Capitals name = digits::capitals(text);
  const unsigned tape_number = static_cast<unsigned char>(text[tape + 1]) - unsigned{'0'};
  if (name.count == 0 || begin + name.count + 5 != colons[kId] || tape_number > 9) return false;
  if (base[colons[kId] + 2] == '0') return false;
  const char *const list = base + colons[kList], *const time = base + colons[kList + shape.coded];
  if (shape.told != 0) {
    const char* const sent = base + colons[kTime + shape.coded];
    if (sent != time + 19 || !digits::Word(R"(,"pt")").stands_at(sent - 5) ||
        !digits::all_digits(digits::before(sent + 14, 13))) {
      return false;
    }
  }
  const auto codes = lists.place_of(list + 2, static_cast<std::size_t>(time - list - 7) & (0 - shape.coded));
  if (!codes.known()) return false;
  tick.symbol = Symbol::of_capitals(name.letters, name.count);
  tick.price.raw = digits::ShortDecimal{0, places}.units<kPriceDigits>(price);
  tick.size.raw = digits::ShortDecimal{}.units<kSizeDigits>(size);
  tick.event_time = from_unix_nanos(static_cast<std::int64_t>(millis) * 1'000'000);
  tick.sequence = first_of<1>(sixteens);
  tick.id.value = first_of<0>(sixteens);
  tick.conditions = codes.codes();
  tick.tape = tape_number <= 4 ? static_cast<Tape>(tape_number) : Tape::none;
  tick.exchange = exchange;
  return true;
}

TICKBARD_WIDE Stop read(Place& at, ConditionLists& lists, const FeedEvent& blank, std::vector<FeedEvent>& out) {
  const char *p = at.p, *const base = at.base, *const end = at.end;
  const std::uint16_t* colons = at.colons;
  Stop stop = Stop::at_trade;
  while (colons <= at.last && begins(p)) {
    const Shape shape = shape_of(base, colons);
    out.push_back(blank);
    if (!read_one(base, colons, shape, end, lists, out.back().tick)) {
      out.pop_back();
      break;
    }
    colons += shape.colons();
    p = base + colons[-1] + 2;
    if (*p != '}') {
      stop = Stop::in_trade;
      at.shape = shape;
      break;
    }
    if (*++p != ',') {
      stop = Stop::behind_trade;
      break;
    }
    ++p;
  }
  at.p = p;
  at.colons = colons;
  return stop;
}

}  // namespace

Read reader() noexcept {
  static const bool able = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vbmi") &&
                           __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
                           __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt");
  return able ? read : nullptr;
}

}  // namespace tickbard::polygon_wide

#else

namespace tickbard::polygon_wide {

Read reader() noexcept {
  return nullptr;
}

}  // namespace tickbard::polygon_wide

#endif
