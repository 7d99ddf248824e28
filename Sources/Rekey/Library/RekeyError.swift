public import Foundation

/// What went wrong: a stable code for programs, and one sentence for people.
///
/// Branch on `code`. The sentence says what happened, where, and how to fix it; its words may change with any version. No
/// value and no credential is in it.
public struct RekeyError: LocalizedError, CustomStringConvertible {
    /// What kind of error it is.
    public let code: Code

    public let description: String

    public var errorDescription: String? { description }
}
