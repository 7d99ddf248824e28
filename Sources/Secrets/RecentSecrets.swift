/// Finds parts of many recent secrets in a text, with memory that does not grow with their number.
///
/// For each secret some windows are stored, as 32 bits of a hash with a key of this process. A new window replaces the
/// oldest of its group: of about ten thousand recent secrets practically every one is found.
package struct RecentSecrets: Sendable {
    private var tags: [UInt32] = []
    private let key = UInt64.random(in: .min ... .max)
    private static let places = 1 << 18
    private static let group = 4
    /// A long value is recognized by its ends.
    private static let end = 512
    /// A shorter value is found only as a whole; below 4 bytes it cannot be distinguished from chance.
    private static let short = 4..<Windows.size

    package init() {}

    package mutating func note(_ secret: Secret) {
        if tags.isEmpty { tags = [UInt32](repeating: 0, count: Self.places) }
        secret.withBytes { bytes in
            guard bytes.count > 2 * Self.end else { return note(bytes) }
            note(UnsafeRawBufferPointer(rebasing: bytes[..<Self.end]))
            note(UnsafeRawBufferPointer(rebasing: bytes[(bytes.count - Self.end)...]))
        }
    }

    private mutating func note(_ bytes: UnsafeRawBufferPointer) {
        if Self.short.contains(bytes.count) { return keep(Self.whole(bytes)) }
        var isFirst = true
        var last: UInt64?
        Windows.forEachFolded(of: bytes) { window, _, _ in
            // One window in four is enough to find a whole value, and four times as many secrets fit.
            if isFirst || hash(window) & 3 == 0 { keep(window) }
            isFirst = false
            last = window
        }
        if let last { return keep(last) }
        Windows.forEach(of: bytes) { window, _ in keep(window) }
    }

    /// Whether the text contains a part of a secret, forwards or backwards.
    func isFound(in text: UnsafeRawBufferPointer) -> Bool {
        guard !tags.isEmpty else { return false }
        var isFound = false
        Windows.forEachFolded(of: text) { window, rotated, _ in
            if holds(window) || holds(window.byteSwapped) || holds(rotated) { isFound = true }
        }
        Windows.forEach(of: text) { window, _ in if holds(window) { isFound = true } }
        return isFound || hasShort(text)
    }

    private func hasShort(_ text: UnsafeRawBufferPointer) -> Bool {
        Self.short.contains { length in
            guard text.count >= length else { return false }
            return (0...(text.count - length)).contains { at in
                holds(Self.whole(UnsafeRawBufferPointer(rebasing: text[at..<(at + length)])))
            }
        }
    }

    /// A short value as a number that no window of letters and digits has.
    private static func whole(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        bytes.reduce(UInt64(bytes.count)) { $0 << 8 | UInt64($1) }
    }

    private mutating func keep(_ window: UInt64) {
        let (first, tag) = place(of: window)
        if tags[first] == tag { return }
        for at in stride(from: first + Self.group - 1, to: first, by: -1) { tags[at] = tags[at - 1] }
        tags[first] = tag
    }

    private func holds(_ window: UInt64) -> Bool {
        let (first, tag) = place(of: window)
        return (0..<Self.group).contains { tags[first + $0] == tag }
    }

    /// Where a window's group begins, and the window's entry there: never 0, which marks an empty entry.
    private func place(of window: UInt64) -> (first: Int, tag: UInt32) {
        let hash = hash(window)
        return (Int(hash >> 32) & (Self.places - Self.group), UInt32(truncatingIfNeeded: hash) | 1)
    }

    /// The finalizer of MurmurHash3 (A. Appleby, public domain), over the window and the key.
    private func hash(_ window: UInt64) -> UInt64 {
        var mixed = window ^ key
        mixed = (mixed ^ (mixed >> 33)) &* 0xff51_afd7_ed55_8ccd
        mixed = (mixed ^ (mixed >> 33)) &* 0xc4ce_b9fe_1a85_ec53
        return mixed ^ (mixed >> 33)
    }
}
