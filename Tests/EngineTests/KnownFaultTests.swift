import Testing

@testable import Rekey

/// Which versions of a library are said to be faulty.
@Suite struct KnownFaultTests {
    private static let fault = KnownFault(
        library: "x", from: [3, 7, 0], fixed: [[3, 51, 3], [3, 50, 7], [3, 44, 6]], text: "")

    @Test(
        "a fault begins with a version and ends with its fix, in each branch",
        arguments: [
            ("3.6.9", false), ("3.7.0", true), ("3.40.1", true), ("3.44.5", true), ("3.44.6", false), ("3.45.0", true),
            ("3.50.7", false), ("3.51.2", true), ("3.51.3", false), ("3.53.0", false), ("4.0.0", false), ("", false),
            ("3.40.1-deb12", true),
        ])
    func versions(_ version: String, _ isFaulty: Bool) {
        #expect(Self.fault.isIn(version) == isFaulty)
    }

    @Test("letters after the digits are no part of a version")
    func letters() {
        let old = KnownFault.all.first { $0.library == "OpenSSL" && $0.from == [0] }
        #expect(old?.isIn("1.1.1w") == true && old?.isIn("3.0.22") == false)
    }
}
