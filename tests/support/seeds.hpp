#pragma once

#include <string>
#include <vector>

/// Inputs, good and bad, that between them reach every state of a parser: where fuzzing and the tests
/// of splitting begin.
namespace seeds {

inline std::vector<std::string> http_requests() {
    const std::string head = "POST /p?q HTTP/1.1\r\nHost: h:1\r\n";
    const std::string chunked = head + "Transfer-Encoding: chunked\r\n\r\n";
    return {
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "\r\nGET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET / HTTP/1.0\r\n\r\n",
        head + "Content-Length: 5\r\nExpect: 100-continue\r\n\r\nhello" + head + "\r\n",
        chunked + "5\r\nhello\r\n6;a=b;c=\"d e\"\r\n world\r\n0\r\nX-T: 1\r\nY: \r\n\r\n" + head +
            "\r\n",
        chunked + "a\r\n0123456789\r\n0\r\n\r\n" + chunked + "1\r\nx\r\n0;e\r\n\r\n",
        chunked + "1\r\nxy\r\n0\r\n\r\n",
        chunked + "1;\x01\r\nx\r\n0\r\n\r\n",
        chunked + "0\r\nHost: b\r\n\r\n",
        head + "Content-Length: 5\r\nConnection: close\r\n\r\nhello!",
        head + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
        head + " folded\r\n\r\n",
        head + "A: b\nC: d\r\n\r\n",
        head + "A: b\rC: d\r\n\r\n",
        "GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: \r\n\r\n",
        "CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        "GET /\r\n\r\n",
        std::string("GET / HTTP/1.1\r\nHost: a\r\nX: \0\r\n\r\n", 34),
    };
}

inline std::vector<std::string> http_responses() {
    const std::string ok = "HTTP/1.1 200 OK\r\n";
    return {
        ok + "Content-Length: 5\r\n\r\nhello" + ok + "Content-Length: 0\r\n\r\n",
        ok + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nT: v\r\n\r\n" + ok + "\r\nrest",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 404 \r\nX: y\r\n\r\nuntil the end",
        "\r\nHTTP/1.1 204 No Content\r\n\r\n" + ok +
            "Connection: close\r\nContent-Length: 1\r\n\r\nxy",
        "HTTP/1.1 304 N\r\nContent-Length: 4\r\n\r\nHTTP/1.1 999 Z\r\n\r\n",
        "HTTP/1.1 200\r\n\r\n",
        ok + "Transfer-Encoding: gzip\r\n\r\n",
        ok + "A: b\r\n\tc\r\n\r\n",
    };
}

inline std::vector<std::string> json() {
    return {
        R"({"a":[1,-2.5e3,true,false,null],"b":{"c":"d\u00e9\ud83d\ude00\n"},"a":2})",
        R"([18446744073709551615,-9223372036854775808,1e308,0.1,-0.0,1E-400])",
        " [ [ [ ] , { } ] ] ",
        "\"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\"",
        "\"\xED\xA0\x80\"",
        "[1,\n  2,\n  tru]",
        R"({"0":0,"1":1,"2":2,"3":3,"4":4,"5":5,"6":6,"7":7,"8":8,"9":9,"A":0,"B":1,"C":2,"D":3,"E":4,"F":5,"1":6})",
    };
}

inline std::vector<std::string> urls() {
    return {
        "https://user:pw@Example.ORG:8443/a/../b%20c/%2e%2e/d?q=r+s&t=%41#top",
        "http://[2001:db8::1]:80/",
        "http://127.0.0.1/a//../b",
        "http://1.2.3/",
        "//host/x",
        "../../g?y#z",
        "/a?b",
        "mailto:a@b",
        "x:/..//a",
        "http://a:x/",
        "Zm9vYmE=",
        "",
    };
}

}  // namespace seeds
