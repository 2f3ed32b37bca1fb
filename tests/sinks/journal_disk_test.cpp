// A disk that fails or loses its power at each single step of a journal's life: what it acknowledged is there
// afterwards.
#include <gtest/gtest.h>

#include <map>

#include "sinks/journal.hpp"
#include "tests/sinks/builders.hpp"
#include "tests/support/faulty_disk.hpp"

namespace tickbard::test {
namespace {

using Fault = FaultyDisk::Fault;

class JournalDiskTest : public ::testing::Test {
 protected:
  std::filesystem::path file() const { return folder_.path() / "journal.db"; }

  /// What a process promised: events by number, and how far it was told that they are stored.
  struct Promised {
    std::map<std::uint64_t, Bar> events;
    std::uint64_t acknowledged = 0;
    bool ended = false;  ///< by an error after which a process goes no further
  };

  /// One process: two batches, one of them stored, some pruned. As the journal's loop it tries a full disk again.
  void live(int process, Promised& promised) {
    const auto opened = Journal::open(file(), at(0));
    if (!opened) {
      promised.ended = true;
      return;
    }
    for (int n = 0; n != 2 && !promised.ended; ++n) {
      std::vector<Event> events;
      for (int i = 0; i != 30; ++i) events.push_back(bar("S" + std::to_string(i), minute(process * 2 + n)));
      auto last = opened->journal->append(events, at(process * 2 + n));
      if (!last && last.error().cls == StoreErrorClass::disk) last = opened->journal->append(events, at(0));
      promised.ended = !last && last.error().cls == StoreErrorClass::damaged;
      if (!last) continue;
      for (std::size_t i = 0; i != events.size(); ++i) {
        promised.events[*last - events.size() + 1 + i] = std::get<Bar>(events[i]);
      }
    }
    if (promised.ended || promised.events.empty()) return;
    const std::uint64_t stored = promised.events.rbegin()->first - 20;
    if (opened->journal->acknowledge(stored)) promised.acknowledged = stored;
    (void)opened->journal->prune(at(process));
  }

  void expect_kept(const Promised& promised, const std::string& what) {
    const auto opened = Journal::open(file(), at(0));
    ASSERT_TRUE(opened.has_value()) << what << ": " << opened.error().text;
    std::map<std::uint64_t, Bar> found;
    for (const NumberedEvent& event : opened->journal->read_after(0, 10'000).value()) {
      ASSERT_FALSE(event.unreadable.has_value()) << what;
      if (const Bar* bar = std::get_if<Bar>(&event.event)) found[event.sequence] = *bar;
    }
    const std::uint64_t acknowledged = opened->journal->acknowledged().value();
    EXPECT_GE(acknowledged, promised.acknowledged) << what;
    EXPECT_EQ(opened->journal->stats().value().lost, 0U) << what << ": " << opened->notice;
    for (const auto& [sequence, bar] : promised.events) {
      if (sequence <= promised.acknowledged) continue;  // in the store
      ASSERT_TRUE(found.contains(sequence)) << what << ": event " << sequence << " is gone. " << opened->notice;
      EXPECT_EQ(found[sequence], bar) << what;
    }
  }

  void clear() {
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) std::filesystem::remove(entry);
  }

  TempFolder folder_{memory_folder()};
};

TEST_F(JournalDiskTest, an_error_at_every_step_costs_nothing_that_was_acknowledged) {
  for (const Fault fault : {Fault::full, Fault::write_eio, Fault::sync_eio, Fault::truncate_eio}) {
    for (const bool for_ever : {false, true}) {
      int n = 1;
      for (bool struck = true; struck; ++n) {
        clear();
        Promised promised;
        {
          FaultyDisk disk;
          disk.fail(fault, n, for_ever);
          for (int process = 0; process != 3 && !promised.ended; ++process) live(process, promised);
          struck = disk.struck();
        }
        expect_kept(promised, "fault " + std::to_string(static_cast<int>(fault)) +
                                  (for_ever ? " for ever" : " once") + " at step " + std::to_string(n));
        if (HasFailure()) return;
      }
      EXPECT_GT(n, 2) << "it struck at all";
    }
  }
}

TEST_F(JournalDiskTest, a_power_cut_at_every_step_costs_nothing_that_was_acknowledged) {
  for (const unsigned seed : {1U, 2U, 3U}) {
    int n = 1;
    for (bool struck = true; struck; ++n) {
      clear();
      Promised promised;
      FaultyDisk disk;
      disk.fail(Fault::power_cut, n, true);
      for (int process = 0; process != 3 && !disk.struck(); ++process) live(process, promised);
      struck = disk.struck();
      if (struck) disk.put_back(seed * 1000 + static_cast<unsigned>(n));
      disk.heal();
      expect_kept(promised, "power cut at step " + std::to_string(n) + ", seed " + std::to_string(seed));
      if (HasFailure()) return;
    }
    EXPECT_GT(n, 50) << "a step for every write and sync";
  }
}

TEST_F(JournalDiskTest, after_a_failed_sync_the_journal_says_that_it_cannot_be_trusted) {
  FaultyDisk disk;
  const auto journal = Journal::open(file(), at(0)).value().journal;
  disk.fail(Fault::sync_eio, 1, false);
  const auto refused = journal->append(std::vector<Event>{bar("A", minute())}, at(0));
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().cls, StoreErrorClass::damaged) << refused.error().text;
}

TEST_F(JournalDiskTest, a_disk_without_space_is_tried_again_and_takes_the_batch_when_there_is_some) {
  FaultyDisk disk;
  const auto journal = Journal::open(file(), at(0)).value().journal;
  disk.fail(Fault::full, 1, true);
  for (int i = 0; i != 3; ++i) {
    const auto refused = journal->append(std::vector<Event>{bar("A", minute())}, at(0));
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().cls, StoreErrorClass::disk) << refused.error().text;
  }
  disk.heal();
  EXPECT_EQ(journal->append(std::vector<Event>{bar("A", minute())}, at(0)).value(), 1U);
}

}  // namespace
}  // namespace tickbard::test
