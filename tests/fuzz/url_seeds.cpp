#include "seeds.hpp"
#include "walk.hpp"

std::vector<std::string> walk::start() { return seeds::urls(); }
std::string walk::alphabet() { return {":/?#[]@%.0ax= \0\x80", 16}; }
