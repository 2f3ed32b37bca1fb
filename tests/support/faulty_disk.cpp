#include "tests/support/faulty_disk.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <new>
#include <random>

namespace tickbard::test {

/// What SQLite holds of an open file: ours, and behind it in the same memory the real one.
struct FaultyFile {
  sqlite3_file base;
  FaultyDisk* disk;
  FaultyDisk::File* state;  ///< nullptr: a file that is none of the database

  sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
  static FaultyFile& of(sqlite3_file* file) { return *reinterpret_cast<FaultyFile*>(file); }

  static int close(sqlite3_file* f) { return of(f).real()->pMethods->xClose(of(f).real()); }
  static int read(sqlite3_file* f, void* to, int n, sqlite3_int64 at) {
    return of(f).real()->pMethods->xRead(of(f).real(), to, n, at);
  }
  static int write(sqlite3_file* f, const void* from, int n, sqlite3_int64 at) {
    FaultyFile& file = of(f);
    if (const int code = file.disk->strike(FaultyDisk::Fault::full, SQLITE_FULL); code != SQLITE_OK) return code;
    if (const int code = file.disk->strike(FaultyDisk::Fault::write_eio, SQLITE_IOERR_WRITE); code != SQLITE_OK)
      return code;
    if (const int code = file.disk->strike(FaultyDisk::Fault::power_cut, SQLITE_IOERR_WRITE); code != SQLITE_OK)
      return code;
    if (file.state != nullptr) {
      file.state->since.push_back({at, std::string(static_cast<const char*>(from), static_cast<std::size_t>(n))});
    }
    return file.real()->pMethods->xWrite(file.real(), from, n, at);
  }
  static int truncate(sqlite3_file* f, sqlite3_int64 size) {
    FaultyFile& file = of(f);
    if (const int code = file.disk->strike(FaultyDisk::Fault::truncate_eio, SQLITE_IOERR_TRUNCATE);
        code != SQLITE_OK)
      return code;
    if (const int code = file.disk->strike(FaultyDisk::Fault::power_cut, SQLITE_IOERR_TRUNCATE); code != SQLITE_OK)
      return code;
    if (file.state != nullptr) file.state->since.push_back({size, {}});
    return file.real()->pMethods->xTruncate(file.real(), size);
  }
  static int sync(sqlite3_file* f, int flags) {
    FaultyFile& file = of(f);
    file.disk->wait_if_held();
    if (const int code = file.disk->strike(FaultyDisk::Fault::sync_eio, SQLITE_IOERR_FSYNC); code != SQLITE_OK)
      return code;
    if (const int code = file.disk->strike(FaultyDisk::Fault::power_cut, SQLITE_IOERR_FSYNC); code != SQLITE_OK)
      return code;
    if (file.state != nullptr) {
      for (const FaultyDisk::Change& change : file.state->since) FaultyDisk::apply(file.state->synced, change);
      file.state->since.clear();
    }
    return file.real()->pMethods->xSync(file.real(), flags);
  }
  static int size(sqlite3_file* f, sqlite3_int64* out) {
    return of(f).real()->pMethods->xFileSize(of(f).real(), out);
  }
  static int lock(sqlite3_file* f, int kind) { return of(f).real()->pMethods->xLock(of(f).real(), kind); }
  static int unlock(sqlite3_file* f, int kind) { return of(f).real()->pMethods->xUnlock(of(f).real(), kind); }
  static int reserved(sqlite3_file* f, int* out) {
    return of(f).real()->pMethods->xCheckReservedLock(of(f).real(), out);
  }
  static int control(sqlite3_file* f, int what, void* with) {
    return of(f).real()->pMethods->xFileControl(of(f).real(), what, with);
  }
  static int sector(sqlite3_file* f) { return of(f).real()->pMethods->xSectorSize(of(f).real()); }
  static int traits(sqlite3_file* f) { return of(f).real()->pMethods->xDeviceCharacteristics(of(f).real()); }
  static int shm_map(sqlite3_file* f, int page, int bytes, int extend, void volatile** out) {
    return of(f).real()->pMethods->xShmMap(of(f).real(), page, bytes, extend, out);
  }
  static int shm_lock(sqlite3_file* f, int offset, int n, int flags) {
    return of(f).real()->pMethods->xShmLock(of(f).real(), offset, n, flags);
  }
  static void shm_barrier(sqlite3_file* f) { of(f).real()->pMethods->xShmBarrier(of(f).real()); }
  static int shm_unmap(sqlite3_file* f, int remove) {
    return of(f).real()->pMethods->xShmUnmap(of(f).real(), remove);
  }

  static int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* f, int flags, int* out);
  static int remove(sqlite3_vfs* vfs, const char* name, int sync_folder);
};

