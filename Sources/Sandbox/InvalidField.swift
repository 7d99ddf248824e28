import Foundation
import Model

/// One fault of a request as FastAPI names it (`ValidationError`).
struct InvalidField {
    enum Kind {
        case missing, notJSON, notObject, notList, notText, notUUID, notAppType, badKey
        /// A fault that somebody asked for.
        case asked
    }

    /// Where it is: `body`, `data`, 0, `key`.
    let location: [String]
    let kind: Kind
    /// JSON; what was sent, which FastAPI echoes.
    let input: String

    init(_ location: [String], _ kind: Kind, input: String) {
        self.location = location
        self.kind = kind
        self.input = input
    }

    static func json(_ value: Any) -> String {
        let options: JSONSerialization.WritingOptions = [.fragmentsAllowed, .sortedKeys]
        // What came out of JSON goes into it.
        let data = try? JSONSerialization.data(withJSONObject: value, options: options)
        return data.map { String(decoding: $0, as: UTF8.self) } ?? "null"
    }

    var json: String {
        let steps = location.map { Int($0).map(String.init) ?? jsonString($0) }.joined(separator: ",")
        let (type, message) = words
        return "{\"type\":\(jsonString(type)),\"loc\":[\(steps)],\"msg\":\(jsonString(message)),"
            + "\"input\":\(input),\"ctx\":{\"error\":\(input)}}"
    }

    private var words: (type: String, message: String) {
        switch kind {
        case .missing: ("missing", "Field required")
        case .notJSON: ("json_invalid", "JSON decode error")
        case .notObject:
            ("model_attributes_type", "Input should be a valid dictionary or object to extract fields from")
        case .notList: ("list_type", "Input should be a valid list")
        case .notText: ("string_type", "Input should be a valid string")
        case .notUUID: ("uuid_parsing", "Input should be a valid UUID")
        case .notAppType: ("enum", "Input should be one of the types of apps")
        case .badKey: ("value_error", "Value error, invalid or repeated key")
        case .asked: ("value_error", "Value error")
        }
    }
}
