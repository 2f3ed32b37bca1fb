#include "daemon/loops/bucket_keeper.hpp"

#include "daemon/runtime/processors.hpp"

namespace tickbard {

namespace {

constexpr std::chrono::seconds kEvery{1};
/// To find out that there is no room takes for a moment what room there is.
constexpr int kTurnsOnFullDisk = 60;

}  // namespace

void BucketKeeper::step() {
  const auto saved = saved_.save();
  if (!saved && !failing_) {
    log_(LogLevel::error, "market",
         "open minutes do not reach the disk of state_dir: " + saved.error().text +
             "; a power cut now would lose them; check that disk, and what stands at that name");
  }
  if (saved && failing_) log_(LogLevel::info, "market", "open minutes reach the disk of state_dir again");
  failing_ = !saved;
  std::string trouble = buckets_.trouble();
  if (!trouble.empty() && trouble != told_) {
    log_(LogLevel::error, "market", trouble + "; bars go on in memory, but a crash would lose their open minutes");
  }
  told_ = std::move(trouble);
}

void BucketKeeper::start() {
  thread_ = NamedThread("buckets", [this] {
    give_way(kCopyNice);
    int wait_for_room = 0;  // turns
    while (!stopping_.load()) {
      step();  // first: what is made ahead may take the room that the copy needs
      if (wait_for_room > 0) {
        --wait_for_room;
      } else if (!buckets_.make_ahead()) {
        wait_for_room = kTurnsOnFullDisk;
      }
      bell_.wait(kEvery);
    }
    step();
  });
}

void BucketKeeper::stop() {
  stopping_.store(true);
  bell_.ring();
  thread_.join();
}

}  // namespace tickbard
