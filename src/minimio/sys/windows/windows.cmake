# Sockets on Winsock, and the one back end. They use minimio's own types and are used by it: archives may
# depend on each other in a circle, and the order of linking follows.
bounce_library(sys_iocp LAYER minimio
    SOURCES sys/iocp/afd.cpp sys/iocp/readiness_bits.cpp sys/iocp/selector.cpp
            sys/fallback/process_source.cpp
            sys/windows/datagram_socket.cpp sys/windows/descriptor.cpp
            sys/windows/native_address.cpp sys/windows/pipe.cpp sys/windows/socket.cpp
            sys/windows/socket_calls.cpp sys/windows/stream_socket.cpp
            sys/windows/tcp_listener.cpp sys/windows/tcp_stream.cpp sys/windows/timer_slack.cpp
            sys/windows/udp_socket.cpp sys/windows/unix_datagram.cpp
            sys/windows/unix_listener.cpp sys/windows/unix_stream.cpp sys/windows/winsock.cpp
    DEPS bounce::minimio)
target_link_libraries(bounce_sys_iocp PUBLIC ws2_32 ntdll)
