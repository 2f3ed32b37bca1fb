#pragma once

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

#include "daemon/app/config_load.hpp"

namespace tickbard {

/// A file that is gone with the object.
class ConfigFile {
 public:
  explicit ConfigFile(const std::string& text, mode_t mode = 0600) {
    std::string name = (std::filesystem::temp_directory_path() / "tickbard-config-XXXXXX").string();
    const int fd = mkstemp(name.data());
    if (fd < 0) throw std::runtime_error("no temporary file can be made");
    close(fd);
    path_ = name;
    write(text);
    chmod(mode);
  }
  ~ConfigFile() { std::filesystem::remove(path_); }
  ConfigFile(const ConfigFile&) = delete;
  ConfigFile& operator=(const ConfigFile&) = delete;

  void write(const std::string& text) const { std::ofstream(path_) << text; }
  void chmod(mode_t mode) const { ::chmod(path_.c_str(), mode); }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline Environment environment(std::map<std::string, std::string, std::less<>> values) {
  return Environment(std::move(values));
}

/// Inputs of a runnable configuration: one keyless feed, and more flags.
inline ConfigInputs with_feed(std::vector<std::pair<std::string, std::string>> flags) {
  flags.insert(flags.begin(), {"feed.coinbase.symbols", "BTC-USD"});
  return {{}, {}, std::move(flags)};
}

}  // namespace tickbard
