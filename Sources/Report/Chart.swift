import Foundation
import Journal
import Model

/// Pictures as SVG. Colours are classes, so that a theme decides; each has its numbers in words beside it.
enum Chart {
    private static let width = 560.0
    private static let height = 190.0
    private static let left = 52.0
    private static let bottom = 22.0

    /// One bar of parts, as wide as there is room.
    static func share(_ parts: [(count: Int, fill: String)]) -> String {
        let total = Double(max(1, parts.reduce(0) { $0 + $1.count }))
        var x = 0.0
        var rectangles = ""
        for part in parts where part.count > 0 {
            let width = Double(part.count) / total * 1_000
            if !part.fill.isEmpty {
                rectangles +=
                    "<rect x=\"\(number(x))\" y=\"0\" width=\"\(number(max(2, width)))\" height=\"14\" class=\"fill-\(part.fill)\"/>"
            }
            x += width
        }
        return
            "<svg viewBox=\"0 0 1000 14\" preserveAspectRatio=\"none\" aria-hidden=\"true\" class=\"share\">\(rectangles)</svg>"
    }

    /// PUTs a second, and the limit that they keep to.
    static func pace(_ account: RunAccount) -> String {
        let line = account.timeline
        let seconds = Double(line.width) / 1e6
        let values = line.departed.prefix(line.used).map { Double($0) / seconds }
        let top = max(values.max() ?? 0, account.rate ?? 0, 1) * 1.08
        var marks = columns(values.map { [($0, "mark")] }, top: top)
        if let rate = account.rate {
            marks += level(rate, top: top, text: "limit \(Wording.rate(rate))", kind: "limit")
        }
        let mean = Double(account.latency.count) / max(0.001, account.seconds)
        let guarded = account.heads.contains(where: \.readsFirst) ? ", and the read before each PUT counts too" : ""
        let limit = account.rate.map { "the limit is \(Wording.rate($0))\(guarded)" } ?? "there is no limit"
        return figure(
            "PUTs a second",
            "\(account.latency.count.formatted) attempts, \(Wording.rate(mean)) on average; \(limit).",
            frame(top: top, unit: "/s", seconds: Double(line.used) * seconds, marks))
    }

    /// Items that were finished by then.
    static func progress(_ account: RunAccount) -> String {
        let line = account.timeline
        let order: [(ItemState, String)] = [
            (.failed, "bad"), (.unknown, "unsure"), (.skipped, "idle"), (.succeeded, "good"),
        ]
        var sums = [Double](repeating: 0, count: order.count)
        let stacks = line.finished.prefix(line.used).map { counts in
            for (index, state) in order.enumerated() { sums[index] += Double(counts[state.0] ?? 0) }
            return zip(sums, order).map { ($0, $1.1) }
        }
        let top = Double(max(1, account.tally.items)) * 1.04
        let half = account.tally.items / 2
        var halfway = ""
        if let index = stacks.firstIndex(where: { $0.reduce(0) { $0 + $1.0 } >= Double(half) }), half > 0 {
            halfway = " Half of them were done after \(Wording.span(Double(index + 1) * Double(line.width) / 1e6))."
        }
        return figure(
            "Items finished",
            "\(account.tally.finished.formatted) of \(account.tally.items.formatted), \(account.tally.failed.formatted) "
                + "failed, \(account.tally.unknown.formatted) unknown.\(halfway)",
            frame(top: top, unit: "", seconds: Double(line.used) * Double(line.width) / 1e6, columns(stacks, top: top)))
    }

    /// How long answers took; each column is a fifth of a tenfold wide.
    static func latency(_ histogram: LatencyHistogram) -> String {
        let edges = (0...40).map { pow(10, Double($0) / 5) * 10 }  // 10 µs to 1,000 s
        var below = 0
        var counts = edges.map { edge in
            let upTo = histogram.count(upTo: Int64(edge))
            defer { below = upTo }
            return upTo - below
        }
        let last = counts.lastIndex { $0 > 0 } ?? 0
        let first = counts.firstIndex { $0 > 0 } ?? 0
        // One column on each side, so that a narrow distribution is seen as one.
        let shown = max(0, first - 2)...min(counts.count - 1, last + 2)
        counts = Array(counts[shown])
        let top = Double(max(1, counts.max() ?? 1)) * 1.08
        let step = (width - left) / Double(counts.count)
        var marks = columns(counts.map { [(Double($0), "mark")] }, top: top)
        var words: [String] = []
        for (name, share) in [("p50", 0.5), ("p95", 0.95), ("p99", 0.99)] {
            guard let value = histogram.quantile(share) else { continue }
            let place = (log10(max(10, Double(value)) / 10) * 5 - Double(shown.lowerBound) + 1) * step + left
            let x = number(min(width, max(left, place)))
            marks += "<line x1=\"\(x)\" y1=\"0\" x2=\"\(x)\" y2=\"\(number(height))\" class=\"quantile\"/>"
            words.append("\(name) \(Wording.latency(value))")
        }
        for (index, column) in shown.enumerated() where index.isMultiple(of: max(1, counts.count / 5)) {
            marks +=
                "<text x=\"\(number(left + Double(index) * step))\" y=\"\(number(height + 16))\">"
                + "\(Wording.latency(Int64(edges[max(0, column - 1)])))</text>"
        }
        let longest = histogram.quantile(1).map { ", longest \(Wording.latency($0))" } ?? ""
        return figure(
            "How long answers took", "\(words.joined(separator: ", "))\(longest); the dotted lines are these three.",
            frame(top: top, unit: "", seconds: nil, marks))
    }

