import Foundation
import TestSupport

/// What programs that note their begin and their end were called with.
struct StepCalls {
    /// Of those that have not ended, the app that each was called for.
    private(set) var underWay: [Substring: Int] = [:]
    /// Apps for which a program was called while another was under way.
    private(set) var twoAtOnce: Set<Substring> = []
    private var values: [Substring: Set<Substring>] = [:]

    /// Apps for which programs got different values.
    var withTwoValues: [Substring] { values.filter { $0.value.count > 1 }.map(\.key) }

    /// - Parameter log: lines of `begin` or `end`, the step, the app and a digest of the values.
    init(log: String) {
        for line in log.split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard fields.count == 4 else { continue }
            let app = fields[2]
            values[app, default: []].insert(fields[3])
            if fields[0] == "end" {
                underWay[app] = underWay[app].flatMap { $0 > 1 ? $0 - 1 : nil }
            } else {
                if underWay[app] != nil { twoAtOnce.insert(app) }
                underWay[app, default: 0] += 1
            }
        }
    }
}

extension Program {
    /// None before the first one.
    func stepCalls() throws -> StepCalls {
        let path = folder + "/steps.log"
        guard FileManager.default.fileExists(atPath: path) else { return StepCalls(log: "") }
        return StepCalls(log: try String(contentsOfFile: path, encoding: .utf8))
    }
}
