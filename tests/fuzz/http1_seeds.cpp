#include "seeds.hpp"
#include "walk.hpp"

// The first two bytes choose the parser, its limits and the cut: see fuzz/http1.cpp.
std::vector<std::string> walk::start() {
    std::vector<std::string> all;
    std::size_t round = 0;
    const auto add = [&](char kind, const std::string& input) {
        const auto cut = static_cast<char>(++round * 89 % 256);
        all.push_back(std::string{kind, cut} + input);
    };
    for (const auto& input : seeds::http_requests()) add(round % 3 == 2 ? '\2' : '\0', input);
    for (const auto& input : seeds::http_responses()) add(round % 3 == 2 ? '\3' : '\1', input);
    return all;
}

std::string walk::alphabet() { return {"\r\n\0 :0f;,\x80", 10}; }
