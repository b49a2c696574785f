#include "forgetful_disk.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <cstring>
#include <new>
#include <random>

namespace {

constexpr std::size_t sector = 512;
constexpr int shm_slots = SQLITE_SHM_NLOCK;

}  // namespace

struct forgetful_disk::vfs {
    sqlite3_vfs table{};
};

struct forgetful_disk::file {
    struct change {
        std::size_t at = 0;
        std::string bytes;  // written at `at`, or, if `cut`, the file ends there
        bool cut = false;
    };

    std::string content;
    std::string synced;
    std::vector<change> unsynced;

    int shared = 0;
    void* reserved = nullptr;
    void* exclusive = nullptr;

    std::vector<std::unique_ptr<std::array<char, 32768>>> shm;
    std::array<int, shm_slots> shm_shared{};
    std::array<void*, shm_slots> shm_exclusive{};
};

// What SQLite keeps for each open file.
struct open_file {
    sqlite3_file base;
    forgetful_disk* disk;
    std::shared_ptr<forgetful_disk::file> node;
    std::string delete_at_close;
    int level;
    std::array<bool, shm_slots> shm_shared;
};

namespace {

void put(std::string& to, const forgetful_disk::file::change& one) {
    if (one.cut) {
        to.resize(std::min(to.size(), one.at));
        return;
    }
    if (to.size() < one.at + one.bytes.size()) to.resize(one.at + one.bytes.size());
    std::copy(one.bytes.begin(), one.bytes.end(), to.begin() + static_cast<std::ptrdiff_t>(one.at));
}

open_file& self(sqlite3_file* f) { return *reinterpret_cast<open_file*>(f); }

}  // namespace

// The calls of SQLite, which all take the disk's lock.
struct disk_calls {
    using lock = bounce::lock_guard<bounce::os_mutex>;

    static int close(sqlite3_file* f) {
        open_file& me = self(f);
        unlock(f, SQLITE_LOCK_NONE);
        if (!me.delete_at_close.empty()) {
            const lock held{me.disk->mutex_};
            me.disk->files_.erase(me.delete_at_close);
        }
        me.~open_file();
        return SQLITE_OK;
    }
    static int read(sqlite3_file* f, void* into, int size, sqlite3_int64 at) {
        const lock held{self(f).disk->mutex_};
        const std::string& content = self(f).node->content;
        const auto from = std::min(static_cast<std::size_t>(at), content.size());
        const auto count = std::min(static_cast<std::size_t>(size), content.size() - from);
        std::memset(into, 0, static_cast<std::size_t>(size));
        std::memcpy(into, content.data() + from, count);
        return count == static_cast<std::size_t>(size) ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
    }
    static int change(sqlite3_file* f, forgetful_disk::file::change one) {
        const lock held{self(f).disk->mutex_};
        put(self(f).node->content, one);
        self(f).node->unsynced.push_back(std::move(one));
        return SQLITE_OK;
    }
    static int write(sqlite3_file* f, const void* from, int size, sqlite3_int64 at) {
        return change(f, {static_cast<std::size_t>(at),
                          {static_cast<const char*>(from), static_cast<std::size_t>(size)},
                          false});
    }
    static int truncate(sqlite3_file* f, sqlite3_int64 size) {
        return change(f, {static_cast<std::size_t>(size), {}, true});
    }
    static int sync(sqlite3_file* f, int) {
        const lock held{self(f).disk->mutex_};
        self(f).node->synced = self(f).node->content;
        self(f).node->unsynced.clear();
        ++self(f).disk->syncs_;
        return SQLITE_OK;
    }
    static int size(sqlite3_file* f, sqlite3_int64* out) {
        const lock held{self(f).disk->mutex_};
        *out = static_cast<sqlite3_int64>(self(f).node->content.size());
        return SQLITE_OK;
    }

