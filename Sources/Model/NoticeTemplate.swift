/// JSON for a chat system. In its strings `${text}`, `${plan}` and other fields are replaced by what the notice says.
package struct NoticeTemplate: Sendable, Equatable {
    private let content: Interpolation<Field>

    package enum Field: String, Sendable, CaseIterable {
        case text, plan, run, uuid, state, trigger, items, succeeded, failed, unknown, skipped, pending, late
        case stopReason = "stop_reason"
    }

    /// - Throws: `InvalidInput` for an unclosed reference or another name.
    package init(_ text: String) throws { content = try Interpolation(text) }

    /// With each reference replaced and escaped, so that it stays inside its string.
    package func filled(_ value: (Field) -> String) -> String {
        content.text { field in String(jsonString(value(field)).dropFirst().dropLast()) }
    }
}
