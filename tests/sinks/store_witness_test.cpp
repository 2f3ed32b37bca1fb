// A `sqlite:` store that lost commits, which SQLite itself does not notice.
#include "sinks/store_witness.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/sinks/builders.hpp"

namespace tickbard::test {
namespace {

class StoreWitnessTest : public ::testing::Test {
 protected:
  std::filesystem::path file(const std::string& part = {}) const { return folder_.path() / ("bars.db" + part); }

  std::unique_ptr<Store> open() const {
    auto store = open_store("sqlite:bars.db", folder_.path(), OpenMode::read_write).value();
    store->migrate(false, at(0)).value();
    return store;
  }
  static std::vector<Event> minute_of_feed(int n, const std::string& feed = "us") {
    return {bar("A", minute(n)), ResumePoint{feed, {}, at(60 * n + 62), 0},
            ResumePoint{feed, "A", at(60 * n + 59), 7}};
  }
  /// What a start finds out; "" if nothing is missing.
  std::string missing() {
    const auto store = open();
    std::string told, out;
    for (const Event& event : StoreWitness(file()).missing_from(*store, at(9'000), told).value()) {
      if (const Gap* gap = std::get_if<Gap>(&event)) {
        out += gap->feed + " " + std::to_string((gap->from - at(0)) / std::chrono::seconds{1}) + ".." +
               std::to_string((*gap->to - at(0)) / std::chrono::seconds{1}) + " " +
               std::string(name_of(gap->reason)) + "; ";
      } else {
        EXPECT_EQ(std::get<LogEntry>(event).detail, told);
      }
    }
    return out;
  }

  TempFolder folder_{memory_folder()};
};

TEST_F(StoreWitnessTest, a_store_that_has_everything_lacks_nothing) {
  {
    const auto store = open();
    WitnessedStore sink(*store, StoreWitness(file()));
    for (int n = 0; n != 5; ++n) sink.write(minute_of_feed(n), at(60 * n)).value();
  }
  EXPECT_EQ(missing(), "");
  std::filesystem::remove(file(".heard"));
  EXPECT_EQ(missing(), "") << "no witness, no claim";
}

TEST_F(StoreWitnessTest, commits_that_went_with_the_log_are_a_gap_of_their_feed) {
  const auto store = open();
  WitnessedStore sink(*store, StoreWitness(file()));
  sink.write(minute_of_feed(0), at(60)).value();
  sink.write(minute_of_feed(0, "other feed"), at(60)).value();
  std::filesystem::copy_file(file(), file(".copy"));
  std::filesystem::copy_file(file("-wal"), file(".copy-wal"));
  for (int n = 1; n != 5; ++n) sink.write(minute_of_feed(n), at(60 * n)).value();

  // The log is cut off where it stood before, as by a damaged frame there.
  const auto stands = std::filesystem::file_size(file(".copy-wal"));
  std::filesystem::copy_file(file("-wal"), file(".cut-wal"));
  std::filesystem::resize_file(file(".cut-wal"), stands);
  for (const char* part : {"-wal", "-shm"}) std::filesystem::remove(file(part));
  std::filesystem::rename(file(".copy"), file());
  std::filesystem::rename(file(".cut-wal"), file("-wal"));
  EXPECT_EQ(missing(), "us 62..302 store_behind; ");
}

TEST_F(StoreWitnessTest, a_store_that_is_empty_lacks_all_that_was_ever_heard) {
  {
    const auto store = open();
    WitnessedStore sink(*store, StoreWitness(file()));
    for (int n = 0; n != 5; ++n) sink.write(minute_of_feed(n), at(60 * n)).value();
  }
  std::filesystem::remove(file());
  std::ofstream{file()};
  EXPECT_EQ(missing(), "us 62..302 store_behind; ");
}

TEST_F(StoreWitnessTest, a_batch_that_was_not_committed_is_not_witnessed) {
  const auto store = open();
  const auto reader = open_store("sqlite:bars.db", folder_.path(), OpenMode::read_only).value();
  WitnessedStore sink(*reader, StoreWitness(file()));
  EXPECT_FALSE(sink.write(minute_of_feed(0), at(60)));
  EXPECT_FALSE(StoreWitness(file()).exists());
}

TEST_F(StoreWitnessTest, a_store_in_memory_has_none) {
  StoreWitness witness({});
  witness.saw(minute_of_feed(0));
  EXPECT_FALSE(witness.exists());
}

TEST_F(StoreWitnessTest, a_file_of_nonsense_claims_nothing) {
  std::ofstream(file(".heard")) << "x y z\n12\n\n-5 7 \n99999999999999999999 1 us\n";
  EXPECT_EQ(StoreWitness(file()).heard().size(), 0U);
}

}  // namespace
}  // namespace tickbard::test
