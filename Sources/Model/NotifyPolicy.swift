/// Who is notified when a run ends.
package struct NotifyPolicy: Sendable, Equatable {
    /// Reads the notice as JSON on its standard input. At least one of command and webhook is set.
    package let command: ProgramCall?
    package let webhook: Webhook?
    package let occasion: Occasion

    package enum Occasion: String, Sendable, CaseIterable {
        /// Any end except that all items succeeded or were skipped.
        case failure
        case always
    }

    package struct Webhook: Sendable, Equatable {
        /// https, or http to a loopback address.
        package let url: String
        /// The body; `nil` sends the notice itself.
        package let template: NoticeTemplate?

        package init(url: String, template: NoticeTemplate?) {
            self.url = url
            self.template = template
        }
    }

    package init(command: ProgramCall?, webhook: Webhook?, occasion: Occasion) {
        self.command = command
        self.webhook = webhook
        self.occasion = occasion
    }
}
