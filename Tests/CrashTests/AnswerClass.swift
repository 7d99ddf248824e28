/// What the API does with the first attempt of each item.
enum AnswerClass: String, CaseIterable, Sendable {
    case confirmed = "200"
    case refused = "422"
    case broken = "503"
    case limited = "429"
    case resetBefore = "reset"
    case cutAfter = "cut after"
    case timeout = "timeout"

    /// Short where the API lets the first attempts run into it, long enough for the others on a busy machine.
    var timeout: String { self == .timeout ? "300ms" : "30s" }

    /// In the sandbox's words: for each secret by itself, once.
    var faults: [String] {
        switch self {
        case .confirmed: []
        case .refused: ["422:put:each:times=1"]
        case .broken: ["503:put:each:times=1"]
        case .limited: ["429:put:each:times=1:retry-after=0"]
        case .resetBefore: ["cut-before:put:each:times=1:rst"]
        case .cutAfter: ["cut-after:put:each:times=1"]
        case .timeout: ["hang-after:put:each:times=1"]
        }
    }
}
