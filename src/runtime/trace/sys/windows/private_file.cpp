#include "runtime/trace/sys/private_file.hpp"

#include <fcntl.h>
#include <io.h>
#include <windows.h>

#include <cerrno>
#include <filesystem>
#include <memory>

// From sddl.h, which cannot be included before windows.h.
extern "C" __declspec(dllimport) BOOL WINAPI ConvertStringSecurityDescriptorToSecurityDescriptorA(
    LPCSTR text, DWORD revision, PSECURITY_DESCRIPTOR* descriptor, PULONG size);

namespace bounce::detail::sys {

namespace {

constexpr DWORD sddl_revision = 1;
// All rights for the owner of the file, none for anybody else, nothing from the folder.
constexpr char owner_alone[] = "D:P(A;;FA;;;OW)";

struct free_local {
    void operator()(void* memory) const noexcept { ::LocalFree(memory); }
};

error failed(const std::string& path) {
    return error{static_cast<int>(::GetLastError()), std::system_category()}.in("open", path);
}

}  // namespace

result<std::FILE*> open_private_file(const std::string& path) {
    PSECURITY_DESCRIPTOR made = nullptr;
    if (::ConvertStringSecurityDescriptorToSecurityDescriptorA(owner_alone, sddl_revision, &made,
                                                               nullptr) == 0)
        return failed(path);
    const std::unique_ptr<void, free_local> descriptor{made};
    SECURITY_ATTRIBUTES attributes{sizeof attributes, descriptor.get(), FALSE};
    HANDLE handle = ::CreateFileW(std::filesystem::path{path}.c_str(), GENERIC_WRITE,
                                  FILE_SHARE_READ | FILE_SHARE_DELETE, &attributes, CREATE_ALWAYS,
                                  FILE_ATTRIBUTE_NORMAL, nullptr);
    if (handle == INVALID_HANDLE_VALUE) return failed(path);
    const int number = ::_open_osfhandle(reinterpret_cast<std::intptr_t>(handle), _O_BINARY);
    if (number < 0) {
        const error why = error{errno, std::generic_category()}.in("open", path);
        ::CloseHandle(handle);
        return why;
    }
    std::FILE* file = ::_fdopen(number, "wb");
    if (file == nullptr) {
        const error why = error{errno, std::generic_category()}.in("open", path);
        ::_close(number);
        return why;
    }
    return file;
}

}  // namespace bounce::detail::sys
