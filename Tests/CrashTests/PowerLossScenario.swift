import Foundation
import Sandbox
import TestSupport

#if canImport(Glibc)
    import Glibc
#endif

/// A power loss at one sync: the machine comes back with what was synced before, and perhaps with some of the rest.
struct PowerLossScenario: Sendable {
    /// Which of `Aftermath.steps` it hits, and at which of its syncs.
    let step: Int
    let sync: Int
    /// What was written but not synced survives block by block, by this seed; `nil`: none of it survives.
    let seed: UInt64?

    private static let blockBytes = 4_096

    func play() async throws -> Aftermath {
        try await Aftermath.scene { program, server in
            let state = program.folder + "/state"
            let image = program.folder + "/image"
            for folder in [state, image] {
                try FileManager.default.createDirectory(
                    atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            }
            var program = program
            program.environment["REKEY_DATABASE"] = state + "/rekey.db"
            return try await play(program, server, state: state, image: image)
        }
    }

    private func play(
        _ program: Program, _ server: SandboxServer, state: String, image: String
    ) async throws -> Aftermath {
        var aftermath = Aftermath()
        var preload = Preload(folder: state)
        preload.image = image
        for (index, arguments) in Aftermath.steps.enumerated() where index <= step {
            preload.killAtSync = index == step ? sync : nil
            let ending = try await program.run(arguments, environment: preload.environment)
            if index == step { aftermath.isVisited = ending.code == 128 + SIGKILL }
            if ending.code != 0 && !aftermath.isVisited {
                aftermath.trouble.append("\(arguments[0]): \(ending.code) \(ending.errorLine)")
            }
        }
        guard aftermath.isVisited else { return aftermath }
        try comeBack(state: state, image: image)
        try await aftermath.goOn(from: step, program, server)
        return aftermath
    }

    /// The folder as the machine finds it.
    private func comeBack(state: String, image: String) throws {
        let files = FileManager.default
        let written = try Dictionary(
            uniqueKeysWithValues: files.contentsOfDirectory(atPath: state).map { name in
                (name, [UInt8](try Data(contentsOf: URL(fileURLWithPath: state + "/" + name))))
            })
        let names = (try? String(contentsOfFile: image + "/names", encoding: .utf8)) ?? ""
        var present: Set<String> = []
        var generator = SeededGenerator(seed: seed ?? 0)
        for line in names.split(separator: "\n") {
            let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
            guard let synced = files.contents(atPath: image + "/" + parts[0]).map([UInt8].init) else { continue }
            let bytes = seed == nil ? synced : mixed(synced, written[parts[1]] ?? synced, &generator)
            // In place: the files that come back are the files that were there, and not copies of them.
            try Data(bytes).write(to: URL(fileURLWithPath: state + "/" + parts[1]))
            try files.setAttributes([.posixPermissions: 0o600], ofItemAtPath: state + "/" + parts[1])
            present.insert(parts[1])
        }
        for name in written.keys where !present.contains(name) { try files.removeItem(atPath: state + "/" + name) }
    }

    private func mixed(_ synced: [UInt8], _ written: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
        var bytes = Bool.random(using: &generator) || written.count < synced.count ? synced : written
        for start in stride(from: 0, to: min(bytes.count, written.count), by: Self.blockBytes) {
            let end = min(start + Self.blockBytes, bytes.count, written.count)
            let source = Bool.random(using: &generator) && end <= synced.count ? synced : written
            bytes.replaceSubrange(start..<end, with: source[start..<end])
        }
        return bytes
    }
}

/// Numbers that can be had again (Knuth's MMIX generator).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ state >> 33
    }
}
