/// Text that may be stored and shown: one line without controls, of bounded length, with no known secret in it.
///
/// There are two ways to make one. Text from elsewhere (the API, a proxy, a program) goes through a scrubber; words of
/// rekey's own are literals, with numbers and checked names between them.
package struct PublicText: Sendable, Hashable {
    package let text: String

    /// Unicode scalars of a text that consists of rekey's own words: a path in it must stay whole.
    private static let maximum = 6_000

    /// Text from elsewhere, at most 500 Unicode scalars of it.
    package init(_ foreign: String, hiding scrubber: Scrubber) {
        text = scrubber.scrub(foreign)
    }

    /// So many bytes of a program's output are looked at for its last 4 KiB.
    package static let endBytes = Excerpt.end.examinedBytes

    /// The end of a program's output, at most 4 KiB of it.
    /// - Parameter foreign: the last `endBytes` bytes of the output, or all of it where it has fewer.
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

/// What rekey says itself, or what the user's own plan and command line say. Whatever comes from elsewhere must not be in
/// it, unless its type has checked it.
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

    /// Takes literals, and between them what is public text already.
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
