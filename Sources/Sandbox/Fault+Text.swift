import Model

extension Fault {
    /// Reads `503:10%`, `429:5%:retry-after=2`, `cut-after:2%`, `delay=20ms`, `status=404:secret=db:times=1:each`.
    ///
    /// First the action (a status code stands for itself), then, with colons between: a share in percent, `get`, `put` or
    /// `post`, a route (`apps`, `list`, `create`, `read`, `update`, `reveal`, `openapi`, `token`), `times=N`, `skip=N`, `each` (counts for each secret), `app=ID`, `secret=NAME`, `retry-after=SECONDS`,
    /// `delay=MS` or `MS..MS`, `beyond=N` (only while N others are being answered), `queue=N` (so many are in `delay` at a
    /// time, the others wait for their turn), `url=URL` (last), `mb=N`, `rst`, `applied`
    /// (a status code after the value was applied).
    /// - Throws: `InvalidInput`.
    package init(text: String) throws {
        var parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        // A URL has colons of its own; it comes last.
        if let url = parts.firstIndex(where: { $0.hasPrefix("url=") }) {
            parts = parts[..<url] + [parts[url...].joined(separator: ":")]
        }
        let first = parts.removeFirst()
        if let code = Int(first), (200...599).contains(code) {
            self.init(.status)
            self.code = code
        } else if first.hasPrefix("delay=") {
            self.init(.delay)
            parts.insert(first, at: 0)
        } else if let action = Action(rawValue: first) {
            self.init(action)
        } else {
            throw InvalidInput(
                "\(quoted(first)) is no fault",
                fix: "use a status code, or one of \(Action.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        for part in parts { try take(part, of: text) }
    }

    private mutating func take(_ part: String, of text: String) throws {
        let pair = part.split(separator: "=", maxSplits: 1).map(String.init)
        let value = pair.count == 2 ? pair[1] : ""
        switch (pair.first ?? "", value) {
        case ("get", ""), ("put", ""), ("post", ""): method = part.uppercased()
        case ("each", ""): scope = .target
        case ("rst", ""): resets = true
        case ("applied", ""): isApplied = true
        case ("app", _): appID = value
        case ("secret", _): secretName = value
        case ("url", _): url = value
        case ("retry-after", _): headers["Retry-After"] = value
        case ("times", _): times = try Self.number(value, text)
        case ("beyond", _): beyond = try Self.number(value, text)
        case ("queue", _): queue = max(1, try Self.number(value, text))
        case ("skip", _): skip = try Self.number(value, text)
        case ("mb", _): megabytes = try Self.number(value, text)
        case ("delay", _): delay = try Self.range(value, text)
        case (let share, "") where share.hasSuffix("%"):
            guard let percent = Double(share.dropLast()), (0...100).contains(percent) else {
                throw Self.odd(part, text)
            }
            probability = percent / 100
        case (let name, ""):
            guard let route = SandboxRoute(rawValue: name) else { throw Self.odd(part, text) }
            self.route = route
        default: throw Self.odd(part, text)
        }
    }

    private static func range(_ text: String, _ whole: String) throws -> ClosedRange<Int> {
        let ends = try text.replacing("ms", with: "").split(separator: "..").map { try number(String($0), whole) }
        guard let low = ends.first, let high = ends.last, low <= high, ends.count <= 2 else { throw odd(text, whole) }
        return low...high
    }

    private static func number(_ text: String, _ whole: String) throws -> Int {
        guard let number = Int(text), number >= 0 else { throw odd(text, whole) }
        return number
    }

    private static func odd(_ part: String, _ whole: String) -> InvalidInput {
        InvalidInput(
            "\(quoted(part)) in the fault \(quoted(whole)) is not known", fix: "write it like 503:10% or cut-after:2%")
    }
}
