/// Takes known secrets out of text that comes from elsewhere.
///
/// What stands there plainly, or as JSON, a URL, base64, base32 or hexadecimal digits would carry it, becomes
/// `[secret]`; so do parts of eight bytes and more. Where the rest still holds a part of one in another form (decoded,
/// backwards, in pieces), or one of the run's other secrets, nothing of the text is let through.
package struct Scrubber: Sendable {
    private let secrets: [Secret]
    private let others: RecentSecrets?
    private let isBlind: Bool

    private static let mark = Array("[secret]".utf8)
    static let leftOut = "[secret] the message is left out: it repeats a value in another form"
    static let unseen = "[secret] the message is left out: what must not be in it cannot be read"

    /// - Parameter others: secrets that are known by parts alone.
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

    /// Lets nothing through: for when the secrets are not known.
    package static let blind = Scrubber(isBlind: true)

    /// Whether a name has none of them; short secrets, which any name has by chance, do not count.
    package func passes(name: String) -> Bool {
        !isBlind && Scrubber(secrets.filter { $0.count >= Windows.size }, others: others).scrub(name) == name
    }

    /// One line of at most 500 Unicode scalars.
    package func scrub(_ text: String) -> String { scrub(text, as: .beginning) }

    /// One line of as much as the excerpt has.
    func scrub(_ text: String, as excerpt: Excerpt) -> String {
        if isBlind { return Self.unseen }
        let whole = excerpt.examined(text)
        let line = Array(VisibleText.line(String(decoding: whole, as: UTF8.self)).utf8)
        if line.isEmpty { return "" }
        let isSecret = marked(line)
        // A zero byte stands between what is left, so that nothing is read across a gap.
        let rest = zip(line, isSecret).map { $1 ? 0 : $0 }
        let search = EchoSearch(
            secrets: secrets, others: others, hasFound: isSecret.contains(true), scatter: excerpt.scatter)
        // What the line no longer shows may be a part of an escape.
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

    /// For each byte of the text whether it belongs to a secret.
    private func marked(_ text: [UInt8]) -> [Bool] {
        var isSecret = [Bool](repeating: false, count: text.count)
        // What the text has is noted and looked up while the secrets are gone through, so that none of them is copied.
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
