/// The schedule against local time. A local time is in seconds, counted as if the zone had no offset from UTC.
extension CronSchedule {
    func firstLocal(from lower: Int, before upper: Int) -> Int? {
        guard lower < upper else { return nil }
        let minute = (lower + 59).dividedDown(by: 60)
        var day = minute.dividedDown(by: Self.minutesPerDay)
        var earliest = minute - day * Self.minutesPerDay
        let lastDay = (upper - 1).dividedDown(by: Self.minutesPerDay * 60)
        while let match = firstDay(from: day, through: lastDay) {
            if let time = firstTime(from: match == day ? earliest : 0) {
                let local = (match * Self.minutesPerDay + time) * 60
                return local < upper ? local : nil
            }
            (day, earliest) = (match + 1, 0)
        }
        return nil
    }

    func lastLocal(from lower: Int, before upper: Int) -> Int? {
        guard lower < upper else { return nil }
        let minute = (upper - 1).dividedDown(by: 60)
        var day = minute.dividedDown(by: Self.minutesPerDay)
        var latest = minute - day * Self.minutesPerDay
        let firstDay = lower.dividedDown(by: Self.minutesPerDay * 60)
        while let match = lastDay(through: day, from: firstDay) {
            if let time = lastTime(through: match == day ? latest : Self.minutesPerDay - 1) {
                let local = (match * Self.minutesPerDay + time) * 60
                return local >= lower ? local : nil
            }
            (day, latest) = (match - 1, Self.minutesPerDay - 1)
        }
        return nil
    }

    private static let minutesPerDay = 1_440

    private func firstDay(from first: Int, through last: Int) -> Int? {
        var day = first
        while day <= last {
            let date = CivilDate(number: day)
            if matches(date) { return day }
            day = months.contains(date.month) ? day + 1 : date.firstOfNextMonth
        }
        return nil
    }

    private func lastDay(through last: Int, from first: Int) -> Int? {
        var day = last
        while day >= first {
            let date = CivilDate(number: day)
            if matches(date) { return day }
            day = months.contains(date.month) ? day - 1 : date.lastOfPreviousMonth
        }
        return nil
    }

    func matches(_ date: CivilDate) -> Bool {
        guard months.contains(date.month) else { return false }
        let inMonth = daysOfMonth.contains(date.day)
        let inWeek = daysOfWeek.contains(date.weekday)
        return needsBothDays ? inMonth && inWeek : inMonth || inWeek
    }

    /// In minutes of the day.
    private func firstTime(from earliest: Int) -> Int? {
        let (hour, minute) = earliest.quotientAndRemainder(dividingBy: 60)
        if hours.contains(hour), let first = minutes.first(from: minute) { return hour * 60 + first }
        guard let next = hours.first(from: hour + 1), let first = minutes.first(from: 0) else { return nil }
        return next * 60 + first
    }

    private func lastTime(through latest: Int) -> Int? {
        let (hour, minute) = latest.quotientAndRemainder(dividingBy: 60)
        if hours.contains(hour), let last = minutes.last(through: minute) { return hour * 60 + last }
        guard let previous = hours.last(through: hour - 1), let last = minutes.last(through: 59) else { return nil }
        return previous * 60 + last
    }
}
