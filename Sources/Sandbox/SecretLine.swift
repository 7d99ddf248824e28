import Foundation
import Model

/// A secret with its values as one line of JSON: `{"app_id":"…","secret_name":"db","values":{"password":"x"}}`.
struct SecretLine: Decodable {
    let target: SandboxTarget
    /// `nil` where the line has none.
    let values: [String: String]?

    private enum CodingKeys: String, CodingKey {
        case app = "app_id"
        case secret = "secret_name"
        case values
    }

    init(target: SandboxTarget, values: [String: String]) {
        self.target = target
        self.values = values
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        target = SandboxTarget(
            app: try fields.decode(String.self, forKey: .app), secret: try fields.decode(String.self, forKey: .secret))
        values = try fields.decodeIfPresent([String: String].self, forKey: .values)
    }

    /// - Throws: `InvalidInput` for the first line that is not one.
    static func read(_ body: [UInt8]) throws -> [SecretLine] {
        try body.split(separator: UInt8(ascii: "\n")).enumerated().map { index, line in
            guard let read = try? JSONDecoder().decode(SecretLine.self, from: Data(line)),  // the error says so
                read.target.hasAppID
            else {
                throw InvalidInput(
                    "line \(index + 1) is not a secret",
                    fix:
                        "write lines like {\"app_id\": \"…\", \"secret_name\": \"db\", \"values\": {\"password\": \"x\"}}"
                )
            }
            return read
        }
    }

    var json: String {
        let pairs = (values ?? [:]).sorted { $0.key < $1.key }.map { "\(jsonString($0.key)):\(jsonString($0.value))" }
        return "{\"app_id\":\(jsonString(target.app)),\"secret_name\":\(jsonString(target.secret)),"
            + "\"values\":{\(pairs.joined(separator: ","))}}"
    }
}