namespace {

const sqlite3_io_methods kMethods{
    2,
    FaultyFile::close,
    FaultyFile::read,
    FaultyFile::write,
    FaultyFile::truncate,
    FaultyFile::sync,
    FaultyFile::size,
    FaultyFile::lock,
    FaultyFile::unlock,
    FaultyFile::reserved,
    FaultyFile::control,
    FaultyFile::sector,
    FaultyFile::traits,
    FaultyFile::shm_map,
    FaultyFile::shm_lock,
    FaultyFile::shm_barrier,
    FaultyFile::shm_unmap,
    nullptr,
    nullptr,
};

FaultyDisk& disk_of(sqlite3_vfs* vfs) {
  return *static_cast<FaultyDisk*>(vfs->pAppData);
}

}  // namespace

int FaultyFile::open(sqlite3_vfs* vfs, const char* name, sqlite3_file* f, int flags, int* out) {
  FaultyDisk& disk = disk_of(vfs);
  auto* file = ::new (static_cast<void*>(f)) FaultyFile{{nullptr}, &disk, nullptr};
  if (name != nullptr && (flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL)) != 0) {
    const auto [found, fresh] = disk.files_.try_emplace(name);
    if (fresh) {
      std::ifstream in(name, std::ios::binary);
      found->second.synced = {std::istreambuf_iterator<char>(in), {}};
    }
    file->state = &found->second;
  }
  const int code = disk.real_->xOpen(disk.real_, name, file->real(), flags, out);
  if (code == SQLITE_OK) file->base.pMethods = &kMethods;
  return code;
}

int FaultyFile::remove(sqlite3_vfs* vfs, const char* name, int sync_folder) {
  FaultyDisk& disk = disk_of(vfs);
  if (const int code = disk.strike(FaultyDisk::Fault::power_cut, SQLITE_IOERR_DELETE); code != SQLITE_OK)
    return code;
  disk.files_.erase(name);
  return disk.real_->xDelete(disk.real_, name, sync_folder);
}

FaultyDisk::FaultyDisk() : vfs_(std::make_unique<sqlite3_vfs>()), real_(sqlite3_vfs_find(nullptr)) {
  *vfs_ = *real_;
  vfs_->zName = "faulty";
  vfs_->pNext = nullptr;
  vfs_->pAppData = this;
  vfs_->szOsFile = static_cast<int>(sizeof(FaultyFile)) + real_->szOsFile;
  vfs_->xOpen = FaultyFile::open;
  vfs_->xDelete = FaultyFile::remove;
  sqlite3_vfs_register(vfs_.get(), 1);
}

FaultyDisk::~FaultyDisk() {
  sqlite3_vfs_unregister(vfs_.get());
  sqlite3_vfs_register(real_, 1);
}

void FaultyDisk::fail(Fault fault, int n, bool for_ever) {
  fault_ = fault;
  countdown_ = n;
  for_ever_ = for_ever || fault == Fault::power_cut;
  struck_ = false;
  if (fault == Fault::power_cut) files_.clear();
}

int FaultyDisk::strike(Fault concerned, int code) {
  if (concerned != fault_) return SQLITE_OK;
  if (--countdown_ > 0 || (countdown_ < 0 && !for_ever_)) return SQLITE_OK;
  struck_ = true;
  return code;
}

void FaultyDisk::hold_syncs() {
  const std::lock_guard lock(mutex_);
  held_ = true;
}

void FaultyDisk::let_go() {
  const std::lock_guard lock(mutex_);
  held_ = false;
  changed_.notify_all();
}

bool FaultyDisk::a_sync_waits() const {
  const std::lock_guard lock(mutex_);
  return waiting_ > 0;
}

void FaultyDisk::wait_if_held() {
  std::unique_lock lock(mutex_);
  ++waiting_;
  changed_.wait(lock, [this] { return !held_; });
  --waiting_;
}

void FaultyDisk::apply(std::string& content, const Change& change) {
  const auto at = static_cast<std::size_t>(change.offset);
  if (change.bytes.empty()) return content.resize(at);
  if (content.size() < at + change.bytes.size()) content.resize(at + change.bytes.size());
  content.replace(at, change.bytes.size(), change.bytes);
}

void FaultyDisk::put_back(unsigned seed) {
  constexpr std::size_t kSector = 512;
  std::mt19937 random(seed);
  for (auto& [name, file] : files_) {
    for (const Change& change : file.since) {
      if (change.bytes.empty()) {
        if (random() % 2 == 0) apply(file.synced, change);
        continue;
      }
      for (std::size_t i = 0; i < change.bytes.size(); i += kSector) {
        if (random() % 2 == 0) continue;
        apply(file.synced, {change.offset + static_cast<std::int64_t>(i), change.bytes.substr(i, kSector)});
      }
    }
    std::ofstream(name, std::ios::binary | std::ios::trunc) << file.synced;
    std::filesystem::remove(name + "-shm");
  }
  files_.clear();
}

}  // namespace tickbard::test
