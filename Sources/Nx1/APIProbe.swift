import Foundation
package import Model
import Secrets
package import Transport

/// Asks the API for something harmless, to see whether it is there and lets the caller in.
package enum APIProbe {
    package struct Result: Sendable {
        package let answer: Answer
        /// How far the server's clock is ahead of this machine's; a second is its grain.
        package let skew: Duration?
        package let timing: HTTPTiming
        /// One that the caller may see.
        package let app: AppID?
    }

    /// - Throws: `EventLoopError`.
    package static func run(_ connection: Connection) async throws -> Result {
        let loop = try EventLoop()
        defer { loop.close() }
        var settings = connection.settings(Limits())
        settings.readsClock = true
        let client = try HTTPClient(on: loop, settings: settings)
        let sent = await client.send(HTTPRequest(.get, url: connection.host.base + "/api/app"))
        let scrubber = Scrubber([connection.credential.secret])
        var skew: Duration?
        if case .success(let answer) = sent, let time = answer.serverTime {
            skew = .seconds(time - Int(Date().timeIntervalSince1970))
        }
        // However many apps there are: that they are listed is all that counts here.
        if case .success(let answer) = sent, answer.status == 200, case .tooLong = answer.end {
            return Result(answer: .confirmed, skew: skew, timing: answer.timing, app: nil)
        }
        var app: AppID?
        let exchange = await AnswerReader(target: nil).exchange(
            sent, isolation: #isolation, hiding: { scrubber },
            body: { body in
                // Where it cannot be read, `isList` decides.
                let apps = body.withBytes { try? JSONDecoder().decode([AppEntry].self, from: Data($0)) }
                app = apps?.lazy.compactMap { try? AppID($0.id) }.first
                let isList = body.withBytes { $0.first { !" \t\r\n".utf8.contains($0) } == UInt8(ascii: "[") }
                return isList
                    ? .confirmed : .unexpected(status: 200, reason: "the answer is not a list of apps in JSON")
            })
        return Result(answer: exchange.answer, skew: skew, timing: exchange.timing, app: app)
    }
}
