#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/integration/process.hpp"

namespace tickbard::test {

/// The program under test: the one built beside the tests, or $TICKBARD_BINARY.
std::string binary();

/// The folder of recorded market data, or empty: tests that need it then skip.
std::filesystem::path data_folder();

/// A folder that goes with the object.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string operator/(const std::string& name) const { return (path_ / name).string(); }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

void write_file(const std::string& file, const std::string& text);

/// `tickbard sim`, listening on a free port.
class Sim {
 public:
  explicit Sim(std::vector<std::string> arguments);
  const std::string& url() const { return url_; }  ///< ws://127.0.0.1:PORT
  Process& process() { return *process_; }

 private:
  std::unique_ptr<Process> process_;
  std::string url_;
};

/// `tickbard run` on a configuration file, listening on a free port.
class Daemon {
 public:
  Daemon(const std::string& config_file, std::map<std::string, std::string> environment = {});

  const std::string& url() const { return url_; }  ///< http://127.0.0.1:PORT; empty: it did not start
  Process& process() { return *process_; }

  /// A metric's value, summed over its labels; no number, which no comparison holds for, if there is no answer.
  double metric(const std::string& name) const;
  std::string scrape() const;
  std::string status() const;  ///< /v1/status

  /// Every print is in exactly one counter.
  bool conserved() const;

  /// SIGTERM and the exit code.
  int stop();

 private:
  std::unique_ptr<Process> process_;
  std::string url_;
};

/// Whether in a text of Prometheus' format every print is in exactly one counter.
bool conserved(const std::string& scrape);

/// The sum of a metric over its labels in a text of Prometheus' format; no number if it is not there.
double metric_in(const std::string& scrape, const std::string& name);

/// Every row of a query on a SQLite file, columns joined by '|'.
std::vector<std::string> rows(const std::string& sqlite_file, const std::string& sql);

}  // namespace tickbard::test
