#include <exception>
#include <iostream>

#include "daemon/app/cli.hpp"

/// Errors are values; what still arrives here is a machine that gives no thread, no file descriptor or no memory.
int main(int argc, char** argv) try {
  return tickbard::run_cli(argc, argv);
} catch (const std::exception& error) {
  std::cerr << "tickbard: this machine refuses what it needs: " << error.what()
            << "; check the limits of processes, open files and memory (ulimit -a)\n";
  return tickbard::kExitFailed;
}
