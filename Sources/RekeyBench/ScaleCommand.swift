import ArgumentParser
import Foundation

/// A run of any size from its CSV file to its end, with a `kill -9` in the middle.
struct ScaleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scale", abstract: "Apply, run, kill in the middle, resume: time, memory, disk.",
        discussion: "Example: swift run -c release rekey-bench scale --items 10000 --items 1000000")

    @Option(help: "Items; may be repeated.")
    var items = [10_000, 1_000_000]

    func run() throws {
        print("| items | step | seconds | CPU µs/item | peak MB | database, bytes/item |\n|---|---|---|---|---|---|")
        for count in items { try measure(count) }
    }

    private func measure(_ items: Int) throws {
        let folder = try BenchFolder()
        defer { folder.remove() }
        let server = try BenchServer(folder: folder.path)
        defer { server.stop() }
        let rekey = try BuiltProgram(folder: folder.path, host: server.url(.http), key: "x")
        try PlanFile.apps(items, in: folder.path)
        let plan = try PlanFile(name: "scale").write(in: folder.path)
        func tell(_ step: String, _ measurement: Measurement, of share: Int) {
            let line = String(
                format: "| %d | %@ | %.3f | %.1f | %.0f | %.0f |", items, step, measurement.wallSeconds,
                measurement.cpuSeconds * 1e6 / Double(share), measurement.peakMegabytes,
                Double(size(of: rekey)) / Double(items))
            print(line)
        }
        tell("plan apply", try rekey.contender("apply", "plan", "apply", plan).measure(), of: items)

        let run = try rekey.contender("run", "run", "scale", "--quiet").start()
        var done = 0
        while done < items / 2 {
            Thread.sleep(forTimeInterval: 0.05)
            done = try succeeded(rekey)
        }
        run.kill()
        let killed = try run.end(expected: 128 + SIGKILL)
        done = try succeeded(rekey)
        tell("run, killed after \(done)", killed, of: done)

        let status = rekey.contender("status", "status")
        tell("status", try best(of: 11, status), of: items)
        // What it takes until the first request leaves is less than the whole of this.
        tell(
            "resume of one item",
            try rekey.contender("resume", "resume", "--quiet", "--limit", "1").measure(expected: 75), of: items)
        tell(
            "resume of the rest", try rekey.contender("resume", "resume", "--quiet").measure(), of: items - done)
        guard try succeeded(rekey) == items else { throw BenchError("not all items succeeded") }
        tell("status", try best(of: 11, status), of: items)
        for form in ["html", "json"] {
            let report = rekey.contender(
                "report", "report", "1", "--format", form, "--to", folder.path + "/report." + form)
            tell("report, \(form)", try report.measure(), of: items)
        }
    }

    /// The median run.
    private func best(of runs: Int, _ contender: Contender) throws -> Measurement {
        try (0..<runs).map { _ in try contender.measure() }.sorted { $0.wallSeconds < $1.wallSeconds }[runs / 2]
    }

    private struct Summary: Decodable {
        let succeeded: Int
    }

    private func succeeded(_ rekey: BuiltProgram) throws -> Int {
        let runs = try JSONDecoder().decode([Summary].self, from: rekey.output("runs", "-o", "json"))
        return runs.first?.succeeded ?? 0
    }

    private func size(of rekey: BuiltProgram) -> Int {
        ["", "-wal"].reduce(0) { sum, suffix in
            let path = (rekey.environment["REKEY_DATABASE"] ?? "") + suffix
            let bytes = (try? FileManager.default.attributesOfItem(atPath: path)[.size]) as? Int  // no log: 0
            return sum + (bytes ?? 0)
        }
    }
}
