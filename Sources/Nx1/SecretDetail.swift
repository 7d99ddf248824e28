import Foundation

/// SecretDetailResponse, as far as rekey looks at it: the values in it are masks and are not read.
struct SecretDetail: Decodable {
    let secretName: String
    let data: [Entry]?

    /// - Returns: `nil` when it is no such answer.
    static func read(_ bytes: UnsafeRawBufferPointer) -> SecretDetail? {
        SecretDetailScanner.read(bytes) ?? decode(bytes)
    }

    static func decode(_ bytes: UnsafeRawBufferPointer) -> SecretDetail? {
        try? JSONDecoder().decode(SecretDetail.self, from: Data(bytes))
    }

    struct Entry: Decodable {
        let key: String
    }

    enum CodingKeys: String, CodingKey {
        case secretName = "secret_name"
        case data
    }
}
