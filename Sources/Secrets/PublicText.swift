/// Text that may be stored and shown: one line without control characters, of limited length, without a known secret.
///
/// There are two ways to create one. Text from outside (the API, a proxy, a program) goes through a scrubber. rekey's
/// own text consists of literals, numbers and checked names.
package struct PublicText: Sendable, Hashable {
    package let text: String

    /// Limit, in Unicode scalars, for rekey's own text: a path in it must stay complete.
    private static let maximum = 6_000

    /// Text from outside, cut to 500 Unicode scalars.
    package init(_ foreign: String, hiding scrubber: Scrubber) {
        text = scrubber.scrub(foreign)
    }

    /// This many bytes of a program's output are examined for its last 4 KiB.
    package static let endBytes = Excerpt.end.examinedBytes

    /// The end of a program's output, at most 4 KiB of it.
    /// - Parameter foreign: the last `endBytes` bytes of the output, or all of it if it is shorter.
    package init(endOf foreign: [UInt8], hiding scrubber: Scrubber) {
        text = scrubber.scrub(String(decoding: foreign, as: UTF8.self), as: .end)
    }

    package init(_ own: some OwnText) {
        self.init(own: own.ownText)
    }

    private init(own text: String) {
        self.text = VisibleText.cut(VisibleText.line(text), to: Self.maximum)
    }

    package var isEmpty: Bool { text.isEmpty }

    package static func + (left: PublicText, right: PublicText) -> PublicText {
        PublicText(own: left.text + right.text)
    }

    package static func += (left: inout PublicText, right: PublicText) { left = left + right }
}

/// rekey's own text, or text from the user's own plan and command line. It must not contain text from outside, unless
/// its type has checked it.
package protocol OwnText {
    var ownText: String { get }
}

extension PublicText: CustomStringConvertible {
    package var description: String { text }
}

extension PublicText: ExpressibleByStringInterpolation {
    package init(stringLiteral literal: StaticString) {
        self.init(own: "\(literal)")
    }

    package init(stringInterpolation pieces: Pieces) {
        self.init(own: pieces.text)
    }

    /// Accepts literals, and interpolates only text that is public already.
    package struct Pieces: StringInterpolationProtocol {
        fileprivate var text = ""

        package init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + 16 * interpolationCount)
        }

        package mutating func appendLiteral(_ literal: StaticString) { text += "\(literal)" }

        package mutating func appendInterpolation(_ number: some BinaryInteger) { text += String(number) }

        package mutating func appendInterpolation(_ other: PublicText) { text += other.text }

        package mutating func appendInterpolation(_ own: some OwnText) { text += own.ownText }
    }
}
