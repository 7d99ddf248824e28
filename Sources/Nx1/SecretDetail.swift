/// SecretDetailResponse, as far as rekey looks at it: the values in it are masks and are not read.
struct SecretDetail: Decodable {
    let secretName: String
    let data: [Entry]?

    struct Entry: Decodable {
        let key: String
    }

    enum CodingKeys: String, CodingKey {
        case secretName = "secret_name"
        case data
    }
}
