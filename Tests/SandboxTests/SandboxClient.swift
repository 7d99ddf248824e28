import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import Testing

@testable import Sandbox

/// A client over a real socket that shows what came back: each request has a connection of its own.
struct SandboxClient {
    struct Answer {
        let status: Int
        let fieldLines: [(name: String, value: String)]
        let body: String

        func header(_ name: String) -> [String] {
            fieldLines.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
        }

        /// The body's fields; an array's elements are under `items`.
        var fields: [String: Any] {
            let json = try? JSONSerialization.jsonObject(with: Data(body.utf8))  // no JSON has no fields
            return json as? [String: Any] ?? ["items": json as? [[String: Any]] ?? []]
        }

        var items: [[String: Any]] { fields["items"] as? [[String: Any]] ?? [] }

        func text(_ name: String) -> String? { fields[name] as? String }

        /// The keys and values of a secret.
        var values: [String: String] {
            let pairs = (fields["data"] as? [[String: String]] ?? []).map { ($0["key"] ?? "", $0["value"] ?? "") }
            return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
        }
    }

    static let app = "3c90c3cc-0d44-4b50-8888-8dd25736052a"
    static let other = "5d9dc9f8-1818-4811-892f-902bd23f0824"
    static let target = SandboxTarget(app: app, secret: "db")
    static let list = "/api/app/\(app)/secrets"
    static let secret = list + "/db"
    static let reveal = secret + "/reveal"

    let server: SandboxServer

    /// A stand-in with two apps, the first of which has the secret `db`; nothing else exists.
    static func run(
        _ change: (inout SandboxConfiguration) -> Void = { _ in },
        _ body: @Sendable @escaping (SandboxClient) async throws -> Void
    ) async throws {
        var configuration = SandboxConfiguration()
        configuration.apps = [.init(id: app, name: "billing"), .init(id: other, name: "search")]
        configuration.secrets = [target: ["password": "old"]]
        configuration.keepsPuts = true
        change(&configuration)
        try await SandboxServer.serve(configuration) { server in try await body(SandboxClient(server: server)) }
    }

    static func data(_ values: [String: String], name: String? = nil) -> String {
        let pairs = values.sorted { $0.key < $1.key }.map { "{\"key\":\"\($0.key)\",\"value\":\"\($0.value)\"}" }
        return "{" + (name.map { "\"secret_name\":\"\($0)\"," } ?? "") + "\"data\":[\(pairs.joined(separator: ","))]}"
    }

    func put(_ values: [String: String], _ path: String = secret) async throws -> Answer {
        try await send("PUT", path, Self.data(values))
    }

    func post(_ name: String, _ values: [String: String], _ path: String = list) async throws -> Answer {
        try await send("POST", path, Self.data(values, name: name))
    }

    func get(_ path: String) async throws -> Answer { try await send("GET", path) }

    /// The state that the stand-in has for an access token, as `401` or otherwise.
    func status(bearer token: String) async throws -> Int {
        try await send("GET", "/api/app", headers: [("Authorization", "Bearer " + token)]).status
    }

    /// A request with the API key, or with `headers` instead.
    func send(
        _ method: String, _ path: String, _ body: String = "", headers: [(String, String)]? = nil
    ) async throws -> Answer {
        try #require(try await answer(method, path, body, headers: headers))
    }

    /// The same for an answer that may be cut off: `nil` then.
    func answer(
        _ method: String, _ path: String, _ body: String = "", headers: [(String, String)]? = nil
    ) async throws -> Answer? {
        try await Self.answer(
            method, path, body, headers: headers ?? [("Authorization-PSK", "sandbox-psk")], port: server.port)
    }

    static func answer(
        _ method: String, _ path: String, _ body: String = "", headers: [(String, String)] = [], port: Int
    ) async throws -> Answer? {
        let connection = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    return try NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>(
                        wrappingChannelSynchronously: channel)
                }
            }
        var fields = HTTPHeaders(headers)
        fields.add(contentsOf: [
            ("Host", "127.0.0.1:\(port)"), ("Content-Length", "\(body.utf8.count)"), ("Connection", "close"),
        ])
        let head = HTTPRequestHead(version: .http1_1, method: .init(rawValue: method), uri: path, headers: fields)
        return try await connection.executeThenClose { inbound, outbound in
            try await outbound.write(
                contentsOf: [.head(head), .body(.byteBuffer(ByteBuffer(string: body))), .end(nil)])
            var status: HTTPResponseHead?
            var text = ""
            do {
                for try await part in inbound {
                    switch part {
                    case .head(let head): status = head
                    case .body(let bytes): text += String(buffer: bytes)
                    case .end:
                        return status.map {
                            Answer(status: Int($0.status.code), fieldLines: $0.headers.map { ($0, $1) }, body: text)
                        }
                    }
                }
            } catch {
                return nil  // cut off
            }
            return nil
        }
    }
}
