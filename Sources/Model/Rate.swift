/// A number of requests per unit of time.
package struct Rate: Sendable, Equatable {
    /// 1 to 1,000,000.
    package let count: Int
    package let unit: Unit

    package enum Unit: String, Sendable {
        case second = "s"
        case minute = "m"
        case hour = "h"

        var seconds: Int {
            switch self {
            case .second: 1
            case .minute: 60
            case .hour: 3_600
            }
        }
    }

    /// Reads `20/s`, `600/m` or `5000/h`.
    /// - Throws: `InvalidInput` for anything else.
    package init(text: String) throws {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let count = Int(parts[0]), (1...1_000_000).contains(count),
            let unit = Unit(rawValue: String(parts[1]))
        else {
            throw InvalidInput("\(quoted(text)) is not a rate", fix: "write it like 20/s, 600/m or 5000/h, or none")
        }
        self.count = count
        self.unit = unit
    }

    /// The time between two requests at this rate.
    package var interval: Duration { .nanoseconds(Int64(unit.seconds) * 1_000_000_000 / Int64(count)) }

    /// The maximum number of requests in one second at this rate, at least one.
    package var perSecondRoundedUp: Int { max(1, (count + unit.seconds - 1) / unit.seconds) }

    package var perSecond: Double { Double(count) / Double(unit.seconds) }

    /// An equal share of the rate for each of several parts; the shares together never exceed the rate.
    package func divided(by count: Int) -> Rate {
        Rate(count: max(1, self.count * (3_600 / unit.seconds) / count), unit: .hour)
    }

    private init(count: Int, unit: Unit) {
        self.count = count
        self.unit = unit
    }

    package var text: String { "\(count)/\(unit.rawValue)" }
}
