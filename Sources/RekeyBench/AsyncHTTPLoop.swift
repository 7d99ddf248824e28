import ArgumentParser
import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOSSL

/// The same PUTs by Swift's own HTTP client in a task group: no record, no check but the status.
struct AsyncHTTPLoop: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "async-http-loop", abstract: "Send the PUTs of a bench by async-http-client.",
        shouldDisplay: false)

    @Option var url: String
    @Option var apps: String
    @Option var width: Int
    @Option var ca: String?

    func run() async throws {
        let names = try String(contentsOfFile: apps, encoding: .utf8).split(separator: "\n").dropFirst()
        var configuration = HTTPClient.Configuration()
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = width
        if let ca {
            var tls = TLSConfiguration.makeClientConfiguration()
            tls.trustRoots = .file(ca)
            configuration.tlsConfiguration = tls
        }
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        try await withThrowingTaskGroup { group in
            var left = names.makeIterator()
            for _ in 0..<width {
                guard let name = left.next() else { break }
                group.addTask { try await send(name, by: client) }
            }
            while try await group.next() != nil {
                guard let name = left.next() else { continue }
                group.addTask { try await send(name, by: client) }
            }
        }
        try await client.shutdown()
    }

    private func send(_ name: Substring, by client: HTTPClient) async throws {
        var request = HTTPClientRequest(url: "\(url)/api/app/\(name)/secrets/db")
        request.method = .PUT
        request.headers = ["Content-Type": "application/json", "Authorization-PSK": "x"]
        request.body = .bytes(
            ByteBuffer(
                string: #"{"data":[{"key":"username","value":"svc"},{"key":"password","value":"\#(name)\#(name)"}]}"#))
        let answer = try await client.execute(request, timeout: .seconds(30))
        _ = try await answer.body.collect(upTo: 1 << 20)
        guard answer.status == .ok else { throw BenchError("the server answered \(answer.status.code)") }
    }
}
