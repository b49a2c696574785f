#include "bounce/http/static_files.hpp"

#include "bounce/http/client.hpp"
#include "bounce/http/server.hpp"
#include "bounce/runtime/runtime.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>

namespace bounce::http {
namespace {

class static_files_over_http : public testing::Test {
protected:
    static_files_over_http() {
        std::filesystem::remove_all(root_);
        std::filesystem::create_directories(root_ / "site/sub/deep");
        std::filesystem::create_directories(root_ / "site/home");
        put("secret", "secret");
        put("site/page.html", "<p>page</p>");
        put("site/sub/a b.txt", "spaces");
        put("site/home/index.html", "home");
        put("site/.hidden", "hidden");
        put("site/large.bin", std::string(500'000, 'x') + "end");
        std::filesystem::create_symlink("../secret", root_ / "site/leak");
        std::filesystem::create_symlink("page.html", root_ / "site/alias.html");
    }
    ~static_files_over_http() override { std::filesystem::remove_all(root_); }

    void put(const std::string& name, const std::string& content) const {
        std::ofstream{root_ / name, std::ios::binary} << content;
    }

    /// Serves the site and runs `body(client, url)` against it.
    template <class F>
    void with_server(F body, static_files_options options = static_files_options()) {
        auto rt = runtime::create().value();
        const auto outcome =
            rt.block_on(serve(std::ref(body), (root_ / "site").string(), std::move(options)));
        EXPECT_TRUE(outcome.has_value()) << outcome.error().message();
    }

    [[nodiscard]] std::filesystem::path root() const { return root_; }

private:
    template <class F>
    static task<result<void>> serve(std::reference_wrapper<F> body, std::string directory,
                                    static_files_options options) {
        static_files files = co_await co_await static_files::open(std::move(directory), options);
        router routes;
        routes.get("/*path", std::move(files));
        server_options where;
        where.address.set_port(0);
        server running = co_await server::start(std::move(routes), where);
        client asking;
        co_await body(asking, "http://" + running.address().to_string());
        co_await co_await running.stop(seconds{5});
        co_return result<void>{};
    }

    std::filesystem::path root_ = std::filesystem::temp_directory_path() /
                                  (std::string{"bounce-static-files-"} +
                                   testing::UnitTest::GetInstance()->current_test_info()->name());
};

TEST_F(static_files_over_http, gives_files_with_type_and_validators) {
    with_server([](client& c, const std::string& url) -> task<void> {
        const auto page = (co_await c.get(url + "/page.html")).value();
        EXPECT_EQ(page.status, status::ok);
        EXPECT_EQ(page.body, "<p>page</p>");
        EXPECT_EQ(page.headers.find("Content-Type"), "text/html; charset=utf-8");
        EXPECT_EQ(page.headers.find("Content-Length"), "11");
        EXPECT_EQ(page.headers.find("Accept-Ranges"), "bytes");
        EXPECT_TRUE(page.headers.contains("ETag"));
        EXPECT_TRUE(page.headers.contains("Last-Modified"));

        const auto spaces = (co_await c.get(url + "/sub/a%20b.txt")).value();
        EXPECT_EQ(spaces.body, "spaces");
        const auto large = (co_await c.get(url + "/large.bin")).value();
        EXPECT_EQ(large.body, std::string(500'000, 'x') + "end");
        const auto alias = (co_await c.get(url + "/alias.html")).value();
        EXPECT_EQ(alias.body, "<p>page</p>");
    });
}

TEST_F(static_files_over_http, answers_for_directories) {
    with_server([](client& c, const std::string& url) -> task<void> {
        const auto home = (co_await c.get(url + "/home/")).value();
        EXPECT_EQ(home.body, "home");
        const auto redirected = (co_await c.get(url + "/home")).value();
        EXPECT_EQ(redirected.body, "home");
        const auto list = (co_await c.get(url + "/")).value();
        EXPECT_EQ(list.headers.find("Content-Type"), "text/html; charset=utf-8");
        EXPECT_NE(list.body.find("href=\"sub/\""), std::string::npos);
        EXPECT_EQ(list.body.find(".hidden"), std::string::npos);
        const auto sub = (co_await c.get(url + "/sub/")).value();
        EXPECT_NE(sub.body.find("href=\"a%20b.txt\""), std::string::npos);
    });
}

TEST_F(static_files_over_http, what_is_not_there_or_not_for_you) {
    with_server([](client& c, const std::string& url) -> task<void> {
        for (const char* path :
             {"/no", "/leak", "/.hidden", "/page.html/", "/page.html/x", "//etc/passwd", "/sub/.",
              "/%2e%2e/secret", "/..%2fsecret", "/sub/%2e%2e/%2e%2e/secret", "/sub/../../secret",
              "/%00", "/page.html%00.txt", "/..", "/%2e%2e%2fsecret"}) {
            const auto answer = (co_await c.get(url + path)).value();
            EXPECT_EQ(answer.body.find("secret"), std::string::npos) << path;
            EXPECT_EQ(answer.body.find("root:"), std::string::npos) << path;
        }
        const auto missing = (co_await c.get(url + "/no")).value();
        EXPECT_EQ(missing.status, status::not_found);
        const auto leak = (co_await c.get(url + "/leak")).value();
        EXPECT_EQ(leak.status, status::not_found);
        const auto hidden = (co_await c.get(url + "/.hidden")).value();
        EXPECT_EQ(hidden.status, status::not_found);
        const auto inside = (co_await c.get(url + "/page.html/x")).value();
        EXPECT_EQ(inside.status, status::not_found);
        const auto posted = (co_await c.post(url + "/page.html", "x")).value();
        EXPECT_EQ(posted.status, status::method_not_allowed);
    });
}

TEST_F(static_files_over_http, options_do_what_they_say) {
    static_files_options options;
    options.hidden = true;
    options.index = "";
    options.max_listed = 1;
    with_server(
        [](client& c, const std::string& url) -> task<void> {
            const auto hidden = (co_await c.get(url + "/.hidden")).value();
            EXPECT_EQ(hidden.body, "hidden");
            const auto many = (co_await c.get(url + "/")).value();
            EXPECT_EQ(many.status, status::forbidden);
            const auto listed = (co_await c.get(url + "/home/")).value();
            EXPECT_NE(listed.body.find("index.html"), std::string::npos);
        },
        options);
    options.list_directories = false;
    with_server(
        [](client& c, const std::string& url) -> task<void> {
            const auto closed = (co_await c.get(url + "/home/")).value();
            EXPECT_EQ(closed.status, status::not_found);
        },
        options);
}

TEST_F(static_files_over_http, a_file_that_shrinks_ends_the_connection_and_not_the_server) {
    with_server([this](client& c, const std::string& url) -> task<void> {
        std::filesystem::resize_file(root() / "site/large.bin", 200'000'000);
        auto answer = (co_await c.open(client_request(method::get, url + "/large.bin"))).value();
        std::filesystem::resize_file(root() / "site/large.bin", 10);
        std::size_t got = 0;
        for (;;) {
            const auto piece = co_await answer.body().next();
            if (!piece) break;
            if (piece->empty()) {
                ADD_FAILURE() << "the body seems complete";
                break;
            }
            got += piece->size();
        }
        EXPECT_LT(got, 200'000'000U);
        const auto page = (co_await c.get(url + "/page.html")).value();
        EXPECT_EQ(page.body, "<p>page</p>");
    });
}

}  // namespace
}  // namespace bounce::http
