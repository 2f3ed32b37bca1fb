#include "daemon/feed/ring_writer.hpp"

#include <vector>

#include "daemon/runtime/doorbell.hpp"

namespace tickbard {
namespace {

using namespace std::chrono_literals;

struct Ring {
  explicit Ring(std::size_t size) : ring(size), writer(ring, bell) {}

  void put(std::uint64_t id) {
    FeedEvent e;
    e.tick.id = TradeId::from_number(id);
    writer.put({&e, 1}, MonoTime{});
  }
  std::vector<std::uint64_t> take(std::size_t most = 1000) {
    std::vector<std::uint64_t> ids;
    ring.consume([&](const FeedEvent& e) { ids.push_back(e.tick.id.value); }, most);
    return ids;
  }

  SpscRing<FeedEvent> ring;
  Doorbell bell;
  RingWriter writer;
};

TEST(RingWriter, is_seen_at_once_and_rings_once_a_read) {
  Ring r(8);
  r.put(1);
  r.put(2);
  EXPECT_EQ(r.ring.size(), 2u);
  EXPECT_FALSE(r.bell.wait(std::chrono::nanoseconds{0}));
  r.writer.publish();
  EXPECT_TRUE(r.bell.wait(std::chrono::hours{1}));
  EXPECT_EQ(r.take(), (std::vector<std::uint64_t>{1, 2}));
  r.writer.publish();
  EXPECT_FALSE(r.bell.wait(std::chrono::nanoseconds{0})) << "nothing new, nobody woken";
}

TEST(RingWriter, a_long_read_wakes_the_market_once_in_many_portions) {
  Ring r(2 * RingWriter::kUnrung);
  const std::vector<FeedEvent> portion(RingWriter::kPortion);
  for (std::size_t shown = portion.size(); shown < RingWriter::kUnrung; shown += portion.size()) {
    r.writer.put(portion, MonoTime{});
    EXPECT_EQ(r.ring.size(), shown);
    EXPECT_FALSE(r.bell.wait(0ns));
  }
  r.writer.put(portion, MonoTime{});
  EXPECT_TRUE(r.bell.wait(0ns)) << "so many are not kept from a market that sleeps";
  r.writer.publish();
  EXPECT_FALSE(r.bell.wait(0ns)) << "they were told of already";
}

TEST(RingWriter, portions_are_told_of_at_the_end_of_the_read) {
  Ring r(4 * RingWriter::kPortion);
  r.writer.put(std::vector<FeedEvent>(RingWriter::kPortion), MonoTime{});
  r.writer.publish();
  EXPECT_TRUE(r.bell.wait(0ns));
}

TEST(RingWriter, what_does_not_fit_waits_in_order) {
  Ring r(4);
  for (std::uint64_t id = 1; id <= 10; ++id) r.put(id);
  r.writer.publish();
  EXPECT_EQ(r.writer.behind(), 6u);
  EXPECT_FALSE(r.writer.catch_up());
  std::vector<std::uint64_t> all = r.take(2);
  EXPECT_FALSE(r.writer.catch_up());
  r.put(11);  // a loss while behind, say: it queues behind the others, though there may be room
  while (r.writer.behind() != 0) {
    for (const auto id : r.take(3)) all.push_back(id);
    r.writer.catch_up();
  }
  for (const auto id : r.take()) all.push_back(id);
  EXPECT_EQ(all, (std::vector<std::uint64_t>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}));
}

}  // namespace
}  // namespace tickbard
