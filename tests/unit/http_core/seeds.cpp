#include "seeds.hpp"

namespace http_seeds {

std::vector<std::string> requests() {
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

std::vector<std::string> responses() {
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

}  // namespace http_seeds
