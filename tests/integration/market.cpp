#include "tests/integration/market.hpp"

#include <signal.h>
#include <sqlite3.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace tickbard::test {

std::string binary() {
  const char* other = std::getenv("TICKBARD_BINARY");
  return other != nullptr ? other : TICKBARD_BINARY;
}

std::filesystem::path data_folder() {
  const char* elsewhere = std::getenv("TICKBARD_DATA");
  const std::filesystem::path folder =
      elsewhere != nullptr ? elsewhere : std::filesystem::path(TICKBARD_SOURCE_DIR "/../shared/data");
  return std::filesystem::exists(folder) ? folder : std::filesystem::path{};
}

Folder::Folder() {
  std::string name = (std::filesystem::temp_directory_path() / "tickbard-test-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
  path_ = name;
}

Folder::~Folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

void write_file(const std::string& file, const std::string& text) {
  std::ofstream(file) << text;
}

Sim::Sim(std::vector<std::string> arguments) {
  std::vector<std::string> command{binary(), "sim", "--listen", "127.0.0.1:0"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  process_ = std::make_unique<Process>(command);
  const std::string line = process_->wait_for_line("listening on ws://");
  if (line.empty()) throw std::runtime_error("the simulator did not start: " + process_->output());
  url_ = line.substr(line.find("ws://"));
  url_ = url_.substr(0, url_.find_first_of(" \""));
}

Daemon::Daemon(const std::string& config_file, std::map<std::string, std::string> environment) {
  process_ = std::make_unique<Process>(std::vector<std::string>{binary(), "run", "--config", config_file},
                                       std::move(environment));
  const std::string line = process_->wait_for_line("listening on http://", std::chrono::minutes{2});
  if (!line.empty()) url_ = line.substr(line.find("http://"));
}

std::string Daemon::scrape() const {
  const auto answer = get(url_ + "/metrics");
  return answer ? answer->body : std::string{};
}

std::string Daemon::status() const {
  const auto answer = get(url_ + "/v1/status");
  return answer ? answer->body : std::string{};
}

double Daemon::metric(const std::string& name) const {
  return metric_in(scrape(), name);
}

bool Daemon::conserved() const {
  return test::conserved(scrape());
}

bool conserved(const std::string& text) {
  const auto of = [&](const char* name) { return metric_in(text, std::string("tickbard_ticks_") + name); };
  return of("received_total") == of("counted_total") + of("volume_only_total") + of("rejected_total") +
                                     of("duplicate_total") + of("too_late_total") + of("held");
}

int Daemon::stop() {
  process_->signal(SIGTERM);
  return process_->wait().value_or(-1);
}

double metric_in(const std::string& scrape, const std::string& name) {
  double sum = std::nan("");
  std::istringstream in(scrape);
  for (std::string line; std::getline(in, line);) {
    if (line.rfind(name, 0) != 0) continue;
    const char next = line.size() > name.size() ? line[name.size()] : '\0';
    if (next == ' ' || next == '{') sum = (std::isnan(sum) ? 0 : sum) + std::stod(line.substr(line.rfind(' ')));
  }
  return sum;
}

std::vector<std::string> rows(const std::string& sqlite_file, const std::string& sql) {
  sqlite3* raw = nullptr;
  if (sqlite3_open_v2(sqlite_file.c_str(), &raw, SQLITE_OPEN_READONLY, nullptr) != SQLITE_OK) {
    throw std::runtime_error("cannot open " + sqlite_file);
  }
  const std::unique_ptr<sqlite3, int (*)(sqlite3*)> db(raw, sqlite3_close);
  sqlite3_busy_timeout(raw, 10'000);
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(raw, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK) {
    throw std::runtime_error(std::string(sqlite3_errmsg(raw)) + " in " + sql);
  }
  std::vector<std::string> out;
  while (sqlite3_step(statement) == SQLITE_ROW) {
    std::string row;
    for (int i = 0; i != sqlite3_column_count(statement); ++i) {
      const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, i));
      row += (i == 0 ? "" : "|") + std::string(text == nullptr ? "" : text);
    }
    out.push_back(row);
  }
  sqlite3_finalize(statement);
  return out;
}

}  // namespace tickbard::test
