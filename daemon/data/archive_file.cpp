#include "daemon/data/archive_file.hpp"

#include <optional>
#include <tuple>

#include "aggregator/calendar/calendar.hpp"
#include "daemon/data/bar_rows.hpp"
#include "daemon/data/output_file.hpp"
#include "daemon/replay/bar_csv.hpp"
#include "daemon/replay/line_reader.hpp"
#include "sinks/derived/higher_bars.hpp"

namespace tickbard {
namespace {

auto key(const Bar& b) {
  return std::tie(b.start, b.symbol);
}
auto rank(const Bar& b) {
  return std::tie(b.revision, b.trade_count);
}

StoreError disk(const Problem& problem) {
  return {StoreErrorClass::disk, problem.text};
}

}  // namespace

struct ArchiveReader::Parts {
  std::string name;
  LineReader lines;
  BarRows rows;
};

ArchiveReader::ArchiveReader(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
ArchiveReader::ArchiveReader(ArchiveReader&&) noexcept = default;
ArchiveReader& ArchiveReader::operator=(ArchiveReader&&) noexcept = default;
ArchiveReader::~ArchiveReader() = default;

Result<ArchiveReader> ArchiveReader::open(const std::filesystem::path& file, Interval) {
  auto lines = LineReader::open(file);
  if (!lines) return lines.error();
  std::string_view header;
  if (!lines->next(header) || header != kBarCsvHeader)
    return Problem{file.string() + " is no archive: its first line is not " + std::string(kBarCsvHeader)};
  // Each line is read as a minute: whose sessions a longer bar belongs to was settled when it was stored.
  auto rows = BarRows::from_header(header, {});
  if (!rows) return rows.error();
  return ArchiveReader(std::make_unique<Parts>(Parts{file.string(), *std::move(lines), *std::move(rows)}));
}

bool ArchiveReader::next(Bar& bar) {
  std::string_view line;
  if (!failure_.empty()) return false;
  if (!parts_->lines.next(line)) {
    failure_ = parts_->lines.failure();
    return false;
  }
  const RowKind kind = parts_->rows.read(line);
  if (kind != RowKind::bar && kind != RowKind::empty) {
    failure_ = parts_->name + ", line " + std::to_string(parts_->lines.number()) + ": " + parts_->rows.complaint();
    return false;
  }
  bar = parts_->rows.bar();
  return true;
}

StoreResult<ArchiveFacts> write_archive_file(const std::filesystem::path& file, Tables& tables, Interval interval,
                                             std::chrono::sys_days day, const std::filesystem::path* older) {
  std::optional<ArchiveReader> old;
  std::optional<Bar> waiting;  // the older archive's next bar
  const auto advance = [&] {
    Bar bar;
    waiting = old && old->next(bar) ? std::optional(bar) : std::nullopt;
  };
  if (older) {
    auto opened = ArchiveReader::open(*older, interval);
    if (!opened) return disk(opened.error());
    old.emplace(*std::move(opened));
    advance();
  }
  auto out = OutputFile::create(file, Compression::gzip);
  if (!out) return disk(out.error());
  ArchiveFacts facts{file, 0, {}, 0};
  std::optional<Problem> problem;
  std::string text = std::string(kBarCsvHeader) + "\n";
  const auto put = [&](const Bar& bar) {
    append_csv(text, bar);
    ++facts.rows;
    if (problem || text.size() < 64 * 1024) return;
    if (auto done = out->write(text); !done) problem = done.error();
    text.clear();
  };
  const auto read = stream_bars(tables, interval, day, day + std::chrono::days{1}, [&](StoredBar&& stored) {
    if (problem) return;
    for (; waiting && key(*waiting) < key(stored.bar); advance()) put(*waiting);
    if (!waiting || key(*waiting) != key(stored.bar)) return put(stored.bar);
    put(rank(stored.bar) < rank(*waiting) ? *waiting : stored.bar);
    advance();
  });
  if (!read) return read.error();
  for (; waiting; advance()) put(*waiting);
  if (old && !old->failure().empty()) return disk({old->failure()});
  if (!problem) {
    if (auto done = out->write(text); !done) problem = done.error();
  }
  if (!problem) {
    if (auto done = out->commit(); !done) problem = done.error();
  }
  if (problem) return disk(*problem);
  facts.sha256 = out->sha256();
  facts.bytes = out->bytes();
  return facts;
}

Result<void> verify_archive_file(const ArchiveFacts& facts, Interval interval, std::chrono::sys_days day) {
  const auto wrong = [&](const std::string& what) {
    return Problem{"the archive " + facts.file.string() + " does not read back: " + what +
                   "; put a whole copy of it there, or check the disk; nothing was dropped"};
  };
  const auto digest = digest_of(facts.file);
  if (!digest) return wrong(digest.error().text);
  if (digest->sha256 != facts.sha256 || digest->bytes != facts.bytes)
    return wrong("it has " + std::to_string(digest->bytes) + " bytes with sha256 " + digest->sha256 +
                 ", written were " + std::to_string(facts.bytes) + " with " + facts.sha256);
  auto reader = ArchiveReader::open(facts.file, interval);
  if (!reader) return wrong(reader.error().text);
  std::uint64_t rows = 0;
  Bar bar, before;
  for (; reader->next(bar); before = bar) {
    if (bar.start < day || bar.start >= day + std::chrono::days{1} || (rows > 0 && key(bar) <= key(before)))
      return wrong("row " + std::to_string(rows + 1) + " is not of its place");
    ++rows;
  }
  if (!reader->failure().empty()) return wrong(reader->failure());
  if (rows != facts.rows)
    return wrong("it has " + std::to_string(rows) + " rows, written were " + std::to_string(facts.rows));
  return {};
}

}  // namespace tickbard
