#pragma once

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace tickbard::fuzz {

/// A folder of this process, in memory where the machine has that; emptied for each input, gone at the end.
class ScratchFolder {
 public:
  ScratchFolder() : path_(base() / ("tickbard-fuzz-" + std::to_string(::getpid()))) { clear(); }
  ~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

  void clear() const {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }

  std::filesystem::path write(std::string_view name, std::string_view content) const {
    std::ofstream(path_ / name, std::ios::binary) << content;
    return path_ / name;
  }

  /// The first `most` bytes of it.
  static std::string content_of(const std::filesystem::path& file, std::size_t most = 1 << 20) {
    std::string out(most, '\0');
    std::ifstream in(file, std::ios::binary);
    in.read(out.data(), static_cast<std::streamsize>(most));
    out.resize(static_cast<std::size_t>(in.gcount()));
    return out;
  }

  /// Files whose name has `part` in it.
  std::vector<std::filesystem::path> named(std::string_view part) const {
    std::vector<std::filesystem::path> out;
    for (const auto& entry : std::filesystem::directory_iterator(path_)) {
      if (entry.path().filename().string().find(part) != std::string::npos) out.push_back(entry.path());
    }
    return out;
  }

 private:
  static std::filesystem::path base() {
    const std::filesystem::path memory = "/dev/shm";
    return std::filesystem::is_directory(memory) ? memory : std::filesystem::temp_directory_path();
  }

  const std::filesystem::path path_;
};

}  // namespace tickbard::fuzz
