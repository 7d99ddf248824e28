import Foundation
import Journal
import Model

/// The progress of a run as text.
enum ProgressText {
    static func bar(_ tally: RunTally, cells: Int = 20) -> [Screen.Piece] {
        let items = max(1, tally.items)
        let lost = tally.failed + tally.unknown
        let full = tally.finished * cells / items
        // Even one failure among thousands must be visible.
        let red = min(full, lost == 0 ? 0 : max(1, lost * cells / items))
        let share = tally.items > 0 ? tally.finished * 100 / tally.items : 100
        return [
            .init("["), .init(String(repeating: "#", count: full - red), .green),
            .init(String(repeating: "#", count: red), .red),
            .init(String(repeating: "-", count: cells - full) + "] " + String(format: "%3d %% ", share)),
        ]
    }

    static func counts(_ tally: RunTally, retrying: Int = 0) -> [Screen.Piece] {
        var pieces = [Screen.Piece("\(tally.finished)/\(tally.items)")]
        for (count, name, colour) in [
            (tally.failed, "failed", TextStyle.Colour.red), (tally.unknown, "unknown", .yellow),
            (retrying, "retrying", .yellow),
        ] where count > 0 {
            pieces += [.init(", "), .init("\(count) \(name)", colour)]
        }
        return pieces
    }

    /// - Parameter limit: in requests per second; an item may need several.
    static func pace(_ perSecond: Double, limit: Double?, left: Int) -> String {
        var text = String(format: ", %.1f/s", perSecond)
        if let limit { text += limit < 10 ? String(format: " (limit %.2g/s)", limit) : " (limit \(Int(limit))/s)" }
        if perSecond > 0, left > 0 { text += ", \(clock(Double(left) / perSecond)) left" }
        return text
    }

    static func clock(_ seconds: Double) -> String {
        let whole = Int(min(seconds.rounded(.up), 359_999))
        return whole >= 3_600
            ? String(format: "%dh%02dm", whole / 3_600, whole / 60 % 60)
            : whole >= 60 ? String(format: "%dm%02ds", whole / 60, whole % 60) : "\(whole)s"
    }
}
