// A disk whose sync does not come back: what is collected meanwhile, what waits, and where that ends.
#include <gtest/gtest.h>
#include <poll.h>

#include <set>

#include "aggregator/calendar/calendar.hpp"
#include "aggregator/market/market.hpp"
#include "aggregator/rules/trade_rules.hpp"
#include "daemon/loops/journal_loop.hpp"
#include "daemon/loops/market_loop.hpp"
#include "daemon/runtime/clock.hpp"
#include "sinks/journal.hpp"
#include "tests/sinks/builders.hpp"
#include "tests/support/faulty_disk.hpp"
#include "tests/support/ring.hpp"

namespace tickbard::test {

namespace {

constexpr std::size_t kBatches = 4;
constexpr UnixNanos kTen = from_unix_nanos(1'700'042'400'000'000'000);  // a whole minute

/// The market's steps are the test's own; the journal's thread is a real one, on a file whose disk is slow.
class SlowDisk : public testing::Test {
 protected:
  void begin(std::size_t most_pending) {
    journal_ = Journal::open(folder_.path() / "journal.db", kTen).value().journal;
    MarketLoopOptions options;
    options.most_pending = most_pending;
    market_loop_ = std::make_unique<MarketLoop>(
        market_, std::vector{&ring_}, queue_, bell_, options,
        [this](std::string text) { ends_.push_back(std::move(text)); }, MonoTime{});
    journal_loop_ = std::make_unique<JournalLoop>(
        queue_, *journal_, RowTime::emitted, bell_, committed_, [](LogLevel, std::string_view, std::string) {},
        mono_now());
    disk_.hold_syncs();
    journal_loop_->start();
  }

  /// One print, and its minute closed: a bar.
  void minute(int n) {
    FeedEvent print;
    print.tick.symbol = *Symbol::parse("AAA");
    print.tick.price = *parse_price("10.5");
    print.tick.size = *parse_size("3");
    print.tick.event_time = print.tick.recv_time = kTen + std::chrono::minutes{n};
    print.tick.id = TradeId::from_number(static_cast<std::uint64_t>(n + 1));
    put(ring_, print);
    const MonoTime now = MonoTime{} + std::chrono::minutes{n};
    market_loop_->step(now, kTen + std::chrono::minutes{n});
    market_loop_->step(now + std::chrono::seconds{63}, kTen + std::chrono::minutes{n} + std::chrono::seconds{63});
  }

  /// Until the first commit stands before the disk.
  void wait_for_a_sync() {
    while (!disk_.a_sync_waits()) poll(nullptr, 0, 1);
  }

  /// The disk works again, and everything is taken to it. The answer is what could not be.
  std::string come_back(int n) {
    disk_.let_go();
    while (!market_.events().empty()) {
      market_loop_->step(MonoTime{} + std::chrono::minutes{n}, kTen + std::chrono::minutes{n});
      poll(nullptr, 0, 1);
    }
    stopped_ = true;
    return journal_loop_->stop(mono_now() + std::chrono::hours{1});
  }
  void TearDown() override {
    if (!stopped_) come_back(1'000);
  }

  /// The minutes whose bars are on the disk.
  std::set<MinuteStart> journalled() {
    std::set<MinuteStart> out;
    for (const NumberedEvent& event : journal_->read_after(0, 10'000).value()) {
      if (const Bar* bar = std::get_if<Bar>(&event.event)) out.insert(bar->start);
    }
    return out;
  }

  std::uint64_t counted() const { return market_loop_->counts().tally.counted; }

  TempFolder folder_{memory_folder()};
  FaultyDisk disk_;
  std::unique_ptr<Journal> journal_;
  const Calendar calendar_ = Calendar::always();
  const TradeRules rules_ = *TradeRules::parse(TradeRules::built_in());
  HeapBucketMemory memory_;
  SpscRing<FeedEvent> ring_{64};
  EventQueue queue_{kBatches};
  Doorbell bell_, committed_;
  std::vector<std::string> ends_;
  bool stopped_ = false;
  Market market_{{}, {{"a", &calendar_, "", false, false}}, rules_, memory_};
  std::unique_ptr<MarketLoop> market_loop_;
  std::unique_ptr<JournalLoop> journal_loop_;
};

TEST_F(SlowDisk, collecting_goes_on_and_every_bar_is_there_when_the_disk_comes_back) {
  begin(2'000'000);
  minute(0);
  wait_for_a_sync();
  int n = 1;
  while (n != 200) minute(n++);
  EXPECT_EQ(counted(), 200U) << "a print waits for no disk";
  EXPECT_EQ(queue_.size(), kBatches) << "what does not fit waits in the market, as one batch";
  EXPECT_EQ(journal_loop_->status().commit.read().total(), 0U);
  EXPECT_TRUE(ends_.empty());

  EXPECT_EQ(come_back(n), "");
  EXPECT_EQ(journalled().size(), 200U);
  EXPECT_EQ(journal_loop_->status().commit.read().total(), kBatches + 2U)
      << "the first, those that waited in the queue, and the rest at once";
}

TEST_F(SlowDisk, the_end_of_its_patience_is_counted_and_said) {
  begin(100);
  minute(0);
  wait_for_a_sync();
  // One batch is before the disk, four are in the queue, a hundred events may wait in the market.
  int n = 1;
  while (ends_.empty() && n != 300) minute(n++);
  ASSERT_EQ(ends_.size(), 1U);
  EXPECT_NE(ends_[0].find("the disk of state_dir is stuck or full"), std::string::npos) << ends_[0];
  EXPECT_GT(2 * n, 100) << "a bar and a resume point a minute";
  EXPECT_EQ(counted(), static_cast<std::uint64_t>(n)) << "until then nothing was refused";

  EXPECT_EQ(come_back(n), "");
  EXPECT_EQ(journalled().size(), static_cast<std::size_t>(n))
      << "a disk that comes back in time to stop has it all";
}

}  // namespace

}  // namespace tickbard::test
