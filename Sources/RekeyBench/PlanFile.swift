import Foundation

/// The job that rekey does in a bench: the apps of `apps.csv` beside it, two keys each.
struct PlanFile {
    let name: String
    var guardMode = "off"
    var rate = "none"
    var burst: Int?
    var concurrency = 64

    /// - Returns: Its path in `folder`.
    func write(in folder: String) throws -> String {
        let path = folder + "/\(name).yaml"
        let text = """
            version: 1
            plan: \(name)
            guard: \(guardMode)
            limits: { rate: \(rate), \(burst.map { "burst: \($0), " } ?? "")concurrency: \(concurrency) }
            secrets:
              - secret: db
                targets: { csv: apps.csv }
                keys:
                  username: { literal: svc }
                  password: { generate: password, length: 72 }
            """
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return path
    }

    /// Writes `apps.csv` with new names.
    ///
    /// Piece by piece: a child's peak memory counts from its parent's.
    ///
    /// - Parameter each: Is given the names of each piece too.
    static func apps(_ count: Int, in folder: String, each: ([String]) throws -> Void = { _ in }) throws {
        let path = folder + "/apps.csv"
        try Data("app_id\n".utf8).write(to: URL(fileURLWithPath: path))
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        try file.seekToEnd()
        for start in stride(from: 0, to: count, by: 1_000) {
            let names = (start..<min(count, start + 1_000)).map { _ in UUID().uuidString.lowercased() }
            try file.write(contentsOf: Data(names.map { $0 + "\n" }.joined().utf8))
            try each(names)
        }
        try file.close()
    }
}
