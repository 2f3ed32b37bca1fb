#include "tests/support/postgres_server.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pwd.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

extern char** environ;

// libpqxx 6.4 forgets a result (2 kB) when a connection breaks under a parameterised statement.
extern "C" const char* __lsan_default_suppressions() {
  return "leak:libpqxx-6.4\n";
}

namespace tickbard::test {

namespace {

namespace fs = std::filesystem;

/// The folder of the newest PostgreSQL's programs; empty if there is none.
fs::path find_programs() {
  std::vector<std::pair<int, fs::path>> found;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator("/usr/lib/postgresql", none)) {
    const fs::path bin = entry.path() / "bin";
    if (fs::exists(bin / "initdb")) found.emplace_back(std::atoi(entry.path().filename().c_str()), bin);
  }
  if (!found.empty()) return std::max_element(found.begin(), found.end())->second;
  return fs::exists("/usr/bin/initdb") ? fs::path("/usr/bin") : fs::path();
}

/// PostgreSQL refuses to run as root.
const passwd* unprivileged_user() {
  if (geteuid() != 0) return nullptr;
  const passwd* user = getpwnam("postgres");
  return user != nullptr ? user : getpwnam("nobody");
}

int free_port() {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  const bool bound = bind(fd, generic, size) == 0 && getsockname(fd, generic, &size) == 0;
  close(fd);
  if (!bound) throw std::runtime_error("no free port on 127.0.0.1");
  return ntohs(address.sin_port);
}

/// Starts a program; its output goes to `out`.
int spawn(const std::vector<std::string>& command, int out) {
  std::vector<char*> argv;
  for (const std::string& part : command) argv.push_back(const_cast<char*>(part.c_str()));
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, out, 1);
  posix_spawn_file_actions_adddup2(&actions, out, 2);
  pid_t pid = -1;
  const int code = posix_spawnp(&pid, argv[0], &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (code != 0) throw std::runtime_error("cannot start " + command.front());
  return pid;
}

/// Runs a program to its end and returns its output; throws with it if the program fails.
std::string run(const std::vector<std::string>& command) {
  std::array<int, 2> ends;
  if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  const int pid = spawn(command, ends[1]);
  close(ends[1]);
  std::string output;
  std::array<char, 4096> buffer;
  for (ssize_t n = 0; (n = read(ends[0], buffer.data(), buffer.size())) > 0;) {
    output.append(buffer.data(), static_cast<std::size_t>(n));
  }
  close(ends[0]);
  int status = 0;
  waitpid(pid, &status, 0);
  if (status != 0) throw std::runtime_error(command.front() + " failed: " + output);
  return output;
}

}  // namespace

std::string PostgresServer::why_absent() {
  if (find_programs().empty()) return "PostgreSQL is not installed (no /usr/lib/postgresql/*/bin/initdb): skipped";
  if (!fs::exists("/usr/bin/setpriv")) return "setpriv is not installed: PostgreSQL tests skipped";
  return {};
}

PostgresServer* PostgresServer::shared() {
  if (!why_absent().empty()) return nullptr;
  static PostgresServer server;
  return &server;
}

PostgresServer::PostgresServer(bool durable) : bin_(find_programs()) {
  std::string name = (fs::temp_directory_path() / "tickbard-pg-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make " + name);
  folder_ = name;
  port_ = free_port();
  try {
    initialise(durable);
    start();
  } catch (...) {
    if (reader_.joinable()) reader_.join();
    fs::remove_all(folder_);
    throw;
  }
}

