import Foundation

/// An authority of our own and what it signed: real files by OpenSSL, good for a day.
package struct Certificates: Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        case good
        case wrongHost = "wrong-host"
        case expired
        /// Signed by itself alone.
        case selfSigned = "self-signed"
    }

    private let folder: String

    /// Made once for all tests of a process.
    package static func shared() throws -> Certificates { try made.get() }

    private static let made = Result { try Certificates() }

    package var authority: String { folder + "/ca.pem" }

    package func certificate(_ kind: Kind) -> String { "\(folder)/\(kind.rawValue).pem" }

    package func key(_ kind: Kind) -> String { "\(folder)/\(kind.rawValue).key" }

    private init() throws {
        folder = FileManager.default.temporaryDirectory.path + "/rekey-test-tls-" + UUID().uuidString.lowercased()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try openSSL(
            """
            req -x509 \(Self.newKey) -keyout ca.key -out ca.pem -days 1 -subj /CN=test-authority \
            -addext basicConstraints=critical,CA:TRUE
            """)
        try sign(.good, names: "DNS:localhost,IP:127.0.0.1", days: 1)
        try sign(.wrongHost, names: "DNS:elsewhere.example.com", days: 1)
        try sign(.expired, names: "DNS:localhost,IP:127.0.0.1", days: -1)
        try openSSL(
            """
            req -x509 \(Self.newKey) -keyout self-signed.key -out self-signed.pem -days 1 -subj /CN=localhost \
            -addext subjectAltName=DNS:localhost
            """)
    }

    private static let newKey = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"

    private func sign(_ kind: Kind, names: String, days: Int) throws {
        let name = kind.rawValue
        try Data("subjectAltName=\(names)\n".utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name).ext"))
        try openSSL("req \(Self.newKey) -keyout \(name).key -out \(name).csr -subj /CN=\(name)")
        try openSSL(
            """
            x509 -req -in \(name).csr -CA ca.pem -CAkey ca.key -CAcreateserial -out \(name).pem -days \(days) \
            -extfile \(name).ext
            """)
    }

    private func openSSL(_ line: String) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["openssl"] + line.split(separator: " ").map(String.init)
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        let errors = Pipe()
        process.standardOutput = FileHandle.nullDevice
        process.standardError = errors
        try process.run()
        let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw CocoaError(.fileWriteUnknown, userInfo: ["openssl": text])
        }
    }
}
