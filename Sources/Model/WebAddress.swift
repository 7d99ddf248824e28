/// The address of an HTTP server, parsed so strictly that libcurl cannot read another host from it.
///
/// This is the only place with the rule for plain http: it is allowed to a loopback address only, which is `localhost`,
/// `127.0.0.0/8` in plain dotted decimal, or `[::1]`. Other spellings of an address are refused, because programs read
/// them differently: a leading zero means octal to some and nothing to others.
package struct WebAddress: Sendable, Hashable {
    /// `https` or `http`.
    package let scheme: String
    /// In lower case; an IPv6 address keeps its brackets.
    package let host: String
    package let port: Int?
    /// As it was written, percent-encoded.
    package let path: String
    package let query: String?

    /// - Parameter assumedScheme: for a text without one; with `nil` such a text is invalid.
    /// - Throws: `InvalidInput`. The message quotes no user part and no query, because they may be secret.
    package init(_ text: String, assuming assumedScheme: String? = nil) throws {
        guard text.utf8.allSatisfy(Self.isAllowed) else {
            throw InvalidInput(
                "the address has a space, a line break, a backslash or another character that is not allowed in an "
                    + "address",
                fix: "write it like https://nx1.example.com")
        }
        let parts = text.split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 || assumedScheme != nil else {
            throw InvalidInput("\(Self.shown(text)) is not an address", fix: "write it like https://nx1.example.com")
        }
        scheme = parts.count == 2 ? parts[0].lowercased() : assumedScheme ?? ""
        guard ["https", "http"].contains(scheme) else {
            throw InvalidInput("\(quoted(scheme)) addresses are not supported", fix: "write https://…")
        }
        let rest = parts.count == 2 ? parts[1] : text[...]
        let authority = rest.prefix { !"/?#".contains($0) }
        (host, port) = try Self.hostAndPort(authority, of: text)
        let tail = rest.dropFirst(authority.count)
        guard !tail.contains("#") else {
            throw InvalidInput("the address has a fragment (#…)", fix: "leave it out")
        }
        let halves = tail.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = halves.first.map(String.init) ?? ""
        query = halves.count == 2 ? String(halves[1]) : nil
        try Self.checkEscapes(tail)
        let segments = path.lowercased().replacing("%2e", with: ".").split(separator: "/")
        guard !segments.contains("."), !segments.contains("..") else {
            throw InvalidInput("the address has a path with \".\" or \"..\"", fix: "write the path without them")
        }
        guard scheme == "https" || isLoopback else {
            throw InvalidInput(
                "http would send credentials unencrypted to \(quoted(host))", fix: "use https, or a loopback address")
        }
    }

    /// For the request line: the text again, with scheme and host in lower case.
    package var text: String { origin + path + (query.map { "?" + $0 } ?? "") }

    /// Scheme, host and, if one was written, port.
    package var origin: String { "\(scheme)://\(host)" + (port.map { ":\($0)" } ?? "") }

    package var effectivePort: Int { port ?? (scheme == "https" ? 443 : 80) }

    /// The host without the dot that may end a full name.
    package var name: String { host.hasSuffix(".") ? String(host.dropLast()) : host }

    /// The path without slashes at its end.
    package var trimmedPath: String {
        var path = path[...]
        while path.hasSuffix("/") { path.removeLast() }
        return String(path)
    }

    /// The same text for all spellings of one API: `https://nx1.example.com:443/path`.
    package var identity: String { "\(scheme)://\(name):\(effectivePort)\(trimmedPath)" }

    package var isLoopback: Bool {
        host == "localhost" || host == "[::1]" || host.hasPrefix("127.") && Self.isPlainAddress(host)
    }

    /// Whether the host is `domain` or below it, compared label by label.
    package func isWithin(_ domain: String) -> Bool { name == domain || name.hasSuffix("." + domain) }

    // MARK: Parts

    private static func hostAndPort(_ authority: Substring, of text: String) throws -> (String, Int?) {
        guard !authority.contains("@") else {
            throw InvalidInput(
                "the address has a user part (…@)", fix: "leave it out; credentials are set separately")
        }
        let host: Substring
        let tail: Substring
        if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") {
            host = authority[...end]
            tail = authority[authority.index(after: end)...]
            let inner = host.dropFirst().dropLast()
            guard inner.contains(":"), inner.allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." }) else {
                throw InvalidInput(
                    "\(shown(text)) does not have an IPv6 address in its brackets", fix: "write it like [::1]")
            }
        } else {
            host = authority.prefix { $0 != ":" }
            tail = authority.dropFirst(host.count)
            try checkName(host, of: text)
        }
        guard !tail.isEmpty else { return (host.lowercased(), nil) }
        let digits = tail.dropFirst()
        guard tail.hasPrefix(":"), digits.count <= 5, digits.utf8.allSatisfy(isDigit), let port = Int(digits),
            (1...65_535).contains(port)
        else {
            throw InvalidInput(
                "\(shown(text)) does not have a valid port after the host", fix: "write a port from 1 to 65535")
        }
        return (host.lowercased(), port)
    }

    private static func checkName(_ host: Substring, of text: String) throws {
        let labels = (host.hasSuffix(".") ? host.dropLast() : host)
            .split(separator: ".", omittingEmptySubsequences: false)
        let isName =
            host.count <= 255
            && labels.allSatisfy { label in
                !label.isEmpty && label.utf8.allSatisfy { isDigit($0) || isLetter($0) || "-_".utf8.contains($0) }
            }
        // A host that ends in a number is an address, or some programs take it for one.
        if let last = labels.last, isNumber(last) {
            guard isPlainAddress(String(host)) else {
                throw InvalidInput(
                    "\(quoted(String(host))) is an unusual spelling of an IP address",
                    fix: "write it as four decimal numbers, like 127.0.0.1")
            }
        } else if host.utf8.contains(UInt8(ascii: "%")) || host.utf8.contains(UInt8(ascii: "+")) || !isName {
            throw InvalidInput("\(shown(text)) is not an address", fix: "write it like https://nx1.example.com")
        }
    }

    /// Four decimal numbers of 0 to 255 without leading zeros.
    private static func isPlainAddress(_ host: String) -> Bool {
        let numbers = host.split(separator: ".", omittingEmptySubsequences: false)
        return numbers.count == 4
            && numbers.allSatisfy { number in
                (1...3).contains(number.utf8.count) && number.utf8.allSatisfy(isDigit)
                    && (number == "0" || !number.hasPrefix("0")) && (Int(number) ?? 256) <= 255
            }
    }

    private static func isNumber(_ label: Substring) -> Bool {
        let label = label.lowercased()
        return !label.isEmpty
            && (label.utf8.allSatisfy(isDigit)
                || label.hasPrefix("0x") && label.dropFirst(2).allSatisfy(\.isHexDigit))
    }

    private static func checkEscapes(_ text: Substring) throws {
        let bytes = Array(text.utf8)
        for (at, byte) in bytes.enumerated() where byte == UInt8(ascii: "%") {
            let digits = bytes.dropFirst(at + 1).prefix(2)
            let code = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
            guard digits.count == 2, digits.allSatisfy({ isDigit($0) || isLetter($0) }), let code, code >= 0x20,
                code != 0x7f
            else {
                throw InvalidInput(
                    "the address has a % that does not encode a character, or a control character",
                    fix: "write the address without it")
            }
        }
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        (0x21...0x7e).contains(byte) && !#""<>\^`{|}"#.utf8.contains(byte)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    /// The text for a message, without the parts that may be secret.
    private static func shown(_ text: String) -> String {
        text.contains("@") ? "the text" : quoted(String(text.prefix { !"?#".contains($0) }))
    }
}
