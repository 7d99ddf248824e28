/// A date of the Gregorian calendar, computed from a day number: day 0 is 1970-01-01.
///
/// Years are counted from March, so that the leap day is the last day of a year.
struct CivilDate: Sendable, Equatable {
    let number: Int
    let year: Int
    let month: Int
    let day: Int
    /// The month's days.
    let length: Int

    init(number: Int) {
        self.number = number
        let sinceYearZero = number + 719_468
        let era = sinceYearZero.dividedDown(by: 146_097)
        let dayOfEra = sinceYearZero - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
        let isLeap = year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
        length = month == 2 && !isLeap ? 28 : Self.longest(month: month)
    }

    /// 0 is Sunday.
    var weekday: Int { number + 4 - (number + 4).dividedDown(by: 7) * 7 }

    var firstOfNextMonth: Int { number - day + 1 + length }

    var lastOfPreviousMonth: Int { number - day }

    /// A month's days in a leap year.
    static func longest(month: Int) -> Int {
        switch month {
        case 2: 29
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension Int {
    /// Rounds towards the past; `/` would round towards 1970.
    func dividedDown(by divisor: Int) -> Int {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
