import ArgumentParser
import Engine
import Files
import Foundation
import JobFile
import Journal
import Logging
import Model
import Nx1
import Rekey
import Report
import Threads
import Transport
import Values

/// Maps errors and endings of runs to exit codes (docs: States).
enum ExitTable {
    static func code(of error: any Error) -> ExitStatus {
        switch error {
        case is JobFileError, is TargetError, is AdoptionError, is StartRefusal, ValueError.source: .badData
        case let error as LookupError: code(of: error)
        case let error as WaitingRunError: code(of: error.run)
        case let error as JournalError: code(of: error.kind)
        case is ConfigurationError, is MissingCredential: .configuration
        case let error as OAuthError: code(of: error)
        case is RequestError, is NotFound, is InvalidInput: .usage
        case let error as DemoRunEnded:
            error.code.flatMap(ExitStatus.init).flatMap { $0 == .done ? nil : $0 } ?? .someFailed
        case let error as StoreError: code(of: error)
        case ValueError.keyFile: .configuration
        case ValueError.keyFileNotCreated, is FileNotWritten: .cannotCreate
        case is ValueError: .databaseFailed
        case is EventLoopError, is AddressSpace.Exhausted, is ThreadShortage, is OpenFiles.Shortage: .resumable
        case is CancellationError: .resumable
        case is BrokenOutput, is AuditHeadLost: .databaseFailed
        default: .usage
        }
    }

    static func code(of ending: RunEnding) -> ExitStatus {
        if ending.isUnreachable { return .unreachable }
        switch ending.stop {
        case .unauthorized, .unrenewed, .forbidden: return .refused
        case .noToken: return .unreachable
        case .configuration: return .configuration
        case .limit: return outcome(ending)  // it did what it was asked to do
        default: return ending.tally.pending > 0 ? .resumable : outcome(ending)
        }
    }

    /// Of several runs, the most urgent code. A plan that could not be run at all comes first.
    static func code(of batch: RunBatch) -> ExitStatus {
        if let failure = batch.failures.first { return code(of: failure.error) }
        var codes = batch.results.map { code(of: $0.ending) }
        codes += batch.waiting.map(code)
        return [.configuration, .refused, .unreachable, .resumable, .someFailed].first(where: codes.contains) ?? .done
    }

    /// While a scheduled run waits for a decision, every command about schedules reports it.
    static func code(of waiting: [WaitingRun]) -> ExitStatus {
        waiting.map(code).max { $0.rawValue < $1.rawValue } ?? .done
    }

    private static func code(of waiting: WaitingRun) -> ExitStatus {
        waiting.state == .failed ? .someFailed : .resumable
    }

    /// Prints one line about the error and ends the process.
    static func leave(with error: any Error) -> Never {
        if let code = error as? ExitCode { exit(code.rawValue) }
        if let broken = error as? BrokenOutput, broken.hasNoReader {
            // Like any other program whose reader is closed (`rekey items 1 | head -1`): without a message.
            signal(SIGPIPE, SIG_DFL)
            raise(SIGPIPE)
        }
        if RekeyCommand.exitCode(for: error) == .success { RekeyCommand.exit(withError: error) }
        let isOurs = code(of: error) != .usage || error is RequestError || error is NotFound || error is InvalidInput
        let text = isOurs ? "\(error)" : RekeyCommand.message(for: error)
        let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
        let code = code(of: error).rawValue
        StandardError.line(.error, line, fields: [("exit_code", .integer(Int64(code)))], text: "rekey: \(line)")
        exit(code)
    }

    private static func outcome(_ ending: RunEnding) -> ExitStatus {
        ending.tally.failed + ending.tally.unknown > 0 ? .someFailed : .done
    }

    private static func code(of kind: JournalError.Kind) -> ExitStatus {
        switch kind {
        case .notCreated: .cannotCreate
        case .failed: .databaseFailed
        case .configuration: .configuration
        case .interrupted: .resumable
        case .refused, .empty: .usage
        }
    }

    private static func code(of error: LookupError) -> ExitStatus {
        switch error {
        case .wrong: .badData
        case .refused: .refused
        case .unreachable: .unreachable
        case .misconfigured: .configuration
        }
    }

    private static func code(of error: OAuthError) -> ExitStatus {
        switch error {
        case .refused, .refusedHeader: .refused
        case .busy, .unreachable: .unreachable
        case .unexpected: .configuration
        case .interrupted: .resumable
        }
    }

    private static func code(of error: StoreError) -> ExitStatus {
        switch error {
        case .wrongKey, .unfinished, .notOriginal: .configuration
        case .shredded: .usage
        case .locked, .lockedByProgram, .interrupted: .resumable
        case .noFolder: .cannotCreate
        }
    }
}

extension ExitCode {
    init(_ status: ExitStatus) { self.init(status.rawValue) }
}
