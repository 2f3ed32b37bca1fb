#include "daemon/replay/recording.hpp"

#include <simdjson.h>

#include "aggregator/core/time_text.hpp"

namespace tickbard {
namespace od = simdjson::ondemand;

static_assert(LineReader::kPadding >= simdjson::SIMDJSON_PADDING);

struct Recording::Parser {
  od::parser parser;
};

Recording::Recording(LineReader lines) : lines_(std::move(lines)), parser_(std::make_unique<Parser>()) {}
Recording::Recording(Recording&&) noexcept = default;
Recording& Recording::operator=(Recording&&) noexcept = default;
Recording::~Recording() = default;

Result<Recording> Recording::open(const std::filesystem::path& file) {
  auto lines = LineReader::open(file);
  if (!lines) return lines.error();
  return Recording(std::move(*lines));
}

Recording::Read Recording::read(std::string_view line, RecordedFrame& frame) {
  frame.recv_time.reset();
  frame.venue.clear();
  const std::size_t first = line.find_first_not_of(" \t");
  if (first == std::string_view::npos) return Read::skip;
  frame.raw.assign(line);
  if (line[first] != '{') return line[first] == '[' ? Read::frame : Read::unreadable;

  od::document document;
  od::object object;
  if (parser_->parser.iterate(line.data(), line.size(), line.size() + LineReader::kPadding).get(document) ||
      document.get_object().get(object)) {
    return Read::unreadable;
  }
  bool received = true, null_raw = false, enveloped = false;
  for (auto field : object) {
    std::string_view key;
    od::value value;
    if (field.unescaped_key().get(key) || field.value().get(value)) return Read::unreadable;
    std::string_view text;
    if (key == "recv_ns") {
      std::int64_t nanos = 0;
      if (!value.get_int64().get(nanos) && nanos > 0) frame.recv_time = from_unix_nanos(nanos);
    } else if (key == "recv_s") {
      std::string_view seconds = value.raw_json_token();
      while (!seconds.empty() && seconds.back() <= ' ') seconds.remove_suffix(1);
      if (const auto time = event_time_from_seconds_text(seconds)) frame.recv_time = *time;
    } else if (key == "dir") {
      received = !value.get_string().get(text) && text == "recv";
    } else if (key == "venue") {
      if (!value.get_string().get(text)) frame.venue.assign(text);
    } else if (key == "raw") {
      enveloped = true;
      od::json_type type;
      if (value.type().get(type)) return Read::unreadable;
      if (type == od::json_type::null) {
        null_raw = true;
      } else if (type == od::json_type::string) {
        if (value.get_string().get(text)) return Read::unreadable;
        frame.raw.assign(text);
      } else {
        if (simdjson::to_json_string(value).get(text)) return Read::unreadable;
        frame.raw.assign(text);
      }
    }
  }
  if (!enveloped) {
    frame.recv_time.reset();
    frame.venue.clear();
    return Read::frame;
  }
  return received && !null_raw ? Read::frame : Read::skip;
}

bool Recording::next(RecordedFrame& frame, const std::function<void()>& unreadable) {
  std::string_view line;
  while (lines_.next(line)) {
    switch (lines_.too_long() ? Read::unreadable : read(line, frame)) {
      case Read::frame:
        return true;
      case Read::skip:
        break;
      case Read::unreadable:
        ++unreadable_;
        if (unreadable) unreadable();
        break;
    }
  }
  return false;
}

}  // namespace tickbard