    static int take_lock(sqlite3_file* f, int level) {
        open_file& me = self(f);
        const lock held{me.disk->mutex_};
        auto& node = *me.node;
        if (level <= me.level) return SQLITE_OK;
        if (node.exclusive != nullptr && node.exclusive != f) return SQLITE_BUSY;
        if (me.level == SQLITE_LOCK_NONE) {
            ++node.shared;
            me.level = SQLITE_LOCK_SHARED;
        }
        if (level >= SQLITE_LOCK_RESERVED) {
            if (node.reserved != nullptr && node.reserved != f) return SQLITE_BUSY;
            node.reserved = f;
            me.level = SQLITE_LOCK_RESERVED;
        }
        if (level == SQLITE_LOCK_EXCLUSIVE) {
            if (node.shared > 1) return SQLITE_BUSY;
            node.exclusive = f;
            me.level = SQLITE_LOCK_EXCLUSIVE;
        }
        return SQLITE_OK;
    }
    static int unlock(sqlite3_file* f, int level) {
        open_file& me = self(f);
        const lock held{me.disk->mutex_};
        auto& node = *me.node;
        if (level >= me.level) return SQLITE_OK;
        if (node.exclusive == f) node.exclusive = nullptr;
        if (node.reserved == f) node.reserved = nullptr;
        if (level == SQLITE_LOCK_NONE) --node.shared;
        me.level = level;
        return SQLITE_OK;
    }
    static int is_reserved(sqlite3_file* f, int* out) {
        const lock held{self(f).disk->mutex_};
        *out = self(f).node->reserved != nullptr ? 1 : 0;
        return SQLITE_OK;
    }
    static int control(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
    static int sector_size(sqlite3_file*) { return static_cast<int>(sector); }
    static int characteristics(sqlite3_file*) { return 0; }

    static int shm_map(sqlite3_file* f, int region, int size, int extend, void volatile** out) {
        const lock held{self(f).disk->mutex_};
        auto& regions = self(f).node->shm;
        const auto wanted = static_cast<std::size_t>(region);
        *out = nullptr;
        if (size != static_cast<int>(sizeof(std::array<char, 32768>))) return SQLITE_IOERR_SHMMAP;
        while (extend != 0 && regions.size() <= wanted)
            regions.push_back(std::make_unique<std::array<char, 32768>>());
        if (wanted < regions.size()) *out = regions[wanted]->data();
        return SQLITE_OK;
    }
    static int shm_lock(sqlite3_file* f, int first, int count, int flags) {
        open_file& me = self(f);
        const lock held{me.disk->mutex_};
        auto& node = *me.node;
        const bool exclusive = (flags & SQLITE_SHM_EXCLUSIVE) != 0;
        const bool taking = (flags & SQLITE_SHM_LOCK) != 0;
        for (int pass = 0; pass < 2; ++pass) {  // all of them can be had, then all are taken
            for (int i = first; i < first + count; ++i) {
                const auto slot = static_cast<std::size_t>(i);
                const int others = node.shm_shared[slot] - (me.shm_shared[slot] ? 1 : 0);
                const bool busy =
                    (node.shm_exclusive[slot] != nullptr && node.shm_exclusive[slot] != f) ||
                    (exclusive && others > 0);
                if (taking && busy) return SQLITE_BUSY;
                if (pass == 1) set_slot(me, slot, exclusive, taking, f);
            }
        }
        return SQLITE_OK;
    }
    static void set_slot(open_file& me, std::size_t slot, bool exclusive, bool taking,
                         void* owner) {
        auto& node = *me.node;
        if (exclusive) {
            node.shm_exclusive[slot] = taking ? owner : nullptr;
        } else if (me.shm_shared[slot] != taking) {
            me.shm_shared[slot] = taking;
            node.shm_shared[slot] += taking ? 1 : -1;
        }
    }
    static void shm_barrier(sqlite3_file* f) { const lock held{self(f).disk->mutex_}; }
    static int shm_unmap(sqlite3_file* f, int remove) {
        const lock held{self(f).disk->mutex_};
        if (remove != 0) self(f).node->shm.clear();
        return SQLITE_OK;
    }

    static int open(sqlite3_vfs* v, const char* path, sqlite3_file* f, int flags, int* out) {
        static const sqlite3_io_methods calls{2,
                                              close,
                                              read,
                                              write,
                                              truncate,
                                              sync,
                                              size,
                                              take_lock,
                                              unlock,
                                              is_reserved,
                                              control,
                                              sector_size,
                                              characteristics,
                                              shm_map,
                                              shm_lock,
                                              shm_barrier,
                                              shm_unmap,
                                              nullptr,
                                              nullptr};
        auto& disk = *static_cast<forgetful_disk*>(v->pAppData);
        const lock held{disk.mutex_};
        static int temporary = 0;
        const std::string name =
            path != nullptr ? std::string{path} : "temporary " + std::to_string(++temporary);
        auto found = disk.files_.find(name);
        if (found == disk.files_.end()) {
            if ((flags & SQLITE_OPEN_CREATE) == 0) return SQLITE_CANTOPEN;
            found = disk.files_.emplace(name, std::make_shared<forgetful_disk::file>()).first;
        }
        const bool passing = (flags & SQLITE_OPEN_DELETEONCLOSE) != 0;
        new (f) open_file{{&calls}, &disk, found->second, passing ? name : "", 0, {}};
        if (out != nullptr) *out = flags;
        return SQLITE_OK;
    }
    static int remove(sqlite3_vfs* v, const char* path, int) {
        auto& disk = *static_cast<forgetful_disk*>(v->pAppData);
        const lock held{disk.mutex_};
        return disk.files_.erase(path) == 0 ? SQLITE_IOERR_DELETE_NOENT : SQLITE_OK;
    }
    static int access(sqlite3_vfs* v, const char* path, int, int* out) {
        auto& disk = *static_cast<forgetful_disk*>(v->pAppData);
        const lock held{disk.mutex_};
        *out = disk.files_.contains(path) ? 1 : 0;
        return SQLITE_OK;
    }
    static int full_path(sqlite3_vfs*, const char* path, int size, char* out) {
        sqlite3_snprintf(size, out, "%s", path);
        return SQLITE_OK;
    }
};

forgetful_disk::forgetful_disk() : vfs_{std::make_unique<vfs>()} {
    static bounce::atomic<int> count{0};
    name_ = "forgetful-" + std::to_string(count.fetch_add(1));
    // Time, randomness and sleep are the system's.
    vfs_->table = *sqlite3_vfs_find(nullptr);
    vfs_->table.pNext = nullptr;
    vfs_->table.zName = name_.c_str();
    vfs_->table.szOsFile = sizeof(open_file);
    vfs_->table.pAppData = this;
    vfs_->table.xOpen = disk_calls::open;
    vfs_->table.xDelete = disk_calls::remove;
    vfs_->table.xAccess = disk_calls::access;
    vfs_->table.xFullPathname = disk_calls::full_path;
    sqlite3_vfs_register(&vfs_->table, 0);
}

forgetful_disk::~forgetful_disk() { sqlite3_vfs_unregister(&vfs_->table); }

forgetful_disk::image forgetful_disk::power_fails(std::uint64_t seed) const {
    const bounce::lock_guard<bounce::os_mutex> held{mutex_};
    std::minstd_rand random{static_cast<std::minstd_rand::result_type>(seed)};
    image left;
    for (const auto& [name, node] : files_) {
        std::string content = node->synced;
        for (const auto& one : node->unsynced) {
            if (one.cut) {
                if (random() % 2 == 0) put(content, one);
                continue;
            }
            for (std::size_t from = 0; from < one.bytes.size(); from += sector) {
                if (random() % 2 == 0)
                    put(content, {one.at + from, one.bytes.substr(from, sector), false});
            }
        }
        left.emplace(name, std::move(content));
    }
    return left;
}

void forgetful_disk::start_with(const image& content) {
    const bounce::lock_guard<bounce::os_mutex> held{mutex_};
    files_.clear();
    for (const auto& [name, bytes] : content) {
        auto& node = files_[name] = std::make_shared<file>();
        node->content = node->synced = bytes;
    }
}

std::uint64_t forgetful_disk::syncs() const {
    const bounce::lock_guard<bounce::os_mutex> held{mutex_};
    return syncs_;
}
