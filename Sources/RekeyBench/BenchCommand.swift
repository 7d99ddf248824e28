import ArgumentParser
import Foundation

/// Runs rekey and its peers against the same fast server, by turns, and prints medians and ratios.
@main
struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rekey-bench", abstract: "Measure rekey beside its peers, whole processes in one go.",
        discussion: """
            nginx answers on this machine. A peer that is not installed is named. Example:
            swift run -c release rekey-bench --items 20000 --runs 5
            """, subcommands: [BareLoop.self])

    @Option(help: "PUTs in each run.")
    var items = 20_000

    @Option(help: "Counted runs of each program, after one that is not counted.")
    var runs = 5

    @Option(help: "Requests under way at once.")
    var concurrency = 64

    @Flag(help: "Print JSON instead of a table.")
    var json = false

    func run() throws {
        let folder = FileManager.default.temporaryDirectory.path + "/rekey-bench-" + UUID().uuidString.lowercased()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        // The temporary folder is emptied by the system too.
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let server = try BenchServer(folder: folder)
        defer { server.stop() }
        let scene = try BenchScene(folder: folder, server: server, items: items, concurrency: concurrency)
        var contenders = [try scene.rekey(), try scene.rekeyWithGuard(), try scene.bareLoop()]
        var missing: [String] = []
        if let python = PythonPeer() {
            contenders.append(try scene.python(python))
        } else {
            missing.append("aiohttp + sqlite3 (no python3 here has aiohttp; name one with REKEY_BENCH_PYTHON)")
        }
        contenders.append(scene.curl())
        var results: [String: [Measurement]] = [:]
        for round in 0...runs {
            for contender in contenders {
                let measurement = try contender.measure()
                if round > 0 { results[contender.name, default: []].append(measurement) }
            }
        }
        let table = BenchTable(items: items, names: contenders.map(\.name), results: results)
        print(json ? table.json : table.text)
        for peer in missing { FileHandle.standardError.write(Data("missing: \(peer)\n".utf8)) }
    }
}
