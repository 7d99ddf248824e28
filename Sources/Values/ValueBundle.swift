package import Model
package import Secrets

/// The values of an item in one piece, each with its key, so that one envelope contains and binds all of them.
///
/// For each value: the length of the key's name (2 bytes), the name, the length of the value (4 bytes), the value. All
/// numbers are big-endian.
package enum ValueBundle {
    package static func write(_ values: [(key: KeyName, value: Secret)], into bundle: inout SecretBuffer) {
        for (key, value) in values {
            append(key.text.utf8.count, bytes: 2, to: &bundle)
            bundle.append(key.text)
            append(value.count, bytes: 4, to: &bundle)
            bundle.append(value)
        }
    }

    /// - Throws: `ValueError.notOpened` for bytes that `write` does not produce.
    package static func read(_ bundle: Secret) throws -> [(key: KeyName, value: Secret)] {
        try bundle.withBytes { bytes in
            var rest = bytes[...]
            var values: [(key: KeyName, value: Secret)] = []
            while !rest.isEmpty {
                let name = try take(try number(2, &rest), &rest)
                let value = try take(try number(4, &rest), &rest)
                values.append(
                    (KeyName(stored: String(decoding: name, as: UTF8.self)), Secret(copying: .init(rebasing: value))))
            }
            guard Set(values.map(\.key)).count == values.count else { throw ValueError.notOpened }
            return values
        }
    }

    private static func append(_ number: Int, bytes: Int, to bundle: inout SecretBuffer) {
        for place in (0..<bytes).reversed() { bundle.append(UInt8(truncatingIfNeeded: number >> (8 * place))) }
    }

    private static func number(_ bytes: Int, _ rest: inout Slice<UnsafeRawBufferPointer>) throws -> Int {
        try take(bytes, &rest).reduce(0) { $0 << 8 | Int($1) }
    }

    private static func take(
        _ count: Int, _ rest: inout Slice<UnsafeRawBufferPointer>
    ) throws -> Slice<UnsafeRawBufferPointer> {
        guard count <= rest.count else { throw ValueError.notOpened }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }
}
