import Foundation
import Model

/// The body of a PUT, checked as the API does.
struct UpdateRequest {
    let values: [(key: String, value: String)]

    enum Outcome {
        case taken(UpdateRequest)
        case refused(SandboxReply)
    }

    static func read(_ body: [UInt8]) -> Outcome {
        let text = String(decoding: body, as: UTF8.self)
        guard let root = try? JSONSerialization.jsonObject(with: Data(body)) else {  // the answer says so
            return .refused(
                .invalid(["body", "0"], "JSON decode error", type: "json_invalid", input: jsonString(text)))
        }
        guard let fields = root as? [String: Any], let data = fields["data"] else {
            return .refused(.invalid(["body", "data"], "Field required", type: "missing", input: text))
        }
        guard let list = data as? [Any] else {
            return .refused(
                .invalid(["body", "data"], "Input should be a valid list", type: "list_type", input: text))
        }
        var values: [(key: String, value: String)] = []
        for (index, item) in list.enumerated() {
            let place = ["body", "data", String(index)]
            for name in ["key", "value"] where (item as? [String: Any])?[name] as? String == nil {
                return .refused(
                    .invalid(place + [name], "Input should be a valid string", type: "string_type", input: text))
            }
            guard let pair = item as? [String: Any], let key = pair["key"] as? String,
                let value = pair["value"] as? String
            else { continue }
            guard isName(key), !values.contains(where: { $0.key == key }) else {
                return .refused(
                    .invalid(place + ["key"], "Value error, invalid or repeated key", type: "value_error", input: text))
            }
            values.append((key, value))
        }
        guard values.reduce(0, { $0 + $1.value.utf8.count }) <= 1_048_576 else {
            return .refused(.error(413, "the secret is too large"))
        }
        return .taken(UpdateRequest(values: values))
    }

    /// Kubernetes' rule: `[-._a-zA-Z0-9]{1,253}`.
    private static func isName(_ key: String) -> Bool {
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
