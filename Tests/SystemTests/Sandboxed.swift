import Sandbox
import TestSupport

/// The built program with a stand-in of the API.
enum Sandboxed {
    static func run<R: Sendable>(
        faults: [String] = [], change: (inout SandboxConfiguration) -> Void = { _ in },
        _ body: @Sendable @escaping (Program, SandboxServer) async throws -> R
    ) async throws -> R {
        var configuration = SandboxConfiguration()
        configuration.createsAll = true
        configuration.faults = try faults.map { try Fault(text: $0) }
        change(&configuration)
        return try await SandboxServer.serve(configuration) { server in
            let program = try Program(host: server.url)
            defer { program.remove() }
            return try await body(program, server)
        }
    }
}
