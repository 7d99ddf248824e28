import Foundation
import Model

/// SecretDetailResponse, as far as rekey looks at it: the values in it are masks and are not read.
struct SecretDetail: Decodable {
    let secretName: String
    let data: [Entry]?
    /// Not in the API's document; some installations say which app the secret is of.
    let appID: String?
    let k8sName: String?
    /// As the API writes it.
    let createdAt: String?

    /// - Returns: `nil` when it is no such answer, or one that two readers may read in two ways.
    static func read(_ bytes: UnsafeRawBufferPointer) -> SecretDetail? {
        SecretDetailScanner.read(bytes) ?? decode(bytes)
    }

    static func decode(_ bytes: UnsafeRawBufferPointer) -> SecretDetail? {
        guard let detail = try? JSONDecoder().decode(SecretDetail.self, from: Data(bytes)),  // the caller reports nil
            !JSONMembers.areDoubled(in: bytes)
        else { return nil }
        return detail
    }

    init(
        secretName: String, data: [Entry]?, appID: String? = nil, k8sName: String? = nil, createdAt: String? = nil
    ) {
        self.secretName = secretName
        self.data = data
        self.appID = appID
        self.k8sName = k8sName
        self.createdAt = createdAt
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        secretName = try fields.decode(String.self, forKey: .secretName)
        data = try fields.decodeIfPresent([Entry].self, forKey: .data)
        // Whatever else these may be, they are no name to compare with.
        appID = try? fields.decode(String.self, forKey: .appID)
        k8sName = try? fields.decode(String.self, forKey: .k8sName)
        createdAt = try? fields.decode(String.self, forKey: .createdAt)
    }

    var identity: SecretIdentity { SecretIdentity(k8sName: k8sName, createdAt: createdAt) }

    struct Entry: Decodable {
        let key: String
    }

    enum CodingKeys: String, CodingKey {
        case secretName = "secret_name"
        case data
        case appID = "app_id"
        case k8sName = "k8s_name"
        case createdAt = "created_at"
    }
}
