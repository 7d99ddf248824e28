import Foundation
import TestSupport

/// A database with two runs that is the same in every test run.
///
/// The program makes the runs. Then everything that changes between test runs is overwritten: times, durations, UUIDs,
/// the host, and the texts of libcurl.
enum FixedRecord {
    private static let apps = (1...8).map { String(format: "00000000-0000-4000-8000-%012d", $0) }

    /// The first run succeeds; in the second, items end in each way.
    private static let faults = [
        "503:put:skip=1:times=1:app=\(apps[1])", "404:put:skip=1:app=\(apps[2])", "422:put:skip=1:app=\(apps[3])",
        "cut-after:put:skip=1:app=\(apps[4])", "404:put:skip=1:app=\(apps[6])",
    ]

    static func run(_ body: @Sendable @escaping (Program) async throws -> Void) async throws {
        try await Sandboxed.run(faults: faults) { program, _ in
            try program.write(
                "plan.yaml",
                """
                version: 1
                plan: nightly
                limits: { rate: none, concurrency: 1 }
                stop: { canary: 0, failures: 100% }
                retry: { attempts: 2, base: 1ms }
                secrets:
                  - secret: db-credentials
                    targets: { apps: [\(apps.joined(separator: ", "))] }
                    keys: { username: { literal: svc }, password: { generate: password } }
                """)
            for arguments in [["plan", "apply", "plan.yaml"], ["run", "nightly"], ["run", "nightly"]] {
                _ = try await program.run(arguments)
            }
            try await program.sqlite(fixes)
            try await body(program)
        }
    }

    /// Microseconds since 1970 of 2026-01-05T03:00:00Z.
    private static let start = 1_767_582_000_000_000

    private static let fixes = """
        UPDATE runs SET uuid = printf('00000000-0000-4000-9000-%012d', id), host = 'https://nx1.example.com',
          started_at = \(start) + id * 3600000000, finished_at = \(start) + id * 3600000000 + 5000000;
        UPDATE items SET started_at = \(start) + run_id * 3600000000 + id * 250000,
          finished_at = \(start) + run_id * 3600000000 + id * 250000 + 240000,
          duration = iif(duration IS NULL, NULL, id * 7000),
          error = iif(error IS NOT NULL AND status_code IS NULL, 'the connection ended', error);
        UPDATE attempts SET
          started_at = (SELECT started_at FROM items WHERE id = item_id) + (number - 1) * 120000,
          duration = item_id * 7000 + number * 1000,
          error = iif(error IS NOT NULL AND status_code IS NULL, 'the connection ended', error);
        """
}
