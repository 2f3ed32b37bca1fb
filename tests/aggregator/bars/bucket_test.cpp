#include "aggregator/bars/bucket.hpp"

#include <atomic>
#include <cstring>
#include <random>
#include <thread>

#include "tests/aggregator/bars/bar_kit.hpp"

namespace tickbard {
namespace {

struct Slot {
  alignas(4096) std::byte bytes[Bucket::kBytes]{};
  Bucket& bucket() { return *reinterpret_cast<Bucket*>(bytes); }
};

TEST(Bucket, zero_bytes_are_a_free_slot) {
  Slot slot;
  BucketData data;
  ASSERT_TRUE(slot.bucket().try_read(data));
  EXPECT_FALSE(data.has(BucketData::kUsed));
  EXPECT_FALSE(slot.bucket().torn());
}

TEST(Bucket, what_is_published_is_read) {
  Slot slot;
  BucketData in = BucketData::empty(sym("AAPL"), kTenMinute, 42);
  in.add(print_at(1, "10", "3", 77));
  slot.bucket().publish(in);
  BucketData out;
  ASSERT_TRUE(slot.bucket().try_read(out));
  EXPECT_EQ(out.bar(), in.bar());
  EXPECT_EQ(out.last_id, 77U);
  EXPECT_EQ(out.feed_key, 42U);
  EXPECT_EQ(slot.bucket().load().bar(), in.bar());
}

TEST(Bucket, an_odd_version_is_torn_and_unreadable_until_the_next_publish) {
  Slot slot;
  const std::uint64_t odd = 7;
  std::memcpy(slot.bytes, &odd, sizeof odd);
  BucketData data;
  EXPECT_TRUE(slot.bucket().torn());
  EXPECT_FALSE(slot.bucket().try_read(data));
  slot.bucket().publish(BucketData::empty(sym("X"), kTenMinute, 1));
  EXPECT_FALSE(slot.bucket().torn());
  EXPECT_TRUE(slot.bucket().try_read(data));
}

void flip(std::byte* bytes, std::size_t bit) {
  bytes[bit / 8] ^= std::byte{1} << bit % 8;
}

TEST(Bucket, every_bit_and_every_two_bits_of_one_place_show_in_the_check) {
  Slot slot;
  BucketData data = BucketData::empty(sym("X"), kTenMinute, 1);
  data.add(print_at(1, "10", "3", 77));
  slot.bucket().publish(data);
  ASSERT_EQ(slot.bucket().belief(), Bucket::Belief::whole);
  constexpr std::size_t kFirst = Bucket::kDataAt * 8, kEnd = kFirst + Bucket::kWords * 64;
  for (std::size_t bit = kFirst; bit < kEnd; ++bit) {
    flip(slot.bytes, bit);
    EXPECT_NE(slot.bucket().belief(), Bucket::Belief::whole) << bit;
    // The same bit of two words is where plain sums cancel out: the topmost ones always would.
    for (std::size_t other = bit + 64; other < kEnd; other += 64) {
      flip(slot.bytes, other);
      EXPECT_NE(slot.bucket().belief(), Bucket::Belief::whole) << bit << " and " << other;
      flip(slot.bytes, other);
    }
    flip(slot.bytes, bit);
  }
  EXPECT_EQ(slot.bucket().belief(), Bucket::Belief::whole);
}

TEST(Bucket, damaged_figures_leave_the_name_and_a_damaged_name_leaves_nothing) {
  Slot slot;
  slot.bucket().publish(BucketData::empty(sym("X"), kTenMinute, 1));
  const auto with_bit = [&](std::size_t byte) {
    flip(slot.bytes, (Bucket::kDataAt + byte) * 8);
    const Bucket::Belief belief = slot.bucket().belief();
    flip(slot.bytes, (Bucket::kDataAt + byte) * 8);
    return belief;
  };
  for (const std::size_t figure : {offsetof(BucketData, volume), offsetof(BucketData, high),
                                   offsetof(BucketData, last_id), offsetof(BucketData, prints)}) {
    EXPECT_EQ(with_bit(figure), Bucket::Belief::head) << figure;
  }
  for (const std::size_t head :
       {offsetof(BucketData, symbol), offsetof(BucketData, minute), offsetof(BucketData, feed_key),
        offsetof(BucketData, revision), offsetof(BucketData, flags)}) {
    EXPECT_EQ(with_bit(head), Bucket::Belief::nothing) << head;
  }
  EXPECT_EQ(with_bit(sizeof(BucketData)), Bucket::Belief::whole) << "the check word of the head alone";
  EXPECT_EQ(with_bit(sizeof(std::uint64_t) - Bucket::kDataAt), Bucket::Belief::head)
      << "the check word of the whole";
}

TEST(Bucket, amending_leaves_the_same_bytes_as_publishing) {
  Slot amended, published;
  std::mt19937_64 random(5);
  BucketData data = BucketData::empty(sym("AAPL"), kTenMinute, 42);
  amended.bucket().publish(data);
  published.bucket().publish(data);
  for (int i = 0; i < 2'000; ++i) {
    const auto any = [&random](auto& field) {
      field = static_cast<std::remove_reference_t<decltype(field)>>(random());
    };
    if (random() % 3 == 0) any(data.high.raw);
    if (random() % 3 == 0) any(data.flags);
    if (random() % 3 == 0) any(data.revision);
    if (random() % 3 == 0) data.turnover.raw = -data.turnover.raw + static_cast<std::int64_t>(random());
    if (random() % 3 == 0) any(data.close_sequence);
    if (random() % 3 == 0) any(data.carried);
    amended.bucket().amend(data);
    published.bucket().publish(data);
    ASSERT_EQ(std::memcmp(amended.bytes, published.bytes, sizeof amended.bytes), 0) << "change " << i;
    ASSERT_EQ(amended.bucket().belief(), Bucket::Belief::whole);
  }
}

TEST(Bucket, taking_a_usual_print_leaves_the_same_bytes_as_adding_and_publishing_it) {
  std::mt19937_64 random(6);
  const auto any = [&random](std::int64_t least, std::int64_t most) {
    return least + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(most - least + 1));
  };
  int taken = 0, taken_without_price = 0, refused = 0;
  for (int minute = 0; minute < 200; ++minute) {
    Slot short_way, long_way;
    BucketData data = BucketData::empty(sym("AAPL"), kTenMinute, 42);
    if (minute % 5 == 0) data.volume.raw = (Int128{1} << 64) - 400'000'000;  // soon a carry
    if (minute % 7 == 0) data.set(minute % 2 == 0 ? BucketData::kClosed : BucketData::kVoided);
    short_way.bucket().publish(data);
    long_way.bucket().publish(data);
    for (int i = 0; i < 100; ++i) {
      Print p = print_at(static_cast<int>(any(0, 59)), "10", "3", random() % 1'000);
      p.price.raw = any(1, 3) == 1 ? any(1, INT64_MAX - 1) : any(9'900'000'000, 10'000'000'000);
      p.size.raw = any(1, 9) == 1 ? any(1, INT64_MAX) : any(1, 90'000'000);
      p.sequence = random() % 3;
      p.effect = {any(0, 1) == 0, any(0, 1) == 0, any(0, 3) != 0};
      BucketData next = long_way.bucket().load();
      const bool fits = next.add(p);
      const Slot before = short_way;
      if (!short_way.bucket().take(p)) {
        ++refused;
        ASSERT_EQ(std::memcmp(short_way.bytes, before.bytes, sizeof before.bytes), 0) << "nothing changed";
        if (fits) short_way.bucket().publish(next);
      } else {
        ++taken;
        taken_without_price += !next.has(BucketData::kPriced);
        ASSERT_TRUE(fits);
      }
      if (fits) long_way.bucket().publish(next);
      ASSERT_EQ(std::memcmp(short_way.bytes, long_way.bytes, sizeof long_way.bytes), 0) << minute << ", " << i;
      ASSERT_EQ(short_way.bucket().belief(), Bucket::Belief::whole);
    }
  }
  EXPECT_GT(taken, 5'000);
  EXPECT_GT(taken_without_price, 50);
  EXPECT_GT(refused, 500);
}

TEST(Bucket, zero_bytes_and_a_slot_given_back_are_whole) {
  Slot slot;
  EXPECT_EQ(slot.bucket().belief(), Bucket::Belief::whole);
  slot.bucket().publish(BucketData::empty(sym("X"), kTenMinute, 1));
  slot.bucket().publish(BucketData{});
  EXPECT_EQ(slot.bucket().belief(), Bucket::Belief::whole);
}

// T-049: no torn reads. Each published state has figures that belong together; a reader must never see a mixture.
TEST(Bucket, T049_a_reader_never_sees_half_a_write) {
  Slot slot;
  BucketData data = BucketData::empty(sym("X"), kTenMinute, 1);
  slot.bucket().publish(data);
  std::atomic<bool> done{false};
  std::atomic<std::uint64_t> reads{0}, mixed{0};
  std::thread reader([&] {  // starts from the empty minute, which adds up as well: all zero
    while (!done.load(std::memory_order_relaxed) || reads.load() == 0) {
      BucketData seen;
      if (!slot.bucket().try_read(seen)) continue;
      reads.fetch_add(1);
      const std::int64_t n = seen.prints;
      if (seen.high.raw != n || seen.volume.raw != n * 100'000'000 || seen.last_id != seen.prints)
        mixed.fetch_add(1);
    }
  });
  for (std::uint32_t n = 1; n <= 20'000; ++n) {
    data.prints = n;
    data.high.raw = n;
    data.volume.raw = Int128{n} * 100'000'000;
    data.last_id = n;
    if (n % 2 == 0) {
      slot.bucket().publish(data);
    } else {
      slot.bucket().amend(data);
    }
  }
  done = true;
  reader.join();
  EXPECT_GT(reads.load(), 0U);
  EXPECT_EQ(mixed.load(), 0U);
}

}  // namespace
}  // namespace tickbard
