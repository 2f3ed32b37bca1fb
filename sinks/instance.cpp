#include "sinks/instance.hpp"

#include <fstream>
#include <random>

#include "sinks/fingerprint.hpp"

namespace tickbard {

std::string instance_of(const std::filesystem::path& state_dir) {
  constexpr std::size_t kLength = 36;
  const std::filesystem::path file = state_dir / "instance";
  std::string kept;
  std::ifstream(file) >> kept;
  if (kept.size() == kLength) return kept;
  std::random_device random;
  std::string seed;
  for (int i = 0; i < 8; ++i) seed += std::to_string(random()) + " ";
  const std::string made = uuid_of({seed});
  std::ofstream(file) << made << '\n';
  return made;
}

}  // namespace tickbard
