import CCurl

#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// How long an answer asks to be left alone (RFC 9110, section 10.2.3).
enum RetryAfter {
    static func read(from easy: UnsafeMutableRawPointer) -> Duration? {
        if let text = header("Retry-After", of: easy), let wait = wait(text, serverDate: header("Date", of: easy)) {
            return wait
        }
        // Not yet a standard: https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/, up to version 7.
        return ["RateLimit-Reset", "X-RateLimit-Reset"].lazy.compactMap { header($0, of: easy) }
            .compactMap { wait($0, serverDate: nil) }.first
    }

    /// `Date`, in seconds since 1970.
    static func serverTime(from easy: UnsafeMutableRawPointer) -> Int? {
        header("Date", of: easy).map { curl_getdate($0, nil) }.flatMap { $0 >= 0 ? $0 : nil }
    }

    /// `WWW-Authenticate`.
    static func challenge(from easy: UnsafeMutableRawPointer) -> String? { header("WWW-Authenticate", of: easy) }

    /// Seconds, rounded up, or a date; a date counts from the server's own clock, which may differ from this one. Of a
    /// list, which a proxy makes of two headers, the greatest counts.
    static func wait(_ text: String, serverDate: String?) -> Duration? {
        if let single = wholeSeconds(text) { return .seconds(single) }
        let list = text.split(separator: ",").map { wholeSeconds(String($0)) }
        if list.count > 1, list.allSatisfy({ $0 != nil }) { return list.compactMap(\.self).max().map { .seconds($0) } }
        let until = curl_getdate(text, nil)
        guard until >= 0 else { return nil }
        let server = serverDate.map { curl_getdate($0, nil) } ?? -1
        let seconds = Int64(until) - Int64(server >= 0 ? server : time(nil))
        return .seconds(min(max(0, seconds), longest))
    }

    private static func wholeSeconds(_ text: String) -> Int64? {
        let digits = { (text: Substring) in
            !text.isEmpty && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        }
        let parts = text.drop { $0 == " " }.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
            .map { $0.last == " " ? $0.dropLast() : $0 }
        guard let whole = parts.first, digits(whole), parts.count == 1 || digits(parts[1]) else { return nil }
        let isRounded = parts.count == 2 && parts[1].contains { $0 != "0" }
        return min((Int64(whole) ?? longest) &+ (isRounded ? 1 : 0), longest)
    }

    /// In seconds: a day. More than that is a mistake of the server, and a person has to look.
    private static let longest: Int64 = 86_400

    /// Source: https://curl.se/libcurl/c/curl_easy_header.html (libcurl 7.84 and newer)
    private static func header(_ name: String, of easy: UnsafeMutableRawPointer) -> String? {
        var found: UnsafeMutablePointer<curl_header>?
        guard curl_easy_header(easy, name, 0, UInt32(CURLH_HEADER), -1, &found) == CURLHE_OK,
            let value = found?.pointee.value
        else { return nil }
        return String(cString: value)
    }
}
