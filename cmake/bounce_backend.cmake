# Which back end of minimio programs get that do not name one: the best that the system has, unless
# BOUNCE_MINIMIO_BACKEND says otherwise.
set(BOUNCE_MINIMIO_BACKEND "" CACHE STRING
    "Back end of minimio: epoll, kqueue, iocp or poll; empty: the best of the system")
set_property(CACHE BOUNCE_MINIMIO_BACKEND PROPERTY STRINGS "" epoll kqueue iocp poll)

if(BOUNCE_MINIMIO_BACKEND)
  set(BOUNCE_DEFAULT_SYS "${BOUNCE_MINIMIO_BACKEND}")
elseif(CMAKE_SYSTEM_NAME STREQUAL "Linux")
  set(BOUNCE_DEFAULT_SYS epoll)
elseif(CMAKE_SYSTEM_NAME STREQUAL "Windows")
  set(BOUNCE_DEFAULT_SYS iocp)
elseif(CMAKE_SYSTEM_NAME MATCHES "^(Darwin|FreeBSD|OpenBSD|NetBSD|DragonFly)$")
  set(BOUNCE_DEFAULT_SYS kqueue)
else()
  set(BOUNCE_DEFAULT_SYS poll)
endif()
