#include "base/sys/thread_name.hpp"

#include <windows.h>

#include <new>

// In kernel32 since Windows 10; the headers of mingw-w64 10 lack it.
extern "C" __declspec(dllimport) HRESULT WINAPI SetThreadDescription(HANDLE thread,
                                                                     PCWSTR description);

namespace bounce::sys {

void set_thread_name(const std::string& name) noexcept try {
    const int size = static_cast<int>(name.size());
    std::wstring wide(name.size(), L'\0');  // never more units than there are bytes
    const int units = ::MultiByteToWideChar(CP_UTF8, 0, name.data(), size, wide.data(), size);
    wide.resize(static_cast<std::size_t>(units));
    static_cast<void>(::SetThreadDescription(::GetCurrentThread(), wide.c_str()));
} catch (const std::bad_alloc&) {
    // The name is for people.
}

}  // namespace bounce::sys
