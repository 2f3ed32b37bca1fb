#include "sinks/aside.hpp"

#include <algorithm>
#include <string>
#include <system_error>

#include "sinks/exact_text.hpp"

namespace tickbard {

std::filesystem::path aside_name(const std::filesystem::path& file, UnixNanos now) {
  std::string when = utc_text(std::chrono::floor<std::chrono::seconds>(now));
  std::erase(when, ':');  // rsync and scp would take what stands before it for a host
  const std::string base = file.string() + ".corrupt." + when;
  const auto taken = [](const std::string& name) {
    std::error_code none;
    return std::filesystem::exists(std::filesystem::symlink_status(name, none)) ||
           std::filesystem::exists(std::filesystem::symlink_status(name + "-wal", none));
  };
  std::string name = base;
  for (int n = 2; taken(name); ++n) name = base + "-" + std::to_string(n);
  return name;
}

}  // namespace tickbard
