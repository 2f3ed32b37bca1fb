#include "daemon/edge/process_stats.hpp"

#include <unistd.h>

#include <fstream>
#include <iterator>
#include <sstream>
#include <string>

namespace tickbard {
namespace {

std::optional<std::string> read_all(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(in), {});
}

/// The number after `label` at the beginning of a line; 0 if it is not there.
std::uint64_t number_after(const std::string& text, const std::string& label) {
  const auto at = ("\n" + text).find("\n" + label);
  std::uint64_t out = 0;
  if (at != std::string::npos) std::istringstream(text.substr(at + label.size())) >> out;
  return out;
}

}  // namespace

std::optional<ProcessStats> read_process_stats(const std::filesystem::path& proc,
                                               const std::filesystem::path& process) {
  const auto stat = read_all(proc / process / "stat");
  if (!stat) return std::nullopt;
  // Field 2 is the program's name in parentheses and may hold spaces and parentheses itself.
  const auto name_end = stat->rfind(')');
  if (name_end == std::string::npos) return std::nullopt;
  std::istringstream fields(stat->substr(name_end + 1));
  const auto skip = [&](int n) {
    for (std::string word; n > 0; --n) fields >> word;
  };
  const auto ticks_per_second = static_cast<double>(sysconf(_SC_CLK_TCK));
  std::uint64_t user = 0, system = 0, start = 0, resident_pages = 0;
  ProcessStats out;
  skip(11);  // 3 state .. 13 cmajflt
  fields >> user >> system;
  skip(4);  // 16 cutime .. 19 nice
  fields >> out.threads;
  skip(1);  // 21 itrealvalue
  fields >> start >> out.virtual_bytes >> resident_pages;
  if (!fields) return std::nullopt;

  out.cpu_seconds = static_cast<double>(user + system) / ticks_per_second;
  out.resident_bytes = resident_pages * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  if (const auto system_stat = read_all(proc / "stat")) {
    out.start_time_seconds =
        static_cast<double>(number_after(*system_stat, "btime")) + static_cast<double>(start) / ticks_per_second;
  }
  if (const auto limits = read_all(proc / process / "limits"))
    out.max_fds = number_after(*limits, "Max open files");
  std::error_code error;
  for (std::filesystem::directory_iterator at(proc / process / "fd", error), end; !error && at != end;
       at.increment(error)) {
    ++out.open_fds;
  }
  return out;
}

}  // namespace tickbard
