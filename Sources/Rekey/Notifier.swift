import Journal
import Model
import Programs
import Report
import Secrecy
import Transport

/// Tells others how runs ended, while the next one goes on.
///
/// Nothing here fails a run: what could not be told is a warning.
struct Notifier {
    let journal: Journal
    let warned: @Sendable (String) -> Void

    /// A run's end, and whom to tell.
    struct Order: Sendable {
        let policy: NotifyPolicy
        let notice: Notice
        let run: RunRow
        let caFile: String?
    }

    /// The first, and two more after these waits. With a time limit for each, nobody waits longer than a minute or two.
    private static let waits: [Duration] = [.zero, .seconds(1), .seconds(3)]
    private static let timeLimit: Duration = .seconds(10)

    func deliver(_ orders: AsyncStream<Order>) async {
        for await order in orders where order.policy.occasion == .always || order.notice.isFailure {
            if let call = order.policy.command {
                await insist(order, "the program \(quoted(call.text))") { try await self.call(call, order) }
            }
            if let webhook = order.policy.webhook {
                // Its path is often a credential.
                await insist(order, "the webhook") { try await self.post(webhook, order) }
            }
        }
    }

    /// - Parameter attempt: Returns why it did not work, or `nil`.
    private func insist(_ order: Order, _ whom: String, _ attempt: () async throws -> String?) async {
        var reason = "the program was ended"
        for wait in Self.waits {
            do {
                try await Task.sleep(for: wait)
                guard let failure = try await attempt() else { return }
                reason = failure
            } catch is CancellationError {
                break
            } catch {
                reason = "\(error)"
            }
        }
        warned("run \(order.run.id) is recorded, but \(whom) was not told of it: \(reason)")
    }

    private func call(_ call: ProgramCall, _ order: Order) async throws -> String? {
        let invocation = Invocation(
            call.arguments.map(\.plainText), directory: order.run.directory,
            timeLimit: min(call.timeLimit, .seconds(60)), inheriting: await journal.inheritable)
        return try await invocation.run(input: Secret(utf8: order.notice.json)).failure.map { "it ended with \($0)" }
    }

    private func post(_ webhook: NotifyPolicy.Webhook, _ order: Order) async throws -> String? {
        let loop = try EventLoop()
        defer { loop.close() }
        var settings = HTTPSettings()
        settings.headers = [
            ("Content-Type", Secret(utf8: "application/json")), ("User-Agent", Secret(utf8: "rekey")),
        ]
        settings.caFile = order.caFile
        settings.timeout = Self.timeLimit
        let body = webhook.template.map(order.notice.filling) ?? order.notice.json
        let request = HTTPRequest(.post, url: webhook.url, body: Secret(utf8: body))
        switch await (try HTTPClient(on: loop, settings: settings)).send(request) {
        case .success(let answer): return (200..<300).contains(answer.status) ? nil : "it answered \(answer.status)"
        case .failure(let failure): return failure.message
        }
    }
}
