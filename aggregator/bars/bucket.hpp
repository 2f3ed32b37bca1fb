#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "aggregator/bars/bucket_data.hpp"

namespace tickbard {

/// One slot of bucket memory: a BucketData under its own sequence lock. One writer; readers never stop it.
/// Owner: market thread writes; any thread reads.
/// Errors: a version left odd says that a crash caught the slot mid-write, belief() whether its bytes were
/// damaged. Lifetime: laid over bytes that BucketMemory owns, all-zero bytes being a free slot; never constructed
/// or destroyed.
///
/// Every word of the data is atomic, so a torn read is no data race, and the version tells that it was torn.
/// Instead of fences (which thread sanitizers do not understand) the words carry the order: the writer's stores
/// are releases, so none of them is seen before the odd version; the reader's loads are acquires, so none of
/// them comes after the second look at the version. On x86 all of these are plain moves.
///
/// Beside the data stand two check words, of everything and of what names the minute. Each is a sum of the words,
/// each turned by a number of bits and times an odd constant, both its own: a change within one word always shows,
/// since turning and the multiplication lose nothing, and so does the same bit of two words; any other change of
/// words but for a chance of 2^-64, but for pairs of single bits, of which one in some thousands would not. Not a
/// CRC: its steps wait for each other, while these multiplications do not, and a print changes the sum by what it
/// changes.
class Bucket {
 public:
  static constexpr std::size_t kBytes = 256;  ///< a divisor of a page: no slot lies on two pages of the file
  static constexpr std::size_t kWords = sizeof(BucketData) / sizeof(std::uint64_t);
  static constexpr std::size_t kDataAt = 2 * sizeof(std::uint64_t);  ///< bytes from the slot's beginning
  static constexpr std::size_t kHotBytes = 192;  ///< what the usual print touches; the third line for other_volume

  /// How far the content of an earlier run may be believed.
  enum class Belief : std::uint8_t {
    whole,   ///< all of it
    head,    ///< symbol, minute, feed, revision, flags and quality, but not the figures
    nothing  ///< not even whose it is
  };

  /// The writer's view. Precondition: called by the writer.
  BucketData load() const noexcept {
    BucketData data;
    std::memcpy(&data, words_, sizeof data);  // nobody else writes: no need to load them one by one
    return data;
  }

  /// Of load(), without a look at the rest. Precondition: called by the writer.
  bool priced() const noexcept { return (flags() & BucketData::kPriced) != 0; }
  std::uint16_t flags() const noexcept { return static_cast<std::uint16_t>(words_[kStateWord] >> 32); }

  /// Makes `data` the content. Precondition: called by the writer.
  void publish(const BucketData& data) noexcept {
    const Words w = std::bit_cast<Words>(data);
    const Checks c = checks_of(w);
    const std::uint64_t v = version().load(std::memory_order_relaxed);
    version().store(v | 1, std::memory_order_relaxed);
    for (std::size_t i = 0; i < kWords; ++i) word(i).store(w[i], std::memory_order_release);
    head_check().store(c.head, std::memory_order_release);
    check().store(c.whole, std::memory_order_release);
    version().store((v | 1) + 1, std::memory_order_release);
  }

  /// The same where at most figures and state differ from what was published before, not the name of the minute:
  /// only words that changed are written, and their shares of the check words.
  void amend(const BucketData& data) noexcept {
    const std::uint64_t v = version().load(std::memory_order_relaxed);
    std::uint64_t head = 0, figures = 0;
    version().store(v | 1, std::memory_order_relaxed);
#pragma GCC unroll 24
    for (std::size_t i = 0; i < kWords; ++i) {
      if (i >= kNameWord && i < kNameEnd) continue;
      const std::uint64_t now = word_of(data, i), old = words_[i];
      if (now == old) continue;
      word(i).store(now, std::memory_order_release);
      (in_head(i) ? head : figures) += share(i, now) - share(i, old);
    }
    if (head != 0) head_check().store(head_check_ + head, std::memory_order_release);
    check().store(check_ + head + figures, std::memory_order_release);
    version().store((v | 1) + 1, std::memory_order_release);
  }

  /// Takes in the usual print: into an open minute that has prices, not before its first one, or into one that has
  /// none if it sets none; no sum carrying into its upper half. The same as adding it to load() and publishing
  /// that, but for the words it does not touch. False, and nothing changed, where it is not that. Precondition:
  /// called by the writer.
  bool take(const Print& p) noexcept;

  /// One attempt of a reader: false if the writer was at it.
  bool try_read(BucketData& out) const noexcept {
    const std::uint64_t before = version().load(std::memory_order_acquire);
    if ((before & 1) != 0) return false;
    Words w;
    for (std::size_t i = 0; i < kWords; ++i) w[i] = word(i).load(std::memory_order_acquire);
    if (version().load(std::memory_order_relaxed) != before) return false;
    out = unpack(w);
    return true;
  }

