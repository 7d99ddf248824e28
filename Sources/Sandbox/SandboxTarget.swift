/// One secret of one app, as the stand-in knows it.
package struct SandboxTarget: Sendable, Hashable {
    package let app: String
    package let secret: String

    package init(app: String, secret: String) {
        self.app = app.lowercased()
        self.secret = secret
    }
}
