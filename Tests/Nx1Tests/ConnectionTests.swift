import Foundation
import Model
import Secrets
import Testing

@testable import Nx1

@Suite struct ConnectionTests {
    private let profiles = FileManager.default.temporaryDirectory.path + "/\(UUID())"

    private func resolve(
        _ environment: [String: String], profile: String? = nil, plan: String? = nil, hosts: [String] = [],
        run: String? = nil, file: String? = nil,
        change: (inout Connection.Options) -> Void = { _ in }
    ) throws -> Connection {
        defer { try? FileManager.default.removeItem(atPath: profiles) }
        if let file {
            _ = FileManager.default.createFile(
                atPath: profiles, contents: Data(file.utf8), attributes: [.posixPermissions: 0o600])
        }
        var options = Connection.Options()
        options.profile = profile
        change(&options)
        return try Connection.resolve(
            options,
            bounds: HostBounds(
                profile: plan, hosts: try hosts.map(HostEntry.init), run: run.map { (id: 7, host: $0) }),
            environment: environment.merging(["NX1_PROFILES_PATH": profiles]) { $1 })
    }

    private static let file = """
        default: { host: https://default.example.com/, api_key: from-default }
        prod: { host: prod.example.com, api_key: from-prod, verify_ssl: false, timeout: 12.5 }
        """

    @Test("the environment wins over the profile, flags over both")
    func precedence() throws {
        let fromFile = try resolve([:], file: Self.file)
        #expect(fromFile.host.base == "https://default.example.com")
        #expect(fromFile.credential.secret == Secret(utf8: "from-default"))
        let prod = try resolve([:], plan: "prod", file: Self.file)
        #expect(prod.host.base == "https://prod.example.com" && !prod.verifiesTLS)
        #expect(prod.timeout == .milliseconds(12_500))
        let environment = ["NX1_HOST": "https://e.example.com", "NX1_API_KEY": "from-env"]
        let mixed = try resolve(environment, profile: "prod", file: Self.file)
        #expect(mixed.host.base == "https://e.example.com")
        #expect(mixed.credential.secret == Secret(utf8: "from-env"))
        #expect(mixed.warnings.contains { $0.contains("wins over the profile") })
        let flags = try resolve(environment, file: Self.file) {
            $0.host = "f.example.com"
            $0.apiKey = ("key.txt", Secret(utf8: " from-flag\n"))
        }
        #expect(flags.host.base == "https://f.example.com")
        #expect(flags.credential.secret == Secret(utf8: "from-flag"))
    }

    @Test("the older variables and the token work")
    func others() throws {
        let old = try resolve(["LAKEHOUSE_HOST": "https://old.example.com", "LAKEHOUSE_API_KEY": "old"])
        #expect(old.host.authority == "old.example.com")
        let token = try resolve(["NX1_HOST": "https://a.example.com", "NX1_TOKEN": "t0ken"])
        #expect(token.credential.header.name == "Authorization")
        #expect(token.credential.header.value == Secret(utf8: "Bearer t0ken"))
    }

    @Test(
        "http goes to this machine alone",
        arguments: [
            ("http://127.0.0.1:80", true), ("http://localhost", true), ("http://[::1]:8080", true),
            ("http://127.1.2.3", true), ("http://example.com", false), ("http://127.0.0.1.example.com", false),
            ("http://10.0.0.1", false), ("http://localhost.example.com", false), ("http://0127.0.0.1", false),
            ("http://127.1", false), ("http://+127.0.0.1", false), ("http://0x7f000001", false),
            ("http://2130706433", false), ("http://127.0.0.1.", false), ("http://127.0.0.01", false),
            ("http://[::ffff:127.0.0.1]", false), ("http://%6cocalhost", false), ("http://127.0.0.256", false),
        ])
    func plainHTTP(host: String, isTaken: Bool) {
        let answer = try? APIHost(host, from: "--host")
        #expect((answer != nil) == isTaken)
    }

    @Test(
        "what is not an address is refused",
        arguments: ["ftp://x", "https://", "https://u:p@x", "https://x/?q", "https://x#f", "a b", "https://x\r\ny"])
    func noHost(host: String) {
        #expect(throws: ConfigurationError.self) { try APIHost(host, from: "--host") }
    }

