import ArgumentParser
import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// How well the rate holds, by what the stand-in saw.
struct PaceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pace", abstract: "Measure the rate and the bursts, from the sandbox's log.",
        discussion: "Example: swift run -c release rekey-bench pace --rate 500 --seconds 60 --delay 1..500")

    @Option(help: "Requests a second; may be repeated.")
    var rate = [50, 500, 5_000]

    @Option(help: "How long each takes.")
    var seconds = 60

    @Option(help: "The answers' latency in milliseconds, one number or a range; may be repeated.")
    var delay = ["0", "1..300"]

    @Option(help: "Requests under way at once.")
    var concurrency = 1_024

    @Option(help: "The burst that the plan allows; rekey's own default without it.")
    var burst: Int?

    func run() async throws {
        print(
            "| rate | latency, ms | requests | rate error | most in any 100 ms: sent | arrived | allowed |\n"
                + "|---|---|---|---|---|---|---|")
        for rate in rate {
            for delay in delay { try await measure(rate, delay: delay) }
        }
    }

    private func measure(_ rate: Int, delay: String) async throws {
        let folder = try BenchFolder()
        defer { folder.remove() }
        let port = 18_490
        let host = "http://127.0.0.1:\(port)"
        let rekey = try BuiltProgram(folder: folder.path, host: host, key: "sandbox-psk")
        let fault = delay == "0" ? [] : ["--fault", "delay:100%:delay=\(delay)"]
        let sandbox = try rekey.contender("sandbox", ["sandbox", "--port", String(port)] + fault).start()
        defer {
            sandbox.kill()
            _ = try? sandbox.end(expected: 128 + SIGKILL)  // it has been asked all that it knows
        }
        try await Task.sleep(for: .seconds(1))
        try PlanFile.apps(rate * seconds, in: folder.path)
        let plan = try PlanFile(name: "pace", rate: "\(rate)/s", burst: burst, concurrency: concurrency).write(
            in: folder.path)
        _ = try rekey.contender("apply", "plan", "apply", plan).measure()
        _ = try rekey.contender("run", "run", "pace", "--quiet").measure()
        guard let address = URL(string: host + "/sandbox/log") else { throw BenchError("\(host) is not an address") }
        var question = URLRequest(url: address)
        question.setValue("sandbox-psk", forHTTPHeaderField: "Authorization-PSK")
        let (log, _) = try await URLSession.shared.data(for: question)
        let decoder = JSONDecoder()
        let arrivals = try log.split(separator: UInt8(ascii: "\n")).map { line in
            try decoder.decode(Arrival.self, from: line).microseconds
        }.sorted()
        // The stand-in shares the machine: what it sees at once may have been sent one after the other.
        let record = try rekey.output("attempts", "1", "-o", "csv")
        let departures = try String(decoding: record, as: UTF8.self).split(separator: "\n").dropFirst().map { line in
            try Self.microseconds(line.split(separator: ",")[5])
        }
        tell(rate, delay: delay, arrivals, Self.maximum(departures.sorted()))
    }

    /// Of `…T03:04:05.678Z`; runs of a minute do not meet midnight often.
    private static func microseconds(_ time: Substring) throws -> Int {
        let parts = time.suffix(13).dropLast().split(whereSeparator: { ":.".contains($0) }).compactMap { Int($0) }
        guard parts.count == 4 else { throw BenchError("\(time) is no time") }
        return ((parts[0] * 60 + parts[1]) * 60 + parts[2]) * 1_000_000 + parts[3] * 1_000
    }

    private static func maximum(_ moments: [Int]) -> Int {
        var maximum = 0
        var tail = 0
        for (index, moment) in moments.enumerated() {
            while moments[tail] <= moment - 100_000 { tail += 1 }
            maximum = max(maximum, index - tail + 1)
        }
        return maximum
    }

    private struct Arrival: Decodable {
        let microseconds: Int
    }

    private func tell(_ rate: Int, delay: String, _ arrivals: [Int], _ sent: Int) {
        // The burst is over after a second; from then on the rate alone counts.
        let steady = arrivals.drop { $0 < (arrivals.first ?? 0) + 1_000_000 }
        let span = Double((steady.last ?? 0) - (steady.first ?? 0)) / 1e6
        let error = Double(steady.count - 1) / span / Double(rate) - 1
        let allowed = (Double(rate) * 0.1 + Double(burst ?? min(50, rate))) * 1.05
        print(
            String(
                format: "| %d/s | %@ | %d | %+.3f %% | %d | %d | %.0f |", rate, delay, arrivals.count, error * 100,
                sent,
                Self.maximum(arrivals), allowed))
    }
}
