import Testing

@testable import Model

@Suite struct SecretIdentityTests {
    private func created(_ text: String?) -> SecretIdentity { SecretIdentity(k8sName: nil, createdAt: text) }

    @Test(
        "a moment that is written in another way is the same one",
        arguments: [
            ("2026-01-01T00:00:00Z", "2026-01-01T00:00:00+00:00", false),
            ("2026-01-01T00:00:00.123Z", "2026-01-01T00:00:00Z", false),
            ("2026-01-01T00:00:00Z", "2026-01-01T00:00:01Z", true), ("2026-01-01T00:00:00Z", nil, false),
            (nil, "2026-01-01T00:00:00Z", false),
        ] as [(String?, String?, Bool)])
    func replaced(old: String?, new: String?, isReplaced: Bool) {
        #expect(created(old).isReplaced(by: created(new)) == isReplaced)
    }

    @Test(
        "a secret is younger than a run where the API says so",
        arguments: [
            ("1970-01-01T00:01:40Z", true), ("1970-01-01T00:01:31+00:00", true), ("1970-01-01T00:01:29Z", false),
            ("yesterday", false), (nil, false),
        ] as [(String?, Bool)])
    func young(text: String?, isYoung: Bool) {
        #expect(created(text).isCreated(since: 100_000_000) == isYoung)
    }
}
