#include "aggregator/feed/colons.hpp"

#include <array>
#include <bit>
#include <cstring>
#if defined(__x86_64__) && !defined(TICKBARD_PLAIN)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"  // GCC 12's own header (bug 105593)
#include <immintrin.h>
#pragma GCC diagnostic pop
#endif

namespace tickbard::colons {
namespace {

static_assert(std::endian::native == std::endian::little);

constexpr std::uint64_t kEach = 0x0101010101010101;

/// Eight bytes at a time, in plain 64-bit arithmetic.
std::size_t find_plain(const char* text, std::size_t size, std::uint16_t* out) noexcept {
  constexpr std::uint64_t kColons = kEach * ':', kLow = kEach * 0x7F;
  std::uint16_t* p = out;
  for (std::size_t at = 0; at < size; at += 8) {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, text + at, sizeof bytes);
    bytes ^= kColons;
    // A top where the byte is zero; the sum carries from no byte to the next one.
    std::uint64_t tops = ~(((bytes & kLow) + kLow) | bytes | kLow);
    for (; tops != 0; tops &= tops - 1) {
      *p++ = static_cast<std::uint16_t>(at + static_cast<unsigned>(std::countr_zero(tops)) / 8);
    }
  }
  return static_cast<std::size_t>(p - out);
}

#if defined(__x86_64__) && !defined(TICKBARD_PLAIN)

/// The offsets of the bits of a block, of which there are `count`. A block of trades has six to eight: so many are
/// written without a question, for the processor could not guess the answer.
[[gnu::always_inline]] inline std::uint16_t* put(std::uint64_t bits, unsigned count, std::size_t at,
                                                 std::uint16_t* out) noexcept {
  const auto lowest = [&] {
    constexpr std::uint64_t kNeverZero = std::uint64_t{1} << 63;
    return static_cast<std::uint16_t>(at + static_cast<unsigned>(std::countr_zero(bits | kNeverZero)));
  };
  for (unsigned i = 0; i < 8; ++i, bits &= bits - 1) out[i] = lowest();
  for (unsigned i = 8; i < count; ++i, bits &= bits - 1) out[i] = lowest();
  return out + count;
}

/// What every x86-64 has.
std::size_t find_sse2(const char* text, std::size_t size, std::uint16_t* out) noexcept {
  const __m128i colon = _mm_set1_epi8(':');
  std::uint16_t* p = out;
  for (std::size_t at = 0; at < size; at += kBlock) {
    std::uint64_t bits = 0;
    __m128i found = _mm_setzero_si128();
    for (unsigned i = 0; i < 4; ++i) {
      const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text + at + 16 * i));
      const __m128i equal = _mm_cmpeq_epi8(bytes, colon);
      bits |= std::uint64_t{static_cast<unsigned>(_mm_movemask_epi8(equal))} << (16 * i);
      found = _mm_sub_epi8(found, equal);
    }
    const __m128i sums = _mm_sad_epu8(found, _mm_setzero_si128());  // no popcnt here
    const int count = _mm_cvtsi128_si32(_mm_add_epi64(sums, _mm_unpackhi_epi64(sums, sums)));
    p = put(bits, static_cast<unsigned>(count), at, p);
  }
  return static_cast<std::size_t>(p - out);
}

alignas(64) constexpr auto kOffsets = [] {
  std::array<std::uint8_t, kBlock> all{};
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<std::uint8_t>(i);
  return all;
}();

[[gnu::target("avx512f,avx512bw,avx512vbmi2,avx2,bmi,popcnt")]] std::size_t find_avx512(
    const char* text, std::size_t size, std::uint16_t* out) noexcept {
  const __m512i colon = _mm512_set1_epi8(':'), offsets = _mm512_load_si512(kOffsets.data());
  std::uint16_t* p = out;
  for (std::size_t at = 0; at < size; at += kBlock) {
    const std::uint64_t bits = _mm512_cmpeq_epi8_mask(_mm512_loadu_si512(text + at), colon);
    const auto count = static_cast<unsigned>(std::popcount(bits));
    if (count > 16) [[unlikely]] {
      p = put(bits, count, at, p);
      continue;
    }
    const __m512i found = _mm512_maskz_compress_epi8(bits, offsets);
    const __m256i wide = _mm256_cvtepu8_epi16(_mm512_castsi512_si128(found));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(p),
                        _mm256_add_epi16(wide, _mm256_set1_epi16(static_cast<short>(at))));
    p += count;
  }
  return static_cast<std::size_t>(p - out);
}

#endif

std::span<const Finder> choose() noexcept {
#if defined(__x86_64__) && !defined(TICKBARD_PLAIN)
  static constexpr std::array<Finder, 3> kAll{
      {{"avx512", find_avx512}, {"sse2", find_sse2}, {"plain", find_plain}}};
  const bool wide = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                    __builtin_cpu_supports("avx512vbmi2") && __builtin_cpu_supports("avx2") &&
                    __builtin_cpu_supports("bmi") && __builtin_cpu_supports("popcnt");
  return std::span{kAll}.subspan(wide ? 0 : 1);
#else
  static constexpr std::array<Finder, 1> kAll{{{"plain", find_plain}}};
  return kAll;
#endif
}

}  // namespace

std::span<const Finder> finders() noexcept {
  static const std::span<const Finder> all = choose();
  return all;
}

}  // namespace tickbard::colons
