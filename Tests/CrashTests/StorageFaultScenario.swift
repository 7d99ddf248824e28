import Foundation
import Sandbox
import TestSupport

/// The disk fails at one write or sync, once, or is full from that one on.
struct StorageFaultScenario: Sendable {
    enum Kind: String, CaseIterable, Sendable {
        case fails
        case full
    }

    let kind: Kind
    /// Which of `Aftermath.steps` it hits, and at which of its writes and syncs.
    let step: Int
    let position: Int

    func play() async throws -> Aftermath {
        try await Aftermath.scene { program, server in
            var aftermath = Aftermath()
            var preload = Preload(folder: program.folder)
            for (index, arguments) in Aftermath.steps.enumerated() where index <= step {
                if index == step {
                    preload.failAt = kind == .fails ? position : nil
                    preload.fullFrom = kind == .full ? position : nil
                }
                let ending = try await program.run(arguments, environment: preload.environment)
                if ending.code == 0 { continue }
                aftermath.isVisited = true
                let lines = ending.errors.split(separator: "\n").filter {
                    !$0.contains("notice:") && !$0.contains("to go")
                }
                if ![73, 74].contains(ending.code) || lines.count != 1 {
                    aftermath.trouble.append("\(ending.code) \(ending.errors)")
                }
            }
            // The cause is gone now.
            if aftermath.isVisited { try await aftermath.goOn(from: step, program, server) }
            return aftermath
        }
    }
}
