package import Model
package import Secrets

extension Template {
    /// The text with each reference replaced by its value.
    /// - Parameter value: returns the value of a key that the template refers to.
    package func rendered(_ value: (KeyName) -> Secret?) throws -> Secret {
        var text = SecretBuffer()
        for piece in pieces {
            switch piece {
            case .text(let plain): text.append(plain)
            case .reference(let key, let filters):
                guard var current = value(key) else {
                    throw ValueError.source(
                        InvalidInput(
                            "the template refers to \(quoted(key.text)), which has no value", fix: "add the key"))
                }
                for filter in filters { current = Self.apply(filter, to: current) }
                text.append(current)
            }
        }
        return text.secret()
    }

    private static func apply(_ filter: Filter, to value: Secret) -> Secret {
        var text = SecretBuffer(capacity: value.count * 3)
        value.withBytes { bytes in
            switch filter {
            case .urlencode: TextEncoding.percent(bytes, into: &text)
            case .base64: TextEncoding.base64(bytes, into: &text)
            case .json: JSONText.escape(bytes, into: &text)
            }
        }
        return text.secret()
    }
}
