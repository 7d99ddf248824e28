/// The result of one check of the setup.
package struct Finding: Sendable {
    package enum Level: String, Sendable {
        case ok, warning, failed
    }

    package let check: String
    package let verdict: Level
    /// What was found, and after a semicolon how to fix it.
    package let detail: String
    /// Why it failed.
    package let error: (any Error)?

    static func ok(_ check: String, _ detail: String) -> Finding {
        Finding(check: check, verdict: .ok, detail: detail, error: nil)
    }

    static func warning(_ check: String, _ detail: String) -> Finding {
        Finding(check: check, verdict: .warning, detail: detail, error: nil)
    }

    static func failed(_ check: String, _ error: any Error) -> Finding {
        Finding(check: check, verdict: .failed, detail: "\(error)", error: error)
    }
}
