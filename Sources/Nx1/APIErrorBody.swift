/// The API's words about a request that it did not take: ErrorResponse, or FastAPI's HTTPValidationError.
///
/// `input` and `ctx` of a validation error hold what was sent; they are not decoded at all.
struct APIErrorBody: Decodable {
    let message: String

    private enum CodingKeys: String, CodingKey {
        case error, detail
    }

    private struct Problem: Decodable {
        let location: [Step]
        let message: String

        enum CodingKeys: String, CodingKey {
            case location = "loc"
            case message = "msg"
        }
    }

    private enum Step: Decodable {
        case name(String)
        case index(Int)

        init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            if let index = try? value.decode(Int.self) {  // else it must be a name
                self = .index(index)
            } else {
                self = .name(try value.decode(String.self))
            }
        }

        var text: String {
            switch self {
            case .name(let name): name
            case .index(let index): String(index)
            }
        }
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        if let error = try? fields.decode(String.self, forKey: .error) {  // else the other form
            message = error
        } else if let detail = try? fields.decode(String.self, forKey: .detail) {  // else the list
            message = detail
        } else {
            message = try fields.decode([Problem].self, forKey: .detail)
                .map { $0.location.map(\.text).joined(separator: ".") + ": " + $0.message }
                .joined(separator: "; ")
        }
    }
}
