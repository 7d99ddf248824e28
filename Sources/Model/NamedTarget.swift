/// One secret of an app that a list names; the API says which app that is when a run starts.
package struct NamedTarget: Sendable, Hashable {
    package let app: String
    package let secret: SecretName

    package init(app: String, secret: SecretName) {
        self.app = app
        self.secret = secret
    }
}

extension NamedTarget: CustomStringConvertible {
    package var description: String { "\(quoted(app))/\(secret)" }
}

/// A target as a row of a list names it.
package enum ListedTarget: Sendable, Hashable {
    case identified(Target)
    case named(NamedTarget)
}

extension ListedTarget {
    package var secret: SecretName {
        switch self {
        case .identified(let target): target.secret
        case .named(let target): target.secret
        }
    }
}

extension ListedTarget: CustomStringConvertible {
    package var description: String {
        switch self {
        case .identified(let target): "\(target)"
        case .named(let target): "\(target)"
        }
    }
}
