import TestSupport

@testable import Model

/// Crontab lines by chance.
enum CronExpressions {
    private struct Field {
        let range: ClosedRange<Int>
        var names: [String] = []
    }

    private static let days = Field(range: 0...6, names: ["sun", "Mon", "tue", "WED", "thu", "fri", "sat"])
    private static let months = Field(
        range: 1...12,
        names: ["jan", "feb", "Mar", "apr", "may", "jun", "jul", "AUG", "sep", "oct", "nov", "dec"])

    static func any(using random: inout SeededRandom) -> String {
        let fields = [
            field(Field(range: 0...59), stars: 3, using: &random),
            field(Field(range: 0...23), stars: 4, using: &random),
            field(Field(range: 1...31), stars: 5, using: &random), field(months, stars: 6, using: &random),
            field(days, stars: 5, using: &random),
        ]
        let text = fields.joined(separator: " ")
        // Refused when it never comes; then another one.
        return (try? CronSchedule(text: text)) == nil ? any(using: &random) : text
    }

    /// Often at the hours at which clocks change.
    static func nightly(using random: inout SeededRandom) -> String {
        let minute = random.chance(3) ? "\(random.pick([0, 1, 15, 29, 30, 31, 45, 59]))" : nil
        let hours = random.pick(["0", "1", "2", "3", "23", "0,23", "0-3", "1-3/2", "*/2", "2,3", "22-23"])
        let fields = [
            minute ?? field(Field(range: 0...59), stars: 4, using: &random),
            random.chance(7) ? hours : field(Field(range: 0...23), stars: 4, using: &random),
            random.chance(7) ? "*" : field(Field(range: 1...28), stars: 3, using: &random),
            random.chance(8) ? "*" : field(months, stars: 3, using: &random),
            random.chance(7) ? "*" : field(days, stars: 3, using: &random),
        ]
        return fields.joined(separator: " ")
    }

    /// - Parameter stars: of ten, how many are a plain `*`.
    private static func field(_ field: Field, stars: Int, using random: inout SeededRandom) -> String {
        if random.chance(stars) { return "*" }
        if random.chance(2) { return "*/\(Int.random(in: 1...field.range.count, using: &random))" }
        let parts = (0..<Int.random(in: 1...3, using: &random)).map { _ in part(of: field, using: &random) }
        return parts.joined(separator: ",")
    }

    private static func part(of field: Field, using random: inout SeededRandom) -> String {
        let first = Int.random(in: field.range, using: &random)
        guard random.chance(4), first < field.range.upperBound else { return text(first, field, using: &random) }
        let last = Int.random(in: (first + 1)...field.range.upperBound, using: &random)
        let range = "\(text(first, field, using: &random))-\(text(last, field, using: &random))"
        return random.chance(4) ? "\(range)/\(Int.random(in: 1...(last - first), using: &random))" : range
    }

    private static func text(_ value: Int, _ field: Field, using random: inout SeededRandom) -> String {
        guard !field.names.isEmpty, random.chance(5) else { return "\(value)" }
        return field.names[value - field.range.lowerBound]
    }
}