    @Test(
        "a host that is not the plan's is refused, whoever names it",
        arguments: [
            (["NX1_HOST": "https://other.example.com"], nil), (["LAKEHOUSE_HOST": "api.example.com:444"], nil),
            ([:], "other.example.com"), ([:], "https://api.example.com.evil.example"),
        ] as [([String: String], String?)])
    func hosts(environment: [String: String], flag: String?) {
        let error = #expect(throws: ConfigurationError.self) {
            try resolve(environment.merging(["NX1_API_KEY": "k"]) { $1 }, hosts: ["api.example.com"]) { $0.host = flag }
        }
        #expect(error?.description.contains("api.hosts") == true)
    }

    @Test(
        "all spellings of the plan's host are it",
        arguments: [
            "https://api.example.com", "API.example.com", "api.example.com:443", "https://api.example.com./",
            "https://api.example.com/gateway",
        ])
    func spellings(host: String) throws {
        let found = try resolve(["NX1_HOST": host, "NX1_API_KEY": "k"], hosts: ["x.example.com", "api.example.com"])
        #expect(found.host.address.name == "api.example.com")
    }

    @Test("a profile that the plan names holds for the environment's host too, and must be there to compare")
    func planProfile() throws {
        let other = ["NX1_HOST": "https://e.example.com", "NX1_API_KEY": "from-env"]
        let error = #expect(throws: ConfigurationError.self) { try resolve(other, plan: "prod", file: Self.file) }
        #expect(error?.description.contains("prod.example.com") == true)
        #expect(throws: ConfigurationError.self) { try resolve(other, plan: "prod") }
        #expect(throws: ConfigurationError.self) { try resolve(other, plan: "none", file: Self.file) }
        let same = ["NX1_HOST": "https://PROD.example.com:443/", "NX1_API_KEY": "from-env"]
        #expect(try resolve(same, plan: "prod", file: Self.file).credential.secret == Secret(utf8: "from-env"))
        let listed = try resolve(other, plan: "prod", hosts: ["e.example.com"], file: Self.file)
        #expect(listed.host.authority == "e.example.com")
    }

    @Test("a run goes on at the host that it began with alone")
    func runHost() throws {
        let environment = ["NX1_HOST": "https://a.example.com", "NX1_API_KEY": "k"]
        #expect(try resolve(environment, run: "https://a.example.com:443").host.authority == "a.example.com")
        for other in ["https://b.example.com:443", "https://a.example.com:444", "https://a.example.com:443/x"] {
            let error = #expect(throws: ConfigurationError.self) { try resolve(environment, run: other) }
            #expect(error?.description.contains("run 7") == true)
        }
    }

    @Test("the user hears when a profile's key goes to another host than the profile's")
    func foreignKey() throws {
        let found = try resolve(["NX1_HOST": "https://e.example.com"], file: Self.file)
        #expect(found.warnings.contains { $0.contains("default.example.com") })
    }

    @Test(
        "a credential that a header cannot carry is refused, and is not in the message",
        arguments: ["geheim\nX-Evil: 1", "ge heim", "gehéim"])
    func credential(text: String) {
        let error = #expect(throws: ConfigurationError.self) {
            try resolve(["NX1_HOST": "https://x", "NX1_API_KEY": text])
        }
        #expect(error?.description.contains("heim") == false)
    }

    @Test(
        "profiles that are wrong are named with their place",
        arguments: [
            "default: {host: [1]}", "- a", "default:\n  host: x\n  api_key: {", "default: x", "\u{0}",
            "default: { host: x, api_key: '' }",
        ])
    func wrongProfiles(text: String) {
        let error = #expect(throws: ConfigurationError.self) { try resolve([:], file: text) }
        #expect(error?.description.contains("\n") == false)
    }

    @Test("a profile that is asked for must be there")
    func missing() {
        #expect(throws: ConfigurationError.self) { try resolve([:], profile: "none", file: Self.file) }
        #expect(throws: ConfigurationError.self) { try resolve([:], profile: "none") }
        #expect(throws: ConfigurationError.self) { try resolve([:]) }
    }
}