    // MARK: Pieces

    private static func columns(_ stacks: [[(Double, String)]], top: Double) -> String {
        let step = (width - left) / Double(max(1, stacks.count))
        var marks = ""
        for (index, stack) in stacks.enumerated() {
            var y = height
            for (value, fill) in stack where value > 0 {
                let tall = value / top * height
                y -= tall
                marks +=
                    "<rect x=\"\(number(left + Double(index) * step))\" y=\"\(number(y))\" "
                    + "width=\"\(number(max(0.6, step - (step > 4 ? 1 : 0))))\" height=\"\(number(tall))\" class=\"fill-\(fill)\"/>"
            }
        }
        return marks
    }

    private static func level(_ value: Double, top: Double, text: String, kind: String) -> String {
        let y = height - value / top * height
        return
            "<line x1=\"\(number(left))\" y1=\"\(number(y))\" x2=\"\(number(width))\" y2=\"\(number(y))\" class=\"\(kind)\"/>"
            + "<text x=\"\(number(width))\" y=\"\(number(y - 4))\" text-anchor=\"end\">\(text)</text>"
    }

    /// Axes with two marks each.
    private static func frame(top: Double, unit: String, seconds: Double?, _ marks: String) -> String {
        var axes =
            "<line x1=\"\(number(left))\" y1=\"\(number(height))\" x2=\"\(number(width))\" y2=\"\(number(height))\" class=\"axis\"/>"
        for value in ticks(below: top) {
            let y = height - value / top * height
            axes +=
                "<line x1=\"\(number(left))\" y1=\"\(number(y))\" x2=\"\(number(width))\" y2=\"\(number(y))\" class=\"axis\"/>"
            axes +=
                "<text x=\"\(number(left - 6))\" y=\"\(number(y + 4))\" text-anchor=\"end\">\(short(value))\(unit)</text>"
        }
        if let seconds {
            for (place, anchor) in [(0.0, "start"), (0.5, "middle"), (1.0, "end")] {
                axes +=
                    "<text x=\"\(number(left + place * (width - left)))\" y=\"\(number(height + 16))\" "
                    + "text-anchor=\"\(anchor)\">\(place == 0 ? "0 s" : Wording.span(seconds * place))</text>"
            }
        }
        return
            "<svg viewBox=\"0 -6 \(number(width)) \(number(height + bottom + 6))\" aria-hidden=\"true\">\(axes)\(marks)</svg>"
    }

    /// Two to five round numbers.
    private static func ticks(below top: Double) -> [Double] {
        let power = pow(10, floor(log10(top)))
        let step = [0.2, 0.5, 1].map { $0 * power }.first { top / $0 < 6 } ?? power
        return Array(stride(from: step, through: top, by: step))
    }

    private static func figure(_ title: String, _ caption: String, _ picture: String) -> String {
        "<figure>\n<h3>\(title)</h3>\n<div role=\"img\" aria-label=\"\(title): \(caption)\">\(picture)</div>\n"
            + "<figcaption>\(caption)</figcaption>\n</figure>\n"
    }

    /// `950`, `12k`, `1.5M`.
    private static func short(_ value: Double) -> String {
        switch value {
        case ..<10: Wording.fixed(value, value == value.rounded() ? 0 : 1)
        case ..<10_000: Wording.fixed(value, 0)
        case ..<1e6: "\(Wording.fixed(value / 1e3, 0))k"
        default: "\(Wording.fixed(value / 1e6, 1))M"
        }
    }

    private static func number(_ value: Double) -> String {
        let text = Wording.fixed(value, 1).replacing(",", with: "")
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
