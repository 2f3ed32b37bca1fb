#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace tickbard::sqlite {

/// The pages of a database and of its -wal as they lie on the disk, in whatever state: what SQLite's own reading
/// would refuse or pass over. Only reads. Owner: one thread. Errors: a piece that the disk does not give out is
/// zeros. The formats: https://www.sqlite.org/fileformat2.html, and section 4 there for the -wal.
class Wreck {
 public:
  using Page = std::vector<unsigned char>;
  /// The log alone is looked at without a descriptor on the database: closing one would drop the locks that this
  /// process has on it.
  enum class Parts : std::uint8_t { log, all };

  explicit Wreck(const std::filesystem::path& database, Parts parts = Parts::all);
  ~Wreck();
  Wreck(const Wreck&) = delete;
  Wreck& operator=(const Wreck&) = delete;

  /// What is wrong with the -wal that SQLite passes over in silence: it ends at the first frame that does not
  /// verify, though commits may lie behind it. Empty: nothing, or a commit that never came to its end.
  std::string log_damage() const;

  bool has_frames() const { return !frames_.empty(); }

  /// Every page image: those of the -wal's present generation, then the file's, then older ones of the -wal.
  void each_page(const std::function<void(std::span<const unsigned char>)>& visit) const;

  /// The newest image of that page; zeros if there is none.
  Page page(std::uint32_t number) const;

 private:
  struct Frame {
    std::uint32_t page = 0;
    bool commits = false;
    bool of_this_generation = false;
    bool verifies = false;  ///< it and all before it
  };

  Page read(int fd, std::uint64_t offset, std::size_t size) const;
  void read_frames();
  std::uint64_t frame_at(std::size_t index) const;

  int file_ = -1;
  int log_ = -1;
  std::uint64_t file_size_ = 0;
  std::uint64_t log_size_ = 0;
  std::size_t page_size_ = 4096;
  bool log_head_verifies_ = false;
  std::vector<Frame> frames_;
  std::map<std::uint32_t, std::size_t> newest_;  ///< by page, the last frame of this generation
};

}  // namespace tickbard::sqlite
