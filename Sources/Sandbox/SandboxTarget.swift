/// One secret of one app, as the stand-in knows it.
package struct SandboxTarget: Sendable, Hashable {
    package let app: String
    package let secret: String

    package init(app: String, secret: String) {
        self.app = app.lowercased()
        self.secret = secret
    }

    /// A UUID as RFC 9562 writes it.
    var hasAppID: Bool {
        let groups = app.split(separator: "-", omittingEmptySubsequences: false)
        return groups.map(\.utf8.count) == [8, 4, 4, 4, 12]
            && groups.allSatisfy { group in
                group.utf8.allSatisfy {
                    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                        || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
                }
            }
    }
}
