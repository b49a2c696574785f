#pragma once

// Everything of bounce::fs.
#include "bounce/fs/chunk_reader.hpp"       // IWYU pragma: export
#include "bounce/fs/copy_file.hpp"          // IWYU pragma: export
#include "bounce/fs/directories.hpp"        // IWYU pragma: export
#include "bounce/fs/directory_tree.hpp"     // IWYU pragma: export
#include "bounce/fs/file.hpp"               // IWYU pragma: export
#include "bounce/fs/links.hpp"              // IWYU pragma: export
#include "bounce/fs/read_file.hpp"          // IWYU pragma: export
#include "bounce/fs/remove.hpp"             // IWYU pragma: export
#include "bounce/fs/rename.hpp"             // IWYU pragma: export
#include "bounce/fs/stat.hpp"               // IWYU pragma: export
#include "bounce/fs/temporary_file.hpp"     // IWYU pragma: export
#include "bounce/fs/write_file.hpp"         // IWYU pragma: export
#include "bounce/fs/write_file_atomic.hpp"  // IWYU pragma: export
