package import Model

/// Why a value could not be made, sealed or opened. No case contains a value.
package enum ValueError: Error, Sendable, Equatable {
    case noRandomness
    /// A source had no value, or no usable one.
    case source(InvalidInput)
    /// Sealed bytes that do not open: another key, another row, or damage.
    case notOpened
    /// The key file is missing, unreadable or not in the expected form.
    case keyFile(path: String, InvalidInput)
    /// The key file cannot be created.
    case keyFileNotCreated(path: String, InvalidInput)
}

extension ValueError {
    /// Puts the file's path in front of a problem with a value in the file.
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
        case .noRandomness: "the system's random generator returned no bytes"
        case .source(let invalid): invalid.description
        case .notOpened: "a sealed value does not open: it was changed, moved, or sealed under another key"
        case .keyFile(let path, let invalid), .keyFileNotCreated(let path, let invalid): "\(path): \(invalid)"
        }
    }
}
