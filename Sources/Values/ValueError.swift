package import Model

/// Why a value could not be made, sealed or opened. No case carries a value.
package enum ValueError: Error, Sendable, Equatable {
    case noRandomness
    /// A source had nothing, or nothing usable.
    case source(InvalidInput)
    /// Sealed bytes that do not open: another key, another row, or damage.
    case notOpened
    /// The key file is missing, unreadable or of the wrong form.
    case keyFile(path: String, InvalidInput)
    /// The key file cannot be made.
    case keyFileNotCreated(path: String, InvalidInput)
}

extension ValueError {
    /// Puts the file in front of what is wrong with a value that it holds.
    package static func naming<T>(_ path: String, _ check: () throws -> T) throws -> T {
        do {
            return try check()
        } catch let refusal as InvalidInput {
            throw ValueError.source(InvalidInput("\(path): \(refusal)"))
        } catch ValueError.source(let refusal) {
            throw ValueError.source(InvalidInput("\(path): \(refusal)"))
        }
    }
}

extension ValueError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .noRandomness: "the system's random generator gave nothing"
        case .source(let refusal): refusal.description
        case .notOpened: "a sealed value does not open: it was changed, moved, or sealed under another key"
        case .keyFile(let path, let refusal), .keyFileNotCreated(let path, let refusal): "\(path): \(refusal)"
        }
    }
}
