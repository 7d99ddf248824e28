import Foundation

/// Medians, and each program's throughput as a multiple of the last one's.
struct BenchTable {
    let wire: Wire
    let items: Int
    let names: [String]
    let results: [String: [Measurement]]

    private struct Line {
        let name: String
        let perSecond: Double
        let cpuMicroseconds: Double
        let peakMegabytes: Double
        let ratio: Double
    }

    private var lines: [Line] {
        let reference = names.last.map(wall) ?? 1
        return names.map { name in
            let runs = results[name] ?? []
            return Line(
                name: name, perSecond: Double(items) / wall(name),
                cpuMicroseconds: runs.map(\.cpuSeconds).median * 1e6 / Double(items),
                peakMegabytes: runs.map(\.peakMegabytes).median, ratio: reference / wall(name))
        }
    }

    var text: String {
        let head =
            "| program | items/s | CPU µs/item | peak MB | throughput, × \(names.last ?? "") |\n|---|---|---|---|---|\n"
        return head
            + lines.map { line in
                String(
                    format: "| %@ | %.0f | %.0f | %.0f | %.2f |", line.name, line.perSecond, line.cpuMicroseconds,
                    line.peakMegabytes, line.ratio)
            }.joined(separator: "\n")
    }

    /// Objects without the brackets of an array around them.
    var json: String {
        lines.map { line in
            String(
                format: #"{"wire":"%@","items":%d,"runs":%d,"program":"%@","items_per_second":%.0f,"#
                    + #""cpu_us_per_item":%.1f,"peak_mb":%.1f,"ratio":%.3f}"#,
                wire.rawValue, items, results[line.name]?.count ?? 0, line.name, line.perSecond,
                line.cpuMicroseconds, line.peakMegabytes, line.ratio)
        }.joined(separator: ",\n ")
    }

    private func wall(_ name: String) -> Double { (results[name] ?? []).map(\.wallSeconds).median }
}
