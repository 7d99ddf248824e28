import Secrets

/// Prints values that the user asked to see. This is the only place that prints values in plain text.
struct OpenValues {
    let format: OutputFormat

    /// Samples: one per line, or a list.
    func print(samples: [Secret]) throws {
        var text = SecretBuffer(capacity: 4_096)
        switch format {
        case .table: for sample in samples { Self.line(sample, into: &text) }
        case .csv:
            text.append("value\r\n")
            for sample in samples {
                Self.csv(sample, into: &text)
                text.append("\r\n")
            }
        case .json, .yaml:
            text.append("[")
            for (index, sample) in samples.enumerated() {
                text.append(index == 0 ? "\n  " : ",\n  ")
                Self.json(sample, into: &text)
            }
            text.append("\n]\n")
        }
        try text.withBytes { try StandardOutput.write(bytes: $0) }
    }

    /// One value, without formatting.
    func print(value: Secret) throws {
        var text = SecretBuffer(capacity: value.count + 1)
        Self.line(value, into: &text)
        try text.withBytes { try StandardOutput.write(bytes: $0) }
    }

    /// The values of a secret.
    /// - Parameter fields: further JSON members, without the braces.
    func print(values: [(key: String, value: Secret)], fields: String) throws {
        var text = SecretBuffer(capacity: 4_096)
        switch format {
        case .table:
            let width = values.map(\.key.count).max() ?? 0
            for (key, value) in values {
                text.append(key + String(repeating: " ", count: width - key.count + 2))
                Self.line(value, into: &text)
            }
        case .csv:
            text.append("key,value\r\n")
            for (key, value) in values {
                text.append(key + ",")
                Self.csv(value, into: &text)
                text.append("\r\n")
            }
        // JSON is also YAML (YAML 1.2, section 1.3), and quotes every value.
        case .json, .yaml:
            text.append("{\n  \(fields),\n  \"values\": {")
            for (index, (key, value)) in values.enumerated() {
                text.append((index == 0 ? "\n" : ",\n") + "    \"\(key)\": ")
                Self.json(value, into: &text)
            }
            text.append("\n  }\n}\n")
        }
        try text.withBytes { try StandardOutput.write(bytes: $0) }
    }

    private static func line(_ value: Secret, into text: inout SecretBuffer) {
        text.append(value)
        if value.withBytes({ $0.last }) != UInt8(ascii: "\n") { text.append("\n") }
    }

    private static func json(_ value: Secret, into text: inout SecretBuffer) {
        text.append("\"")
        value.withBytes { JSONText.escape($0, into: &text) }
        text.append("\"")
    }

    /// RFC 4180, section 2: always in quotes.
    private static func csv(_ value: Secret, into text: inout SecretBuffer) {
        text.append("\"")
        value.withBytes { bytes in
            for byte in bytes {
                if byte == UInt8(ascii: "\"") { text.append(byte) }
                text.append(byte)
            }
        }
        text.append("\"")
    }
}
