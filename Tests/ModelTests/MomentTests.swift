import Foundation
import Testing

@testable import Model

@Suite struct MomentTests {
    @Test(
        "a moment is shown in UTC with milliseconds, whatever its sign, and rounded down",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (1_772_337_906_789_999, "2026-03-01T04:05:06.789Z"),
            (-1, "1969-12-31T23:59:59.999Z"), (-674_001, "1969-12-31T23:59:59.325Z"),
            (-86_400_000_000, "1969-12-31T00:00:00.000Z"), (951_782_400_000_000, "2000-02-29T00:00:00.000Z"),
            (4_107_542_400_000_000, "2100-03-01T00:00:00.000Z"), (2_147_483_648_000_000, "2038-01-19T03:14:08.000Z"),
            (-62_135_596_800_000_000, "0001-01-01T00:00:00.000Z"),
            (-62_167_219_200_000_001, "-0001-12-31T23:59:59.999Z"),
            (253_402_300_800_000_000, "10000-01-01T00:00:00.000Z"), (.max, "294247-01-10T04:00:54.775Z"),
            (.min, "-290308-12-21T19:59:05.224Z"),
        ] as [(Int64, String)])
    func text(microseconds: Int64, text: String) {
        #expect(Moment.text(microseconds: microseconds) == text)
    }

    @Test("a span is never negative, and no date is past the range of the record")
    func spans() {
        #expect(Moment.microseconds(from: 5, to: 9) == 4)
        #expect(Moment.microseconds(from: 9, to: 5) == 0)
        #expect(Moment.microseconds(from: .min, to: .max) == .max)
        #expect(Moment.microseconds(from: .max, to: .min) == 0)
        #expect(Date(timeIntervalSince1970: 1e300).wholeMicroseconds == .max)
        #expect(Date(timeIntervalSince1970: -1e300).wholeMicroseconds == .min)
        #expect(Date(timeIntervalSince1970: 1.5).wholeMicroseconds == 1_500_000)
    }
}
