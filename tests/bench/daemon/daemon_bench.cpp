// The whole program: what it uses while nothing happens, and how soon it is back after a kill.
#include "tests/bench/common/command.hpp"
#include "tests/bench/daemon/idle.hpp"
#include "tests/bench/daemon/recovery.hpp"

int main(int argc, char** argv) {
  using namespace tickbard::test;
  Command command("daemon bench");
  Backlog backlog;
  command.app().add_option("--symbols", backlog.symbols, "of the backlog")->capture_default_str();
  command.app().add_option("--minutes", backlog.minutes, "of the backlog")->capture_default_str();
  return command.run(argc, argv, [&](Goals& goals) {
    bench_idle(command.rounds(), goals);
    bench_recovery(backlog, command.rounds(), goals);
  });
}
