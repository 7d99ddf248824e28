/// A way in which a notice is sent.
package enum NoticeChannel: String, Sendable, CaseIterable {
    case command, webhook
}
