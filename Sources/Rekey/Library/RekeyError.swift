public import Foundation

/// What went wrong, in one sentence that says what, where and how to fix it. No value and no credential is in it.
public struct RekeyError: LocalizedError, CustomStringConvertible {
    public let description: String

    public var errorDescription: String? { description }
}
