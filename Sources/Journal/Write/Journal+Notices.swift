import CrashPoints
import GRDB
package import Model

/// Which notices have gone out. Triggers on `runs` say which are owed, in the transaction that begins or continues a run.
extension Journal {
    /// A notice that has not gone out, as far as anybody knows.
    package struct OwedNotice: Sendable, Hashable {
        package let run: Int64
        package let channel: NoticeChannel
        package let state: RunState
        /// Microseconds since 1970; another one once the run has been continued.
        package let finishedAt: Int64?
    }

    /// How a notice was settled.
    package enum NoticeState: String, Sendable {
        case sent, failed, unneeded
    }

    /// Of runs that no process runs at the moment, oldest first.
    package func owedNotices() throws -> [OwedNotice] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT notices.run_id, notices.channel, runs.state, runs.finished_at
                      FROM notices JOIN runs ON runs.id = notices.run_id
                     WHERE notices.state = 'owed' AND runs.state <> 'running'
                     ORDER BY notices.run_id, notices.channel
                    """
            ).compactMap { row in
                guard let channel = NoticeChannel(rawValue: row[1]), let state = RunState(rawValue: row[2]) else {
                    return nil  // the table's CHECKs let nothing else in
                }
                return OwedNotice(run: row[0], channel: channel, state: state, finishedAt: row[3])
            }
        }
    }

    /// Settled before, it stays as it is.
    package func settleNotice(of run: Int64, _ channel: NoticeChannel, _ state: NoticeState) throws {
        try write(.noticeBeforeCommit, .noticeAfterCommit) { database in
            _ = try database.change(
                "UPDATE notices SET state = ?, settled_at = ? WHERE run_id = ? AND channel = ? AND state = 'owed'",
                [state.rawValue, Int64.nowMicroseconds, run, channel.rawValue])
        }
    }

    /// Says to other processes that this one sends notices. To be called under the runner's lock, so that of two calls
    /// only one finds itself alone.
    /// - Returns: whether no other session does. What is owed while one does may be on its way.
    package func beginNotices() throws -> Bool { try RunnerLock.beginNotices(database: path) }

    package func endNotices() { RunnerLock.endNotices(database: path) }
}
