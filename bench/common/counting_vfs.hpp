// Counts what SQLite asks of the disk, without strace: the syncs and the bytes written of every file
// that is opened while it is installed.
#pragma once

#include <sqlite3.h>

#include <atomic>
#include <cstdint>
#include <deque>
#include <mutex>

namespace bench {

// Installed once for the whole process, before the first connection. It is the default VFS with two
// calls replaced in the tables of its files; everything else, locks and shared memory too, is the
// system's.
class counting_vfs {
public:
    static void install() {
        sqlite3_vfs& original = *sqlite3_vfs_find(nullptr);
        system_open() = original.xOpen;
        static sqlite3_vfs counting = original;
        counting.zName = "counting";
        counting.xOpen = &open;
        sqlite3_vfs_register(&counting, 1);
    }

    static std::uint64_t syncs() { return sync_count().load(std::memory_order_relaxed); }
    static std::uint64_t bytes() { return byte_count().load(std::memory_order_relaxed); }

private:
    using open_call = decltype(sqlite3_vfs::xOpen);
    using counter = std::atomic<std::uint64_t>;

    static open_call& system_open() {
        static open_call call = nullptr;
        return call;
    }
    static counter& sync_count() {
        static counter count{0};
        return count;
    }
    static counter& byte_count() {
        static counter count{0};
        return count;
    }
    // The calls of a file, and those of the system that stand behind two of them. The default VFS has a
    // few such tables: files with locks, files without.
    struct table {
        sqlite3_io_methods counted;
        const sqlite3_io_methods* system;
    };

    static const sqlite3_io_methods* counted(const sqlite3_io_methods* system) {
        static std::mutex mutex;
        static std::deque<table> tables;
        const std::lock_guard<std::mutex> guard(mutex);
        for (const table& each : tables) {
            if (each.system == system) return &each.counted;
        }
        tables.push_back({*system, system});
        tables.back().counted.xWrite = &write;
        tables.back().counted.xSync = &sync;
        return &tables.back().counted;
    }

    // `counted` is the first member of its table.
    static const sqlite3_io_methods& system_of(const sqlite3_file* file) {
        return *reinterpret_cast<const table*>(file->pMethods)->system;
    }

    static int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* got) {
        const int done = system_open()(vfs, name, file, flags, got);
        if (done == SQLITE_OK && file->pMethods != nullptr)
            file->pMethods = counted(file->pMethods);
        return done;
    }

    static int write(sqlite3_file* file, const void* from, int size, sqlite3_int64 at) {
        byte_count().fetch_add(static_cast<std::uint64_t>(size), std::memory_order_relaxed);
        return system_of(file).xWrite(file, from, size, at);
    }

    static int sync(sqlite3_file* file, int flags) {
        sync_count().fetch_add(1, std::memory_order_relaxed);
        return system_of(file).xSync(file, flags);
    }
};

}  // namespace bench
