#include "daemon/app/cli.hpp"

int main(int argc, char** argv) { return tickbard::run_cli(argc, argv); }
