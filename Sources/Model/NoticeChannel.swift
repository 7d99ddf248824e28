/// A way in which a notice goes out.
package enum NoticeChannel: String, Sendable, CaseIterable {
    case command, webhook
}
