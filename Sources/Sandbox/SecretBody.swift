import Foundation
import Model

/// The body of a PUT or a POST, checked as FastAPI checks it: every fault is named, with what was sent.
struct SecretBody {
    /// Of a POST.
    let name: String?
    let values: [(key: String, value: String)]

    enum Outcome {
        case taken(SecretBody)
        case refused(SandboxReply)
    }

    /// - Parameter hasName: whether it is a POST's, which names the secret.
    static func read(_ body: [UInt8], hasName: Bool) -> Outcome {
        let text = String(decoding: body, as: UTF8.self)
        guard !body.isEmpty else {
            return .refused(.invalid([InvalidField(["body"], .missing, input: "null")]))
        }
        guard let root = try? JSONSerialization.jsonObject(with: Data(body), options: .fragmentsAllowed) else {
            // The answer says so.
            return .refused(.invalid([InvalidField(["body", "0"], .notJSON, input: jsonString(text))]))
        }
        guard let fields = root as? [String: Any] else {
            return .refused(.invalid([InvalidField(["body"], .notObject, input: text)]))
        }
        var reader = SecretFieldReader(text: text)
        let name = hasName ? reader.string(fields, "secret_name", at: ["body"]) : nil
        let values = reader.pairs(fields["data"])
        guard reader.invalid.isEmpty else { return .refused(.invalid(reader.invalid)) }
        if let name, !isName(name) {
            return .refused(.error(400, "Kubernetes cannot have a secret of this name."))
        }
        guard values.reduce(0, { $0 + $1.value.utf8.count }) <= 1_048_576 else {
            return .refused(.error(413, "the secret is too large"))
        }
        return .taken(SecretBody(name: name, values: values))
    }

    /// The name that a POST's body gives, for the log and for faults of one secret, however wrong the rest is.
    static func name(in body: [UInt8]) -> String? {
        let root = try? JSONSerialization.jsonObject(with: Data(body))  // what is no JSON names nothing
        return (root as? [String: Any])?["secret_name"] as? String
    }

    /// Kubernetes' rule for keys, taken for names too: `[-._a-zA-Z0-9]{1,253}`.
    static func isName(_ key: String) -> Bool {
        (1...253).contains(key.utf8.count)
            && key.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }
}
