#include "cli/command_line.hpp"

#include <cstdio>
#include <exception>

int main(int argc, char** argv) {
    try {
        return bounce::cli::run({argv, static_cast<std::size_t>(argc)});
    } catch (const std::exception& e) {
        std::fprintf(stderr, "bounce: %s\n", e.what());
        return bounce::cli::failure;
    }
}
