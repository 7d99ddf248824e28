import Foundation
import Journal
import Model
import Nx1
import Secrets
import Subprocesses
import Values

/// Calls the programs around an item's PUT.
struct StepRunner: Sendable {
    private let journal: Journal
    private let run: RunRow
    private let master: Seal

    init(journal: Journal, run: RunRow, keys: RunKeys) {
        self.journal = journal
        self.run = run
        master = keys.master
    }

    /// What the run's programs inherit.
    var inheritable: Int32? {
        get async { await journal.inheritable }
    }

    /// - Parameter hiding: what must not appear in the program's words; asked for when there are any.
    /// - Returns: why the step failed; `nil` when it did not.
    /// - Throws: `CancellationError`, or an error of the database.
    func perform(
        _ call: ProgramCall, for item: WorkItem, hiding: @Sendable ([Secret]) async -> Scrubber
    ) async throws -> PublicText? {
        let previous = try await previousValues(of: item)
        do {
            let arguments = try call.arguments.map {
                try $0.resolved(for: item.target, appName: item.row.appName)
            }
            let invocation = Invocation(
                arguments, directory: run.directory, timeLimit: call.timeLimit, inheriting: await inheritable)
            let outcome = try await invocation.run(input: input(item, previous))
            guard let failure = outcome.failure else { return nil }
            return await ProgramFailure(program: arguments[0], failure: failure).text(
                errors: outcome.errors, hiding: { await hiding(previous.map(\.value)) })
        } catch let refusal as InvalidInput {
            return PublicText(refusal)
        } catch let error as InvocationError {
            return PublicText(error)
        }
    }

    /// What the secret has until the PUT, where rekey knows it.
    private func previousValues(of item: WorkItem) async throws -> [(key: KeyName, value: Secret)] {
        guard case .version(let version) = try await journal.knownVersion(before: item.row) else { return [] }
        var reader = VersionReader(master: master)
        return try reader.values(of: version)
    }

    /// What a step reads on its standard input (docs: Promises).
    private func input(_ item: WorkItem, _ previous: [(key: KeyName, value: Secret)]) -> Secret {
        var text = SecretBuffer(capacity: 1_024)
        text.append(
            "{\"plan\":\(jsonString(run.plan)),\"run\":\(run.id),\"app_id\":\(jsonString(item.target.app.text)),")
        text.append("\"secret_name\":\(jsonString(item.target.secret.text)),\"values\":")
        Self.write(item.values, into: &text)
        text.append(",\"previous\":")
        Self.write(previous, into: &text)
        text.append("}\n")
        return text.secret()
    }

    private static func write(_ values: [(key: KeyName, value: Secret)], into text: inout SecretBuffer) {
        text.append("{")
        for (index, pair) in values.enumerated() {
            text.append((index == 0 ? "" : ",") + "\"\(pair.key.text)\":\"")
            pair.value.withBytes { JSONText.escape($0, into: &text) }
            text.append("\"")
        }
        text.append("}")
    }
}
