import Foundation
import Model

/// Who is notified of a run's end: `command`, `webhook` with `template`, and `on`.
enum NotifyFields {
    static func read(_ field: Field) throws -> NotifyPolicy {
        let fields = try field.mapping(known: ["command", "webhook", "template", "timeout", "on"])
        guard fields["command"] != nil || fields["webhook"] != nil else {
            throw field.wrong("notify has no recipient", fix: "write command: [program] or webhook: https://…")
        }
        if let template = fields["template"], fields["webhook"] == nil {
            throw template.wrong(
                "template is the body of a webhook, but webhook is missing", fix: "write webhook: https://… too")
        }
        return NotifyPolicy(
            command: try fields["command"].map { _ in
                try CallFields.read(field, isAboutTarget: false, beside: ["webhook", "template", "on"])
            },
            webhook: try fields["webhook"].map { try webhook($0, fields["template"]) },
            occasion: try fields["on"]?.choice(NotifyPolicy.Occasion.self) ?? .failure)
    }

    private static func webhook(_ field: Field, _ template: Field?) throws -> NotifyPolicy.Webhook {
        let url = try field.nonEmptyText()
        guard let parts = URLComponents(string: url), let host = parts.host, !host.isEmpty, parts.fragment == nil,
            parts.scheme == "https" || parts.scheme == "http" && isAddress(url)
        else {
            throw field.wrong(
                "this is not an address for a webhook", fix: "write https://…; http is allowed to this machine only")
        }
        return NotifyPolicy.Webhook(url: url, template: try template.map(read(template:)))
    }

    private static func read(template field: Field) throws -> NoticeTemplate {
        let text = try field.nonEmptyText()
        let template = try field.placed { try NoticeTemplate(text) }
        do {
            _ = try JSONSerialization.jsonObject(with: Data(template.filled { _ in "x" }.utf8))
        } catch {
            throw field.wrong(
                "with its references replaced this is not JSON", fix: #"write it like '{"text": "${text}"}'"#)
        }
        return template
    }

    /// Plain http is allowed for a loopback host only.
    private static func isAddress(_ url: String) -> Bool {
        (try? WebAddress(url)) != nil  // only whether it is valid matters
    }
}
