#include "tests/integration/process.hpp"

#include <curl/curl.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <memory>
#include <stdexcept>

namespace tickbard::test {

namespace {

using Clock = std::chrono::steady_clock;

std::chrono::milliseconds left_until(Clock::time_point end) {
  return std::max(std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now()),
                  std::chrono::milliseconds{0});
}

}  // namespace

Process::Process(std::vector<std::string> command, std::map<std::string, std::string> environment) {
  int fds[2];
  if (pipe(fds) != 0) throw std::runtime_error("no pipe");
  pid_ = fork();
  if (pid_ < 0) throw std::runtime_error("no fork");
  if (pid_ == 0) {
    dup2(fds[1], 1);
    dup2(fds[1], 2);
    close(fds[0]);
    close(fds[1]);
    for (const auto& [name, value] : environment) setenv(name.c_str(), value.c_str(), 1);
    std::vector<char*> argv;
    for (auto& word : command) argv.push_back(word.data());
    argv.push_back(nullptr);
    execv(argv[0], argv.data());
    _exit(127);
  }
  close(fds[1]);
  fd_ = fds[0];
  fcntl(fd_, F_SETFL, O_NONBLOCK);
}

Process::~Process() {
  if (!code_) {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  close(fd_);
}

bool Process::read_some(std::chrono::milliseconds limit) {
  pollfd p{fd_, POLLIN, 0};
  if (poll(&p, 1, static_cast<int>(limit.count())) <= 0) return true;
  char buffer[4096];
  const ssize_t n = read(fd_, buffer, sizeof buffer);
  if (n > 0) out_.append(buffer, static_cast<std::size_t>(n));
  return n > 0;
}

std::string Process::wait_for_line(const std::string& text, std::chrono::seconds limit) {
  const auto end = Clock::now() + limit;
  for (;;) {
    const std::size_t at = out_.find(text, searched_);
    if (at != std::string::npos) {
      const std::size_t stop = out_.find('\n', at);
      if (stop != std::string::npos) {
        const std::size_t start = out_.rfind('\n', at) + 1;
        searched_ = stop;
        return out_.substr(start, stop - start);
      }
    }
    if (Clock::now() >= end || !read_some(left_until(end))) return {};
  }
}

void Process::signal(int number) const { kill(pid_, number); }

std::optional<int> Process::wait(std::chrono::milliseconds limit) {
  const auto end = Clock::now() + limit;
  while (!code_) {
    // The pipe closes with the process; reading it meanwhile keeps a talkative one from blocking.
    const bool open = read_some(std::min(left_until(end), std::chrono::milliseconds{50}));
    int status = 0;
    if (waitpid(pid_, &status, open ? WNOHANG : 0) == pid_) {
      code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
      while (read_some(std::chrono::milliseconds{0}) && poll(nullptr, 0, 0) == 0) {
        pollfd p{fd_, POLLIN, 0};
        if (poll(&p, 1, 0) <= 0) break;
      }
    }
    if (!code_ && Clock::now() >= end) return std::nullopt;
  }
  return code_;
}

Finished run(std::vector<std::string> command, std::map<std::string, std::string> environment) {
  Process process(std::move(command), std::move(environment));
  const auto code = process.wait(std::chrono::seconds{180});
  return {code.value_or(-1), process.output()};
}

std::optional<Answer> get(const std::string& url) {
  const std::unique_ptr<CURL, void (*)(CURL*)> curl(curl_easy_init(), curl_easy_cleanup);
  Answer answer;
  curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT, 20L);
  curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &answer.body);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, +[](char* data, std::size_t, std::size_t n, void* to) {
    static_cast<std::string*>(to)->append(data, n);
    return n;
  });
  if (curl_easy_perform(curl.get()) != CURLE_OK) return std::nullopt;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &answer.status);
  return answer;
}

bool eventually(const std::function<bool()>& holds, std::chrono::milliseconds limit) {
  const auto end = Clock::now() + limit;
  while (!holds()) {
    if (Clock::now() >= end) return false;
    poll(nullptr, 0, 20);
  }
  return true;
}

}  // namespace tickbard::test
