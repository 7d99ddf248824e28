import ArgumentParser
import Foundation

/// Runs rekey and its peers against the same fast server, by turns, and prints medians and ratios.
@main
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rekey-bench", abstract: "Measure rekey beside its peers, whole processes in one go.",
        discussion: """
            nginx answers on this machine. A peer that is not installed is named. Examples:
            swift run -c release rekey-bench
            swift run -c release rekey-bench --wire http --items 1000000 --runs 1
            """, subcommands: [ScaleCommand.self, PaceCommand.self, BareLoop.self, AsyncHTTPLoop.self])

    @Option(help: "PUTs in each run.")
    var items = 20_000

    @Option(help: "Counted runs of each program, after one that is not counted (unless there is only one).")
    var runs = 5

    @Option(help: "Requests under way at once; 64, and 256 where answers take 20 ms.")
    var concurrency: Int?

    @Option(help: "How the server is reached: http, tls, http2 or latency; may be repeated, default all.")
    var wire: [Wire] = Wire.allCases

    @Flag(help: "Print JSON instead of tables.")
    var json = false

    func run() async throws {
        let folder = try BenchFolder()
        defer { folder.remove() }
        let server = try BenchServer(folder: folder.path)
        defer { server.stop() }
        var tables: [BenchTable] = []
        for wire in wire {
            guard wire != .latency || BenchServer.canDelay else {
                complain("missing: answers after 20 ms (apt-get install libnginx-mod-http-echo)")
                continue
            }
            let scene = try BenchScene(
                folder: folder.path, server: server, wire: wire, items: items, concurrency: concurrency)
            let table = try compare(scene, over: wire)
            tables.append(table)
            if !json { print("\(wire.title)\n\n\(table.text)\n") }
        }
        if json { print("[" + tables.map(\.json).joined(separator: ",\n ") + "]") }
    }

    private func compare(_ scene: BenchScene, over wire: Wire) throws -> BenchTable {
        var contenders = [
            try scene.rekey(guardMode: "off"), try scene.rekey(guardMode: "keys"), try scene.bareLoop(),
            try scene.asyncHTTPLoop(),
        ]
        if let python = PythonPeer() {
            contenders.append(try scene.python(python))
        } else {
            complain("missing: aiohttp + sqlite3 (no python3 here has aiohttp; name one with REKEY_BENCH_PYTHON)")
        }
        if FileManager.default.isExecutableFile(atPath: scene.curl().executable) {
            contenders.append(scene.curl())
        } else {
            complain("missing: curl --parallel (apt-get install curl)")
        }
        var results: [String: [Measurement]] = [:]
        for round in (runs == 1 ? 1 : 0)...runs {
            for contender in contenders {
                do {
                    let measurement = try contender.measure()
                    if round > 0 { results[contender.name, default: []].append(measurement) }
                } catch let error as BenchError where contender.name != contenders.first?.name {
                    // A peer that cannot do the job is named, and out.
                    complain("failed: \(error), over \(wire.title)")
                    contenders.removeAll { $0.name == contender.name }
                }
            }
        }
        return BenchTable(wire: wire, items: items, names: contenders.map(\.name), results: results)
    }

    private func complain(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
}
