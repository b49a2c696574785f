#include "suite.hpp"
