#include "daemon/edge/index_page.hpp"

#include <array>

namespace tickbard {
namespace {

struct Line {
  std::string_view path;
  std::string_view what;
};

constexpr std::array<Line, 5> kLines{{
    {"/charts/SYMBOL?interval=1m",
     "stored bars as JSON; also from, to, limit, fill=previous, include_forming=true"},
    {"/v1/status", "feeds, market, journal, store, calendars, and what is wrong now"},
    {"/metrics", "for Prometheus"},
    {"/livez", "200 while every loop makes progress"},
    {"/readyz", "200 once ready; else why not"},
}};

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
  for (const auto& line : kLines) {
    std::string path(line.path);
    path.resize(std::max<std::size_t>(path.size() + 1, 30), ' ');
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
  for (const auto& line : kLines) {
    const bool template_only = line.path.find("SYMBOL") != std::string_view::npos;
    const auto path = escaped(line.path);
    out += "<dt>" + (template_only ? path : "<a href=\"" + path + "\">" + path + "</a>") + "</dt><dd>" +
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
