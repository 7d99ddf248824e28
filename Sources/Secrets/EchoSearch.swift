/// Searches for parts of secrets in a text from which the plainly visible secrets were already removed.
struct EchoSearch {
    let secrets: [Secret]
    let others: RecentSecrets?
    /// Whether the text is known to repeat a secret; then smaller matches count too.
    let hasFound: Bool
    /// See `Excerpt.scatter`.
    let scatter: Int?

    /// If a secret is cut into small pieces, at least this many bytes of it must be visible.
    private static let minPieces = 8
    private static let piece = 4
    /// A shorter secret occurs in any text by chance, as single letters.
    private static let minScattered = 12
    private static let maxScattered = 4_096

    /// - Parameter hidden: decoded forms of the text.
    func finds(in text: [UInt8], _ hidden: [[UInt8]]) -> Bool {
        let views = EchoViews(of: text)
        if views.isExhausted { return true }
        let all = [text] + hidden + views.decoded
        if all.contains(where: holdsOther) { return true }
        guard !secrets.isEmpty else { return false }
        let readable = [text] + hidden + views.unescaped
        return holdsWindow(all) || holdsShort(hidden + views.decoded) || holdsPieces(readable)
            || readable.contains(where: holdsScattered)
    }

    private func holdsOther(_ view: [UInt8]) -> Bool {
        view.withUnsafeBytes { others?.isFound(in: $0) ?? false }
    }

    /// Forwards, backwards, or with each letter rotated by 13 places.
    private func holdsWindow(_ views: [[UInt8]]) -> Bool {
        var present = WindowSet(capacity: views.reduce(0) { $0 + $1.count })
        for view in views {
            view.withUnsafeBytes { bytes in
                Windows.forEach(of: bytes) { window, _ in present.insert(window) }
                Windows.forEachFolded(of: bytes) { window, _, _ in present.insert(window) }
            }
        }
        return secrets.contains { secret in
            var isFound = false
            secret.withBytes { bytes in
                Windows.forEach(of: bytes) { window, _ in
                    if present.contains(window) || present.contains(window.byteSwapped) { isFound = true }
                }
                Windows.forEachFolded(of: bytes) { window, rotated, _ in
                    if present.contains(window) || present.contains(window.byteSwapped) || present.contains(rotated) {
                        isFound = true
                    }
                }
            }
            return isFound
        }
    }

    private func holdsShort(_ views: [[UInt8]]) -> Bool {
        secrets.contains { secret in
            guard (Self.piece..<Windows.size).contains(secret.count) else { return false }
            return secret.withBytes { bytes in
                views.contains { view in
                    view.count >= bytes.count
                        && (0...(view.count - bytes.count)).contains { at in
                            view[at..<(at + bytes.count)].elementsEqual(bytes)
                        }
                }
            }
        }
    }

    /// Small pieces with words between them. Only pieces that do not look like words count.
    private func holdsPieces(_ views: [[UInt8]]) -> Bool {
        var present = WindowSet(capacity: views.reduce(0) { $0 + $1.count })
        for view in views { view.withUnsafeBytes { Self.forEachPiece(of: $0) { piece, _ in present.insert(piece) } } }
        return secrets.contains { secret in
            guard secret.count >= Windows.size else { return false }
            return secret.withBytes { bytes in
                var seen = 0
                var end = 0
                Self.forEachPiece(of: bytes) { piece, last in
                    guard present.contains(piece) else { return }
                    seen += min(Self.piece, last + 1 - end)
                    end = last + 1
                }
                let needed = max(Self.minPieces, bytes.count / 2)
                return seen >= (hasFound && bytes.count <= 256 ? Self.piece : needed)
            }
        }
    }

    private static func forEachPiece(of bytes: UnsafeRawBufferPointer, _ body: (UInt64, _ last: Int) -> Void) {
        var piece: UInt32 = 0
        for (at, byte) in bytes.enumerated() {
            piece = piece << 8 | UInt32(byte)
            if at + 1 >= Self.piece, !isWord(bytes[(at + 1 - Self.piece)...at]) { body(UInt64(piece), at) }
        }
    }

    /// Letters in the case of an ordinary word, in a sentence or at its beginning.
    private static func isWord(_ bytes: Slice<UnsafeRawBufferPointer>) -> Bool {
        let isLetter = { (byte: UInt8) in Windows.isLower(byte) || byte == 0x20 || byte == 0 }
        return bytes.dropFirst().allSatisfy(isLetter)
            && (bytes.first.map { isLetter($0) || Windows.isUpper($0) } ?? true)
    }

    /// All its bytes in order, with anything in between.
    private func holdsScattered(_ text: [UInt8]) -> Bool {
        secrets.contains { secret in
            guard (Self.minScattered...Self.maxScattered).contains(secret.count) else { return false }
            return secret.withBytes { bytes in
                let withNotifications = bytes.count { !Windows.isLower($0) && $0 != 0x20 }
                guard withNotifications >= Self.piece else { return false }
                var next = 0
                for byte in text where byte == bytes[next] {
                    next += 1
                    if next == bytes.count {
                        return scatter.map { Self.holds(bytes, in: text, within: $0 * bytes.count) } ?? true
                    }
                }
                return false
            }
        }
    }

    /// Whether all bytes of a secret occur in order within this many bytes, with anything in between.
    private static func holds(_ secret: UnsafeRawBufferPointer, in text: [UInt8], within maximum: Int) -> Bool {
        var places = [[Int]](repeating: [], count: 256)
        for at in secret.indices.reversed() { places[Int(secret[at])].append(at) }
        // For each prefix of the secret: where the shortest stretch begins that contains it and ends here.
        var starts = [Int?](repeating: nil, count: secret.count)
        for (end, byte) in text.enumerated() {
            for at in places[Int(byte)] { starts[at] = at == 0 ? end : starts[at - 1] }
            if let start = starts[secret.count - 1], end - start < maximum { return true }
        }
        return false
    }
}
