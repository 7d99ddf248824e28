/// Whom a run tells how it ended.
package struct NotifyPolicy: Sendable, Equatable {
    /// Reads the notice as JSON on its standard input. At least one of both is there.
    package let command: ProgramCall?
    package let webhook: Webhook?
    package let occasion: Occasion

    package enum Occasion: String, Sendable, CaseIterable {
        /// Any end but that all items succeeded or were skipped.
        case failure
        case always
    }

    package struct Webhook: Sendable, Equatable {
        /// https, or http to a loopback address.
        package let url: String
        /// The body; the notice as it is without one.
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
