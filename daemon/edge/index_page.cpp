#include "daemon/edge/index_page.hpp"

#include <algorithm>

#include "daemon/edge/route_table.hpp"

namespace tickbard {
namespace {

/// The addresses to show, "{symbol}" as a person would put one in.
struct Line {
  std::string path;
  std::string_view what;
  bool link = true;  ///< can be followed as it stands
};

std::vector<Line> lines() {
  std::vector<Line> out;
  for (const auto& row : route_table()) {
    if (row.route == Route::index || row.route == Route::other) continue;
    std::string path(row.path);
    if (row.has_symbol()) path.replace(path.find('{'), std::string::npos, "SYMBOL");
    out.push_back({path + std::string(row.example), row.what, !row.has_symbol()});
  }
  return out;
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string as_text(std::string_view version, const std::vector<std::string>& notices) {
  std::string out = "tickbard " + std::string(version) + "\n";
  for (const auto& notice : notices) out += "*** " + notice + " ***\n";
  out += '\n';
  for (const auto& line : lines()) {
    std::string path = line.path;
    path.resize(std::max<std::size_t>(path.size() + 1, 36), ' ');
    out += path + std::string(line.what) + "\n";
  }
  return out;
}

std::string as_html(std::string_view version, const std::vector<std::string>& notices) {
  std::string out =
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>tickbard</title>\n"
      "<meta name=\"viewport\" content=\"width=device-width\"><style>body{font:16px/1.5 sans-serif;margin:2rem;"
      "color-scheme:light dark}dt{font-family:monospace}strong{background:#fc0;color:#000;padding:.1em .4em}"
      "</style></head><body>\n<h1>tickbard " +
      escaped(version) + "</h1>\n";
  for (const auto& notice : notices) out += "<p><strong>" + escaped(notice) + "</strong></p>\n";
  out += "<dl>\n";
  for (const auto& line : lines()) {
    const auto path = escaped(line.path);
    out += "<dt>" + (line.link ? "<a href=\"" + path + "\">" + path + "</a>" : path) + "</dt><dd>" +
           escaped(line.what) + "</dd>\n";
  }
  return out + "</dl>\n</body></html>\n";
}

}  // namespace

HttpResponse index_page(std::string_view version, const std::vector<std::string>& notices,
                        std::string_view accept) {
  if (accept.find("text/html") == std::string_view::npos) {
    return {200, "text/plain; charset=utf-8", as_text(version, notices), {{"Vary", "Accept"}}};
  }
  return {200,
          "text/html; charset=utf-8",
          as_html(version, notices),
          {{"Vary", "Accept"},
           {"Content-Security-Policy",
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"},
           {"Referrer-Policy", "no-referrer"}}};
}

}  // namespace tickbard
