#pragma once

namespace tickbard {

/// Exit codes of every command.
enum ExitCode : int {
  kExitDone = 0,
  kExitFailed = 1,
  kExitUsage = 2,
  kExitDisk = 74,  ///< the disk failed or a file on it is damaged: start again, and it is checked
  kExitTryAgain = 75,
  kExitBadConfig = 78,
};

/// Arguments to exit code: the whole program but for what run_daemon() does.
int run_cli(int argc, char** argv);

}  // namespace tickbard
