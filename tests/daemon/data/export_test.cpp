#include "daemon/data/export.hpp"

#include <sys/resource.h>

#include <csignal>

#include "daemon/replay/line_reader.hpp"
#include "sinks/derived/archives.hpp"
#include "tests/daemon/data/data_support.hpp"

namespace tickbard::test {
namespace {

namespace fs = std::filesystem;

/// Files of this process cannot grow past some bytes: a disk that is full.
class SmallDisk {
 public:
  explicit SmallDisk(rlim_t bytes) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    handler_ = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit small{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);
  }
  ~SmallDisk() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  rlimit before_{};
  void (*handler_)(int) = nullptr;
};

std::size_t files_in(const fs::path& folder) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator{}));
}

std::string noise(std::size_t bytes) {
  std::string out;
  for (std::uint64_t x = 1; out.size() < bytes; x = x * 6364136223846793005ULL + 1442695040888963407ULL)
    out += static_cast<char>(x >> 56U);
  return out;
}

TEST(OutputFile, is_there_whole_or_not_at_all) {
  TempFolder folder;
  const fs::path file = folder.path() / "a.csv";
  for (const Compression compression : {Compression::none, Compression::gzip}) {
    {
      auto out = OutputFile::create(file, compression).value();
      out.write("unfinished").value();
    }
    EXPECT_EQ(files_in(folder.path()), 0U) << "left without commit()";
    auto out = OutputFile::create(file, compression).value();
    out.write("one\n").value();
    EXPECT_FALSE(fs::exists(file));
    out.commit().value();
    EXPECT_EQ(files_in(folder.path()), 1U);
    const FileDigest digest = digest_of(file).value();
    EXPECT_EQ(digest.sha256, out.sha256());
    EXPECT_EQ(digest.bytes, fs::file_size(file));
    auto lines = LineReader::open(file).value();
    std::string_view line;
    ASSERT_TRUE(lines.next(line));
    EXPECT_EQ(line, "one");
    fs::remove(file);
  }
}

