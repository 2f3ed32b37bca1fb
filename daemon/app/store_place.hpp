#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "daemon/app/cli.hpp"
#include "sinks/error.hpp"

namespace tickbard {

/// Where the store of a command is.
struct StorePlace {
  std::string url{};             ///< --store, else store.url
  std::filesystem::path base{};  ///< what a relative SQLite file is relative to
};

/// A sentence for the person at the command line, and how the command ends.
struct Refusal {
  ExitCode code = kExitFailed;
  std::string text;
};

/// Why no store can ever be opened there: told apart from a store that is away, for which trying again helps. With
/// `must_exist` a missing SQLite file is a refusal too, so that a name written wrong makes no empty store.
std::optional<Refusal> check_place(const StorePlace& place, bool must_exist);

/// How a command ends after the store failed: a server may come back, and whoever holds the store lets go; a file
/// that cannot be opened stays so until somebody acts.
ExitCode code_of(const StoreError& error, const StorePlace& place);

/// Why `out` must not be written to: it is the store itself or what SQLite keeps beside it, or a file of the
/// daemon's state in `place.base`, by whatever name or link.
std::optional<Refusal> check_output(const std::filesystem::path& out, const StorePlace& place);

}  // namespace tickbard
