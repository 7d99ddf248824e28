/// Text with references to other keys of the same secret: `postgres://svc:${password|urlencode}@db/app`.
///
/// `$${` stands for the characters `${`.
package struct Template: Sendable, Equatable {
    package let pieces: [Piece]

    package enum Piece: Sendable, Equatable {
        case text(String)
        case reference(key: KeyName, filters: [Filter])
    }

    package enum Filter: String, Sendable, CaseIterable {
        /// Percent-encodes all but the unreserved characters of RFC 3986.
        case urlencode
        /// RFC 4648, section 4.
        case base64
        /// The characters between the quotes of a JSON string (RFC 8259, section 7).
        case json
    }

    /// - Throws: `InvalidInput` for an unclosed or empty reference, an unknown filter or a bad key.
    package init(_ text: String) throws {
        let split = try References.split(text)
        pieces =
            try split.isEmpty
            ? [.text("")]
            : split.map { piece in
                switch piece {
                case .text(let text): .text(text)
                case .reference(let inner): try Self.reference(inner)
                }
            }
    }

    /// The keys that it refers to, each once, in order.
    package var references: [KeyName] {
        var seen: Set<KeyName> = []
        return pieces.compactMap { piece in
            guard case .reference(let key, _) = piece, seen.insert(key).inserted else { return nil }
            return key
        }
    }

    private static func reference(_ text: String) throws -> Piece {
        let parts = text.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
        let filters = try parts.dropFirst().map { name in
            guard let filter = Filter(rawValue: name) else {
                let known = Filter.allCases.map(\.rawValue).joined(separator: ", ")
                throw InvalidInput("\(quoted(name)) is not a filter", fix: "use one of \(known)")
            }
            return filter
        }
        return .reference(key: try KeyName(parts[0]), filters: filters)
    }
}
