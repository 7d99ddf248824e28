import ArgumentParser
import Foundation
import Model
import Rekey
import Sandbox
import Values

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "Show a whole rotation against a simulated API, with a kill in the middle.",
        discussion: """
            Starts a simulated API that sometimes fails, runs a plan over a few hundred secrets, kills the run \
            (kill -9), resumes it, and compares the API's data with the record. It needs no setup and leaves nothing \
            behind.

            Example: rekey demo
            """)

    @OptionGroup var form: SingleForm

    func run() async throws {
        let name = try UUID.random().uuidString.lowercased()
        let folder = FileManager.default.temporaryDirectory.path + "/rekey-demo-" + name
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        // A file that is left in the temporary folder does no harm.
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let scene = DemoScene(folder: folder)
        let holds = try await SandboxServer.serve(scene.sandbox) { server in
            try await DemoPlay(scene: scene, server: server).perform()
        }
        if !holds { throw ExitCode(.someFailed) }
    }
}
