import Testing

@testable import Model

@Suite struct WebAddressTests {
    @Test(
        "an address that two readers could take for two is refused",
        arguments: [
            "https://a b", "https://a\r\nb", "https://a\\@b", "https://u@a", "https://u:p@a", "https://a:0",
            "https://a:65536",
            "https://a:", "https://a:8x", "https://", "https://.a", "https://a..b", "https://a%2eb", "https://a/%00",
            "https://a/%0d", "https://a/%zz", "https://a/%", "https://a/x#f", "https://a/../b", "https://a/%2E%2e/b",
            "https://é", "https://127.1", "https://0x7f.0.0.1", "https://1", "https://256.1.1.1", "https://[1]",
            "https://[::1]x", "https://[::1", "file:///etc/passwd", "ftp://a", "https:a", "//a", "a",
        ])
    func refused(text: String) {
        let refusal = #expect(throws: InvalidInput.self) { try WebAddress(text) }
        #expect(refusal?.description.contains("u:p") == false)
    }

    @Test(
        "what is one address is read as it stands",
        arguments: [
            ("https://Sso.Example.com/realms/a/token?x=1", "https://sso.example.com:443/realms/a/token"),
            ("HTTP://LOCALHOST:80/", "http://localhost:80"), ("http://[::1]:8080", "http://[::1]:8080"),
            ("https://a.:443//", "https://a:443"), ("https://10.0.0.1", "https://10.0.0.1:443"),
            ("https://a_b.c-d.e/%20", "https://a_b.c-d.e:443/%20"),
        ])
    func taken(text: String, identity: String) throws {
        #expect(try WebAddress(text).identity == identity)
    }

    @Test("a domain is compared label by label, without case and without the dot at its end")
    func domains() throws {
        for host in ["rapid.nx1cloud.com", "A.Rapid.NX1cloud.com", "a.b.rapid.nx1cloud.com."] {
            #expect(try WebAddress("https://" + host).isWithin("rapid.nx1cloud.com"))
        }
        for host in ["xrapid.nx1cloud.com", "rapid.nx1cloud.com.evil.example", "nx1cloud.com", "rapid.nx1cloud.co"] {
            #expect(try !WebAddress("https://" + host).isWithin("rapid.nx1cloud.com"))
        }
    }

    @Test(
        "a plan's host covers what it names and nothing else",
        arguments: [
            ("a.example.com", "https://a.example.com/x", true), ("a.example.com", "https://a.example.com:444", false),
            ("a.example.com/x", "https://a.example.com/x/y", true),
            ("a.example.com/x", "https://a.example.com/xy", false),
            ("https://A.example.com:443/", "https://a.example.com.", true), ("127.0.0.1", "http://127.0.0.1:99", true),
            ("127.0.0.1:98", "http://127.0.0.1:99", false), ("127.0.0.1:99", "http://127.0.0.1:99", true),
            ("https://127.0.0.1:99", "http://127.0.0.1:99", false), ("localhost", "http://127.0.0.1:99", false),
        ])
    func entries(entry: String, host: String, isCovered: Bool) throws {
        #expect(try HostEntry(entry).covers(try WebAddress(host)) == isCovered)
    }
}
