import Report
import Testing

struct LatencyHistogramTests {
    @Test("quantiles are those of the sorted durations, to a thousandth", arguments: [1, 2, 10, 1_000, 50_000])
    func quantiles(count: Int) {
        var random = SystemRandomNumberGenerator()
        let durations = (0..<count).map { _ in
            Int64.random(in: 0..<(1 << Int64.random(in: 1...34, using: &random)), using: &random)
        }
        var histogram = LatencyHistogram()
        for duration in durations { histogram.add(duration) }
        let sorted = durations.sorted()
        for share in [0.01, 0.5, 0.95, 0.99, 1] {
            let exact = sorted[max(0, Int((share * Double(count)).rounded(.up)) - 1)]
            let told = histogram.quantile(share) ?? -1
            #expect(told <= exact && Double(exact - told) <= Double(exact) / 1_000, "\(share): \(told) for \(exact)")
        }
        #expect(histogram.count == count && histogram.sum == durations.reduce(0, +))
        #expect(histogram.count(upTo: .max) == count)
    }

    @Test("two histograms together are one of all")
    func sum() {
        var first = LatencyHistogram()
        var second = LatencyHistogram()
        first.add(10)
        second.add(2_000)
        second.add(30)
        first.add(second)
        #expect(first.count == 3 && first.sum == 2_040 && first.quantile(0.5) == 30)
        #expect(first.count(upTo: 29) == 1 && first.count(upTo: 30) == 2)
        #expect(LatencyHistogram().quantile(0.5) == nil)
    }
}
