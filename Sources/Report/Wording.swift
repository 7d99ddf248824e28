import Journal
import Model

/// How numbers and names read in a report.
enum Wording {
    /// A duration of microseconds: `1.234 ms`, `56.7 s`.
    static func latency(_ microseconds: Int64) -> String {
        switch microseconds {
        case ..<10_000: "\(fixed(Double(microseconds) / 1e3, 2)) ms"
        case ..<1_000_000: "\(fixed(Double(microseconds) / 1e3, 0)) ms"
        default: "\(fixed(Double(microseconds) / 1e6, 2)) s"
        }
    }

    /// `56.7 s`, `12 min 5 s`, `3 h 2 min`.
    static func span(_ seconds: Double) -> String {
        let whole = Int(seconds.rounded())
        return switch whole {
        case ..<60: "\(fixed(seconds, 1)) s"
        case ..<3_600: "\(whole / 60) min \(whole % 60) s"
        default: "\(whole / 3_600) h \(whole / 60 % 60) min"
        }
    }

    static func rate(_ perSecond: Double) -> String { "\(fixed(perSecond, perSecond < 10 ? 2 : 0))/s" }

    static func answered(_ answered: JournalReader.Answered) -> String {
        guard let status = answered.statusCode else { return answered.errorKind?.rawValue ?? "no answer" }
        return answered.errorKind.map { status == 200 ? "200, \($0.rawValue)" : "\(status) \($0.rawValue)" }
            ?? "\(status)"
    }

    /// In every locale with a point.
    static func fixed(_ number: Double, _ digits: Int) -> String {
        guard number.isFinite else { return "–" }
        let scale = (0..<digits).reduce(1) { power, _ in power * 10 }
        let scaled = Int((number.magnitude * Double(scale)).rounded())
        let sign = number < 0 && scaled > 0 ? "-" : ""
        guard digits > 0 else { return sign + scaled.formatted }
        let fraction = String(scaled % scale)
        return sign + (scaled / scale).formatted + "." + String(repeating: "0", count: digits - fraction.count)
            + fraction
    }
}
