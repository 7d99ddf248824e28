import Model
import Testing

@testable import JobFile

@Suite struct TargetFieldsTests {
    private static let app = "3c90c3cc-0d44-4b50-8888-8dd25736052a"

    private static func entry(_ targets: String, secret: String = "", others: String = "") throws -> SecretEntry {
        let text = """
            version: 1
            plan: p
            secrets:
              - targets: { \(targets) }
                \(secret)
                \(others)
                keys: { k: { literal: x } }
            """
        return try JobFile(yaml: text, file: "a.yaml").plan.entries[0]
    }

    @Test(
        "a pattern stands beside each way to name apps, and so does the number that is expected",
        arguments: ["apps: [\(app)]", "app_names: [billing]", "app_type: full_pipeline", "all: true"])
    func pattern(apps: String) throws {
        let entry = try Self.entry("\(apps), secrets: \"db-*\", expect: \">= 3\"")
        #expect(entry.secret == nil && entry.targets.lookup?.secrets?.text == "db-*")
        #expect(entry.targets.needsAPI && entry.expect == .atLeast(3))
        #expect(entry.targets.lookup?.namesIDs == apps.hasPrefix("apps:"))
        let (own, other) = (try SecretName("db-1"), try SecretName("mail"))
        #expect(entry.mayFind(own) && !entry.mayFind(other))
        #expect(try Self.entry("\(apps), expect: 2", secret: "secret: db").expect == .exactly(2))
    }

    @Test("a list of targets has an expected number too")
    func list() throws {
        #expect(try Self.entry("csv: a.csv, expect: 2").expect == .exactly(2))
    }

    @Test(
        "what does not go together is refused with its position and the fix",
        arguments: [
            ("all: true, secrets: \"db-*\"", "secret: db", "", "secret: and secrets: are both given"),
            ("csv: a.csv, secrets: \"db-*\"", "", "", "the rows of a CSV file name its secrets"),
            ("all: true, secrets: \"[a\"", "", "", "is not closed"),
            ("secrets: \"db-*\"", "", "", "no targets are named; write one of apps"),
            ("apps: [\(app), \(app)], secrets: \"*\"", "", "", "is listed twice"),
            ("all: true", "", "", "or secrets: with a pattern under targets"),
            ("all: true, expect: none", "secret: db", "", "is not a number of targets"),
            ("all: true, secrets: \"*\"", "", "create: missing", "a pattern finds only secrets that exist"),
        ])
    func refused(targets: String, secret: String, others: String, message: String) {
        let error = #expect(throws: JobFileError.self) {
            try Self.entry(targets, secret: secret, others: others)
        }
        #expect("\(String(describing: error))".contains(message), "\(String(describing: error))")
    }
}
