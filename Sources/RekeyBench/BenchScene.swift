import Foundation

/// The same PUTs for all: so many secrets, two keys each, all bodies different.
struct BenchScene {
    private let folder: String
    private let server: BenchServer
    private let concurrency: Int

    init(folder: String, server: BenchServer, items: Int, concurrency: Int) throws {
        self.folder = folder
        self.server = server
        self.concurrency = concurrency
        // Written piece by piece: a child's peak memory counts from its parent's.
        try Data("app_id\n".utf8).write(to: URL(fileURLWithPath: folder + "/apps.csv"))
        try Data().write(to: URL(fileURLWithPath: folder + "/curl.conf"))
        let apps = try FileHandle(forWritingTo: URL(fileURLWithPath: folder + "/apps.csv"))
        let curl = try FileHandle(forWritingTo: URL(fileURLWithPath: folder + "/curl.conf"))
        try apps.seekToEnd()
        for start in stride(from: 0, to: items, by: Self.piece) {
            let names = (start..<min(items, start + Self.piece)).map { _ in UUID().uuidString.lowercased() }
            try apps.write(contentsOf: Data(names.map { $0 + "\n" }.joined().utf8))
            let first = start == 0 ? "" : "next\n"
            try curl.write(contentsOf: Data((first + names.map(request).joined(separator: "next\n")).utf8))
        }
        try apps.close()
        try curl.close()
    }

    private static let piece = 1_000

    /// One request in curl's words.
    private func request(_ app: String) -> String {
        let password = UUID().uuidString + UUID().uuidString
        return """
            url = "\(server.url)/api/app/\(app)/secrets/db"
            request = "PUT"
            header = "Content-Type: application/json"
            header = "Authorization-PSK: x"
            data = "{\\"data\\":[{\\"key\\":\\"username\\",\\"value\\":\\"svc\\"},{\\"key\\":\\"password\\",\\"value\\":\\"\(password)\\"}]}"
            output = "/dev/null"

            """
    }

    func rekey() throws -> Contender { try rekey("rekey", guardMode: "off") }

    func rekeyWithGuard() throws -> Contender { try rekey("rekey, guard: keys", guardMode: "keys") }

    /// Records nothing, generates nothing.
    func curl() -> Contender {
        Contender(
            name: "curl --parallel", executable: "/usr/bin/curl",
            arguments: [
                "--silent", "--parallel", "--parallel-max", String(concurrency), "--config", folder + "/curl.conf",
            ],
            environment: [:])
    }

    /// This program itself, in its other part.
    func bareLoop() throws -> Contender {
        Contender(
            name: "bare libcurl loop",
            executable: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"),
            arguments: [
                "bare-loop", "--url", server.url, "--apps", folder + "/apps.csv", "--width", String(concurrency),
            ],
            environment: [:])
    }

    func python(_ peer: PythonPeer) throws -> Contender {
        try write("peer.py", PythonPeer.script)
        return Contender(
            name: "aiohttp + sqlite3", executable: peer.interpreter,
            arguments: [
                folder + "/peer.py", server.url, folder + "/apps.csv", String(concurrency), folder + "/peer.db",
            ],
            environment: [:])
    }

    private func rekey(_ name: String, guardMode: String) throws -> Contender {
        let own = URL(fileURLWithPath: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
        let executable = own.deletingLastPathComponent().path + "/rekey"
        guard FileManager.default.isExecutableFile(atPath: executable) else {
            throw BenchError("rekey is not built; swift build -c release --product rekey")
        }
        let plan = "bench-\(guardMode)"
        try write(
            plan + ".yaml",
            """
            version: 1
            plan: \(plan)
            guard: \(guardMode)
            limits: { rate: none, concurrency: \(concurrency) }
            secrets:
              - secret: db
                targets: { csv: apps.csv }
                keys:
                  username: { literal: svc }
                  password: { generate: password, length: 72 }
            """)
        let environment = [
            "NX1_HOST": server.url, "NX1_API_KEY": "x", "REKEY_DATABASE": folder + "/rekey.db", "HOME": folder,
        ]
        _ = try Contender(
            name: "rekey plan apply", executable: executable, arguments: ["plan", "apply", folder + "/\(plan).yaml"],
            environment: environment
        ).measure()
        return Contender(
            name: name, executable: executable, arguments: ["run", plan, "--quiet"], environment: environment)
    }

    private func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/" + name))
    }
}
