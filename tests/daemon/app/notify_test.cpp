#include "daemon/app/notify.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>

namespace tickbard {
namespace {

/// The service manager's end of $NOTIFY_SOCKET.
class Manager {
 public:
  Manager() : path_(std::filesystem::temp_directory_path() / ("tickbard-notify-" + std::to_string(getpid()))) {
    fd_ = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path_.c_str(), sizeof address.sun_path - 1);
    bound_ = bind(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    setenv("NOTIFY_SOCKET", path_.c_str(), 1);
  }
  ~Manager() {
    unsetenv("NOTIFY_SOCKET");
    close(fd_);
    std::filesystem::remove(path_);
  }
  bool bound() const { return bound_; }
  std::string received() const {
    std::array<char, 512> buffer{};
    const auto n = recv(fd_, buffer.data(), buffer.size(), 0);
    return n > 0 ? std::string(buffer.data(), static_cast<std::size_t>(n)) : std::string();
  }

 private:
  std::filesystem::path path_;
  int fd_ = -1;
  bool bound_ = false;
};

TEST(Notify, tells_the_manager_each_state) {
  Manager manager;
  ASSERT_TRUE(manager.bound());
  const Notify notify(Environment::of_process());
  notify.ready("feed up 1/1");
  EXPECT_EQ(manager.received(), "READY=1\nSTATUS=feed up 1/1");
  notify.reloading();
  EXPECT_EQ(manager.received(), "RELOADING=1");
  notify.status("12 symbols");
  EXPECT_EQ(manager.received(), "STATUS=12 symbols");
  notify.alive();
  EXPECT_EQ(manager.received(), "WATCHDOG=1");
  notify.stopping("writing open minutes");
  EXPECT_EQ(manager.received(), "STOPPING=1\nSTATUS=writing open minutes");
}

TEST(Notify, without_a_manager_nothing_is_sent) {
  Manager manager;
  const Notify notify{Environment()};
  notify.ready("x");
  EXPECT_EQ(manager.received(), "");
}

}  // namespace
}  // namespace tickbard
