#pragma once

#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

struct sqlite3_vfs;

namespace tickbard::test {

/// Between SQLite and the disk: lets the n-th operation fail, cuts the power there, or lets syncs wait. Every
/// database that is opened while it lives goes through it. Owner: one thread, but of hold_syncs(), let_go() and
/// a_sync_waits(): any; one at a time.
class FaultyDisk {
 public:
  enum class Fault : std::uint8_t {
    none,
    full,       ///< a write finds no space
    write_eio,  ///< a write fails
    sync_eio,   ///< a sync fails; what it should have brought to the disk may be there or not
    truncate_eio,
    power_cut,  ///< from here on nothing works, and what was not synced is lost, torn or kept
  };

  FaultyDisk();
  ~FaultyDisk();
  FaultyDisk(const FaultyDisk&) = delete;
  FaultyDisk& operator=(const FaultyDisk&) = delete;

  /// The n-th operation (from 1) that the fault concerns fails: once, or also all after it.
  void fail(Fault fault, int n, bool for_ever);
  void heal() { fault_ = Fault::none; }
  bool struck() const { return struck_; }

  /// From now on a sync waits until it is let go: a disk as slow as the test wants it.
  void hold_syncs();
  void let_go();
  bool a_sync_waits() const;

  /// After a power cut, with every database closed: the files as the disk kept them. `seed` decides the fate of
  /// each 512 bytes that were written after the last sync.
  void put_back(unsigned seed);

 private:
  friend struct FaultyFile;
  /// A write, or with no bytes a truncation to `offset`.
  struct Change {
    std::int64_t offset = 0;
    std::string bytes;
  };
  struct File {
    std::string synced;
    std::vector<Change> since;
  };

  /// The code to fail with; SQLITE_OK to go on.
  int strike(Fault concerned, int code);
  static void apply(std::string& content, const Change& change);
  void wait_if_held();

  std::unique_ptr<sqlite3_vfs> vfs_;
  sqlite3_vfs* real_ = nullptr;
  std::map<std::string, File> files_;
  Fault fault_ = Fault::none;
  int countdown_ = 0;
  bool for_ever_ = false;
  bool struck_ = false;
  mutable std::mutex mutex_;  // guards everything below
  std::condition_variable changed_;
  bool held_ = false;
  int waiting_ = 0;
};

}  // namespace tickbard::test