  /// Greater with every change; odd while one is made. Any thread.
  std::uint64_t changes() const noexcept {
    return version().load(std::memory_order_acquire);
  }

  /// Zero bytes are a free slot; marked, they tell from those that a disk put in the place of others.
  void mark() noexcept {
    version().store(2, std::memory_order_release);
  }
  bool marked() const noexcept {
    return version().load(std::memory_order_relaxed) != 0;
  }

  bool torn() const noexcept {
    return (version().load(std::memory_order_relaxed) & 1) != 0;
  }

  /// Precondition: called by the writer, and not torn(): such a slot has the check words of another state.
  Belief belief() const noexcept {
    const Checks is = checks_of(std::bit_cast<Words>(load()));
    if (check().load(std::memory_order_relaxed) == is.whole) return Belief::whole;
    return head_check().load(std::memory_order_relaxed) == is.head ? Belief::head : Belief::nothing;
  }

 private:
  using Words = std::array<std::uint64_t, kWords>;

  struct Checks {
    std::uint64_t head = 0, whole = 0;
  };

  /// A change of some figures between an odd and an even version; the check word follows it.
  class Change {
   public:
    explicit Change(Bucket& bucket) noexcept
        : bucket_(bucket), version_(bucket.version().load(std::memory_order_relaxed) | 1) {
      bucket_.version().store(version_, std::memory_order_relaxed);
    }
    ~Change() {
      bucket_.check().store(bucket_.check_ + share_, std::memory_order_release);
      bucket_.version().store(version_ + 1, std::memory_order_release);
    }
    Change(const Change&) = delete;
    Change& operator=(const Change&) = delete;

    [[gnu::always_inline]] void set(std::size_t i, std::uint64_t now) noexcept {
      share_ += (turned(i, now) - turned(i, bucket_.words_[i])) * kFactors[i];
      bucket_.word(i).store(now, std::memory_order_release);
    }

   private:
    Bucket& bucket_;
    std::uint64_t version_;
    std::uint64_t share_ = 0;
  };

  static constexpr std::size_t kNameWord = offsetof(BucketData, symbol) / sizeof(std::uint64_t);
  static constexpr std::size_t kNameEnd = kNameWord + 5;
  static constexpr std::size_t kStateWord = offsetof(BucketData, revision) / sizeof(std::uint64_t);
  static_assert(offsetof(BucketData, symbol) < offsetof(BucketData, minute));
  static_assert(offsetof(BucketData, minute) < offsetof(BucketData, feed_key));
  static_assert(offsetof(BucketData, feed_key) + sizeof(std::uint64_t) == kNameEnd * sizeof(std::uint64_t));
  static_assert(offsetof(BucketData, revision) % sizeof(std::uint64_t) == 0);
  static_assert(offsetof(BucketData, spare) < (kStateWord + 1) * sizeof(std::uint64_t));

  static constexpr bool in_head(std::size_t i) {
    return (i >= kNameWord && i < kNameEnd) || i == kStateWord;
  }

  /// Of splitmix64, and odd: so multiplying by them can be undone.
  static constexpr Words kFactors = [] {
    Words out{};
    std::uint64_t state = 0;
    for (std::uint64_t& factor : out) {
      std::uint64_t z = (state += 0x9E3779B97F4A7C15ULL);
      z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
      z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
      factor = (z ^ (z >> 31)) | 1;
    }
    return out;
  }();

  /// Not all alike, or the topmost bits of two words, each times an odd number, would cancel out.
  static constexpr std::uint64_t turned(std::size_t i, std::uint64_t w) {
    return std::rotl(w, static_cast<int>(i * 37 % 64));
  }
  static constexpr std::uint64_t share(std::size_t i, std::uint64_t w) {
    return turned(i, w) * kFactors[i];
  }

  /// Zero words have zero checks: zero bytes stay a free slot.
  static constexpr Checks checks_of(const Words& w) noexcept {
    Checks c;
#pragma GCC unroll 24
    for (std::size_t i = 0; i < kWords; ++i) (in_head(i) ? c.head : c.whole) += share(i, w[i]);
    c.whole += c.head;
    return c;
  }

  static std::uint64_t word_of(const BucketData& data, std::size_t i) noexcept {
    std::uint64_t w;
    std::memcpy(&w, reinterpret_cast<const std::byte*>(&data) + i * sizeof w, sizeof w);
    return w;
  }
  static BucketData unpack(const Words& w) noexcept {
    return std::bit_cast<BucketData>(w);
  }

  std::atomic_ref<std::uint64_t> version() const noexcept {
    return std::atomic_ref<std::uint64_t>(version_);
  }
  std::atomic_ref<std::uint64_t> word(std::size_t i) const noexcept {
    return std::atomic_ref<std::uint64_t>(words_[i]);
  }
  std::atomic_ref<std::uint64_t> check() const noexcept {
    return std::atomic_ref<std::uint64_t>(check_);
  }
  std::atomic_ref<std::uint64_t> head_check() const noexcept {
    return std::atomic_ref<std::uint64_t>(head_check_);
  }

