import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// Whether colours are used, and how they are written (ECMA-48, SGR).
struct TextStyle {
    enum Colour: Int {
        case red = 31
        case green = 32
        case yellow = 33
        case grey = 90
    }

    let isOn: Bool

    /// - Parameter descriptor: where the text goes; without a terminal there are colours only with `--color always`.
    init(_ choice: ColorChoice, on descriptor: Int32) {
        let environment = ProcessInfo.processInfo.environment
        switch choice {
        case .always: isOn = true
        case .never: isOn = false
        case .auto:
            // https://no-color.org: any value counts, unless it is empty.
            let isRefused = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
            isOn = !isRefused && environment["TERM"] != "dumb" && isatty(descriptor) == 1
        }
    }

    func paint(_ text: String, _ colour: Colour) -> String {
        isOn && !text.isEmpty ? "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m" : text
    }

    /// The colour of a run's or an item's state.
    func paint(state: String) -> String { Self.colour(of: state).map { paint(state, $0) } ?? state }

    static func colour(of state: String) -> Colour? {
        switch state {
        case "succeeded": .green
        case "failed": .red
        case "unknown", "interrupted", "stopped": .yellow
        case "skipped", "cancelled": .grey
        default: nil
        }
    }
}
