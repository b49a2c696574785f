#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

/// Every limit of the library with its default, in one place. Each can be set where it applies (the
/// option is named in the sentence) and each has a test that reaches it.
namespace bounce::limits {

// --- minimio ---------------------------------------------------------------------------------------

/// Events that one `minimio::events` buffer holds unless its constructor is told otherwise; what does
/// not fit is delivered by the next wait.
inline constexpr std::size_t events_capacity = 1024;
/// Sources and wakers that one `minimio::poll` holds at a time (`poll::create`): indices have 24 bits.
/// The process's descriptor limit is normally reached long before.
inline constexpr std::size_t registrations = std::size_t{1} << 24;
/// Connections that wait to be accepted (`tcp_listener::bind`); the system may keep fewer.
inline constexpr int listen_backlog = 1024;

// --- runtime ---------------------------------------------------------------------------------------

/// Threads of the blocking pool: `runtime_options::pool_threads`, or BOUNCE_POOL_THREADS.
inline constexpr unsigned pool_threads = 4;
inline constexpr unsigned pool_threads_max = 1024;
/// Workers of a multi_thread runtime: `runtime_options::workers`, or BOUNCE_WORKERS.
inline constexpr unsigned workers_max = 64;
/// Resumptions of ready tasks after one callback before the loop goes on to its next phase.
inline constexpr unsigned resumptions_per_callback = 128;
/// Operations that a task may complete without suspending before it has to let others run.
inline constexpr unsigned task_budget = 128;
/// Slots of a worker's own run queue; what does not fit goes to the worker's overflow list.
inline constexpr std::uint32_t run_queue_slots = 256;
/// Jobs under way, and jobs done whose asker has not gone on, that a trace file remembers to draw an
/// arrow to what follows from them; the oldest are forgotten first. Not settable: it only bounds memory.
inline constexpr unsigned traced_jobs = 4096;
/// Time that the destructor of a runtime gives tasks and pool jobs to end after asking them to stop.
inline constexpr std::chrono::seconds shutdown_deadline{10};

// --- fs --------------------------------------------------------------------------------------------

/// Largest file that `fs::read_file` takes into memory (`read_file_options::max_bytes`).
inline constexpr std::size_t read_file_bytes = std::size_t{1} << 30;
/// Bytes of one piece of a file read as a stream (`fs::read_chunks`).
inline constexpr std::size_t file_chunk_bytes = 64 * 1024;
/// Names in one directory that is listed (`list_directory_options::max_entries`).
inline constexpr std::size_t directory_entries = 1'000'000;
/// Bytes that one job of the pool copies, and names that one removes, before it lets other jobs run: so
/// long may a cancelled `fs::copy_file` or `fs::remove_all` still take. Not settable.
inline constexpr std::size_t copy_step_bytes = std::size_t{8} << 20;
inline constexpr std::size_t remove_step_names = 256;

// --- json ------------------------------------------------------------------------------------------

/// How deep arrays and objects may nest (`json::parse_options::max_depth`).
inline constexpr std::size_t json_depth = 128;
/// The most that `max_depth` may be set to: the parser uses stack for each level.
inline constexpr std::size_t json_depth_max = 1000;
/// Bytes of a JSON text (`json::parse_options::max_bytes`).
inline constexpr std::size_t json_bytes = std::size_t{64} << 20;

// --- url -------------------------------------------------------------------------------------------

/// Bytes of a URL (`url::parse`, `url::parse_target`, `url::resolve`).
inline constexpr std::size_t url_bytes = 64 * 1024;

// --- net -------------------------------------------------------------------------------------------

/// How long an attempt to connect may take before the next address of the host is tried beside it
/// (`net::connect_options::attempt_delay`).
inline constexpr std::chrono::milliseconds connect_attempt_delay{250};
/// Bytes that a `net::buffered_reader` asks of the system at a time (its constructor), and bytes of a
/// line or of what else `read_until` gathers (its argument).
inline constexpr std::size_t read_buffer_bytes = 16 * 1024;
inline constexpr std::size_t line_bytes = 64 * 1024;

// --- http ------------------------------------------------------------------------------------------

/// Bytes of a request line or status line with all header fields (`max_header_bytes`).
inline constexpr std::size_t http_header_bytes = 64 * 1024;
/// Header fields of one message (`max_header_fields`).
inline constexpr std::size_t http_header_fields = 128;
/// Bytes of the line in front of one chunk of a chunked body, its extensions included, and bytes of
/// extensions in one whole body: nobody reads them, so a peer that sends many is only wasting time.
inline constexpr std::size_t http_chunk_line_bytes = 4096;
inline constexpr std::size_t http_chunk_extension_bytes = 16 * 1024;
/// Bytes of a body that is gathered in memory (`max_body_bytes`); a streamed body has no such limit.
inline constexpr std::size_t http_body_bytes = std::size_t{16} << 20;
/// Connections that one server serves at a time (`server_options::max_connections`).
inline constexpr std::size_t http_connections = 10'000;
/// Requests on one kept-alive connection before the server closes it (`max_requests_per_connection`).
inline constexpr std::size_t http_requests_per_connection = 1'000'000;
/// How long a peer may take for a whole header (`header_timeout`), between two pieces of a body
/// (`body_timeout`), and between two requests of a kept-alive connection (`idle_timeout`).
inline constexpr std::chrono::seconds http_header_timeout{10};
inline constexpr std::chrono::seconds http_body_timeout{30};
inline constexpr std::chrono::seconds http_idle_timeout{75};
/// What a peer must take off, or send of a body, on average, beyond what the timeouts allow it to pause
/// (`min_bytes_per_second`).
inline constexpr std::uint32_t http_bytes_per_second = 256;
/// Bytes of a request's target (`max_target_bytes`).
inline constexpr std::size_t http_target_bytes = 16 * 1024;
/// Bytes of a request body that nobody read that the server takes in to keep the connection, and bytes
/// that it takes in after an answer that ends the connection, so that the client can read the answer;
/// and how long the latter may take. Not settable: they bound what is wasted on a peer.
inline constexpr std::size_t http_drain_bytes = 256 * 1024;
inline constexpr std::chrono::seconds http_linger_timeout{2};
/// The wait after a connection could not be accepted for want of descriptors or memory, unless one ends
/// before. Not settable.
inline constexpr std::chrono::milliseconds http_accept_pause{100};
/// How long a client waits for a connection (`connect_timeout`) and for the whole answer (`timeout`).
inline constexpr std::chrono::seconds http_connect_timeout{10};
inline constexpr std::chrono::seconds http_request_timeout{30};
/// Redirects that a client follows for one request (`max_redirects`).
inline constexpr unsigned http_redirects = 10;
/// Idle connections that a client keeps, in all and to one server (`max_idle_connections`,
/// `max_idle_connections_per_host`), and for how long (`idle_timeout`).
inline constexpr std::size_t http_idle_connections = 64;
inline constexpr std::size_t http_idle_connections_per_host = 8;
inline constexpr std::chrono::seconds http_client_idle_timeout{30};

/// Names in a directory that `http::static_files` lists (`static_files_options::max_listed`).
inline constexpr std::size_t listed_names = 10'000;

// --- crypto ----------------------------------------------------------------------------------------

/// Bytes that one `crypto::random_bytes` gives, and that PBKDF2 derives.
inline constexpr std::size_t random_bytes = std::size_t{16} << 20;
inline constexpr std::size_t derived_key_bytes = 1024 * 1024;
/// Iterations of PBKDF2: at most this many.
inline constexpr std::uint32_t pbkdf2_iterations = 100'000'000;

// --- durable ---------------------------------------------------------------------------------------

/// Bytes of the id of a run.
inline constexpr std::size_t run_id_bytes = 255;
/// Entries that the inbox of a run may have before it refuses signals
/// (`durable::store_environment::inbox_limit`).
inline constexpr std::size_t inbox_entries = 10'000;
/// Finished operations, and other entries of its history, that are kept for a run; the oldest go first
/// (`durable::store_environment::history_limit`).
inline constexpr std::size_t history_entries = 1000;

}  // namespace bounce::limits
