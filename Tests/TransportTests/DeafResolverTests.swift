import Sandbox
import Testing

@testable import Transport

#if canImport(Glibc)
    import Glibc
#endif

/// Names that a name server is asked for and never answers.
@Suite struct DeafResolverTests {
    /// Binds a port for name queries on loopback and reads none of them.
    private struct DeafServer: ~Copyable {
        let address = "127.0.53.153"
        private let file: Int32

        init?() {
            let file = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
            var place = sockaddr_in()
            place.sin_family = sa_family_t(AF_INET)
            place.sin_port = UInt16(53).bigEndian
            inet_pton(AF_INET, address, &place.sin_addr)
            let isBound = withUnsafePointer(to: &place) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { plain in
                    bind(file, plain, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
                }
            }
            self.file = file
            guard isBound else { return nil }
        }

        deinit { close(file) }
    }

    /// Lives on a loop.
    private actor Dweller {
        private let loop: EventLoop

        nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

        init(_ loop: EventLoop) {
            self.loop = loop
        }

        /// Gives the loop's thread, and the threads that it will start, a resolver configuration of their own.
        /// - Returns: whether that is allowed here.
        func setResolver(_ path: String) -> Bool {
            typealias Unshare = @convention(c) (Int32) -> Int32
            let newMounts: Int32 = 0x0002_0000  // CLONE_NEWNS; Swift sees neither it nor the function
            guard let symbol = dlsym(nil, "unshare"),
                unsafeBitCast(symbol, to: Unshare.self)(newMounts) == 0
            else { return false }
            return mount("none", "/", nil, UInt(MS_REC | MS_PRIVATE), nil) == 0
                && mount(path, "/etc/resolv.conf", nil, UInt(MS_BIND), nil) == 0
        }
    }

    @Test(
        "a lookup that nobody answers holds up no other request, ends when it is cut, and ends at the connect timeout",
        .enabled(if: geteuid() == 0), .timeLimit(.minutes(2)))
    func deaf() async throws {
        guard let server = DeafServer() else { return }  // the address is taken, or not allowed here
        let path = "/tmp/rekey-test-resolv-\(getpid())"
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        let text = "nameserver \(server.address)\noptions timeout:30 attempts:5\n"
        #expect(text.withCString { write(file, $0, strlen($0)) } == text.utf8.count)
        close(file)
        defer { unlink(path) }
        let loop = try EventLoop()
        defer { loop.close() }
        guard await Dweller(loop).setResolver(path) else { return }

        var configuration = SandboxConfiguration()
        configuration.createsAll = true
        try await SandboxServer.serve(configuration) { sandbox in
            var settings = HTTPSettings()
            settings.usesProxy = false
            settings.connectTimeout = .seconds(60)
            settings.timeout = .seconds(60)
            let patient = try HTTPClient(on: loop, settings: settings)
            let cause = await withTaskGroup(of: HTTPFailure.Cause?.self) { group in
                group.addTask { await Self.cause(of: patient) }
                for _ in 0..<50 {
                    let answer = await patient.send(HTTPRequest(.get, url: sandbox.url + "/api/app"))
                    #expect((try? answer.get())?.status == 401)  // it shows no key
                }
                group.cancelAll()
                return await group.next() ?? nil
            }
            #expect(cause == .cancelled, "the lookup had ended before the others")

            settings.connectTimeout = .milliseconds(300)
            #expect(await Self.cause(of: try HTTPClient(on: loop, settings: settings)) == .timeout)
        }
    }

    private static func cause(of client: HTTPClient) async -> HTTPFailure.Cause? {
        switch await client.send(HTTPRequest(.get, url: "https://rekey-deaf.example.com/")) {
        case .success: nil
        case .failure(let failure): failure.cause
        }
    }
}
