//! "Hello, World!" over HTTP/1.1 with hyper. Prints `listening PORT` and serves until it is killed.

use crate::args::Args;
use bytes::Bytes;
use http_body_util::Full;
use hyper::header::{HeaderValue, CONTENT_TYPE};
use hyper::service::service_fn;
use hyper::{body::Incoming, server::conn::http1, Request, Response};
use hyper_util::rt::TokioIo;
use std::convert::Infallible;
use tokio::net::{TcpListener, TcpStream};

async fn hello(_: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    let mut response = Response::new(Full::new(Bytes::from_static(b"Hello, World!")));
    let plain = HeaderValue::from_static("text/plain");
    response.headers_mut().insert(CONTENT_TYPE, plain);
    Ok(response)
}

async fn converse(stream: TcpStream) {
    let connection =
        http1::Builder::new().serve_connection(TokioIo::new(stream), service_fn(hello));
    if let Err(error) = connection.await {
        eprintln!("bench-tokio: {error}");
    }
}

pub fn serve(args: &Args) {
    args.run(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("bind");
        println!(
            "listening {}",
            listener.local_addr().expect("address").port()
        );
        loop {
            let (stream, _) = listener.accept().await.expect("accept");
            stream.set_nodelay(true).expect("nodelay");
            tokio::spawn(converse(stream));
        }
    });
}
