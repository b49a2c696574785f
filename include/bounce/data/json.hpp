#pragma once

/// JSON: values, reading and writing.
#include "bounce/data/json/parse.hpp"
#include "bounce/data/json/value.hpp"
#include "bounce/data/json/write.hpp"
