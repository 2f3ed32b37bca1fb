#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tickbard::test {

/// A child process with its standard output and error in one pipe. Killed when the object goes.
class Process {
 public:
  Process(std::vector<std::string> command, std::map<std::string, std::string> environment = {});
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  /// Reads until a line of stdout or stderr contains `text`; returns that line. Empty: the process ended or time
  /// is up.
  std::string wait_for_line(const std::string& text, std::chrono::seconds limit = std::chrono::seconds{30});

  void signal(int number) const;

  /// Waits for the end; the exit code, or 128 + signal. nullopt: still running at the limit.
  std::optional<int> wait(std::chrono::milliseconds limit = std::chrono::seconds{180});

  const std::string& output() const { return out_; }  ///< everything read so far, both streams
  pid_t pid() const { return pid_; }

 private:
  bool read_some(std::chrono::milliseconds limit);

  pid_t pid_ = -1;
  int fd_ = -1;
  std::string out_;
  std::size_t searched_ = 0;
  std::optional<int> code_;
};

/// Runs to the end: exit code and output.
struct Finished {
  int code = -1;
  std::string output;
};
Finished run(std::vector<std::string> command, std::map<std::string, std::string> environment = {});

/// GET over HTTP; nullopt when there is no answer.
struct Answer {
  long status = 0;
  std::string body;
};
std::optional<Answer> get(const std::string& url);

/// Asks again until `holds` says yes. False: time is up.
bool eventually(const std::function<bool()>& holds, std::chrono::milliseconds limit = std::chrono::seconds{180});

}  // namespace tickbard::test
