package import Foundation

extension CronSchedule {
    /// The longest time between two consecutive starts, in local time.
    ///
    /// - Parameter date: start of the eight years that are examined: the longest gap between two 29 Februaries, except
    ///   around 1900 and 2100.
    package func longestGap(after date: Date) -> Duration {
        let times = (0..<24).filter(hours.contains).flatMap { hour in
            (0..<60).filter(minutes.contains).map { hour * 60 + $0 }
        }
        guard let first = times.first, let last = times.last else { return .zero }
        let within = zip(times, times.dropFirst()).map { $1 - $0 }.max() ?? 0
        let overnight = longestGapInDays(after: date) * 24 * 60 - (last - first)
        return .seconds(max(within, overnight) * 60)
    }

    private func longestGapInDays(after date: Date) -> Int {
        let today = Int((date.timeIntervalSince1970 / 86_400).rounded(.down))
        let days = (today...(today + Self.examinedDays)).filter { matches(CivilDate(number: $0)) }
        return zip(days, days.dropFirst()).map { $1 - $0 }.max() ?? Self.examinedDays
    }

    private static let examinedDays = 8 * 366
}