  alignas(64) mutable std::uint64_t version_;
  mutable std::uint64_t check_;
  mutable std::uint64_t words_[kWords];
  mutable std::uint64_t head_check_;
  mutable std::byte unused_[kBytes - kDataAt - sizeof words_ - sizeof head_check_];
};

[[gnu::always_inline]] inline bool Bucket::take(const Print& p) noexcept {
  constexpr auto at = [](std::size_t offset) { return offset / sizeof(std::uint64_t); };
  constexpr std::size_t kVolume = at(offsetof(BucketData, volume)), kTurnover = at(offsetof(BucketData, turnover));
  constexpr std::size_t kOther = at(offsetof(BucketData, other_volume));
  constexpr std::size_t kOpenTime = at(offsetof(BucketData, open_time));
  constexpr std::size_t kClose = at(offsetof(BucketData, close)),
                        kCloseTime = at(offsetof(BucketData, close_time));
  constexpr std::size_t kCloseSequence = at(offsetof(BucketData, close_sequence));
  constexpr std::size_t kHigh = at(offsetof(BucketData, high)), kLow = at(offsetof(BucketData, low));
  constexpr std::size_t kNewest = at(offsetof(BucketData, newest_time)),
                        kLastId = at(offsetof(BucketData, last_id));
  constexpr std::size_t kPrints = at(offsetof(BucketData, prints));
  constexpr Int128 kTwoTo64 = Int128{1} << 64;
  static_assert(std::endian::native == std::endian::little);  // the lower half of a sum comes first
  static_assert(offsetof(BucketData, prints) % 8 == 0 && offsetof(BucketData, flags) % 8 == 4);

  const auto signed_word = [this](std::size_t i) { return static_cast<std::int64_t>(words_[i]); };
  const std::int64_t time = to_unix_nanos(p.time);
  // What a print may do is as likely as not, so it is computed with and not branched on.
  const bool range = p.effect.range | p.effect.price;
  const std::uint64_t size = p.effect.volume ? static_cast<std::uint64_t>(p.size.raw) : 0;
  const std::uint64_t range_size = range ? size : 0, other_size = size - range_size;
  const std::uint64_t volume = words_[kVolume] + size;
  const Int128 before = Int128{signed_word(kTurnover + 1)} * kTwoTo64 + words_[kTurnover];
  Int128 turnover = 0;
  const bool too_much =
      __builtin_add_overflow(before, Int128{p.price.raw} * static_cast<std::int64_t>(range_size), &turnover);
  const auto state = flags() & ~BucketData::kShown;
  constexpr auto kPrices = BucketData::kUsed | BucketData::kPriced | BucketData::kRanged;
  if ((state != kPrices && (state != BucketData::kUsed || range)) ||
      static_cast<std::uint32_t>(words_[kPrints]) == UINT32_MAX || volume < size || too_much ||
      (other_size != 0 && words_[kOther] + other_size < other_size) ||
      (time <= signed_word(kOpenTime) && p.effect.price)) {
    return false;
  }

  Change change(*this);
  change.set(kVolume, volume);
  change.set(kTurnover, static_cast<std::uint64_t>(turnover));
  const auto upper = static_cast<std::uint64_t>(turnover >> 64);
  if (upper != words_[kTurnover + 1]) change.set(kTurnover + 1, upper);
  if (other_size != 0) change.set(kOther, words_[kOther] + other_size);
  if (range && p.price.raw > signed_word(kHigh)) change.set(kHigh, static_cast<std::uint64_t>(p.price.raw));
  if (range && p.price.raw < signed_word(kLow)) change.set(kLow, static_cast<std::uint64_t>(p.price.raw));
  const bool closes =
      p.effect.price & ((time > signed_word(kCloseTime)) |
                        ((time == signed_word(kCloseTime)) & (p.sequence >= words_[kCloseSequence])));
  change.set(kClose, closes ? static_cast<std::uint64_t>(p.price.raw) : words_[kClose]);
  change.set(kCloseTime, closes ? static_cast<std::uint64_t>(time) : words_[kCloseTime]);
  change.set(kCloseSequence, closes ? p.sequence : words_[kCloseSequence]);
  change.set(kNewest, static_cast<std::uint64_t>(std::max(time, signed_word(kNewest))));
  change.set(kLastId, std::max(p.id.value, words_[kLastId]));
  change.set(kPrints, words_[kPrints] + 1);
  return true;
}

static_assert(sizeof(Bucket) == Bucket::kBytes);
static_assert(offsetof(BucketData, other_volume) + sizeof(Volume) <= Bucket::kHotBytes - Bucket::kDataAt);
static_assert(std::atomic_ref<std::uint64_t>::is_always_lock_free);

}  // namespace tickbard
