extension CronField {
    /// Which of the five fields it is, and which values it allows.
    package enum Kind: Sendable, Equatable {
        case minute, hour, dayOfMonth, month, dayOfWeek
    }
}

extension CronField.Kind {
    var label: String {
        switch self {
        case .minute: "minute"
        case .hour: "hour"
        case .dayOfMonth: "day of the month"
        case .month: "month"
        case .dayOfWeek: "day of the week"
        }
    }

    /// As written: Sunday is 0 and 7.
    var range: ClosedRange<Int> {
        switch self {
        case .minute: 0...59
        case .hour: 0...23
        case .dayOfMonth: 1...31
        case .month: 1...12
        case .dayOfWeek: 0...7
        }
    }

    /// How many distinct values there are.
    var count: Int { self == .dayOfWeek ? 7 : range.count }

    var example: String {
        switch self {
        case .minute: "*/15"
        case .hour: "*/6"
        case .dayOfMonth: "*/10"
        case .month: "*/3"
        case .dayOfWeek: "*/2"
        }
    }

    /// What the user should write, as a clause.
    var advice: String {
        let numbers = "\(range.lowerBound) to \(range.upperBound)"
        guard let first = names.first, let last = names.last else { return numbers }
        return "\(numbers) or \(first) to \(last)"
    }

    private var names: [String] {
        switch self {
        case .month: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
        case .dayOfWeek: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
        case .minute, .hour, .dayOfMonth: []
        }
    }

    func value(named name: String) -> Int? {
        names.firstIndex(of: name.lowercased()).map { $0 + range.lowerBound }
    }

    /// The value under which it is kept.
    func folded(_ value: Int) -> Int { self == .dayOfWeek ? value % 7 : value }

    /// The end of a range; written as a name, Sunday ends a week that began before it.
    func closing(_ last: Int, named text: String, after first: Int) -> Int {
        let isNamedSunday = self == .dayOfWeek && text.lowercased() == "sun"
        return isNamedSunday && first > 0 ? 7 : last
    }

    /// What to write instead of a range that ends before it begins.
    func remedy(first: Int, last: Int) -> String {
        if self == .dayOfWeek, last == 0 { return "write \(first)-7" }
        // The second part begins at 1, because the first part already has Sunday as 7.
        let begin = self == .dayOfWeek ? 1 : range.lowerBound
        let parts = [(first, range.upperBound), (begin, last)].map { $0 == $1 ? "\($0)" : "\($0)-\($1)" }
        return "write \(parts.joined(separator: ","))"
    }
}
