import Testing

@testable import Model

@Suite struct NamePatternTests {
    @Test(
        "a pattern matches a name as a whole, as a shell's does",
        arguments: [
            ("db", ["db"], ["db2", "adb", "d", "DB"]),
            ("*", ["", "a", "a b", "ü"], []),
            ("db-*", ["db-", "db-a", "db-a-b"], ["db", "xdb-a", "Db-a"]),
            ("*-db", ["-db", "a-db", "db-db"], ["db", "a-dbx"]),
            ("*a*b*", ["ab", "xaxbx", "aab", "bab"], ["ba", "a", "b"]),
            ("a**b", ["ab", "axb"], ["a"]),
            ("?", ["a", "ü", "*"], ["", "ab"]),
            ("db-??", ["db-01"], ["db-1", "db-001"]),
            ("db-[0-9]", ["db-0", "db-9"], ["db-", "db-a", "db-10"]),
            ("[a-cx]y", ["ay", "cy", "xy"], ["dy", "-y", "y"]),
            ("[!0-9]*", ["a1", "-"], ["1a", ""]),
            ("[^a]", ["b"], ["a"]),
            ("[]a]", ["]", "a"], ["b"]),
            ("[a-]", ["a", "-"], ["b"]),
            ("[*]?[[]", ["*x["], ["ax[", "*x]"]),
            ("a.b+(c)$", ["a.b+(c)$"], ["axb+(c)$", "a.bb(c)$"]),
            ("*[0-9]*-prod", ["db1-prod", "1-prod", "a1-1-prod"], ["db-prod", "db1-prod2"]),
        ])
    func matches(text: String, fitting: [String], others: [String]) throws {
        let pattern = try NamePattern(text)
        for name in fitting { #expect(pattern.matches(name), "\(text) and \(name)") }
        for name in others { #expect(!pattern.matches(name), "\(text) and \(name)") }
    }

    @Test(
        "a pattern that no name matches, or whose bracket is wrong, is refused",
        arguments: ["", "a/b", "a\\*", "[a", "[]", "[!]", "[z-a]", "a\u{7}", String(repeating: "a", count: 254)])
    func refused(text: String) {
        #expect(throws: InvalidInput.self) { try NamePattern(text) }
    }

    @Test("many stars take no more than the product of both lengths", .timeLimit(.minutes(1)))
    func slow() throws {
        let pattern = try NamePattern(String(repeating: "*a", count: 120) + "b")
        #expect(!pattern.matches(String(repeating: "a", count: 253)))
    }

    @Test("a number of targets is exact, or a minimum")
    func expected() throws {
        let (exact, minimum) = (try ExpectedCount("40"), try ExpectedCount(">= 40"))
        #expect(exact.holds(40) && !exact.holds(39) && !exact.holds(41))
        #expect(minimum.holds(40) && minimum.holds(41) && !minimum.holds(39))
        #expect(try ExpectedCount(">=40") == minimum)
        for text in ["", "0", "-1", "4.5", "> 4", ">= ", "04", "many", "<= 4", ">= 0"] {
            #expect(throws: InvalidInput.self) { try ExpectedCount(text) }
        }
    }
}
