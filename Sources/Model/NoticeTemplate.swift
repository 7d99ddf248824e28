/// JSON as a chat system wants it, in whose strings `${text}`, `${plan}` and so on stand for what a notice says.
package struct NoticeTemplate: Sendable, Equatable {
    private let content: Interpolation<Field>

    package enum Field: String, Sendable, CaseIterable {
        case text, plan, run, uuid, state, trigger, items, succeeded, failed, unknown, skipped, pending, late
        case stopReason = "stop_reason"
    }

    /// - Throws: `InvalidInput` for an unclosed reference or another name.
    package init(_ text: String) throws { content = try Interpolation(text) }

    /// With each reference replaced, so that it stays inside its string.
    package func filled(_ value: (Field) -> String) -> String {
        content.text { field in String(jsonString(value(field)).dropFirst().dropLast()) }
    }
}
