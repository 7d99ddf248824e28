import Foundation

/// Looks for an object that has two members of one name: some readers take the first, some the last (RFC 8259,
/// section 4).
enum JSONMembers {
    /// - Parameter bytes: JSON that a decoder has read.
    static func areDoubled(in bytes: UnsafeRawBufferPointer) -> Bool {
        // The names of each object that is open; `nil` means a list.
        var open: [Set<String>?] = []
        var at = 0
        var string = 0...0
        while at < bytes.count {
            switch bytes[at] {
            case UInt8(ascii: "{"): open.append([])
            case UInt8(ascii: "["): open.append(nil)
            case UInt8(ascii: "}"), UInt8(ascii: "]"): _ = open.popLast()
            case UInt8(ascii: "\""):
                let end = endOfString(bytes, from: at)
                string = at...min(end, bytes.count - 1)
                at = end
            case UInt8(ascii: ":"):
                guard let name = text(bytes, string), let last = open.indices.last, open[last] != nil else {
                    return true
                }
                if open[last]?.insert(name).inserted == false { return true }
            default: break
            }
            at += 1
        }
        return false
    }

    /// - Returns: the place of the closing quote.
    private static func endOfString(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
        var at = start + 1
        while at < bytes.count, bytes[at] != UInt8(ascii: "\"") { at += bytes[at] == UInt8(ascii: "\\") ? 2 : 1 }
        return at
    }

    /// A string with its quotes, as a decoder reads it: an escape may hide that two names are one.
    private static func text(_ bytes: UnsafeRawBufferPointer, _ place: ClosedRange<Int>) -> String? {
        let inner = bytes[place].dropFirst().dropLast()
        guard inner.contains(UInt8(ascii: "\\")) else { return String(decoding: inner, as: UTF8.self) }
        return try? JSONDecoder().decode(String.self, from: Data(bytes[place]))  // what is no string is no name
    }
}
