#include "aggregator/calendar/zone.hpp"

#include <date/tz.h>

#include <array>
#include <exception>
#include <fstream>
#include <string>

namespace tickbard {

namespace {

constexpr const char* kRemedy = "Install the package tzdata (apt-get install --reinstall tzdata) and start again.";

std::optional<Problem> check_file(const std::filesystem::path& file) {
  const auto refused = [&file](const std::string& why) {
    return Problem{"the time zone America/New_York cannot be read: " + file.string() + " " + why + ". " + kRemedy};
  };
  std::error_code error;
  if (!std::filesystem::exists(file, error)) return refused("does not exist");
  std::ifstream in(file, std::ios::binary);
  std::array<char, 4> magic{};
  if (!in || !in.read(magic.data(), magic.size())) return refused("is not readable");
  if (magic != std::array{'T', 'Z', 'i', 'f'}) return refused("is no compiled time zone file");
  return std::nullopt;
}

std::string hours_of(std::chrono::seconds offset) {
  return "UTC" + std::string(offset.count() < 0 ? "-" : "+") +
         std::to_string(std::chrono::abs(std::chrono::duration_cast<std::chrono::hours>(offset)).count());
}

}  // namespace

std::optional<Problem> check_new_york(const date::time_zone& zone) {
  using std::chrono::hours;
  using std::chrono::sys_days;
  using std::chrono::year;
  const std::chrono::seconds winter = zone.get_info(date::sys_seconds{sys_days{year{2025} / 1 / 15}}).offset;
  const std::chrono::seconds summer = zone.get_info(date::sys_seconds{sys_days{year{2025} / 7 / 15}}).offset;
  if (winter == hours{-5} && summer == hours{-4}) return std::nullopt;
  return Problem{"the tz database gives New York " + hours_of(winter) + " in January 2025 and " +
                 hours_of(summer) + " in July 2025, which were UTC-5 and UTC-4: it is incomplete. " + kRemedy};
}

Result<const date::time_zone*> load_new_york_zone(const std::filesystem::path& directory) {
  if (auto problem = check_file(directory / "America" / "New_York")) return *std::move(problem);
  try {
    const date::time_zone* zone = date::locate_zone("America/New_York");
    if (auto problem = check_new_york(*zone)) return *std::move(problem);
    return zone;
  } catch (const std::exception& e) {
    return Problem{"the tz database cannot be read: " + std::string(e.what()) + ". " + kRemedy};
  }
}

}  // namespace tickbard
