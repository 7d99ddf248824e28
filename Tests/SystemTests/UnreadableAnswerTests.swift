import Foundation
import TestSupport
import Testing

/// A 200 whose body cannot be read to its end: the value is in place, whatever the body was to say.
@Suite(.fewAtATime) struct UnreadableAnswerTests {
    /// Answers each PUT with 200 and a body that `mode` spoils; everything else is 404.
    private static let server = """
        import http.server, sys
        mode = sys.argv[1]
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            def log_message(self, *words): pass
            def do_GET(self):
                self.send_response(404); self.send_header("Content-Length", "0"); self.end_headers()
            def do_PUT(self):
                self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(200)
                body = b'{"secret_name": "db"'
                if mode == "gzip":
                    self.send_header("Content-Encoding", "gzip")
                    self.send_header("Content-Length", str(len(body)))
                elif mode == "length":
                    self.send_header("Content-Length", "1000")
                else:
                    self.send_header("Transfer-Encoding", "chunked")
                    body = b"zz\\r\\n" + body
                self.end_headers()
                self.wfile.write(body)
                self.close_connection = True
        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
            print(server.server_port, file=open("port.new", "w"), flush=True)
            import os; os.rename("port.new", "port")
            server.serve_forever()
        """

    @Test(
        "its status stays in the record, the item is in doubt, and the API counts as reached",
        arguments: ["gzip", "length", "chunks"])
    func status(mode: String) async throws {
        let program = try Program()
        defer { program.remove() }
        try program.write("server.py", Self.server)
        try program.writePlan(
            apps: 1,
            settings: "guard: off\nretry: { attempts: 2, base: 1ms, cap: 1ms }\nstop: { canary: 0, failures: 100% }")
        let ending = try await program.shell(
            """
            python3 server.py \(mode) & server=$!; trap 'kill $server' EXIT
            until [ -s port ]; do sleep 0.05; done
            export NX1_HOST=http://127.0.0.1:$(cat port) NX1_API_KEY=k
            "$REKEY_PROGRAM" plan apply plan.yaml && "$REKEY_PROGRAM" run plan
            """)
        #expect(ending.code == 1, "\(ending.errors)")
        let attempts = try await program.rows("SELECT status_code FROM attempt_log WHERE run = 1")
        #expect(!attempts.isEmpty && attempts.allSatisfy { $0 == ["200"] }, "\(attempts)")
        let items = try await program.rows("SELECT status_code, in_doubt FROM run_outcomes WHERE run = 1")
        #expect(items == [["200", "1"]])
    }
}
