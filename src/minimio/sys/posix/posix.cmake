# Sockets and pipes, and what the back ends of POSIX systems share; and the back ends that need no more.
# They use minimio's own types and are used by it: archives may depend on each other in a circle, and the
# order of linking follows.
#
# posix/ is written for POSIX.1-2024. What a system lacks of it comes from a file of the same name in
# fallback/, what it has of its own from linux/ or darwin/: asked of the system here, once.
include(CheckCXXSymbolExists)
include(CheckStructHasMember)
check_cxx_symbol_exists(accept4 "sys/types.h;sys/socket.h" BOUNCE_HAVE_ACCEPT4)
check_cxx_symbol_exists(ppoll "poll.h" BOUNCE_HAVE_PPOLL)
check_cxx_symbol_exists(sigtimedwait "signal.h" BOUNCE_HAVE_SIGTIMEDWAIT)
check_cxx_symbol_exists(TCP_KEEPIDLE "sys/types.h;netinet/in.h;netinet/tcp.h" BOUNCE_HAVE_TCP_KEEPIDLE)
check_cxx_symbol_exists(TCP_KEEPALIVE "sys/types.h;netinet/in.h;netinet/tcp.h" BOUNCE_HAVE_TCP_KEEPALIVE)
check_struct_has_member("struct ip_mreqn" imr_ifindex "sys/types.h;netinet/in.h" BOUNCE_HAVE_IP_MREQN
                        LANGUAGE CXX)
check_cxx_symbol_exists(SYS_pidfd_open "sys/syscall.h" BOUNCE_HAVE_PIDFD)
check_cxx_symbol_exists(EVFILT_PROC "sys/types.h;sys/time.h;sys/event.h" BOUNCE_HAVE_EVFILT_PROC)

set(bounce_posix_sources
    sys/posix/datagram_socket.cpp sys/posix/descriptor.cpp sys/posix/native_address.cpp
    sys/posix/pipe.cpp sys/posix/poll_bits.cpp sys/posix/self_pipe.cpp sys/posix/socket.cpp
    sys/posix/socket_calls.cpp sys/posix/stream_socket.cpp sys/posix/tcp_listener.cpp
    sys/posix/tcp_stream.cpp sys/posix/udp_socket.cpp sys/posix/unix_datagram.cpp
    sys/posix/unix_listener.cpp sys/posix/unix_stream.cpp)

# bounce_posix_choice(<file> [<condition> <folder>]... <folder>): takes the file from the first folder
# whose condition holds, else from the last one.
function(bounce_posix_choice file)
  set(rest ${ARGN})
  while(rest)
    list(POP_FRONT rest condition folder)
    if(NOT folder)
      set(folder ${condition})
      break()
    endif()
    if(${condition})
      break()
    endif()
  endwhile()
  list(APPEND bounce_posix_sources sys/${folder}/${file})
  set(bounce_posix_sources ${bounce_posix_sources} PARENT_SCOPE)
endfunction()

string(COMPARE EQUAL "${CMAKE_SYSTEM_NAME}" "Linux" bounce_linux)
bounce_posix_choice(fresh.cpp BOUNCE_HAVE_ACCEPT4 posix fallback)
bounce_posix_choice(poll_within.cpp BOUNCE_HAVE_PPOLL posix fallback)
bounce_posix_choice(sigpipe.cpp BOUNCE_HAVE_SIGTIMEDWAIT posix fallback)
bounce_posix_choice(keepalive.cpp BOUNCE_HAVE_TCP_KEEPIDLE posix BOUNCE_HAVE_TCP_KEEPALIVE darwin fallback)
bounce_posix_choice(ipv4_group.cpp BOUNCE_HAVE_IP_MREQN posix netbsd)
bounce_posix_choice(local_names.cpp bounce_linux linux posix)
bounce_posix_choice(timer_slack.cpp bounce_linux linux posix)
bounce_posix_choice(process_source.cpp BOUNCE_HAVE_PIDFD linux BOUNCE_HAVE_EVFILT_PROC kqueue fallback)
bounce_library(sys_posix LAYER minimio SOURCES ${bounce_posix_sources} DEPS bounce::minimio)

# The back ends: each defines sys::selector. A program is linked with one of them.
bounce_library(sys_poll LAYER minimio
    SOURCES sys/poll/selector.cpp DEPS bounce::sys_posix)
if(bounce_linux)
  bounce_library(sys_epoll LAYER minimio
      SOURCES sys/epoll/selector.cpp DEPS bounce::sys_posix)
endif()
