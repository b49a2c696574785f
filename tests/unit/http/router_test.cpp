#include "http_support.hpp"

namespace bounce::http_test {

namespace {

http::handler named(std::string name) {
    return [name = std::move(name)](request&) { return response::text(name); };
}

/// "name a=1 b=2" of what answers, or why nothing does.
std::string find(const http::router& routes, const http::method& m, std::string_view path) {
    http::router::match found;
    routes.find(m, path, found);
    if (found.malformed) return "malformed";
    if (found.answers == nullptr) return found.allow.empty() ? "nothing" : "allow " + found.allow;
    request unused;
    std::string text = found.answers->call_now(unused)->body;
    for (const auto& [name, value] : found.params)
        text.append(" ").append(name).append("=").append(value);
    return text;
}

http::router many_routes() {
    http::router routes;
    for (const auto* pattern :
         {"/", "/users", "/users/", "/users/:id", "/users/me", "/users/:id/posts/:post",
          "/files/*path", "/files/readme", "/a/:x/c", "/a/b/:y", "/caf\xC3\xA9"})
        routes.get(pattern, named(pattern));
    routes.post("/users", named("create"));
    routes.head("/files/readme", named("head of readme"));
    return routes;
}

TEST(router, finds_the_most_particular_pattern) {
    const auto routes = many_routes();
    const auto get = [&](std::string_view path) { return find(routes, http::method::get, path); };
    EXPECT_EQ(get("/"), "/");
    EXPECT_EQ(get("/users"), "/users");
    EXPECT_EQ(get("/users/"), "/users/");
    EXPECT_EQ(get("/users/7"), "/users/:id id=7");
    EXPECT_EQ(get("/users/me"), "/users/me");
    EXPECT_EQ(get("/users/7/posts/9"), "/users/:id/posts/:post id=7 post=9");
    EXPECT_EQ(get("/users/me/posts/9"), "/users/:id/posts/:post id=me post=9");
    EXPECT_EQ(get("/a/b/c"), "/a/b/:y y=c");
    EXPECT_EQ(get("/a/q/c"), "/a/:x/c x=q");
    EXPECT_EQ(get("/files/readme"), "/files/readme");
    EXPECT_EQ(get("/files/a/b.txt"), "/files/*path path=a/b.txt");
    EXPECT_EQ(get("/files/"), "/files/*path path=");
    for (const auto* unknown :
         {"/nowhere", "/users/7/", "/users//posts/9", "/files", "//", "", "users"})
        EXPECT_EQ(get(unknown), "nothing") << unknown;
}

TEST(router, compares_and_gives_what_is_decoded) {
    const auto routes = many_routes();
    const auto get = [&](std::string_view path) { return find(routes, http::method::get, path); };
    EXPECT_EQ(get("/caf%C3%A9"), "/caf\xC3\xA9");
    EXPECT_EQ(get("/%75sers/me"), "/users/me");
    EXPECT_EQ(get("/users/a%20b"), "/users/:id id=a b");
    EXPECT_EQ(get("/users/a%2Fb"), "/users/:id id=a/b");
    EXPECT_EQ(get("/files/a%20b/c"), "/files/*path path=a b/c");
    EXPECT_EQ(get("/files/a%2Fb"), "malformed");
    EXPECT_EQ(get("/files/a%00b"), "malformed");
    EXPECT_EQ(get("/users/%4"), "malformed");
    EXPECT_EQ(get("/files/%zz"), "malformed");
}

TEST(router, knows_what_else_a_path_allows) {
    const auto routes = many_routes();
    EXPECT_EQ(find(routes, http::method::post, "/users"), "create");
    EXPECT_EQ(find(routes, http::method::head, "/users"), "/users");
    EXPECT_EQ(find(routes, http::method::head, "/files/readme"), "head of readme");
    EXPECT_EQ(find(routes, http::method::put, "/users"), "allow OPTIONS, GET, POST, HEAD");
    EXPECT_EQ(find(routes, http::method::post, "/files/x"), "allow OPTIONS, GET, HEAD");
    EXPECT_EQ(find(routes, http::method::post, "/nowhere"), "nothing");
}

TEST(router, a_fallback_answers_what_is_unknown_only) {
    auto routes = many_routes();
    routes.fallback(named("fallback"));
    EXPECT_EQ(find(routes, http::method::get, "/nowhere"), "fallback");
    EXPECT_EQ(find(routes, http::method::put, "/users"), "allow OPTIONS, GET, POST, HEAD");
}

TEST(router_death, mistakes_of_the_program_end_it) {
    http::router routes;
    routes.get("/a/:b", named("x"));
    EXPECT_DEATH(routes.get("/a/:b", named("y")), "a route was given twice");
    EXPECT_DEATH(routes.get("a", named("y")), "begins with a slash");
    EXPECT_DEATH(routes.get("/a/*rest/c", named("y")), "is the end of the pattern");
    EXPECT_DEATH(routes.get("/x/:", named("y")), "has a name");
    EXPECT_DEATH(routes.post("/a/:other", named("y")), "name its places alike");
}

}  // namespace

}  // namespace bounce::http_test
