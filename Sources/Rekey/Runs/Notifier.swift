import Journal
import Model
import Report
import Secrets
import Subprocesses
import Transport

/// Sends notices of how runs ended, while the next run continues.
///
/// Nothing here fails a run: a notice that could not be sent is a warning. The record is updated after a notice was
/// sent: if the process is killed in between, the notice is sent twice, but never not at all.
struct Notifier {
    let journal: Journal
    let warned: @Sendable (String) -> Void

    /// A run's end, and the recipients.
    struct DueNotice: Sendable {
        let policy: NotifyPolicy
        let notice: Notice
        let run: RunRow
        let caFile: String?
        /// The notices that are still owed.
        var channels = Set(NoticeChannel.allCases)
    }

    /// The first attempt, and two more after these waits. Each has a time limit, so the total is a minute or two.
    private static let waits: [Duration] = [.zero, .seconds(1), .seconds(3)]
    private static let timeLimit: Duration = .seconds(10)

    func deliver(_ queue: AsyncStream<DueNotice>) async {
        for await due in queue {
            guard due.policy.occasion == .always || due.notice.isFailure else {
                for channel in due.channels { await settle(due, channel, .unneeded) }
                continue
            }
            if let call = due.policy.command, due.channels.contains(.command) {
                await withRetries(due, .command, "the program \(quoted(call.text))") {
                    try await self.call(call, due)
                }
            }
            if let webhook = due.policy.webhook, due.channels.contains(.webhook) {
                // Its path often contains a credential.
                await withRetries(due, .webhook, "the webhook") { try await self.post(webhook, due) }
            }
        }
    }

    /// - Parameter attempt: returns why it failed, or `nil`.
    private func withRetries(
        _ due: DueNotice, _ channel: NoticeChannel, _ whom: String, _ attempt: () async throws -> String?
    ) async {
        var reason = ""
        for wait in Self.waits {
            do {
                try await Task.sleep(for: wait)
                guard let failure = try await attempt() else { return await settle(due, channel, .sent) }
                reason = failure
            } catch is CancellationError {
                // The notice stays owed.
                return warned(
                    "run \(due.run.id) is recorded, but \(whom) was not notified, because rekey was asked to stop; "
                        + "the next run sends the notice")
            } catch {
                reason = "\(error)"
            }
        }
        await settle(due, channel, .failed)
        warned("run \(due.run.id) is recorded, but \(whom) was not notified: \(reason)")
    }

    private func settle(_ due: DueNotice, _ channel: NoticeChannel, _ state: Journal.NoticeState) async {
        do {
            try await journal.settleNotice(of: due.run.id, channel, state)
        } catch {
            warned("the notice of run \(due.run.id) was \(state.rawValue), but this was not recorded: \(error)")
        }
    }

    private func call(_ call: ProgramCall, _ due: DueNotice) async throws -> String? {
        let invocation = Invocation(
            call.arguments.map(\.plainText), directory: due.run.directory,
            timeLimit: min(call.timeLimit, .seconds(60)), inheriting: await journal.inheritable)
        return try await invocation.run(input: Secret(utf8: due.notice.json)).failure.map { "it ended with \($0)" }
    }

    private func post(_ webhook: NotifyPolicy.Webhook, _ due: DueNotice) async throws -> String? {
        let loop = try EventLoop()
        defer { loop.close() }
        var settings = HTTPSettings()
        settings.headers = [
            ("Content-Type", Secret(utf8: "application/json")), ("User-Agent", Secret(utf8: "rekey")),
        ]
        settings.caFile = due.caFile
        settings.timeout = Self.timeLimit
        let body = webhook.template.map(due.notice.filling) ?? due.notice.json
        let request = HTTPRequest(.post, url: webhook.url, body: Secret(utf8: body))
        switch await (try HTTPClient(on: loop, settings: settings)).send(request) {
        case .success(let answer): return (200..<300).contains(answer.status) ? nil : "it answered \(answer.status)"
        case .failure(let failure): return failure.message
        }
    }
}
