import Foundation

/// nginx from Debian with one fixed answer, which is valid for every PUT of the bench.
struct BenchServer {
    /// The certificate that the encrypted listeners show, which signs itself.
    let certificate: String
    private let port: Int
    private let process: Process

    private static let answer =
        #"{"secret_name":"db","k8s_name":"app-db-0001","data":[{"key":"username","value":"****"},"#
        + #"{"key":"password","value":"****"}],"created_at":"2026-01-01T00:00:00Z"}"#
    private static let echo = "/usr/lib/nginx/modules/ngx_http_echo_module.so"

    /// - Parameter folder: Where its files go; it must exist.
    /// - Throws: `BenchError` when nginx or openssl is not installed, or nginx does not come up.
    init(folder: String, port: Int = 18_475) throws {
        guard let executable = Self.installed("nginx") else {
            throw BenchError("nginx is missing; apt-get install nginx-light")
        }
        self.port = port
        certificate = folder + "/server.pem"
        try Self.certify(certificate, key: folder + "/server.key")
        let keys = "ssl_certificate \(certificate); ssl_certificate_key \(folder)/server.key;"
        let fixed = "location / { return 200 '\(Self.answer)'; }"
        // The module answers in pieces of its own; a length keeps the answer the same as the others'.
        let late = "location / { echo_read_request_body; echo_sleep 0.02; echo -n '\(Self.answer)'; }"
        let listeners = Wire.allCases.filter { $0 != .latency || Self.canDelay }.map { wire in
            let words = wire == .http2 ? "ssl http2" : wire == .tls ? "ssl" : ""
            return "server { listen 127.0.0.1:\(port + wire.port) \(words) backlog=4096; "
                + "\(wire.isEncrypted ? keys : "") \(wire == .latency ? late : fixed) }"
        }
        let configuration = """
            \(Self.canDelay ? "load_module \(Self.echo);" : "")
            worker_processes 1; daemon off; pid \(folder)/nginx.pid; error_log \(folder)/nginx.log;
            events { worker_connections 4096; }
            http {
              access_log off; keepalive_requests 1000000000; client_max_body_size 4m; default_type application/json;
              client_body_temp_path \(folder)/body; proxy_temp_path \(folder)/proxy; fastcgi_temp_path \(folder)/fcgi;
              uwsgi_temp_path \(folder)/uwsgi; scgi_temp_path \(folder)/scgi;
              \(listeners.joined(separator: "\n"))
            }
            """
        try Data(configuration.utf8).write(to: URL(fileURLWithPath: folder + "/nginx.conf"))
        process = Process()
        process.executableURL = URL(fileURLWithPath: executable)
        process.arguments = ["-c", folder + "/nginx.conf", "-p", folder]
        process.standardError = FileHandle.nullDevice
        try process.run()
        for _ in 0..<200 where !FileManager.default.fileExists(atPath: folder + "/nginx.pid") {
            Thread.sleep(forTimeInterval: 0.02)
        }
        guard process.isRunning else { throw BenchError("nginx did not start; is a port from \(port) on taken?") }
    }

    /// Whether nginx has the module that makes an answer wait (Debian's libnginx-mod-http-echo).
    static var canDelay: Bool { FileManager.default.fileExists(atPath: echo) }

    func url(_ wire: Wire) -> String { "\(wire.isEncrypted ? "https" : "http")://127.0.0.1:\(port + wire.port)" }

    func stop() {
        process.terminate()
        process.waitUntilExit()
    }

    private static func certify(_ certificate: String, key: String) throws {
        guard let openssl = installed("openssl") else {
            throw BenchError("openssl is missing; apt-get install openssl")
        }
        _ = try Contender(
            name: "openssl", executable: openssl,
            arguments: [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out",
                certificate,
            ], environment: [:]
        ).measure()
    }

    private static func installed(_ program: String) -> String? {
        ["/usr/sbin/", "/usr/bin/"].map { $0 + program }.first(where: FileManager.default.isExecutableFile)
    }
}
