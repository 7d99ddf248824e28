import CCurl

#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// How long an answer asks the client to wait (RFC 9110, section 10.2.3).
enum RetryAfter {
    static func read(from easy: UnsafeMutableRawPointer, status: Int) -> Duration? {
        read(status: status, serverDate: header("Date", of: easy)) { header($0, of: easy) }
    }

    /// The first of these headers that can be parsed. All but `Retry-After` are not (yet) standards:
    /// https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/, from version 8 on a single field
    /// `RateLimit`. Information about a limit is used only if the limit is reached: some servers send it with every
    /// answer.
    /// - Parameter header: the values of a header, joined by commas.
    static func read(status: Int, serverDate: String?, header: (String) -> String?) -> Duration? {
        if let text = header("Retry-After"), let wait = wait(text, serverDate: serverDate) { return wait }
        if let text = header("Retry-After-Ms"), let milliseconds = greatest(text) {
            return .seconds(min((milliseconds + 999) / 1_000, longest))
        }
        let isUsedUp = ["RateLimit-Remaining", "X-RateLimit-Remaining", "X-Rate-Limit-Remaining"].contains {
            header($0).flatMap(greatest) == 0
        }
        guard status == 429 || isUsedUp else { return nil }
        for name in ["RateLimit-Reset", "X-RateLimit-Reset", "X-Rate-Limit-Reset"] {
            if let text = header(name), let wait = reset(text, serverDate: serverDate) { return wait }
        }
        return header("RateLimit").flatMap(timeOfPolicies)
    }

    /// A number of seconds, or the moment itself as seconds or milliseconds since 1970: both are in use.
    private static func reset(_ text: String, serverDate: String?) -> Duration? {
        guard let number = greatest(text), number >= 1_000_000_000 else { return wait(text, serverDate: serverDate) }
        let moment = number >= 1_000_000_000_000 ? (number + 999) / 1_000 : number
        return .seconds(min(max(0, moment - now(serverDate)), longest))
    }

    /// The maximum `t` (seconds) in `"default";r=0;t=30, "daily";r=0;t=3600`.
    private static func timeOfPolicies(_ text: String) -> Duration? {
        let times = text.split(whereSeparator: { ";,".contains($0) }).compactMap { part -> Int64? in
            let field = part.drop { $0 == " " }
            return field.hasPrefix("t=") ? digits(field.dropFirst(2)) : nil
        }
        return times.max().map { .seconds(min($0, longest)) }
    }

    /// `Date`, in seconds since 1970.
    static func serverTime(from easy: UnsafeMutableRawPointer) -> Int? {
        header("Date", of: easy).map { curl_getdate($0, nil) }.flatMap { $0 >= 0 ? $0 : nil }
    }

    /// `WWW-Authenticate`.
    static func challenge(from easy: UnsafeMutableRawPointer) -> String? { header("WWW-Authenticate", of: easy) }

    /// The methods that a 405 names (RFC 9110, section 10.2.1).
    static func allow(from easy: UnsafeMutableRawPointer) -> String? { header("Allow", of: easy) }

    /// Seconds, rounded up, or a date; a date is compared with the server's own clock, which may differ from this one.
    /// If a proxy joined two headers into a list, the maximum is used.
    static func wait(_ text: String, serverDate: String?) -> Duration? {
        if let seconds = greatest(text) { return .seconds(min(seconds, longest)) }
        // A date contains a comma, so two dates look like one; the first is used.
        let until = curl_getdate(text, nil)
        guard until >= 0 else { return nil }
        return .seconds(min(max(0, Int64(until) - now(serverDate)), longest))
    }

    /// In seconds since 1970, by the server's clock if it sent it.
    private static func now(_ serverDate: String?) -> Int64 {
        let server = serverDate.map { curl_getdate($0, nil) } ?? -1
        return Int64(server >= 0 ? server : time(nil))
    }

    /// The maximum of a list of numbers; `nil` if one entry is not a number.
    private static func greatest(_ text: String) -> Int64? {
        let list = text.split(separator: ",").map(roundedUp)
        return list.allSatisfy({ $0 != nil }) ? list.compactMap(\.self).max() : nil
    }

    private static func roundedUp(_ text: Substring) -> Int64? {
        let parts = text.drop { $0 == " " }.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
            .map { $0.last == " " ? $0.dropLast() : $0 }
        guard let whole = parts.first.flatMap(digits), parts.count == 1 || digits(parts[1]) != nil else { return nil }
        return whole + (parts.count == 2 && parts[1].contains { $0 != "0" } ? 1 : 0)
    }

    /// A number that consists of digits only, limited to `largest`.
    private static func digits(_ text: Substring) -> Int64? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            return nil
        }
        return Int64(text).map { min($0, largest) } ?? largest
    }

    /// Small enough that no sum overflows.
    private static let largest: Int64 = 1_000_000_000_000_000

    /// In seconds: one day. A longer wait is a mistake of the server, and a person must look at it.
    private static let longest: Int64 = 86_400

    /// All values of a header, joined by commas: a proxy may add its own value to the server's.
    ///
    /// Source: https://curl.se/libcurl/c/curl_easy_header.html (libcurl 7.84 and newer)
    private static func header(_ name: String, of easy: UnsafeMutableRawPointer) -> String? {
        var values: [String] = []
        while values.count < 8 {
            var found: UnsafeMutablePointer<curl_header>?
            guard curl_easy_header(easy, name, values.count, UInt32(CURLH_HEADER), -1, &found) == CURLHE_OK,
                let value = found?.pointee.value
            else { break }
            values.append(String(cString: value))
        }
        return values.isEmpty ? nil : values.joined(separator: ", ")
    }
}
