import Engine
public import Foundation
import Journal
import Nx1

/// rekey as a library: applies plans, runs them, and resumes interrupted runs.
///
/// ```swift
/// let rotator = try await Rotator(at: StorePlace(environment: ProcessInfo.processInfo.environment))
/// try await rotator.apply(jobFile: "jobs/nightly-db-passwords.yaml")
/// let report = try await rotator.run(plan: "nightly-db-passwords")
/// ```
public struct Rotator: Sendable {
    private let store: Store
    private let environment: [String: String]
    private let isRestored: Bool

    /// Opens database and key, and creates what is missing.
    /// - Parameters:
    ///   - environment: the variables for host and credentials, as for the command (`NX1_HOST`, `NX1_API_KEY`, …).
    ///   - isRestored: whether the database is a copy that replaces the original, like the command's `--restored`.
    ///     Without it nothing is sent from a copy.
    /// - Throws: `RekeyError`, like all methods, and `CancellationError`.
    public init(
        at place: StorePlace, environment: [String: String] = ProcessInfo.processInfo.environment,
        isRestored: Bool = false
    ) async throws {
        do {
            store = try await Store.open(place, creates: true).store
        } catch {
            throw RekeyError(error)
        }
        self.environment = environment
        self.isRestored = isRestored
    }

    /// Creates or updates the plan in the database from the file. - Returns: its revision.
    @discardableResult
    public func apply(jobFile path: String) async throws -> Int {
        try await translatingErrors { try await PlanWriter(store: store).apply([path]).first?.revision ?? 0 }
    }

    /// Starts a run and performs it. Cancelling the task interrupts the run; `resume` continues it.
    public func run(plan name: String) async throws -> RunReport {
        try await translatingErrors {
            guard let result = try await launcher.run([name], trigger: "library").first else {
                throw RequestError("the plan \(name) was not run")
            }
            return RunReport(result)
        }
    }

    /// Continues interrupted scheduled runs, then runs the plans that are due.
    /// - Throws: if a plan that is due could not be run at all, after the other plans have run.
    public func runDue() async throws -> [RunReport] {
        try await translatingErrors {
            let batch = try await DueRuns(launcher).run()
            if let failure = batch.failures.first { throw failure.error }
            return batch.results.map(RunReport.init)
        }
    }

    /// Finishes every run that ended early.
    public func resume() async throws -> [RunReport] {
        try await translatingErrors { try await launcher.resume().results.map(RunReport.init) }
    }

    /// Finishes one run that ended early.
    public func resume(run: Int64) async throws -> RunReport {
        try await translatingErrors {
            guard let result = try await launcher.resume([String(run)]).results.first else {
                throw RequestError("run \(run) was not resumed")
            }
            return RunReport(result)
        }
    }

    /// Retries a run's failed and unknown items with the same values.
    public func retry(run: Int64) async throws -> RunReport {
        try await translatingErrors {
            RunReport(
                try await launcher.retry(
                    .named(String(run)), RetrySelection(statusCodes: [], errorKinds: [], regenerates: false)))
        }
    }

    private var launcher: RunLauncher {
        var request = RunRequest()
        request.environment = environment
        request.isRestored = isRestored
        return RunLauncher(store: store, request: request, watch: RunWatch())
    }

    private func translatingErrors<T: Sendable>(_ body: () async throws -> T) async throws -> T {
        do {
            return try await body()
        } catch let error as CancellationError {
            throw error
        } catch {
            throw RekeyError(error)
        }
    }
}
