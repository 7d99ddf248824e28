import Foundation

/// The same PUTs for all: so many secrets, two keys each, all bodies different.
struct BenchScene {
    private let folder: String
    private let server: BenchServer
    private let concurrency: Int
    private let apps: [String]

    init(folder: String, server: BenchServer, items: Int, concurrency: Int) throws {
        self.folder = folder
        self.server = server
        self.concurrency = concurrency
        apps = (0..<items).map { _ in UUID().uuidString.lowercased() }
        try write("apps.csv", "app_id\n" + apps.joined(separator: "\n") + "\n")
        var curl = ""
        for app in apps {
            let password = UUID().uuidString + UUID().uuidString
            curl += """
                url = "\(server.url)/api/app/\(app)/secrets/db"
                request = "PUT"
                header = "Content-Type: application/json"
                header = "Authorization-PSK: x"
                data = "{\\"data\\":[{\\"key\\":\\"username\\",\\"value\\":\\"svc\\"},{\\"key\\":\\"password\\",\\"value\\":\\"\(password)\\"}]}"
                output = "/dev/null"
                next

                """
        }
        try write("curl.conf", String(curl.dropLast(5)))
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
