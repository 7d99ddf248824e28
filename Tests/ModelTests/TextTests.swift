import Testing

@testable import Model

@Suite struct TextTests {
    @Test(
        "durations read as written",
        arguments: [("500ms", 500), ("30s", 30_000), ("5m", 300_000), ("2h", 7_200_000), ("30d", 2_592_000_000)])
    func durations(text: String, milliseconds: Int64) throws {
        let duration = try Duration(text: text)
        #expect(duration == .milliseconds(milliseconds))
        #expect(duration.text == text)
    }

    @Test(
        "what is no duration is refused",
        arguments: ["", "5", "s", "-1s", "1.5s", "5 s", "5S", "٣s", "99999999999999999999s", "10001d"])
    func noDurations(text: String) {
        #expect(throws: InvalidInput.self) { try Duration(text: text) }
    }

    @Test(
        "rates give the time between two requests",
        arguments: [("20/s", 50_000), ("600/m", 100_000), ("5000/h", 720_000)])
    func rates(text: String, microseconds: Int64) throws {
        #expect(try Rate(text: text).interval == .microseconds(microseconds))
    }

    @Test(
        "what is no rate is refused",
        arguments: ["", "20", "0/s", "20/d", "/s", "20/s/s", "-1/s", "1.5/s", "2000000/s"])
    func noRates(text: String) {
        #expect(throws: InvalidInput.self) { try Rate(text: text) }
    }

    @Test("a small rate does not start with a burst of fifty unless told so")
    func burst() throws {
        #expect(Limits().effectiveBurst == 50)
        #expect(Limits(rate: try Rate(text: "10/s")).effectiveBurst == 10)
        #expect(Limits(rate: try Rate(text: "5000/h")).effectiveBurst == 2)
        #expect(Limits(rate: try Rate(text: "10/s"), burst: 40).effectiveBurst == 40)
        #expect(Limits(burst: 40).paced(at: try Rate(text: "5/s")).effectiveBurst == 5)
    }

    @Test("app ids compare without case, and only UUIDs are some")
    func appIDs() throws {
        #expect(
            try AppID("3C90C3CC-0D44-4B50-8888-8DD25736052A") == AppID("3c90c3cc-0d44-4b50-8888-8dd25736052a"))
        for bad in [
            "", "3c90c3cc", "3c90c3cc-0d44-4b50-8888-8dd25736052", "gc90c3cc-0d44-4b50-8888-8dd25736052a",
            "3c90c3cc0d44-4b50-8888-8dd25736052a-", "../../../../../etc/passwd-aaaaaaaaaaaaa",
        ] {
            #expect(throws: InvalidInput.self) { try AppID(bad) }
        }
    }

    @Test(
        "names that no path segment can carry are refused",
        arguments: ["", ".", "..", "a/b", "a\\b", "a\nb", " a", "a\u{0}"])
    func secretNames(text: String) {
        #expect(throws: InvalidInput.self) { try SecretName(text) }
    }

    @Test("key names follow Kubernetes", arguments: ["", "a b", "a/b", "ü", String(repeating: "a", count: 254)])
    func keyNames(text: String) {
        #expect(throws: InvalidInput.self) { try KeyName(text) }
    }

    @Test("limits of failures are counted over the run, shares only from twenty items on")
    func failureLimits() throws {
        let share = try FailureLimit(text: "5%")
        #expect(!share.isExceeded(failures: 19, finished: 19))
        #expect(!share.isExceeded(failures: 1, finished: 20))
        #expect(share.isExceeded(failures: 2, finished: 20))
        let count = try FailureLimit(text: "3")
        #expect(!count.isExceeded(failures: 3, finished: 3))
        #expect(count.isExceeded(failures: 4, finished: 4))
        #expect(!(try FailureLimit(text: "100%").isExceeded(failures: 50, finished: 50)))
        for bad in ["", "101%", "-1", "x%", "1.5"] {
            #expect(throws: InvalidInput.self) { try FailureLimit(text: bad) }
        }
    }
}
