import Foundation
import Testing

@testable import Sandbox

/// The description that the stand-in publishes, held against what is known of the API.
@Suite struct OpenAPITests {
    /// The API's operations with the statuses that it may answer.
    private static let operations: [String: Set<String>] = [
        "get /api/app": ["200", "401", "422"],
        "get /api/app/{app_id}/secrets": ["200", "401", "403", "404", "422"],
        "post /api/app/{app_id}/secrets": ["200", "201", "400", "401", "403", "404", "409", "422"],
        "get /api/app/{app_id}/secrets/{secret_name}": ["200", "401", "403", "404", "422"],
        "put /api/app/{app_id}/secrets/{secret_name}": ["200", "400", "401", "403", "404", "422"],
        "get /api/app/{app_id}/secrets/{secret_name}/reveal": ["200", "401", "403", "404", "422"],
    ]

    /// The fields of each schema; those that must be there have a `!`.
    private static let fields: [String: Set<String>] = [
        "AppResponse": [
            "id!", "app_name!", "created_date!", "updated_date!", "app_type", "created_by", "updated_by",
        ],
        "CreateSecretRequest": ["secret_name!", "data!"], "UpdateSecretRequest": ["data!"],
        "SecretKeyValue": ["key!", "value!"],
        "SecretDetailResponse": ["secret_name!", "k8s_name!", "data", "created_at"],
        "ErrorResponse": ["error!", "code"], "HTTPValidationError": ["detail"],
        "ValidationError": ["loc!", "msg!", "type!", "input", "ctx"],
    ]

    private func document(without: Set<SandboxRoute> = []) throws -> [String: Any] {
        let data = Data(OpenAPIDocument.json(without: without).utf8)
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    private func operations(_ document: [String: Any]) throws -> [String: Set<String>] {
        let paths = try #require(document["paths"] as? [String: [String: [String: Any]]])
        var found: [String: Set<String>] = [:]
        for (path, operations) in paths {
            for (method, operation) in operations {
                found["\(method) \(path)"] = Set((operation["responses"] as? [String: Any] ?? [:]).keys)
            }
        }
        return found
    }

    private func schemas(_ document: [String: Any]) throws -> [String: [String: Any]] {
        let components = try #require(document["components"] as? [String: Any])
        return try #require(components["schemas"] as? [String: [String: Any]])
    }

    @Test("the description has the routes, statuses and fields of the API")
    func contract() throws {
        let document = try document()
        #expect(try operations(document) == Self.operations)
        let schemas = try schemas(document)
        for (name, expected) in Self.fields {
            let schema = try #require(schemas[name])
            let required = Set(schema["required"] as? [String] ?? [])
            let names = (schema["properties"] as? [String: Any] ?? [:]).keys
            #expect(Set(names.map { required.contains($0) ? $0 + "!" : $0 }) == expected, "\(name)")
        }
        #expect(
            schemas["AppTypeEnum"]?["enum"] as? [String] == [
                "hand_authored", "notebook_pipeline", "inference_service", "full_pipeline",
            ])
    }

    @Test("every route of the stand-in that is of the API is described")
    func routes() throws {
        let described = try operations(try document()).keys
        let routes = SandboxRoute.allCases.filter(\.isOfTheAPI).map { "\($0.method.lowercased()) \($0.path)" }
        #expect(Set(routes) == Set(described))
    }

    @Test("an installation describes what it has: a route that is not there is not described")
    func without() async throws {
        try await SandboxClient.run({ $0.without = [.create, .reveal] }) { client async throws in
            let answer = try await client.send("GET", "/openapi.json", headers: [])
            #expect(answer.status == 200)
            let found = try operations(answer.fields)
            let gone = ["post /api/app/{app_id}/secrets", "get /api/app/{app_id}/secrets/{secret_name}/reveal"]
            #expect(found == Self.operations.filter { !gone.contains($0.key) })
            #expect(try schemas(answer.fields)["CreateSecretRequest"] == nil)
        }
        let old = try operations(try document(without: SandboxRoute.optional))
        #expect(old.count == 3 && !old.keys.contains { $0.contains("secrets ") || $0.hasSuffix("secrets") })
    }
}
