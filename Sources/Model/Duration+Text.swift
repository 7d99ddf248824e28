extension Duration {
    /// Reads a job file's duration: a whole number with a unit, `500ms`, `30s`, `5m`, `2h` or `30d`.
    /// - Throws: `InvalidInput` for anything else, and for more than 10,000 days.
    package init(text: String) throws {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let unit = text.dropFirst(digits.count)
        let milliseconds: Int64? =
            switch unit {
            case "ms": 1
            case "s": 1_000
            case "m": 60_000
            case "h": 3_600_000
            case "d": 86_400_000
            default: nil
            }
        guard let milliseconds, let count = Int64(digits), count <= 864_000_000_000 / milliseconds else {
            throw InvalidInput(
                "\(quoted(text)) is not a duration", fix: "write a whole number with ms, s, m, h or d, like 30s")
        }
        self = .milliseconds(count * milliseconds)
    }

    /// The shortest text that `init(text:)` reads back, rounded down to milliseconds.
    package var text: String {
        let milliseconds = wholeMilliseconds
        for (unit, size) in [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000)] as [(String, Int64)]
        where milliseconds >= size && milliseconds.isMultiple(of: size) {
            return "\(milliseconds / size)\(unit)"
        }
        return "\(milliseconds)ms"
    }

    package var wholeMilliseconds: Int64 {
        components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000
    }

    package var wholeMicroseconds: Int64 {
        components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000
    }

    package var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
