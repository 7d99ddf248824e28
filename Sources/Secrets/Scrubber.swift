/// Removes known secrets from text that comes from outside.
///
/// A secret that is visible plainly, or in the encoding of JSON, a URL, base64, base32 or hexadecimal digits, becomes
/// `[secret]`; so do parts of eight bytes and more. If the rest still contains a part of a secret in another form
/// (decoded, backwards, in pieces), or one of the run's other secrets, the whole text is left out.
package struct Scrubber: Sendable {
    private let secrets: [Secret]
    private let others: RecentSecrets?
    private let isBlind: Bool

    private static let mark = Array("[secret]".utf8)
    static let leftOut = "[secret] the message is left out: it repeats a value in another form"
    static let unseen = "[secret] the message is left out: what must not be in it cannot be read"

    /// - Parameter others: secrets that are known only by parts.
    package init(_ secrets: [Secret], others: RecentSecrets? = nil) {
        self.secrets = secrets
        self.others = others
        isBlind = false
    }

    private init(isBlind: Bool) {
        secrets = []
        others = nil
        self.isBlind = isBlind
    }

    /// Leaves everything out: for when the secrets are not known.
    package static let blind = Scrubber(isBlind: true)

    /// Whether a name contains no secret; short secrets, which occur in any name by chance, are not considered.
    package func passes(name: String) -> Bool {
        !isBlind && Scrubber(secrets.filter { $0.count >= Windows.size }, others: others).scrub(name) == name
    }

    /// One line of at most 500 Unicode scalars.
    package func scrub(_ text: String) -> String { scrub(text, as: .beginning) }

    /// One line, as long as the excerpt allows.
    func scrub(_ text: String, as excerpt: Excerpt) -> String {
        if isBlind { return Self.unseen }
        let whole = excerpt.examined(text)
        let line = Array(VisibleText.line(String(decoding: whole, as: UTF8.self)).utf8)
        if line.isEmpty { return "" }
        let isSecret = marked(line)
        // The remaining pieces are separated by zero bytes, so that nothing is matched across a gap.
        let rest = zip(line, isSecret).map { $1 ? 0 : $0 }
        let search = EchoSearch(
            secrets: secrets, others: others, hasFound: isSecret.contains(true), scatter: excerpt.scatter)
        // The part that the line no longer shows may belong to an escape.
        let hidden = whole == line || isSecret.contains(true) ? [] : [whole]
        if search.finds(in: rest, hidden) { return Self.leftOut }
        var kept: [UInt8] = []
        let range = excerpt.kept(of: line.count, examined: whole.count)
        for at in range {
            if !isSecret[at] {
                kept.append(line[at])
            } else if at == range.lowerBound || !isSecret[at - 1] {
                kept += Self.mark
            }
        }
        // A character that was cut in two becomes U+FFFD.
        return excerpt.cut(String(decoding: kept, as: UTF8.self), isCut: range.lowerBound > 0)
    }

    /// For each byte of the text, whether it belongs to a secret.
    private func marked(_ text: [UInt8]) -> [Bool] {
        var isSecret = [Bool](repeating: false, count: text.count)
        // The text is indexed, and the secrets are looked up in the index, so that no secret is copied.
        var present = WindowSet(capacity: text.count)
        text.withUnsafeBytes { bytes in
            Windows.forEach(of: bytes) { window, _ in present.insert(window) }
        }
        var found = WindowSet()
        for secret in secrets where secret.count > 0 {
            SecretForms.forEach(of: secret) { form in
                if form.count < Windows.size {
                    Self.mark(form, in: text, &isSecret)
                } else {
                    Windows.forEach(of: form) { window, _ in if present.contains(window) { found.insert(window) } }
                }
            }
        }
        text.withUnsafeBytes { Self.mark(found, in: $0, &isSecret) }
        return isSecret
    }

    private static func mark(_ form: UnsafeRawBufferPointer, in text: [UInt8], _ isSecret: inout [Bool]) {
        guard text.count >= form.count else { return }
        for at in 0...(text.count - form.count) where text[at..<(at + form.count)].elementsEqual(form) {
            for place in at..<(at + form.count) { isSecret[place] = true }
        }
    }

    private static func mark(_ found: WindowSet, in text: UnsafeRawBufferPointer, _ isSecret: inout [Bool]) {
        Windows.forEach(of: text) { window, last in
            guard found.contains(window) else { return }
            for place in (last - Windows.size + 1)...last { isSecret[place] = true }
        }
    }
}
