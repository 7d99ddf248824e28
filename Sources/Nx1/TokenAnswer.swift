/// The body of a token endpoint's answer, read leniently: what is of no use counts as missing (RFC 6749, section 5).
struct TokenAnswer: Decodable {
    let access: String?
    let refresh: String?
    let kind: Kind
    let lifetime: Duration?
    /// The code of a refusal.
    let error: String?
    /// What the server says besides.
    let words: String?

    enum Kind {
        case bearer, other
    }

    /// Longer than any token holds in earnest: ten years.
    private static let longest: Int64 = 10 * 365 * 86_400

    private enum CodingKeys: String, CodingKey {
        case access = "access_token"
        case refresh = "refresh_token"
        case kind = "token_type"
        case lifetime = "expires_in"
        case error
        case description = "error_description"
        case message, detail
    }

    /// Some servers nest what they have to say.
    private struct Nested: Decodable {
        let message: String
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        func text(_ key: CodingKeys) -> String? {
            let text = try? fields.decode(String.self, forKey: key)  // another type counts as missing
            return text?.isEmpty == true ? nil : text
        }
        access = text(.access)
        refresh = text(.refresh)
        let hasKind = fields.contains(.kind) && (try? fields.decodeNil(forKey: .kind)) == false  // null is missing
        kind = !hasKind || ["bearer", "bearertoken"].contains(text(.kind)?.lowercased()) ? .bearer : .other
        // Anything else is an unknown lifetime.
        let seconds = (try? fields.decode(Int64.self, forKey: .lifetime)) ?? text(.lifetime).flatMap(Self.number)
        lifetime = seconds.flatMap { (1...Self.longest).contains($0) ? .seconds($0) : nil }
        let nested = try? fields.decode(Nested.self, forKey: .error)  // mostly it is text
        error = text(.error) ?? nested?.message
        words = text(.description) ?? text(.message) ?? text(.detail)
    }

    private static func number(_ text: String) -> Int64? {
        text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? Int64(text) : nil
    }

    /// What it says, in one line.
    var refusal: String? {
        guard let error else { return words }
        return error + (words.map { ": \($0)" } ?? "")
    }
}
