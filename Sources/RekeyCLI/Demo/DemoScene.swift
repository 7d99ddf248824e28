import Foundation
import Rekey
import Sandbox
import Values

/// The setup of the demonstration: apps, a plan, and an API that sometimes fails.
struct DemoScene: Sendable {
    let folder: String
    let secrets = 400
    let planName = "demo"
    /// The share of answers that the simulated API drops, refuses or breaks.
    let faults = ["503:put:5%", "429:put:1%:retry-after=1", "cut-before:3%", "cut-after:put:3%", "truncate:put:2%"]

    var place: StorePlace { StorePlace(database: folder + "/rekey.db", environment: [:]) }
    var jobFile: String { folder + "/demo.yaml" }

    var sandbox: SandboxConfiguration {
        var configuration = SandboxConfiguration()
        configuration.createsAll = true
        configuration.firstKeys = ["username", "password", "url"]
        configuration.faults = faults.compactMap { try? Fault(text: $0) }  // constants that are valid
        configuration.faults.append(Self.latency)
        return configuration
    }

    private static var latency: Fault {
        var fault = Fault(.delay)
        fault.delay = 1...15
        return fault
    }

    /// Writes the job file and its list of apps.
    func write() throws {
        var list = "app_id\n"
        for _ in 0..<secrets { list += try UUID.random().uuidString.lowercased() + "\n" }
        try Data(list.utf8).write(to: URL(fileURLWithPath: folder + "/apps.csv"))
        try Data(Self.plan.utf8).write(to: URL(fileURLWithPath: jobFile))
    }

    private static let plan = """
        version: 1
        plan: demo
        description: New database passwords for many apps.
        limits: { rate: 400/s, burst: 20, concurrency: 16 }
        retry: { attempts: 8, base: 50ms, cap: 500ms }
        secrets:
          - secret: db-credentials
            targets: { csv: apps.csv }
            keys:
              username: { literal: svc }
              password: { generate: password, length: 40 }
              url: { template: "postgres://svc:${password|urlencode}@db/app" }

        """
}
