#include "daemon/app/version_command.hpp"

#ifndef TICKBARD_REVISION
#define TICKBARD_REVISION "unknown"
#endif

namespace tickbard {

std::string_view version() {
  return TICKBARD_VERSION;
}
std::string_view revision() {
  return TICKBARD_REVISION;
}

std::string_view compiler() {
#if defined(__clang__)
  return "Clang " __clang_version__;
#else
  return "GCC " __VERSION__;
#endif
}

std::string version_text() {
  return "tickbard " + std::string(version()) + " (" + std::string(revision()) + ", " + std::string(compiler()) +
         ")";
}

}  // namespace tickbard
