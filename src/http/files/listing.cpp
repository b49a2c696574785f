#include "http/files/listing.hpp"

#include "bounce/data/percent.hpp"

namespace bounce::http::detail {

namespace {

std::string escape(std::string_view text) {
    std::string escaped;
    for (const char c : text) {
        switch (c) {
            case '&': escaped += "&amp;"; break;
            case '<': escaped += "&lt;"; break;
            case '>': escaped += "&gt;"; break;
            case '"': escaped += "&quot;"; break;
            case '\'': escaped += "&#39;"; break;
            default: escaped += c;
        }
    }
    return escaped;
}

void add_link(std::string& page, std::string_view name, std::string_view slash) {
    page.append("<li><a href=\"").append(percent_encode(name)).append(slash).append("\">");
    page.append(escape(name)).append(slash).append("</a></li>\n");
}

}  // namespace

std::string list_page(std::string_view path, const std::vector<fs::directory_entry>& names) {
    const std::string title = escape(path);
    std::string page;
    page.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.append("<meta name=\"viewport\" content=\"width=device-width\">\n");
    page.append("<title>").append(title).append("</title>\n</head>\n<body>\n");
    page.append("<h1>").append(title).append("</h1>\n<ul>\n");
    if (path != "/") page.append("<li><a href=\"../\">../</a></li>\n");
    for (const fs::directory_entry& entry : names)
        add_link(page, entry.name, entry.type == fs::file_type::directory ? "/" : "");
    page.append("</ul>\n</body>\n</html>\n");
    return page;
}

}  // namespace bounce::http::detail
