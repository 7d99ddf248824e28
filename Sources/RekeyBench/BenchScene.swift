import Foundation

/// The same PUTs for all, over one wire: so many secrets, two keys each, all bodies different.
struct BenchScene {
    private let folder: String
    private let server: BenchServer
    private let wire: Wire
    private let concurrency: Int
    private let rekey: BuiltProgram

    /// - Parameter concurrency: Requests under way at once; the wire's own where it is `nil`.
    init(folder: String, server: BenchServer, wire: Wire, items: Int, concurrency: Int?) throws {
        self.folder = folder
        self.server = server
        self.wire = wire
        self.concurrency = concurrency ?? wire.concurrency
        rekey = try BuiltProgram(folder: folder, host: server.url(wire), key: "x")
        try Data().write(to: URL(fileURLWithPath: folder + "/curl.conf"))
        let curl = try FileHandle(forWritingTo: URL(fileURLWithPath: folder + "/curl.conf"))
        var between = ""
        try PlanFile.apps(items, in: folder) { names in
            try curl.write(contentsOf: Data((between + names.map(request).joined(separator: "next\n")).utf8))
            between = "next\n"
        }
        try curl.close()
    }

    /// One request in curl's words.
    private func request(_ app: String) -> String {
        let password = UUID().uuidString + UUID().uuidString
        return """
            url = "\(server.url(wire))/api/app/\(app)/secrets/db"
            request = "PUT"
            header = "Content-Type: application/json"
            header = "Authorization-PSK: x"
            data = "{\\"data\\":[{\\"key\\":\\"username\\",\\"value\\":\\"svc\\"},{\\"key\\":\\"password\\",\\"value\\":\\"\(password)\\"}]}"
            output = "/dev/null"

            """ + (wire.isEncrypted ? "cacert = \"\(server.certificate)\"\n" : "")
    }

    func rekey(guardMode: String) throws -> Contender {
        let plan = PlanFile(name: "\(wire)-\(guardMode)", guardMode: guardMode, concurrency: concurrency)
        _ = try rekey.contender("rekey plan apply", "plan", "apply", plan.write(in: folder)).measure()
        return rekey.contender(
            guardMode == "off" ? "rekey" : "rekey, guard: \(guardMode)",
            ["run", plan.name, "--quiet"] + trust("--ca-file"))
    }

    /// Records nothing, generates nothing.
    func curl() -> Contender {
        Contender(
            name: "curl --parallel", executable: "/usr/bin/curl",
            arguments: [
                "--silent", "--parallel", "--parallel-max", String(concurrency), "--config", folder + "/curl.conf",
            ],
            environment: [:])
    }

    func bareLoop() throws -> Contender { try own("bare libcurl loop", command: "bare-loop") }

    func asyncHTTPLoop() throws -> Contender { try own("async-http-client", command: "async-http-loop") }

    /// This program itself, in another part.
    private func own(_ name: String, command: String) throws -> Contender {
        Contender(
            name: name, executable: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"),
            arguments: [
                command, "--url", server.url(wire), "--apps", folder + "/apps.csv", "--width", String(concurrency),
            ] + trust("--ca"),
            environment: [:])
    }

    private func trust(_ option: String...) -> [String] {
        wire.isEncrypted ? option + [server.certificate] : []
    }

    func python(_ peer: PythonPeer) throws -> Contender {
        try write("peer.py", PythonPeer.script)
        return Contender(
            name: "aiohttp + sqlite3", executable: peer.interpreter,
            arguments: [
                folder + "/peer.py", server.url(wire), folder + "/apps.csv", String(concurrency),
                folder + "/peer.db",
            ] + trust(),
            environment: [:])
    }

    private func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/" + name))
    }
}
