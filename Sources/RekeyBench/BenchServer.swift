import Foundation

/// nginx from Debian with one fixed answer, which is valid for every PUT of the bench.
struct BenchServer {
    let url: String
    private let process: Process

    private static let answer =
        #"{"secret_name":"db","k8s_name":"app-db-0001","data":[{"key":"username","value":"****"},"#
        + #"{"key":"password","value":"****"}],"created_at":"2026-01-01T00:00:00Z"}"#

    /// - Throws: `BenchError` when nginx is not installed or does not come up.
    init(folder: String, port: Int = 18_475) throws {
        guard let executable = ["/usr/sbin/nginx", "/usr/bin/nginx"].first(where: FileManager.default.isExecutableFile)
        else { throw BenchError("nginx is missing; apt-get install nginx-light") }
        url = "http://127.0.0.1:\(port)"
        let configuration = """
            worker_processes 1; daemon off; pid \(folder)/nginx.pid; error_log \(folder)/nginx.log;
            events { worker_connections 2048; }
            http {
              access_log off; keepalive_requests 1000000000; client_max_body_size 4m;
              client_body_temp_path \(folder)/body; proxy_temp_path \(folder)/proxy; fastcgi_temp_path \(folder)/fcgi;
              uwsgi_temp_path \(folder)/uwsgi; scgi_temp_path \(folder)/scgi;
              server { listen 127.0.0.1:\(port); default_type application/json; location / { return 200 '\(Self.answer)'; } }
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
        guard process.isRunning else { throw BenchError("nginx did not start; is port \(port) taken?") }
    }

    func stop() {
        process.terminate()
        process.waitUntilExit()
    }
}
