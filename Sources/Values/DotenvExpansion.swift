import Secrets

/// References to other values of a dotenv file, resolved as in Docker Compose: `$NAME`, `${NAME}`, `${NAME:-default}`,
/// `${NAME-default}`, `${NAME:?message}`, `${NAME?message}`, `${NAME:+other}`, `${NAME+other}`, and `$$` for a dollar
/// sign. A name refers to a value from an earlier line of the file.
///
/// Source: https://docs.docker.com/reference/compose-file/interpolation/
enum DotenvExpansion {
    /// Represents a dollar sign that means itself, until the references are resolved. No text contains this byte.
    static let plainDollar: UInt8 = 0

    /// Whether there is `${NAME`, or `$(`, which shells and some readers replace by the output of a program.
    static func hasReference(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.indices.contains { index in
            guard bytes[index] == UInt8(ascii: "$"), index + 2 < bytes.count else { return false }
            return bytes[index + 1] == UInt8(ascii: "(")
                || bytes[index + 1] == UInt8(ascii: "{") && isNameStart(bytes[index + 2])
        }
    }

    static func withoutEscapes(_ bytes: UnsafeRawBufferPointer) -> Secret {
        var text = SecretBuffer(capacity: bytes.count)
        for byte in bytes { text.append(byte == plainDollar ? UInt8(ascii: "$") : byte) }
        return text.secret()
    }

    /// - Throws: `ValueFileProblem` for a missing name; Compose would insert nothing.
    static func of(_ value: Secret, name: String, line: Int, _ values: ValueSet) throws -> Secret {
        let resolved = try value.withBytes { bytes in
            var text = SecretBuffer(capacity: bytes.count)
            try expand(bytes, into: &text, Context(name: name, line: line, values: values), depth: 0)
            return text.secret()
        }
        guard resolved.count <= Secret.maxBytes else {
            throw ValueFileProblem(
                line: line, "the value of \(name) is over 1 MiB with its references resolved; shorten it")
        }
        return resolved
    }

    private struct Context {
        let name: String
        let line: Int
        let values: ValueSet

        func problem(_ text: String) -> ValueFileProblem {
            ValueFileProblem(line: line, "the value of \(name) \(text)")
        }
    }

    private static func expand(
        _ bytes: UnsafeRawBufferPointer, into text: inout SecretBuffer, _ context: Context, depth: Int
    ) throws {
        guard depth < 16 else { throw context.problem("has references that are nested too deeply; remove some") }
        var scanner = ByteScanner(bytes)
        while let byte = scanner.take() {
            guard byte == UInt8(ascii: "$") else {
                text.append(byte == plainDollar ? UInt8(ascii: "$") : byte)
                continue
            }
            if scanner.take("$") {
                text.append(UInt8(ascii: "$"))
            } else if scanner.take("{") {
                try braced(&scanner, into: &text, context, depth: depth)
            } else {
                let name = name(&scanner)
                guard !name.isEmpty else {
                    throw context.problem(
                        "has a $ that does not begin a name; write $$ for a dollar sign, or use single quotes")
                }
                text.append(try value(of: name, context))
            }
        }
    }

    private static func braced(
        _ scanner: inout ByteScanner, into text: inout SecretBuffer, _ context: Context, depth: Int
    ) throws {
        let name = name(&scanner)
        guard !name.isEmpty else { throw context.problem("has ${ without a name; write $$ for a dollar sign") }
        if scanner.take("}") {
            text.append(try value(of: name, context))
            return
        }
        let countsEmpty = scanner.take(":")
        let sign = scanner.take()
        let start = scanner.at
        try skipToBrace(&scanner, context)
        let rest = scanner.slice(from: start).dropLast()
        let other = UnsafeRawBufferPointer(rebasing: rest)
        let known = context.values.named(name).flatMap { countsEmpty && $0.count == 0 ? nil : $0 }
        switch sign {
        case UInt8(ascii: "-"):
            if let known { text.append(known) } else { try expand(other, into: &text, context, depth: depth + 1) }
        case UInt8(ascii: "+"):
            if known != nil { try expand(other, into: &text, context, depth: depth + 1) }
        case UInt8(ascii: "?"):
            guard let known else {
                throw context.problem("refers to \(name), which is not defined on an earlier line; add it")
            }
            text.append(known)
        default: throw context.problem("has a reference to \(name) in an unknown form; see Docker Compose's forms")
        }
    }

    /// The text up to the matching closing brace, including braces in between.
    private static func skipToBrace(_ scanner: inout ByteScanner, _ context: Context) throws {
        var open = 1
        while let byte = scanner.take() {
            if byte == UInt8(ascii: "$"), scanner.take("{") { open += 1 }
            if byte == UInt8(ascii: "}") { open -= 1 }
            if open == 0 { return }
        }
        throw context.problem("has ${ without }; close it, or use single quotes")
    }

    private static func value(of name: String, _ context: Context) throws -> Secret {
        guard let value = context.values.named(name) else {
            throw context.problem(
                "refers to \(name), which is not defined on an earlier line; add it, or write ${\(name):-} for an "
                    + "empty text"
            )
        }
        return value
    }

    private static func name(_ scanner: inout ByteScanner) -> String {
        let start = scanner.at
        guard scanner.next.map(isNameStart) ?? false else { return "" }
        scanner.skip { isNameStart($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return String(decoding: scanner.slice(from: start), as: UTF8.self)
    }

    private static func isNameStart(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
            || byte == UInt8(ascii: "_")
    }
}

extension ValueSet {
    fileprivate func named(_ name: String) -> Secret? { self[name]?.value }
}
