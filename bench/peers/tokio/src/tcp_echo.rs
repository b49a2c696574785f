//! Ping-pong over loopback TCP: one server thread, one client thread, each with its own runtime.

use crate::args::{pin_this_thread, processor_seconds, report, Args};
use std::thread;
use std::time::Instant;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Builder;

const MESSAGE_BYTES: usize = 64;

async fn echo(mut stream: TcpStream) {
    stream.set_nodelay(true).expect("nodelay");
    let mut buffer = [0_u8; 4096];
    loop {
        let size = stream.read(&mut buffer).await.expect("read");
        if size == 0 {
            return;
        }
        stream.write_all(&buffer[..size]).await.expect("write");
    }
}

async fn serve(listener: std::net::TcpListener, connections: u64) {
    let listener = TcpListener::from_std(listener).expect("listener");
    let mut tasks = Vec::new();
    for _ in 0..connections {
        let (stream, _) = listener.accept().await.expect("accept");
        tasks.push(tokio::spawn(echo(stream)));
    }
    for task in tasks {
        task.await.expect("join");
    }
}

async fn exchange(mut stream: TcpStream, connection: u64, requests: u64) {
    let mut message = [b'.'; MESSAGE_BYTES];
    let mut answer = [0_u8; MESSAGE_BYTES];
    message[8..16].copy_from_slice(&connection.to_le_bytes());
    for request in 0..requests {
        message[..8].copy_from_slice(&request.to_le_bytes());
        stream.write_all(&message).await.expect("write");
        stream.read_exact(&mut answer).await.expect("read");
        assert_eq!(message, answer, "the echo differs");
    }
}

async fn drive(address: std::net::SocketAddr, connections: u64, requests: u64) {
    let mut streams = Vec::new();
    for _ in 0..connections {
        let stream = TcpStream::connect(address).await.expect("connect");
        stream.set_nodelay(true).expect("nodelay");
        streams.push(stream);
    }
    let each = requests / connections;
    let used_before = processor_seconds();
    let start = Instant::now();
    let tasks: Vec<_> = (0_u64..)
        .zip(streams)
        .map(|(connection, stream)| tokio::spawn(exchange(stream, connection, each)))
        .collect();
    for task in tasks {
        task.await.expect("join");
    }
    let exchanges = (each * connections) as f64;
    let used = processor_seconds() - used_before;
    report(
        "tcp_echo",
        exchanges / start.elapsed().as_secs_f64(),
        "req/s",
    );
    report("tcp_echo_cpu", used * 1e6 / exchanges, "us");
}

pub fn run(args: &Args) {
    let connections = args.number("connections", 20);
    let requests = args.number("requests", 200_000);
    let (server_cpu, client_cpu) = (args.number("server-cpu", 0), args.number("client-cpu", 1));
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("bind");
    listener.set_nonblocking(true).expect("nonblocking");
    let address = listener.local_addr().expect("address");
    let server = thread::spawn(move || {
        pin_this_thread(server_cpu);
        let runtime = Builder::new_current_thread().enable_all().build();
        runtime
            .expect("runtime")
            .block_on(serve(listener, connections));
    });
    let client = thread::spawn(move || {
        pin_this_thread(client_cpu);
        let runtime = Builder::new_current_thread().enable_all().build();
        runtime
            .expect("runtime")
            .block_on(drive(address, connections, requests));
    });
    client.join().expect("client");
    server.join().expect("server");
}