PostgresServer::~PostgresServer() {
  if (running()) stop(Stop::immediate);
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

std::vector<std::string> PostgresServer::as_user(const std::vector<std::string>& command) const {
  std::vector<std::string> whole{"/usr/bin/setpriv"};
  if (const passwd* user = unprivileged_user(); user != nullptr) {
    whole.insert(whole.end(), {"--reuid=" + std::to_string(user->pw_uid),
                               "--regid=" + std::to_string(user->pw_gid), "--clear-groups"});
  }
  // SIGQUIT is PostgreSQL's immediate stop: no server outlives a test program that crashed.
  whole.insert(whole.end(), {"--pdeathsig", "QUIT", "--"});
  whole.insert(whole.end(), command.begin(), command.end());
  return whole;
}

void PostgresServer::initialise(bool durable) {
  if (const passwd* user = unprivileged_user(); user != nullptr) {
    if (chown(folder_.c_str(), user->pw_uid, user->pw_gid) != 0)
      throw std::runtime_error("cannot chown " + folder_.string());
  }
  const std::string data = folder_ / "data";
  run(as_user({bin_ / "initdb", "--pgdata=" + data, "--username=tickbard", "--auth=trust", "--encoding=UTF8",
               "--locale=C", "--no-sync"}));
  std::ofstream hba(data + "/pg_hba.conf");
  hba << "local all all trust\n"
         "host all locked 127.0.0.1/32 scram-sha-256\n"
         "hostssl all tlsonly 127.0.0.1/32 trust\n"
         "host all tlsonly 127.0.0.1/32 reject\n"
         "host all all 127.0.0.1/32 trust\n";
  std::ofstream settings(data + "/postgresql.conf", std::ios::app);
  settings << "listen_addresses = '127.0.0.1'\nport = " << port_ << "\nunix_socket_directories = '"
           << folder_.string()
           << "'\nshared_buffers = 64MB\nmax_connections = 40\nautovacuum = off\nmax_wal_size = 2GB\n"
              "logging_collector = off\nlog_destination = stderr\n";
  if (!durable) settings << "fsync = off\nfull_page_writes = off\n";
}

void PostgresServer::read_log(int fd) {
  std::array<char, 4096> buffer;
  for (ssize_t n = 0; (n = read(fd, buffer.data(), buffer.size())) > 0;) {
    const std::lock_guard lock(mutex_);
    log_.append(buffer.data(), static_cast<std::size_t>(n));
    if (log_.find("ready to accept connections") != std::string::npos) ready_ = true;
    changed_.notify_all();
  }
  close(fd);
  const std::lock_guard lock(mutex_);
  ended_ = true;
  changed_.notify_all();
}

void PostgresServer::start() {
  std::array<int, 2> ends;
  if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  ready_ = ended_ = false;
  log_.clear();
  pid_ = spawn(as_user({bin_ / "postgres", "-D", folder_ / "data"}), ends[1]);
  close(ends[1]);
  reader_ = std::thread([this, fd = ends[0]] { read_log(fd); });
  std::unique_lock lock(mutex_);
  const bool told = changed_.wait_for(lock, std::chrono::seconds(60), [&] { return ready_ || ended_; });
  if (told && ready_) {
    lock.unlock();
    if (databases_ == 0) {
      sql("postgres",
          "CREATE ROLE locked LOGIN PASSWORD 'right@one'; CREATE ROLE tlsonly LOGIN; CREATE ROLE clerk LOGIN");
      ++databases_;
    }
    return;
  }
  const std::string log = log_;
  lock.unlock();
  stop(Stop::immediate);
  throw std::runtime_error("PostgreSQL did not start: " + log);
}

void PostgresServer::stop(Stop mode) {
  if (pid_ <= 0) return;
  kill(pid_, mode == Stop::fast ? SIGINT : SIGQUIT);
  int status = 0;
  waitpid(pid_, &status, 0);
  pid_ = -1;
  reader_.join();
}

void PostgresServer::signal_all(int signal) {
  std::ifstream children("/proc/" + std::to_string(pid_) + "/task/" + std::to_string(pid_) + "/children");
  for (int child = 0; children >> child;) kill(child, signal);
  kill(pid_, signal);
}

void PostgresServer::freeze() {
  kill(pid_, SIGSTOP);  // first: it makes no more children
  signal_all(SIGSTOP);
}

void PostgresServer::thaw() {
  signal_all(SIGCONT);
}

std::string PostgresServer::url(std::string_view database, std::string_view user) const {
  return "postgresql://" + std::string(user) + "@127.0.0.1:" + std::to_string(port_) + "/" + std::string(database);
}

std::string PostgresServer::socket_url(std::string_view database) const {
  return "postgresql:///" + std::string(database) + "?user=tickbard&host=" + folder_.string() +
         "&port=" + std::to_string(port_);
}

std::string PostgresServer::fresh_database(std::string_view like) {
  const std::string name = "db" + std::to_string(databases_++);
  sql("postgres", "CREATE DATABASE " + name + " TEMPLATE " + std::string(like));
  return name;
}

std::string PostgresServer::sql(std::string_view database, std::string_view statements) {
  return run({bin_ / "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", socket_url(database), "-c",
              std::string(statements)});
}

}  // namespace tickbard::test
