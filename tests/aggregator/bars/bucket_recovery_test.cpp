#include <random>
#include <set>

#include "tests/aggregator/bars/store_bench.hpp"

namespace tickbard {
namespace {

using Lines = std::vector<std::string>;

TEST(Recovery, T034_open_minutes_go_on_as_partial_and_closed_ones_as_they_were) {
  HeapBucketMemory memory;
  {
    StoreBench b(memory);
    b.add("X", print_at(5, "10", "1"));
    b.add("X", print_at(65, "11", "1", 7));
    b.add("Y", with(print_at(66, "3", "2"), kVolumeOnly));
    b.pass(60);
  }
  StoreBench b(memory);
  EXPECT_EQ(b.store.recovered().buckets.size(), 3U);
  EXPECT_EQ(b.forming("X"), "bar X 10:01 O=11 H=11 L=11 C=11 V=1 N=1 r1 partial forming");
  EXPECT_EQ(b.pass(61), Lines{"bar X 10:00 O=10 H=10 L=10 C=10 V=1 N=1 r1"});
  EXPECT_EQ(b.tally.bars_closed.get(), 0U) << "said again, not closed again";
  b.add("Y", print_at(70, "4", "1"));
  b.add("X", print_at(6, "12", "1"));
  EXPECT_EQ(b.pass(120), (Lines{"bar X 10:00 O=10 H=12 L=10 C=12 V=2 N=2 r2 amended",
                                "bar X 10:01 O=11 H=11 L=11 C=11 V=1 N=1 r1 partial",
                                "bar Y 10:01 O=4 H=4 L=4 C=4 V=3 N=2 r1 partial"}));
  // What the earlier run held belongs to its tally, not to this one's.
  EXPECT_EQ(b.tally.counted.get(), 2U);
  EXPECT_EQ(b.tally.held.get(), 0U);
}

TEST(Recovery, a_symbol_that_trades_late_takes_over_how_its_minute_was_heard) {
  HeapBucketMemory memory;
  {
    StoreBench b(memory);
    b.add("X", print_at(5, "10", "1"));
    b.pass(60);
    b.store.vouch();
  }
  StoreBench b(memory);
  b.listening = Listening{};  // this run has heard nothing of it
  b.add("Y", print_at(6, "11", "1"));
  b.add("Y", print_at(66, "11", "1"));
  EXPECT_EQ(b.pass(120),
            (Lines{"bar X 10:00 O=10 H=10 L=10 C=10 V=1 N=1 r1", "bar Y 10:00 O=11 H=11 L=11 C=11 V=1 N=1 r1",
                   "bar Y 10:01 O=11 H=11 L=11 C=11 V=1 N=1 r1 partial"}));
}

TEST(Recovery, a_minute_just_given_up_is_issued_once_more_after_a_kill) {
  HeapBucketMemory memory;
  {
    StoreBench b(memory);
    b.add("X", print_at(5, "10", "1"));
    b.pass(60);
    b.add("X", print_at(6, "11", "1"));
    EXPECT_EQ(b.pass(900).size(), 1U);
    b.evict(61);
  }
  {
    StoreBench b(memory);
    EXPECT_EQ(b.pass(901), Lines{"bar X 10:00 O=10 H=11 L=10 C=11 V=2 N=2 r2 amended"})
        << "the disk may have refused it until the kill";
    b.evict(61);
    b.evict(121);
  }
  EXPECT_TRUE(StoreBench(memory).store.recovered().buckets.empty());
}

TEST(Recovery, an_amendment_that_was_not_issued_yet_is) {
  HeapBucketMemory memory;
  {
    StoreBench b(memory);
    b.add("X", print_at(5, "10", "1"));
    b.pass(60);
    b.add("X", print_at(6, "11", "1"));
  }
  StoreBench b(memory);
  EXPECT_EQ(b.pass(61), Lines{"bar X 10:00 O=10 H=11 L=10 C=11 V=2 N=2 r2 amended"});
  EXPECT_EQ(b.pass(62), Lines{});
}

TEST(Recovery, buckets_of_a_feed_no_longer_configured_are_issued_and_let_go) {
  HeapBucketMemory memory;
  {
    StoreBench b(memory);
    b.add("X", print_at(5, "10", "1"));
    b.add("Y", with(print_at(5, "10", "1"), kVolumeOnly));
  }
  {
    StoreBench b(memory, false, 2);
    EXPECT_EQ(b.pass(0), Lines{"bar X 10:00 O=10 H=10 L=10 C=10 V=1 N=1 r1 partial"});
    EXPECT_EQ(b.pass(1), Lines{});
    EXPECT_EQ(b.add("X", print_at(90, "10", "1")), Taken::counted);
  }
  EXPECT_EQ(StoreBench(memory, false, 2).store.recovered().buckets.size(), 1U);
}

TEST(Recovery, T046_prints_of_this_run_can_be_taken_back_from_a_continued_minute) {
  HeapBucketMemory memory;
  {
    StoreBench b(memory, true);
    b.add("X", print_at(5, "10", "1", 1));
  }
  StoreBench b(memory, true);
  b.add("X", print_at(6, "20", "1", 2));
  const SymbolIndex x = *b.symbols.find(sym("X"));
  EXPECT_FALSE(b.store.take_back(x, 0, TradeId{1})) << "the earlier run's prints are figures only";
  EXPECT_TRUE(b.store.take_back(x, 0, TradeId{2}));
  EXPECT_EQ(b.pass(60), Lines{"bar X 10:00 O=10 H=10 L=10 C=10 V=1 N=1 r1 partial"});
}

TEST(Recovery, T046_a_minute_without_a_price_of_its_own_takes_none_of_another_one_over_a_restart) {
  HeapBucketMemory memory;
  {
    StoreBench b(memory, true);
    b.add("X", print_at(-50, "90", "1", 1));
    b.add("X", print_at(5, "10", "1", 2));
    b.add("X", with(print_at(6, "11", "1", 3), kRangeAndVolume));
    EXPECT_TRUE(b.store.take_back(*b.symbols.find(sym("X")), 0, TradeId{2}));
    EXPECT_EQ(b.forming("X"), "bar X 10:00 O=90 H=90 L=90 C=90 V=0 N=1 r1 amended forming");
  }
  StoreBench b(memory, true);
  b.add("X", print_at(7, "12", "1", 4));
  EXPECT_EQ(b.forming("X"), "bar X 10:00 O=12 H=12 L=12 C=12 V=2 N=2 r1 partial forming");
}

TEST(Recovery, a_torn_open_minute_goes_on_empty_and_a_torn_issued_one_stands) {
  HeapBucketMemory memory;
  {
    StoreBench b(memory);
    b.add("X", print_at(5, "10", "1"));
    b.pass(60);
    b.add("X", print_at(65, "11", "1"));
    b.add("Y", print_at(65, "12", "1"));
  }
  const auto chunk = memory.existing()[0];
  for (const std::size_t slot : {1U, 2U}) ++*reinterpret_cast<std::uint64_t*>(&chunk[slot * Bucket::kBytes]);
  StoreBench b(memory);
  ASSERT_EQ(b.store.recovered().torn.size(), 2U);
  EXPECT_TRUE(b.store.recovered().torn[0].was_issued);
  EXPECT_FALSE(b.store.recovered().torn[1].was_issued);
  EXPECT_EQ(b.add("X", print_at(6, "99", "1")), Taken::too_late) << "a poorer bar must not follow a whole one";
  EXPECT_EQ(b.forming("X"), "none");
  EXPECT_EQ(b.add("X", print_at(70, "13", "1")), Taken::counted);
  EXPECT_EQ(b.pass(120), (Lines{"bar X 10:01 O=13 H=13 L=13 C=13 V=1 N=1 r1 partial",
                                "bar Y 10:01 O=12 H=12 L=12 C=12 V=1 N=1 r1 partial"}));
}

/// The image a kill leaves in the middle of one publish: words before `cut` are new, the version is odd.
void tear(std::byte* image, const std::byte* after, std::size_t cut) {
  std::uint64_t version = 0;
  std::memcpy(&version, image, sizeof version);
  version |= 1;
  std::memcpy(image, &version, sizeof version);
  std::memcpy(image + sizeof version, after + sizeof version, cut * sizeof(std::uint64_t));
}

// Killed at any instant, in any word of any write: every bar that comes out afterwards is one that truly stood,
// and a slot caught mid-write brings none.
TEST(Recovery, cut_at_random_points_no_figure_is_ever_guessed) {
  std::mt19937 random(11);
  const char* const names[] = {"A", "BRK.B", "LONGNAME:WITH-A-PAIR", "D"};
  int torn_seen = 0, whole_seen = 0;
  for (int round = 0; round < 60; ++round) {
    HeapBucketMemory memory;
    StoreBench bench(memory);
    std::set<std::string> stood;  // every state any bucket ever had, as a line without revision and quality
    const auto figures = [](const std::string& line) { return line.substr(0, line.find(" r")); };
    ImageMemory before = ImageMemory::of(memory);
    double t = 0;
    const auto steps = 1 + random() % 80;
    for (unsigned i = 0; i < steps; ++i) {
      if (i + 1 == steps) before = ImageMemory::of(memory);
      const std::string name = names[random() % 4];
      if (random() % 10 == 0) {
        bench.pass(static_cast<int>(t));
        bench.evict(static_cast<int>(t) - 300);
      } else {
        t += static_cast<double>(random() % 40);
        bench.add(name, print_at(t - static_cast<double>(random() % 50), std::to_string(1 + random() % 90), "3"));
      }
      for (const auto chunk : memory.existing()) {
        for (std::size_t at = Bucket::kBytes; at < 80 * Bucket::kBytes; at += Bucket::kBytes) {
          const BucketData d = reinterpret_cast<Bucket*>(&chunk[at])->load();
          if (!d.has(BucketData::kUsed)) continue;
          stood.insert(figures(line_of(d.bar())));
        }
      }
    }
    // Tear every slot that the last step wrote, the same number of words into it.
    const std::size_t cut = random() % (Bucket::kWords + 1);
    const auto now = memory.existing();
    const auto then = before.existing();
    if (then.empty()) continue;
    for (std::size_t at = Bucket::kBytes; at < now[0].size(); at += Bucket::kBytes) {
      if (std::memcmp(&now[0][at], &then[0][at], Bucket::kBytes) != 0) tear(&then[0][at], &now[0][at], cut);
    }
    StoreBench after(before);
    torn_seen += static_cast<int>(after.store.recovered().torn.size());
    for (const auto& line : after.pass(100'000)) {
      ++whole_seen;
      EXPECT_TRUE(stood.contains(figures(line))) << "never stood so: " << line;
    }
  }
  EXPECT_GT(torn_seen, 20);
  EXPECT_GT(whole_seen, 200);
}

/// A page of slots, to be begun with often.
class PageMemory final : public BucketMemory {
 public:
  std::vector<std::span<std::byte>> existing() override {
    return used_ ? std::vector{std::span<std::byte>(bytes)} : std::vector<std::span<std::byte>>{};
  }
  std::span<std::byte> grow() override {
    used_ = true;
    return bytes;
  }
  alignas(4096) std::array<std::byte, 4096> bytes{};

 private:
  bool used_ = false;
};

/// A run that issued X 10:00, and was killed while 10:01 of X and of Y was open.
void leave_minutes(BucketMemory& memory) {
  StoreBench b(memory);
  b.store.vouch();
  b.add("X", print_at(5, "10", "1"));
  b.add("X", print_at(6, "11", "1"));
  b.add("Y", print_at(6, "20", "1"));
  b.pass(60);
  b.add("X", print_at(65, "11", "1"));
  b.store.vouch();
}

const std::string kIssued = "bar X 10:00 O=10 H=11 L=10 C=11 V=2 N=2 r1";

// Slots of leave_minutes(), in their order.
constexpr std::size_t kIssuedSlot = 1, kOpenSlot = 3;

/// The next run over memory with one bit turned, as a market begins it; afterwards one late print of X 10:00 and
/// one of X 10:01 come, and everything closes.
struct AfterFlip {
  AfterFlip(const PageMemory& left, std::size_t slot, std::size_t bit) : memory(left), b(flipped(slot, bit)) {
    b.listening = Listening{};
    b.listening.started(kTen + std::chrono::seconds{66}, MonoTime{});
    if (!b.store.intact()) b.store.seal(0, kTen + std::chrono::seconds{60});
    late = add("X", print_at(7, "12", "1"));
    late_again = add("X", print_at(8, "12", "1"));
    add("Y", print_at(9, "21", "1"));
    add("X", print_at(70, "13", "1"));
    lines = b.pass(120);
  }
  BucketMemory& flipped(std::size_t slot, std::size_t bit) {
    memory.bytes[slot * Bucket::kBytes + bit / 8] ^= std::byte{1} << bit % 8;
    return memory;
  }
  Taken add(std::string_view symbol, const Print& print) {
    return b.store.forgotten(0, minute_of(print.time)) ? Taken::too_late : b.add(symbol, print);
  }
  PageMemory memory;
  StoreBench b;
  Taken late, late_again;
  Lines lines;
};

TEST(Recovery, one_flipped_bit_of_an_issued_minute_replaces_no_stored_bar) {
  PageMemory left;
  leave_minutes(left);
  int named = 0, nameless = 0, whole = 0;
  for (std::size_t bit = 0; bit < Bucket::kBytes * 8; ++bit) {
    SCOPED_TRACE("bit " + std::to_string(bit));
    const AfterFlip a(left, kIssuedSlot, bit);
    const auto& found = a.b.store.recovered();
    named += static_cast<int>(found.torn.size());
    nameless += static_cast<int>(found.nameless);
    const bool lost = found.torn.size() + found.nameless != 0;
    whole += lost ? 0 : 1;
    EXPECT_EQ(a.late, lost ? Taken::too_late : Taken::counted);
    EXPECT_EQ(a.late_again, a.late);
    for (const BucketStore::Recovered::Torn& torn : found.torn) {
      EXPECT_EQ(torn.symbol, sym("X"));
      EXPECT_EQ(torn.minute, kTenMinute);
      EXPECT_TRUE(torn.was_issued);
    }
    for (const std::string& line : a.lines) {
      if (line.starts_with("bar Y 10:00 ")) {  // amended, unless its minute was sealed
        EXPECT_TRUE(line.find(found.nameless != 0 ? "N=1 r1" : "N=2 r2 amended") != std::string::npos) << line;
      } else if (line.starts_with("bar X 10:00 ")) {
        EXPECT_FALSE(lost) << line;
        EXPECT_EQ(line, "bar X 10:00 O=10 H=12 L=10 C=12 V=4 N=4 r2 amended");
      } else {
        EXPECT_EQ(line, "bar X 10:01 O=11 H=13 L=11 C=13 V=2 N=2 r1 partial");
      }
    }
    EXPECT_EQ(a.lines.size(), lost ? 2U : 3U);
  }
  EXPECT_GT(named, 1000);
  EXPECT_GT(nameless, 300);
  EXPECT_GT(whole, 400) << "bits of the version, of the head's check word and behind it";
}

TEST(Recovery, one_flipped_bit_of_an_open_minute_makes_no_bar_without_a_flag) {
  PageMemory left;
  leave_minutes(left);
  int lost_ones = 0;
  for (std::size_t bit = 0; bit < Bucket::kBytes * 8; ++bit) {
    SCOPED_TRACE("bit " + std::to_string(bit));
    const AfterFlip a(left, kOpenSlot, bit);
    const auto& found = a.b.store.recovered();
    const bool lost = found.torn.size() + found.nameless != 0;
    lost_ones += lost ? 1 : 0;
    for (const BucketStore::Recovered::Torn& torn : found.torn) {
      EXPECT_EQ(torn.symbol, sym("X"));
      EXPECT_EQ(torn.minute, kTenMinute + std::chrono::minutes{1});
      EXPECT_FALSE(torn.was_issued);
    }
    Lines due;
    if (found.nameless != 0) {
      due = {kIssued, "bar Y 10:00 O=20 H=20 L=20 C=20 V=1 N=1 r1"};
    } else {
      due = {"bar X 10:00 O=10 H=12 L=10 C=12 V=4 N=4 r2 amended",
             "bar Y 10:00 O=20 H=21 L=20 C=21 V=2 N=2 r2 amended"};
    }
    due.push_back(lost ? "bar X 10:01 O=13 H=13 L=13 C=13 V=1 N=1 r1 partial"
                       : "bar X 10:01 O=11 H=13 L=11 C=13 V=2 N=2 r1 partial");
    EXPECT_EQ(a.lines, due);
  }
  EXPECT_GT(lost_ones, 1500);
}

TEST(Recovery, a_late_first_print_is_partial_where_memory_is_missing) {
  HeapBucketMemory left;
  leave_minutes(left);
  // The name of X 10:00 is damaged, and no resume point says that the minute was issued.
  left.existing()[0][kIssuedSlot * Bucket::kBytes + Bucket::kDataAt + offsetof(BucketData, symbol)] ^=
      std::byte{1};
  StoreBench b(left);
  b.add("X", print_at(7, "12", "1"));
  EXPECT_EQ(b.pass(60), (Lines{"bar X 10:00 O=12 H=12 L=12 C=12 V=1 N=1 r1 partial",
                               "bar Y 10:00 O=20 H=20 L=20 C=20 V=1 N=1 r1"}));
}

TEST(Recovery, any_bytes_at_all_are_survived) {
  std::mt19937 random(5);
  for (int round = 0; round < 20; ++round) {
    HeapBucketMemory memory;
    {
      StoreBench b(memory);
      for (int i = 0; i < 50; ++i) b.add("S" + std::to_string(i), print_at(i, "10", "1"));
    }
    const auto chunk = memory.existing()[0];
    for (int i = 0; i < 2000; ++i)
      chunk[Bucket::kBytes + random() % (50 * Bucket::kBytes)] = std::byte(random() & 255);
    StoreBench b(memory);
    for (const auto& torn : b.store.recovered().torn) EXPECT_TRUE(Symbol::parse(torn.symbol.view()));
    b.pass(60);
    EXPECT_EQ(b.add("S1", print_at(3600, "10", "1")), Taken::counted);
  }
}

}  // namespace
}  // namespace tickbard
