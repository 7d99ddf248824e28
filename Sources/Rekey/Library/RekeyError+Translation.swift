import JobFile
import Journal
import Model
import Nx1
import Threads
import Transport
import Values

extension RekeyError {
    /// An error of rekey's own modules as a library user gets it.
    init(_ error: any Error) {
        self.init(code: Code(error), description: "\(error)")
    }
}

extension RekeyError.Code {
    init(_ error: any Error) {
        self =
            switch error {
            case is JobFileError: .jobFile
            case is TargetError, is AdoptionError, is StartRefusal, ValueError.source: .planTargets
            case is RequestError, is NotFound, is InvalidInput: .invalidRequest
            case is ConfigurationError, is MissingCredential: .configuration
            case is WaitingRunError: .runWaiting
            case ValueError.keyFile, ValueError.keyFileNotCreated: .key
            case is ValueError, is AuditHeadLost: .database
            case is EventLoopError, is ThreadShortage, is OpenFiles.Shortage: .resources
            case let error as LookupError: Self(error)
            case let error as OAuthError: Self(error)
            case let error as StoreError: Self(error)
            case let error as JournalError: Self(error.kind)
            default: .other
            }
    }

    private init(_ error: LookupError) {
        self =
            switch error {
            case .wrong: .planTargets
            case .refused: .credentialsRefused
            case .unreachable: .unreachable
            case .misconfigured: .configuration
            }
    }

    private init(_ error: OAuthError) {
        self =
            switch error {
            case .refused, .refusedHeader: .credentialsRefused
            case .busy, .unreachable: .unreachable
            case .unexpected: .configuration
            case .interrupted: .interrupted
            }
    }

    private init(_ error: StoreError) {
        self =
            switch error {
            case .wrongKey: .key
            case .shredded: .invalidRequest
            case .locked, .lockedByProgram: .locked
            case .notOriginal: .restoredCopy
            case .unfinished, .noFolder: .database
            case .interrupted: .interrupted
            }
    }

    private init(_ kind: JournalError.Kind) {
        self =
            switch kind {
            case .notCreated, .failed: .database
            case .configuration: .configuration
            case .refused, .empty: .invalidRequest
            case .interrupted: .interrupted
            }
    }
}
