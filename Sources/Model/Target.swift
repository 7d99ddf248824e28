/// One secret of one app.
package struct Target: Sendable, Hashable {
    package let app: AppID
    package let secret: SecretName

    package init(app: AppID, secret: SecretName) {
        self.app = app
        self.secret = secret
    }
}

extension Target: CustomStringConvertible {
    package var description: String { "\(app)/\(secret)" }
}
