#include "http/files/listing.hpp"

#include <gtest/gtest.h>

namespace bounce::http::detail {
namespace {

using fs::file_type;

TEST(listing, links_each_name_and_the_parent) {
    const std::string page =
        list_page("/a/", {{"file.txt", file_type::regular}, {"sub", file_type::directory}});
    EXPECT_NE(page.find("<title>/a/</title>"), std::string::npos);
    EXPECT_NE(page.find("<a href=\"../\">../</a>"), std::string::npos);
    EXPECT_NE(page.find("<a href=\"file.txt\">file.txt</a>"), std::string::npos);
    EXPECT_NE(page.find("<a href=\"sub/\">sub/</a>"), std::string::npos);
    EXPECT_EQ(list_page("/", {}).find("../"), std::string::npos);
}

TEST(listing, no_name_breaks_out_of_its_place) {
    const std::string page = list_page("/<b>&/", {{"<script>\"'&", file_type::regular},
                                                  {"javascript:alert(1)", file_type::regular},
                                                  {"a?b#c%d", file_type::regular}});
    EXPECT_EQ(page.find("<script>"), std::string::npos);
    EXPECT_EQ(page.find("<b>"), std::string::npos);
    EXPECT_EQ(page.find("href=\"javascript:"), std::string::npos);
    EXPECT_NE(page.find("&lt;script&gt;&quot;&#39;&amp;"), std::string::npos);
    EXPECT_NE(page.find("href=\"%3Cscript%3E%22%27%26\""), std::string::npos);
    EXPECT_NE(page.find("href=\"a%3Fb%23c%25d\""), std::string::npos);
}

}  // namespace
}  // namespace bounce::http::detail
