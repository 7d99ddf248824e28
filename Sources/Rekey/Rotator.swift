import Engine
public import Foundation
import Journal
import Nx1

/// rekey as a library: apply plans, run them, and go on after whatever happened.
///
/// ```swift
/// let rotator = try await Rotator(at: StorePlace(environment: ProcessInfo.processInfo.environment))
/// try await rotator.apply(jobFile: "jobs/nightly-db-passwords.yaml")
/// let report = try await rotator.run(plan: "nightly-db-passwords")
/// ```
public struct Rotator: Sendable {
    private let store: Store
    private let environment: [String: String]

    /// Opens database and key, and makes them where they are missing.
    /// - Parameter environment: where host and credentials come from, as the command's do (`NX1_HOST`, `NX1_API_KEY`, …).
    /// - Throws: an error whose description says what is wrong and how to mend it.
    public init(
        at place: StorePlace, environment: [String: String] = ProcessInfo.processInfo.environment
    ) async throws {
        store = try await Store.open(place, creates: true).store
        self.environment = environment
    }

    /// Makes the plan in the database what the file says. - Returns: its revision.
    @discardableResult
    public func apply(jobFile path: String) async throws -> Int {
        try await PlanWriter(store: store).apply([path]).first?.revision ?? 0
    }

    /// Starts a run and goes through it. Cancelling the task interrupts the run; `resume` goes on with it.
    public func run(plan name: String) async throws -> RunReport {
        let results = try await rotation.run([name], trigger: "library")
        guard let result = results.first else { throw RequestError("the plan \(name) was not run") }
        return RunReport(result)
    }

    /// Finishes every run that ended early.
    public func resume() async throws -> [RunReport] {
        try await rotation.resume(nil).map(RunReport.init)
    }

    private var rotation: Rotation {
        var request = RunRequest()
        request.environment = environment
        return Rotation(store: store, request: request, watch: RunWatch())
    }
}
