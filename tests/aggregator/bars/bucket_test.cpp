#include "aggregator/bars/bucket.hpp"

#include <atomic>
#include <cstring>
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

// T-049: no torn reads. Each published state has figures that belong together; a reader must never see a mixture.
TEST(Bucket, T049_a_reader_never_sees_half_a_write) {
  Slot slot;
  BucketData data = BucketData::empty(sym("X"), kTenMinute, 1);
  std::atomic<bool> done{false};
  std::atomic<std::uint64_t> reads{0}, mixed{0};
  std::thread reader([&] {  // starts from the empty slot, which adds up as well: all zero
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
    slot.bucket().publish(data);
  }
  done = true;
  reader.join();
  EXPECT_GT(reads.load(), 0U);
  EXPECT_EQ(mixed.load(), 0U);
}

}  // namespace
}  // namespace tickbard
