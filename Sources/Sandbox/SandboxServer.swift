import Model
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Transport

#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// The stand-in on a socket of this machine.
package struct SandboxServer: Sendable {
    package let state: SandboxState
    package let port: Int

    private let speaksTLS: Bool

    package var url: String { speaksTLS ? "https://localhost:\(port)" : "http://127.0.0.1:\(port)" }

    private typealias Connection = NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>
    private static let maxBodyBytes = 4 * 1_048_576

    /// Serves as long as `body` runs.
    /// - Throws: what `body` throws, or an `InvalidInput` when the port is taken or the outside issuer cannot be read.
    package static func serve<Result: Sendable>(
        _ configuration: SandboxConfiguration, _ body: @Sendable @escaping (SandboxServer) async throws -> Result
    ) async throws -> Result {
        let loop = try configuration.issuer.map { _ in try EventLoop() }
        defer { loop?.close() }
        var issuer: OutsideIssuer?
        if let loop, let url = configuration.issuer { issuer = try await OutsideIssuer(url, on: loop) }
        let outside = issuer
        let listener = try await listen(on: configuration.port, try tls(configuration))
        let state = SandboxState(configuration)
        let server = SandboxServer(
            state: state, port: listener.channel.localAddress?.port ?? configuration.port,
            speaksTLS: configuration.identity != nil)
        return try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask {
                try await listener.executeThenClose { connections in
                    try await withThrowingDiscardingTaskGroup { group in
                        for try await connection in connections {
                            group.addTask { await serve(connection, state, outside) }
                        }
                    }
                }
                return nil
            }
            group.addTask { try await body(server) }
            while let result = try await group.next() {
                if let result {
                    group.cancelAll()
                    return result
                }
            }
            throw CancellationError()
        }
    }

    private static func tls(_ configuration: SandboxConfiguration) throws -> NIOSSLContext? {
        guard let identity = configuration.identity else { return nil }
        do {
            var tls = TLSConfiguration.makeServerConfiguration(
                certificateChain: try NIOSSLCertificate.fromPEMFile(identity.certificate).map { .certificate($0) },
                privateKey: .privateKey(try NIOSSLPrivateKey(file: identity.privateKey, format: .pem)))
            tls.applicationProtocols = ["http/1.1"]
            return try NIOSSLContext(configuration: tls)
        } catch {
            throw InvalidInput(
                "\(identity.certificate) and \(identity.privateKey) cannot be used for TLS (\(error))",
                fix: "name a certificate and its key, both in PEM")
        }
    }

    private static func listen(on port: Int, _ tls: NIOSSLContext?) async throws -> NIOAsyncChannel<Connection, Never> {
        guard (0...65_535).contains(port) else {
            throw InvalidInput("\(port) is no port", fix: "take one of 0 to 65535")
        }
        do {
            return try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .serverChannelOption(.backlog, value: 1_024)
                .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
                .bind(host: "127.0.0.1", port: port) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        if let tls { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
                        try channel.pipeline.syncOperations.configureHTTPServerPipeline(withErrorHandling: false)
                        return try Connection(wrappingChannelSynchronously: channel)
                    }
                }
        } catch let error as IOError {
            throw InvalidInput(
                "port \(port) cannot be listened on: \(String(cString: strerror(error.errnoCode)))",
                fix: "take another port, or 0 for a free one")
        }
    }

    /// A connection's errors concern nobody else: its client sees them.
    private static func serve(
        _ connection: Connection, _ state: SandboxState, _ issuer: OutsideIssuer?
    ) async {
        do {
            try await connection.executeThenClose { inbound, outbound in
                var head: HTTPRequestHead?
                var body: [UInt8] = []
                for try await part in inbound {
                    switch part {
                    case .head(let new):
                        head = new
                        body = []
                    case .body(let bytes):
                        guard body.count + bytes.readableBytes <= maxBodyBytes else { return }
                        body += bytes.readableBytesView
                    case .end:
                        guard let head else { return }
                        let request = SandboxRequest(head, body)
                        var isVouched = false
                        if let issuer, let token = request.bearer { isVouched = await issuer.accepts(token) }
                        let reply = await state.answer(request, isVouched: isVouched)
                        guard try await write(reply, to: outbound, connection, isKept: head.isKeepAlive) else { return }
                        if case .hang = reply.ending { continue }
                    }
                }
            }
        } catch {
            return
        }
    }

    /// - Returns: whether the connection stays.
    private static func write(
        _ reply: SandboxReply, to outbound: NIOAsyncChannelOutboundWriter<HTTPServerResponsePart>,
        _ connection: Connection, isKept: Bool
    ) async throws -> Bool {
        if reply.delay > .zero { try await Task.sleep(for: reply.delay) }
        let bytes = reply.bytes.map { ByteBuffer(bytes: $0) } ?? ByteBuffer(string: reply.body)
        switch reply.ending {
        case .hang: return true
        case .none(let resets):
            if resets, let socket = connection.channel as? any SocketOptionProvider {
                try await socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
            }
            return false
        case .whole:
            try await outbound.write(
                contentsOf: [.head(head(reply, bytes.readableBytes, isKept)), .body(.byteBuffer(bytes)), .end(nil)])
            return isKept
        case .cut(let length):
            try await outbound.write(.head(head(reply, bytes.readableBytes, true)))
            try await outbound.write(.body(.byteBuffer(bytes.getSlice(at: 0, length: length) ?? ByteBuffer())))
            return false
        case .drip(let milliseconds):
            try await outbound.write(.head(head(reply, bytes.readableBytes, isKept)))
            for byte in bytes.readableBytesView {
                try await Task.sleep(for: .milliseconds(milliseconds))
                try await outbound.write(.body(.byteBuffer(ByteBuffer(bytes: [byte]))))
            }
            try await outbound.write(.end(nil))
            return isKept
        }
    }

    private static func head(_ reply: SandboxReply, _ length: Int, _ isKept: Bool) -> HTTPResponseHead {
        var headers = HTTPHeaders(reply.headers.map { ($0.key, $0.value) })
        if headers["Content-Type"].isEmpty { headers.add(name: "Content-Type", value: "application/json") }
        if headers["Date"].isEmpty { headers.add(name: "Date", value: HTTPDate.now) }
        // Without a length the server's encoder writes chunks (RFC 9112, section 7.1).
        if !reply.isChunked { headers.add(name: "Content-Length", value: String(length)) }
        if !isKept { headers.add(name: "Connection", value: "close") }
        return HTTPResponseHead(
            version: .http1_1, status: HTTPResponseStatus(statusCode: reply.status), headers: headers)
    }
}

extension SandboxRequest {
    fileprivate init(_ head: HTTPRequestHead, _ body: [UInt8]) {
        self.init(
            method: head.method.rawValue, uri: head.uri, apiKey: head.headers["Authorization-PSK"].first,
            authorization: head.headers["Authorization"].first, host: head.headers["Host"].first,
            origin: head.headers["Origin"].first, body: body)
    }
}