TEST(OutputFile, the_same_content_gives_the_same_bytes) {
  TempFolder folder;
  std::string first;
  for (const char* name : {"a", "b"}) {
    auto out = OutputFile::create(folder.path() / name, Compression::gzip).value();
    out.write(noise(300'000)).value();
    out.commit().value();
    if (first.empty()) first = out.sha256();
    EXPECT_EQ(out.sha256(), first);
  }
}

TEST(OutputFile, T022_a_full_disk_leaves_the_old_file_and_no_rest) {
  TempFolder folder;
  const fs::path file = folder.path() / "a";
  std::ofstream(file) << "old";
  for (const Compression compression : {Compression::none, Compression::gzip}) {
    const SmallDisk disk(64 * 1024);
    auto out = OutputFile::create(file, compression).value();
    auto done = out.write(noise(1'000'000));
    if (done) done = out.commit();
    ASSERT_FALSE(done);
    EXPECT_NE(done.error().text.find("space"), std::string::npos) << done.error().text;
    EXPECT_FALSE(out.commit()) << "a failure stays one";
  }
  EXPECT_EQ(text_of(file), "old");
  EXPECT_EQ(files_in(folder.path()), 1U);
}

TEST(OutputFile, a_device_is_written_to_and_never_replaced) {
  auto out = OutputFile::create("/dev/full", Compression::none).value();
  out.write("x").value();
  const auto done = out.commit();
  ASSERT_FALSE(done);
  EXPECT_NE(done.error().text.find("/dev/full"), std::string::npos);
  EXPECT_TRUE(fs::is_character_file("/dev/full"));
  EXPECT_FALSE(OutputFile::create("/tmp", Compression::none));
  EXPECT_FALSE(OutputFile::create("/tmp/no/such/folder/x", Compression::none));
}

TEST(OutputFile, a_link_stays_a_link_and_its_target_is_replaced) {
  TempFolder folder;
  std::ofstream(folder.path() / "target") << "old";
  fs::create_symlink(folder.path() / "target", folder.path() / "link");
  auto out = OutputFile::create(folder.path() / "link", Compression::none).value();
  out.write("new").value();
  out.commit().value();
  EXPECT_TRUE(fs::is_symlink(folder.path() / "link"));
  EXPECT_EQ(text_of(folder.path() / "target"), "new");
}

class Export : public EveryStore {
 protected:
  void SetUp() override {
    EveryStore::SetUp();
    if (IsSkipped()) return;
    store_ = std::make_unique<DataStore>(GetParam());
    store_->import_text(
        "symbol,timestamp,open,high,low,close,volume,vwap,trade_count,revision,quality\n"
        "B,2026-08-03T13:30:00Z,1,1,1,1,1,,1,1,0\n"
        "A,2026-08-03T13:30:00Z,10,10.5,9.5,10.25,100.5,10.125,3,1,0\n"
        "A,2026-08-03T13:31:00Z,2,2,2,2,1,,1,1,0\n"
        "C,2026-08-04T13:30:00Z,3,3,3,3,1,,1,1,0\n",
        Interval::m1, "xnys");
  }

  std::string keys(const ExportOptions& options) {
    std::ostringstream out;
    export_bars(options, *store_->tables, out).value();
    std::istringstream in(out.str());
    std::string all;
    std::string line;
    std::getline(in, line);
    while (std::getline(in, line)) all += line.substr(0, 1) + line.substr(11, 6) + " ";
    return all;
  }

  std::unique_ptr<DataStore> store_;
};
INSTANTIATE_TEST_SUITE_P(Engines, Export, ::testing::Values("sqlite", "postgres"),
                         [](const auto& engine) { return engine.param; });

TEST_P(Export, bounds_are_half_open_and_order_is_by_time_then_symbol) {
  ExportOptions options;
  EXPECT_EQ(keys(options), "A3T13:3 B3T13:3 A3T13:3 C4T13:3 ");
  options.symbols = parse_symbols("C,A,A").value();
  EXPECT_EQ(keys(options), "A3T13:3 A3T13:3 C4T13:3 ");
  options.symbols.clear();
  options.from = instant("2026-08-03T13:31:00Z");
  EXPECT_EQ(keys(options), "A3T13:3 C4T13:3 ");
  options.to = parse_bound("--to", "2026-08-04").value();
  EXPECT_EQ(keys(options), "A3T13:3 ");
  options.from = options.to;
  EXPECT_EQ(keys(options), "");
}

TEST_P(Export, ndjson_has_the_names_of_the_csv_and_null_for_what_is_missing) {
  ExportOptions options;
  options.format = ExportFormat::ndjson;
  options.to = instant("2026-08-03T13:31:00Z");
  std::ostringstream out;
  EXPECT_EQ(export_bars(options, *store_->tables, out).value().rows, 2U);
  EXPECT_EQ(out.str(),
            "{\"symbol\":\"A\",\"timestamp\":\"2026-08-03T13:30:00Z\",\"open\":10,\"high\":10.5,\"low\":9.5,"
            "\"close\":10.25,\"volume\":100.5,\"vwap\":10.125,\"trade_count\":3,\"revision\":1,\"quality\":0}\n"
            "{\"symbol\":\"B\",\"timestamp\":\"2026-08-03T13:30:00Z\",\"open\":1,\"high\":1,\"low\":1,\"close\":1,"
            "\"volume\":1,\"vwap\":null,\"trade_count\":1,\"revision\":1,\"quality\":0}\n");
}

TEST_P(Export, a_file_is_written_whole_and_gz_reads_back) {
  ExportOptions options;
  options.compression = Compression::gzip;
  std::ostringstream none;
  EXPECT_FALSE(export_bars(options, *store_->tables, none)) << "standard output is compressed by gzip";
  options.out = store_->folder.path() / "bars.csv.gz";
  EXPECT_EQ(export_bars(options, *store_->tables, none).value().rows, 4U);
  EXPECT_TRUE(none.str().empty());
  DataStore other(GetParam());
  ImportBarsOptions back;
  back.file = options.out;
  EXPECT_EQ(other.import(back).value().changed, 4U);
  EXPECT_EQ(other.bars(Interval::m1), store_->bars(Interval::m1));
  options.out = "/dev/full";
  options.compression = Compression::none;
  const auto full = export_bars(options, *store_->tables, none);
  ASSERT_FALSE(full);
  EXPECT_EQ(full.error().cls, StoreErrorClass::disk);
}

TEST_P(Export, a_symbol_without_rows_and_days_in_archives_are_said) {
  write_archive(*store_->tables, {"price_bars", day("2026-08-01"), "price_bars/2026-08-01.csv.gz", 1, "00", 1,
                                  instant("2026-11-20T12:00:00Z")})
      .value();
  const auto notes = [&](std::string_view symbols, std::string_view from) {
    ExportOptions options;
    options.symbols = parse_symbols(symbols).value();
    options.from = parse_bound("--from", from).value();
    std::ostringstream out;
    std::string all;
    for (const std::string& note : export_bars(options, *store_->tables, out).value().notes) all += note + "\n";
    return all;
  };
  EXPECT_EQ(notes("A", "2026-08-02"), "");
  EXPECT_EQ(notes("a,NOPE,A", "2026-08-02"),
            "no 1m bar of NOPE: the store knows no such symbol\nno 1m bar of a: the store knows A\n");
  EXPECT_EQ(notes("A", "2026-11-01"), "no 1m bar of A in this span\n");
  EXPECT_EQ(
      notes("", "2026-08-01"),
      "1 day of this span is in the archive folder and not here: price_bars/2026-08-01.csv.gz; `tickbard import "
      "FILE --interval 1m` brings one back\n");
}

TEST(ExportFlags, T089_what_is_wrong_is_named_with_what_is_allowed) {
  EXPECT_NE(parse_export_format("xml").error().text.find("csv or ndjson"), std::string::npos);
  EXPECT_NE(parse_compression("zst").error().text.find("zstd"), std::string::npos);
  EXPECT_FALSE(parse_compression("rar"));
  EXPECT_FALSE(parse_symbols("A,,B"));
  EXPECT_FALSE(parse_symbols("A B"));
  EXPECT_NE(parse_bound("--from", "soon").error().text.find("--from soon"), std::string::npos);
  EXPECT_EQ(parse_bound("--to", "2026-08-04").value(), instant("2026-08-04T00:00:00Z"));
  EXPECT_EQ(parse_bound("--to", "2026-08-04T09:30:00-04:00").value(), instant("2026-08-04T13:30:00Z"));
}

}  // namespace
}  // namespace tickbard::test
