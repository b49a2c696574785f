#include "minimio/sys/iocp/afd.hpp"

#include "minimio/sys/windows/winsock.hpp"

#include <limits>

// In ntdll since Windows Vista, without a declaration in the usual headers.
extern "C" {
__declspec(dllimport) NTSTATUS NTAPI NtCancelIoFileEx(HANDLE file, PIO_STATUS_BLOCK which,
                                                      PIO_STATUS_BLOCK outcome);
__declspec(dllimport) NTSTATUS NTAPI NtRemoveIoCompletionEx(HANDLE port, void* into, ULONG capacity,
                                                            ULONG* count,
                                                            const LARGE_INTEGER* timeout,
                                                            BOOLEAN alertable);
}

namespace bounce::minimio::sys::afd {

namespace {

constexpr ULONG poll_code = 0x00012024;  // IOCTL_AFD_POLL

}  // namespace

error error_of(NTSTATUS status) noexcept {
    return {static_cast<int>(::RtlNtStatusToDosError(status)), winsock_category()};
}

result<HANDLE> open_device(HANDLE port) {
    wchar_t path[] = LR"(\Device\Afd\bounce)";
    UNICODE_STRING name{};
    name.Buffer = path;
    name.Length = sizeof path - sizeof path[0];
    name.MaximumLength = sizeof path;
    OBJECT_ATTRIBUTES attributes{};  // without OBJ_INHERIT: child processes do not get it
    attributes.Length = sizeof attributes;
    attributes.ObjectName = &name;
    HANDLE device = nullptr;
    IO_STATUS_BLOCK status{};
    const NTSTATUS opened =
        ::NtCreateFile(&device, SYNCHRONIZE, &attributes, &status, nullptr, 0,
                       FILE_SHARE_READ | FILE_SHARE_WRITE, FILE_OPEN, 0, nullptr, 0);
    if (opened != success) return error_of(opened).in("open the socket driver");
    if (::CreateIoCompletionPort(device, port, 0, 0) == nullptr ||
        ::SetFileCompletionNotificationModes(device, FILE_SKIP_SET_EVENT_ON_HANDLE) == 0) {
        const error why{static_cast<int>(::GetLastError()), winsock_category()};
        ::CloseHandle(device);
        return why.in("join the completion port");
    }
    return device;
}

result<void> ask(request& r, HANDLE socket, ULONG events) {
    r.asked = events;
    r.info.timeout.QuadPart = std::numeric_limits<LONGLONG>::max();
    r.info.socket_count = 1;
    r.info.exclusive = FALSE;
    r.info.socket = {socket, events, 0};
    r.status = {};
    r.status.Status = pending;
    const NTSTATUS asked =
        ::NtDeviceIoControlFile(r.device, nullptr, nullptr, &r, &r.status, poll_code, &r.info,
                                sizeof r.info, &r.info, sizeof r.info);
    if (asked == success || asked == pending) return {};
    return error_of(asked);
}

void cancel(request& r) noexcept {
    IO_STATUS_BLOCK outcome{};
    // Fails if the request was answered in the meantime, which is as good.
    static_cast<void>(::NtCancelIoFileEx(r.device, &r.status, &outcome));
}

NTSTATUS take(HANDLE port, completion* into, ULONG capacity, ULONG& count,
              const LARGE_INTEGER* relative) noexcept {
    count = 0;
    return ::NtRemoveIoCompletionEx(port, into, capacity, &count, relative, FALSE);
}

}  // namespace bounce::minimio::sys::afd
