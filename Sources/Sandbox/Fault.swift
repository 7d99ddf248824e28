/// Something that goes wrong on order: which requests it hits, and what it does to them.
package struct Fault: Sendable, Codable {
    package enum Action: String, Sendable, Codable, CaseIterable {
        /// Answers with `code`, `body` and `headers`, without applying anything.
        case status
        /// Waits `delay` milliseconds; goes together with any other.
        case delay
        /// Closes the connection before the value is applied.
        case cutBefore = "cut-before"
        /// Applies the value, then closes the connection without an answer.
        case cutAfter = "cut-after"
        /// Applies the value, then cuts the answer midway.
        case truncate
        /// Applies the value, then answers 200 with broken JSON.
        case malformed
        /// Answers 200 with a login page.
        case html
        /// Answers 200 about another secret; of a list, the first one is another.
        case wrongSecret = "wrong-secret"
        /// Answers 200 with one key left out; a list without `data`.
        case missingKeys = "missing-keys"
        /// Answers 302 to `url`.
        case redirect
        /// Answers 400 with a text that repeats the values.
        case echo
        /// Answers 422 as FastAPI does, with the values in `input`.
        case echoInput = "echo-input"
        /// Answers 400 with a text that repeats the values that the secret has, and not those that were sent.
        case echoBefore = "echo-before"
        /// Answers 400 with a text that repeats the values of the PUT or POST before, of whatever secret.
        case echoOther = "echo-other"
        /// Answers a reveal with the values before the last PUT.
        case stale
        /// Never answers.
        case hang
        /// Applies the value, then never answers.
        case hangAfter = "hang-after"
        /// Answers 200 with `megabytes` of text.
        case large
        /// Answers as it should, in chunks without a length.
        case chunked
        /// Answers as it should, as gzip.
        case gzip
        /// Answers as it should, byte by byte, `delay` milliseconds apart.
        case drip
    }

    package enum Scope: String, Sendable, Codable {
        /// `skip` and `times` count all requests that fit.
        case all
        /// They count for each secret by itself.
        case target
    }

    package var action: Action
    package var method: String?
    package var route: SandboxRoute?
    package var appID: String?
    package var secretName: String?
    /// 0 to 1.
    package var probability: Double = 1
    package var skip = 0
    package var times: Int?
    package var scope: Scope = .all
    package var code = 503
    package var body: String?
    package var headers: [String: String] = [:]
    /// Milliseconds, from and to.
    package var delay: ClosedRange<Int> = 0...0
    /// Hits only while at least so many other requests are being answered.
    package var beyond: Int?
    /// As many requests are in `delay` at a time; the others wait for their turn.
    package var queue: Int?
    package var url = "https://elsewhere.example.com/"
    package var megabytes = 1
    /// Cuts with a reset (RST) instead of an orderly close.
    package var resets = false
    /// A status code that comes after the value was applied, as a proxy's 504 may.
    package var isApplied = false

    package init(_ action: Action) {
        self.action = action
    }

    func fits(_ request: SandboxRequest) -> Bool {
        // What is not of the API is hit only where it is named.
        let isOfRoute = route.map { $0 == request.route } ?? request.route?.isOfTheAPI ?? true
        return isOfRoute && (method.map { $0 == request.method } ?? true)
            && (appID.map { $0.lowercased() == request.app } ?? true)
            && (secretName.map { $0 == request.target?.secret } ?? true)
    }
}
